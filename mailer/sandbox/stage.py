"""The stage: virtual time, a world that receives what is sent, and the service driven step by step."""

import smtplib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path

from mailer.app import Application, Chance
from mailer.message.mail import Mail
from mailer.message.parse import parse
from mailer.settings import series_file
from mailer.settings.settings import Settings
from mailer.store.unit_of_work import unit_of_work
from mailer.transport.arrival import Arrival
from mailer.transport.hop import Hop
from mailer.transport.listener import Listener
from mailer.transport.smtp import SmtpCourier

SECRET = "the secret of a story, which is no secret"  # noqa: S105


@dataclass
class VirtualClock:
    """A clock that stands still until it is set."""

    now: datetime

    def __call__(self) -> datetime:
        """Give the moment it is on the stage."""
        return self.now


@dataclass(frozen=True, slots=True)
class Received:
    """A mail that reached somebody: from which reverse-path, to whom, and what it is."""

    reverse_path: str
    to: str
    mail: Mail


@dataclass
class World:
    """Everybody's mail server: a real SMTP listener that keeps every mail, and writes it down as a file."""

    folder: Path
    received: list[Received] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the folder and the listener."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.listener = Listener("127.0.0.1", 0, self._take, known=lambda _address: True)

    def _take(self, arrivals: Sequence[Arrival]) -> None:
        for arrival in arrivals:
            for to in arrival.forward_paths:
                number = len(self.received) + 1
                (self.folder / f"{number:04}-{to}.eml").write_bytes(arrival.octets)
                self.received.append(Received(arrival.reverse_path, to, parse(arrival.octets)))


class Stage:
    """The service in virtual time between two real SMTP connections."""

    def __init__(self, settings: Settings, folder: Path, now: datetime, say: Callable[[str], None]) -> None:
        self.clock = VirtualClock(now)
        self.world = World(folder / "mails")
        self.world.listener.start()
        self._say = say
        self._zone = now.tzinfo
        self._ids = count(1)
        self._seen = 0
        self._handed_out = 0
        # over one connection, so that the mails of a story come in the same order each time
        hop = Hop("127.0.0.1", self.world.listener.port, security="none", connections=1)
        courier = SmtpCourier([hop], ehlo_name="kring.example")
        chance = Chance(lambda: f"story-{next(self._ids):04}", lambda: 0.0)
        series = series_file.read_all(settings.series, settings.templates / "letters")
        self.app = Application(settings, series, SECRET, clock=self.clock, courier=courier, chance=chance)
        self.app.open()
        self.app.listener.start()

    def close(self) -> None:
        """Take the stage down."""
        self.app.listener.stop()
        self.app.close()
        self.world.listener.stop()

    def new_id(self, domain: str) -> str:
        """Give a Message-ID for somebody's mail."""
        return f"guest-{next(self._ids):04}@{domain}"

    def post(self, reverse_path: str, to: str, octets: bytes) -> None:
        """Send a mail to Kring over SMTP, and let it be read and answered."""
        with smtplib.SMTP("127.0.0.1", self.app.listener.port, timeout=30) as smtp:
            smtp.sendmail(reverse_path, [to], octets)
        self.settle()

    def tick(self) -> None:
        """Look at the clock and send what that makes due, until nothing more happens."""
        while self.app.tick() or self.settle():
            pass

    def settle(self) -> bool:
        """Read and send until nothing is left to do; False when there was nothing."""
        worked = False
        while self.app.deliver() or self.app.receive_one():
            worked = True
        self.tell()
        return worked

    def tell(self) -> None:
        """Say what has happened since the last time, a line an event."""
        with unit_of_work(self.app.database) as store:
            lines = store.journal.lines(after=self._seen)
        for line in lines:
            self._seen = line.id
            why = f"  [{line.why}]" if line.why and line.command in {"Parked", "Ignored", "CancelRun"} else ""
            self._say(
                f"{line.at.astimezone(self._zone):%a %d %b %Y %H:%M}  {line.command:<20}  {line.what}{why}"
            )

    def new_mails(self) -> Iterator[tuple[Received, str]]:
        """Give the mails that reached people since the last time, each with the kind of letter it is."""
        while self._handed_out < len(self.world.received):
            received = self.world.received[self._handed_out]
            self._handed_out += 1
            with unit_of_work(self.app.database) as store:
                delivery = store.outbox.by_message_id([received.mail.message_id])
            yield received, delivery.letter if delivery else ""
