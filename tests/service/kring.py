"""A Kring for tests: the real service on a real database, with a clock and a courier one can set."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from mailer.app import Application, Chance
from mailer.domain.address import Mailbox
from mailer.domain.commands import Command, ImportMeeting, ImportPerson, StartRun
from mailer.domain.delivery import Claims, Delivery, DeliveryState, Envelope, Outcome, Stage
from mailer.domain.inbox import InboxState
from mailer.domain.meeting import Meeting
from mailer.domain.registration import Registration
from mailer.domain.run import Run, RunState
from mailer.domain.subscription import Proof, SubscriptionState
from mailer.message.mail import Mail
from mailer.message.parse import parse
from mailer.service.work import Cause, Done
from mailer.settings import meeting_file, series_file
from mailer.settings.doors import MailDoor, WebDoor
from mailer.settings.settings import Settings
from mailer.store.unit_of_work import UnitOfWork, unit_of_work
from mailer.transport.arrival import Arrival

MARIEKE = Cause("Marieke, the coordinator")
INFO = "info@kennisplatform.example"
SERIES = "kennisplatform"
HATTEM = "hattem-2017"
SPRING = datetime(2017, 5, 1, 8, tzinfo=UTC)
"""Before the first step of the meeting in Hattem on 14 September 2017."""

ANNA = Mailbox("anna.dewit@waterrijk.example", "Anna de Wit")
BART = Mailbox("b.smit@dijkveld.example", "Bart Smit")
CARLA = Mailbox("carla@lindehoven.example", "Carla Jansen")
DIRK = Mailbox("dirk@rozenburcht.example", "Dirk Visser")

AWAY = Outcome(DeliveryState.DEFERRED, Stage.RCPT, 450, "4.2.1", "mailbox busy")
"""What a relay says when a mailbox can't take mail for now."""
GONE = Outcome(DeliveryState.FAILED, Stage.RCPT, 550, "5.1.1", "no such mailbox")
"""What a relay says when there is no such mailbox."""


@dataclass
class Post:
    """A courier that keeps what it is given, unless a test decides how tries end.

    `next_outcome` is how the next try ends, `outcomes` how every try at an address does.
    """

    sent: list[Envelope] = field(default_factory=list)
    next_outcome: Outcome | None = None
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    async def carry(self, claims: Claims) -> None:
        while claim := claims.take():
            claims.settle(claim, self._try(claim.envelope))

    def _try(self, envelope: Envelope) -> Outcome:
        outcome, self.next_outcome = self.next_outcome, None
        outcome = outcome or self.outcomes.get(envelope.forward_path)
        if outcome is None:
            self.sent.append(envelope)
        return outcome or Outcome(DeliveryState.SENT, Stage.END_OF_DATA, 250, "2.0.0", "ok")

    async def check(self) -> str:
        return ""

    async def close(self) -> None:
        """Nothing is held open."""


