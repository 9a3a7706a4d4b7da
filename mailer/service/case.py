"""One mail with all that is known of it, and what may become of it: what deciding works with."""

from collections.abc import Mapping
from dataclasses import dataclass

from mailer.domain import commands as c
from mailer.domain.delivery import Delivery
from mailer.domain.digest import Digest
from mailer.domain.inbox import Arrived, InboxState
from mailer.domain.meeting import Meeting
from mailer.domain.sentence import sentence
from mailer.domain.subscription import Proof
from mailer.intake.orders import Order
from mailer.intake.verdict import Answer, Kind, Verdict
from mailer.message.mail import Mail
from mailer.service.calendar_answer import CalendarAnswer
from mailer.service.correspondent import Correspondent

MACHINES = frozenset({Kind.BOUNCE, Kind.COMPLAINT, Kind.RECEIPT, Kind.AUTO_REPLY})


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known of one mail when it is decided what happens with it."""

    arrived: Arrived
    mail: Mail
    verdict: Verdict
    who: Correspondent
    meeting: Meeting | None = None
    bounced: Mapping[str, Delivery] | None = None
    """For each address a report names: the newest delivery that left for it."""
    about: Delivery | None = None
    """The delivery whose Message-ID a report or complaint names."""
    confirmed: Answer | None = None
    """What the mail says when it answers a confirmation mail."""
    forged: bool = False
    """Whether our own mail server found that the domain in From denies the mail."""
    authentic: bool = False
    """Whether our own mail server found that the mail comes from the domain in From."""
    asked: c.RecordAnswer | None = None
    """The answer the confirmation mail asked about, where it asked about one."""
    setting: Mapping[str, object] | None = None
    """What the mail was read in, as it is kept with it."""
    calendar: CalendarAnswer | None = None
    """The calendar reply in it, with what it is compared to."""
    digest: Digest | None = None
    """The digest that a person's mail answers."""
    orders: tuple[Order, ...] = ()
    """What that mail asks for, line by line."""

    @property
    def proof(self) -> Proof:
        """The mail as evidence of what its writer wants."""
        words = self.verdict.own_words or self.mail.subject
        return Proof(sentence("mail"), words, self.mail.message_id, self.arrived.received_at, self.arrived.id)


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of the mail; with the commands carried out first, in the same transaction."""

    state: InboxState
    reason: str
    commands: tuple[c.Command, ...] = ()


def parked(case: Case, reason: str) -> Decision:
    """Leave it to the coordinator; a person we know is told so."""
    commands: tuple[c.Command, ...] = ()
    if case.who.person is not None and case.verdict.kind not in MACHINES:
        commands = (c.PassOn(case.who.series.key, case.who.person.id, reason),)
    return Decision(InboxState.PARKED, reason, commands)


def handled(reason: str, *commands: c.Command) -> Decision:
    """Give the decision that these commands deal with the mail."""
    return Decision(InboxState.HANDLED, reason, commands)


def reasons(verdict: Verdict) -> str:
    """Say in one line why a mail was understood as it was."""
    found = "; ".join(f"{one.rule}: {one.words}" if one.words else one.rule for one in verdict.why)
    return found or sentence("nothing in it asks us for anything")
