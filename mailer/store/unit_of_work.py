"""One transaction with every table's door in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from sqlalchemy import Connection

from mailer.store.coordinators import Coordinators, Guesses, Sessions
from mailer.store.database import Database
from mailer.store.digests import Digests
from mailer.store.erasures import Erasures
from mailer.store.inbox import Inbox
from mailer.store.invitees import Invitees
from mailer.store.journal import Journal
from mailer.store.letters import LetterVersions
from mailer.store.meetings import Meetings, Registrations, Runs
from mailer.store.outbox import Outbox
from mailer.store.pauses import Pauses
from mailer.store.people import Confirmations, People, Subscriptions, Suppressions
from mailer.store.progress import Progress
from mailer.store.sending import Sending
from mailer.store.traffic import Holds, Traffic
from mailer.store.unknown import Unknowns
from mailer.store.views import Views


class UnitOfWork:
    """The tables as they are inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @cached_property
    def people(self) -> People:
        """The people."""
        return People(self.connection)

    @cached_property
    def subscriptions(self) -> Subscriptions:
        """The invitation lists."""
        return Subscriptions(self.connection)

    @cached_property
    def confirmations(self) -> Confirmations:
        """The open questions."""
        return Confirmations(self.connection)

    @cached_property
    def suppressions(self) -> Suppressions:
        """The addresses nothing goes to."""
        return Suppressions(self.connection)

    @cached_property
    def erasures(self) -> Erasures:
        """Who asked to be forgotten."""
        return Erasures(self.connection)

    @cached_property
    def meetings(self) -> Meetings:
        """The meetings."""
        return Meetings(self.connection)

    @cached_property
    def registrations(self) -> Registrations:
        """Who comes."""
        return Registrations(self.connection)

    @cached_property
    def runs(self) -> Runs:
        """The send runs."""
        return Runs(self.connection)

    @cached_property
    def outbox(self) -> Outbox:
        """What goes out."""
        return Outbox(self.connection)

    @cached_property
    def invitees(self) -> Invitees:
        """Whom a meeting concerns."""
        return Invitees(self.connection)

    @cached_property
    def sending(self) -> Sending:
        """What senders take and give back."""
        return Sending(self.connection)

    @cached_property
    def progress(self) -> Progress:
        """What is left of the runs."""
        return Progress(self.connection)

    @cached_property
    def traffic(self) -> Traffic:
        """How much went out lately."""
        return Traffic(self.connection)

    @cached_property
    def holds(self) -> Holds:
        """The domains that rest."""
        return Holds(self.connection)

    @cached_property
    def unknowns(self) -> Unknowns:
        """What nobody knows the fate of."""
        return Unknowns(self.connection)

    @cached_property
    def pauses(self) -> Pauses:
        """Whether the whole house is paused."""
        return Pauses(self.connection)

    @cached_property
    def inbox(self) -> Inbox:
        """What came in."""
        return Inbox(self.connection)

    @cached_property
    def letters(self) -> LetterVersions:
        """What letters say, where they were edited."""
        return LetterVersions(self.connection)

    @cached_property
    def coordinators(self) -> Coordinators:
        """Who may enter the console."""
        return Coordinators(self.connection)

    @cached_property
    def digests(self) -> Digests:
        """What coordinators were told by mail."""
        return Digests(self.connection)

    @cached_property
    def sessions(self) -> Sessions:
        """Who is in the console."""
        return Sessions(self.connection)

    @cached_property
    def guesses(self) -> Guesses:
        """Who tried to get in."""
        return Guesses(self.connection)

    @cached_property
    def views(self) -> Views:
        """What there is to see."""
        return Views(self.connection)

    @cached_property
    def journal(self) -> Journal:
        """Who did what."""
        return Journal(self.connection)


@contextmanager
def look(database: Database) -> Iterator[UnitOfWork]:
    """Open the tables for a look: no writer waits for this, and it waits for none."""
    with database.reading() as connection:
        yield UnitOfWork(connection)


@contextmanager
def unit_of_work(database: Database, *, alone: bool = True) -> Iterator[UnitOfWork]:
    """Open a transaction: committed when the block ends, rolled back when it raises.

    With `alone` no other such transaction runs meanwhile, on any machine.
    """
    with database.transaction(alone=alone) as connection:
        yield UnitOfWork(connection)