class Kring:
    """The service, driven by hand."""

    def __init__(self, folder: Path, now: datetime = SPRING, database: str = "", first: int = 1) -> None:
        """Open it; `first` is where what is made begins to be numbered, in a copy of a house higher."""
        self.now = now
        self.database = database or f"sqlite:///{folder / 'kring.db'}"
        self.post = Post()
        self._ids = count(first)
        self._numbers = count(first)
        self.app = self._application()
        self.app.open()

    def _application(self) -> Application:
        settings = Settings(
            database=self.database,
            authserv_id="mx.kennisplatform.example",
            listener=MailDoor(port=0),
            web=WebDoor(port=0),
        )
        chance = Chance(lambda: f"id-{next(self._ids)}", lambda: 0.0)
        series = series_file.read_all(Path("config/series"))
        return Application(
            settings, series, "a secret for tests", clock=lambda: self.now, courier=self.post, chance=chance
        )

    def restart(self) -> None:
        """End the process and start a new one on the same database."""
        self.app.close()
        self.app = self._application()
        self.app.open()

    @contextmanager
    def look(self) -> Iterator[UnitOfWork]:
        with unit_of_work(self.app.database) as store:
            yield store

    def do(self, command: Command, cause: Cause = MARIEKE) -> Done:
        return self.app.bus.do(command, cause)

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def tick(self) -> list[str]:
        done = self.app.tick()
        self.settle()
        return done

    def settle(self) -> None:
        while self.app.receive_one() or self.app.deliver():
            pass

    def hattem(self, **more: object) -> None:
        """Announce the meeting in Hattem."""
        meeting = meeting_file.read(Path("config/meetings/hattem-2017.toml"))
        self.do(ImportMeeting(replace(meeting, **more)))  # type: ignore[arg-type]

    def enlist(self, *people: Mailbox) -> None:
        """Put people on the list, as an import does."""
        for person in people:
            proof = Proof("import: test", at=self.now)
            self.do(ImportPerson(SERIES, person, "", "nl", proof))

    def invite(self) -> Run:
        """Let the clock come to the invitation, and start its run."""
        self.now = datetime(2017, 7, 13, 8, tzinfo=UTC)
        self.tick()
        run = self.run("invitation")
        self.do(StartRun(run.id))
        self.settle()
        return run

    def run(self, step: str) -> Run:
        with self.look() as store:
            return store.runs.get_newest(HATTEM, step)

    def meeting(self, key: str = HATTEM) -> Meeting:
        with self.look() as store:
            return store.meetings.get(key)

    def waiting(self) -> list[str]:
        with self.look() as store:
            return [run.step for run in store.runs.in_state(RunState.WAITING)]

    def mails_to(self, person: Mailbox | str) -> list[Mail]:
        address = person if isinstance(person, str) else person.address
        return [parse(one.octets) for one in self.post.sent if one.forward_path == address]

    def subjects_to(self, person: Mailbox) -> list[str]:
        return [mail.subject for mail in self.mails_to(person)]

    def letters_to(self, person: Mailbox) -> list[str]:
        """The kinds of letters that left for a person."""
        with self.look() as store:
            found = [store.outbox.by_message_id([mail.message_id]) for mail in self.mails_to(person)]
        return [one.letter for one in found if one is not None]

    def write(
        self, sender: Mailbox, text: str, subject: str = "Vraag", to: str = INFO, **fields: str
    ) -> None:
        """Somebody sends a mail, and it is read and answered."""
        number = next(self._numbers)
        head = {
            "From": f"{sender.name} <{sender.address}>",
            "To": to,
            "Subject": subject,
            "Message-ID": f"<guest-{number}@{sender.address.partition('@')[2]}>",
            "Content-Type": "text/plain; charset=utf-8",
            **{name.replace("_", "-"): value for name, value in fields.items()},
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        self.arrive(f"{lines}\r\n{text}\r\n".encode(), sender.address, to)

    def reply(self, sender: Mailbox, text: str, to: Mail | None = None, **fields: str) -> None:
        """Somebody presses Reply on a mail, by default the last one that came, and types a text."""
        answered = to or self.mails_to(sender)[-1]
        self.write(
            sender,
            text,
            f"Re: {answered.subject}",
            answered.reply_to[0].address,
            In_Reply_To=f"<{answered.message_id}>",
            **fields,
        )

    def arrive(self, octets: bytes, reverse_path: str = "", to: str = INFO) -> None:
        """A mail is accepted by the listener, and read."""
        self.app.accept([Arrival(reverse_path, (to,), octets, "127.0.0.1")])
        self.settle()

    def subscription(self, person: Mailbox) -> SubscriptionState | None:
        with self.look() as store:
            known = store.people.by_address(person.address)
            found = store.subscriptions.get(SERIES, known.id) if known else None
            return found.state if found else None

    def registration(self, person: Mailbox, meeting: str = HATTEM) -> Registration | None:
        with self.look() as store:
            known = store.people.by_address(person.address)
            return store.registrations.get(meeting, known.id) if known else None

    def deliveries(self, *states: DeliveryState) -> list[Delivery]:
        with self.look() as store:
            return list(store.outbox.in_state(*(states or tuple(DeliveryState))))

    def parked(self) -> dict[str, str]:
        """The parked mails: originator and reason."""
        with self.look() as store:
            return {row.originator: row.reason for row in store.inbox.in_state(InboxState.PARKED)}

    def person(self, who: Mailbox) -> int:
        with self.look() as store:
            known = store.people.by_address(who.address)
            assert known is not None
            return known.id
