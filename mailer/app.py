"""The composition root: settings in, a service out that can be run, or driven step by step."""

import random
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mailer.console.one_click import one_click_app
from mailer.console.server import WebServer
from mailer.domain.address import same
from mailer.domain.commands import Unsubscribe
from mailer.domain.delivery import Courier
from mailer.domain.errors import NotFound
from mailer.domain.series import Series
from mailer.domain.subscription import Proof
from mailer.engine.embedded import EmbeddedEngine
from mailer.engine.loop import Loop
from mailer.letters.letter import LetterBook
from mailer.message.tokens import Signer
from mailer.service.bus import Bus
from mailer.service.correspondent import without_token
from mailer.service.deliver import Sent, deliver_one, recover
from mailer.service.receive import accept, receive_one
from mailer.service.tick import tick
from mailer.service.work import Cause, Clock, House
from mailer.settings.settings import Settings
from mailer.settings.working_days import working_days_of
from mailer.store.database import Database
from mailer.store.migrate import migrate
from mailer.store.unit_of_work import unit_of_work
from mailer.transport.arrival import Arrival
from mailer.transport.capture import CaptureCourier
from mailer.transport.listener import Listener
from mailer.transport.smtp import SmtpCourier


@dataclass(frozen=True, slots=True)
class Chance:
    """Where words nobody can guess and numbers in [0, 1) come from; a story has its own."""

    new_id: Callable[[], str] = lambda: secrets.token_hex(12)
    number: Callable[[], float] = random.random


def utc_now() -> datetime:
    """Give the moment it is."""
    return datetime.now(UTC)


class Application:
    """Everything wired together. `start` makes it a service; the methods below it drive it by hand."""

    def __init__(
        self,
        settings: Settings,
        series: Mapping[str, Series],
        secret: str,
        *,
        clock: Clock = utc_now,
        courier: Courier | None = None,
        chance: Chance | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.database = Database(settings.database)
        self.courier = courier or courier_for(settings)
        self.house = house_for(settings, series, secret, chance or Chance())
        self.bus = Bus(self.database, self.house, clock)
        self._pace = Pace(settings.per_minute)
        self._receiving = Loop("receive", self.receive_one)
        self._delivering = Loop("deliver", self._deliver_at_pace)
        self._engine = EmbeddedEngine(self.tick, (self._receiving, self._delivering), settings.tick_seconds)
        where = settings.listener
        self.listener = Listener(
            where.host, where.port, self.accept, known=self.known, hostname=settings.hostname
        )
        self.web = WebServer(one_click_app(self.unsubscribe), settings.web.host, settings.web.port)

    def open(self) -> None:
        """Make the database ready, and mark what a process that died left half done."""
        migrate(self.database)
        recover(self.database, self.clock())

    def start(self) -> None:
        """Begin to listen, to read, to send and to look at the clock."""
        self.open()
        self.listener.start()
        self.web.start()
        self._engine.start()

    def stop(self) -> None:
        """Take nothing new in, finish what is under way, close."""
        self._pace.stop()
        self.listener.stop()
        self.web.stop()
        self._engine.stop()
        self.close()

    def close(self) -> None:
        """Leave the relay and the database."""
        self.courier.close()
        self.database.close()

    def accept(self, arrival: Arrival) -> None:
        """Keep a mail; on return it is on disk."""
        recipients = tuple(self._mailbox(path) for path in arrival.forward_paths)
        accept(self.database, self.clock, arrival.octets, arrival.reverse_path, recipients)
        self._receiving.wake()

    def known(self, address: str) -> bool:
        """Whether an address, with or without a token, is one of our mailboxes, or the postmaster's."""
        return self._mailbox(address) in self.house.own_addresses or any(
            same(without_token(address), mailbox) for mailbox in self.house.own_addresses
        )

    def _mailbox(self, path: str) -> str:
        """Give the mailbox that reads the postmaster's mail (RFC 5321 section 4.5.1); any other as it is."""
        local, _, domain = path.lower().rpartition("@")
        if local not in {"", "postmaster"} or (not local and domain != "postmaster"):
            return path.lower()
        ours = sorted(self.house.own_addresses)
        here = [mailbox for mailbox in ours if not local or mailbox.endswith(f"@{domain}")]
        return here[0] if here else path.lower()

    def receive_one(self) -> bool:
        """Read one mail; False when there is none."""
        worked = receive_one(self.database, self.house, self.clock)
        if worked:
            self._delivering.wake()
        return worked

    def deliver_one(self) -> Sent | None:
        """Send one mail; None when nothing's time has come."""
        return deliver_one(self.database, self.house, self.clock, self.courier, "embedded")

    def tick(self) -> list[str]:
        """Look at the clock once."""
        return tick(self.bus)

    def unsubscribe(self, token: str) -> bool:
        """Take the person a one-click token was made for off the list; False for a token that is not ours."""
        read = self.house.signer.read(token)
        if read is None or read[0] != "u":
            return False
        try:
            with unit_of_work(self.database) as store:
                delivery = store.outbox.get(read[1])
        except NotFound:
            return False
        proof = Proof("one click", at=self.clock())
        self.bus.do(
            Unsubscribe(delivery.series, delivery.address, proof), Cause(delivery.address, "one click")
        )
        self._delivering.wake()
        return True

    def _deliver_at_pace(self) -> bool:
        self._pace.wait()
        sent = self.deliver_one()
        if sent is None or sent.outcome.relay_wide:
            return False  # nothing to do, or a relay that is given a rest
        self._pace.spent()
        return True


class Pace:
    """Holds the sending to so many mails a minute, evenly."""

    def __init__(self, per_minute: int) -> None:
        self._gap = 60.0 / per_minute
        self._due = False
        self._stopped = threading.Event()

    def spent(self) -> None:
        """A mail has gone; the next one waits its turn."""
        self._due = True

    def wait(self) -> None:
        """Wait until the next mail may go, or until `stop`."""
        if self._due:
            self._stopped.wait(self._gap)
            self._due = False

    def stop(self) -> None:
        """Let nobody wait any longer."""
        self._stopped.set()


def courier_for(settings: Settings) -> Courier:
    """Give the courier: to the relay, or without one into a folder, so that nothing leaves the machine."""
    relay = settings.relay
    if relay is None:
        return CaptureCourier(settings.captured)
    return SmtpCourier(
        relay.host,
        relay.port,
        ehlo_name=settings.hostname,
        security=relay.security,
        user=relay.user,
        password=relay.password,
        timeout=relay.timeout,
    )


def house_for(settings: Settings, series: Mapping[str, Series], secret: str, chance: Chance) -> House:
    """Give what stays the same from start to stop."""
    return House(
        series=series,
        letters=LetterBook(Path(settings.templates) / "letters"),
        signer=Signer(secret.encode()),
        is_working_day={key: working_days_of(one) for key, one in series.items()},
        authserv_id=settings.authserv_id,
        new_id=chance.new_id,
        chance=chance.number,
    )
