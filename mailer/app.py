"""The composition root: settings in, a service out that can be run, or driven step by step."""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from os import urandom
from pathlib import Path

from mailer.console.console import console_routes
from mailer.console.one_click import one_click_routes
from mailer.console.operations import operations_routes
from mailer.console.server import WebServer
from mailer.couriers import connections, courier_for, policy, sent_folder_for
from mailer.domain.address import same
from mailer.domain.commands import Unsubscribe
from mailer.domain.delivery import Courier
from mailer.domain.errors import NotFound
from mailer.domain.inbox import Accepted
from mailer.domain.sentence import sentence
from mailer.domain.series import Series
from mailer.domain.subscription import Proof
from mailer.engine.choice import engine, nudge
from mailer.engine.lease import RENEWED_EVERY, Lease, ended_here
from mailer.engine.loop import Loop
from mailer.engine.pulse import Pulse
from mailer.engine.sender import LONGEST_REST, SenderLoop
from mailer.intake.house_words import learn
from mailer.letters.letter import LetterBook
from mailer.message.tokens import Signer
from mailer.service.bus import Bus
from mailer.service.claims import OutboxClaims, Pace, Sender
from mailer.service.correspondent import without_token
from mailer.service.fate import BETWEEN_LOOKS, Fate
from mailer.service.leases import Leases
from mailer.service.readiness import not_ready
from mailer.service.receive import accept, receive_one
from mailer.service.tick import tick
from mailer.service.work import Cause, Clock, House
from mailer.service.writing import write_on
from mailer.settings.doors import MailDoor
from mailer.settings.settings import Settings
from mailer.settings.working_days import working_days_of
from mailer.store.database import Database
from mailer.store.figures import Figures, figures
from mailer.store.migrate import migrate
from mailer.store.unit_of_work import unit_of_work
from mailer.transport.arrival import Arrival
from mailer.transport.certificate import Certificate
from mailer.transport.listener import Listener
from mailer.transport.posting import posted


@dataclass(frozen=True, slots=True)
class Chance:
    """Where words nobody can guess and numbers in [0, 1) come from; a story has its own."""

    new_id: Callable[[], str] = lambda: urandom(12).hex()
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
        learn(settings.lexicon)
        self.database = Database(settings.database)
        self.courier = courier or courier_for(settings)
        self.house = house_for(settings, series, secret, chance or Chance())
        self.bus = Bus(self.database, self.house, clock)
        self._leases = Leases(self.database, clock, ended_here)
        self.lease = Lease(self._leases)
        self.pulse = Pulse()
        beats = {name: self.pulse.expect(name, most) for name, most in _silences(settings).items()}
        pace = Pace(settings.limits.in_all, settings.limits.for_a_domain)
        self._claims = self._claims_for(Sender(self.lease.name, connections(settings), self._holds), pace)
        self._by_hand: asyncio.Runner | None = None
        self._receiving = Loop("receive", self.receive_one, beat=beats["receive"])
        self._delivering = SenderLoop(self._claims, self.courier, beats["deliver"])
        self._writing = Loop("write", self._write_on, beat=beats["write"])
        leasing = Loop("lease", self.lease.beat, RENEWED_EVERY, beats["lease"])
        fate = Fate(self.bus, policy(settings), sent_folder_for(settings))
        resolving = Loop("resolve", fate.step, BETWEEN_LOOKS, beats["resolve"])
        loops = (self._receiving, self._writing, self._delivering, leasing, resolving)
        self._engine = engine(self._cluster, self.database, self._beating_tick, loops, settings.tick_seconds)
        where = settings.listener
        self.listener = Listener(
            where.host,
            where.port,
            self.accept,
            known=self.known,
            hostname=settings.hostname,
            lmtp=where.protocol == "lmtp",
            certificate=certificate_of(where),
        )
        anywhere = settings.web.operators == "anywhere"
        limits, post = settings.limits.in_all, None if settings.relay else self._post
        pages = [
            *one_click_routes(self.unsubscribe),
            *operations_routes(self.look, self.faults, anywhere=anywhere),
            *console_routes(self.bus, self._wake, settings.web.url, limits, post=post),
        ]
        self.web = WebServer(pages, settings.web.host, settings.web.port)

    def open(self) -> None:
        """Make the database ready, and mark what a process that died left half done."""
        migrate(self.database)
        with unit_of_work(self.database) as store:
            store.meetings.look_at_all()
        self._leases.bury()

    def start(self) -> None:
        """Begin to listen, to read, to send and to look at the clock."""
        self.open()
        self.lease.renew()
        self.listener.start()
        self.web.start()
        self._engine.start()

    def stop(self) -> None:
        """Take nothing new in, finish what is under way, close."""
        self.listener.stop()
        self.web.stop()
        self._engine.stop()
        self.lease.end()
        self.close()

    def close(self) -> None:
        """Leave the relay and the database."""
        self.leave()
        self.database.close()

    def accept(self, arrivals: Sequence[Arrival]) -> None:
        """Keep mails, all of them or none; on return they are on disk."""
        mails = [
            Accepted(arrival.octets, arrival.reverse_path, self._mailbox(path))
            for arrival in arrivals
            for path in arrival.forward_paths
        ]
        accept(self.database, self.clock, mails)
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

    def deliver(self, most: int | None = None) -> int:
        """Send by hand what is due, or `most` of it; give how many mails were tried."""
        while self._write_on():
            pass
        claims = self._claims_for(Sender(self.lease.name), most=most)
        self._by_hand = self._by_hand or asyncio.Runner()
        self._by_hand.run(self.courier.carry(claims))
        claims.flush()
        return claims.settled

    def nudge(self) -> None:
        """Wake a running service after a command of another process, where that can be."""
        nudge(self._cluster, self.database)

    def _post(self, sender: str, to: str, octets: bytes) -> str:
        where = self.settings.listener
        if not self.listener.listening:
            return "nobody listens for mail"
        return posted(where.host, self.listener.port, sender, to, octets, lmtp=where.protocol == "lmtp")

    def _wake(self) -> None:
        """Have what a command of the console left to do begin at once."""
        self._writing.wake()
        self._delivering.wake()

    @property
    def _cluster(self) -> bool:
        return self.settings.engine == "cluster"

    def leave(self) -> None:
        """Leave the relay that was sent to by hand; the next delivery connects again."""
        if self._by_hand is not None:
            self._by_hand.run(self.courier.close())
            self._by_hand.close()
            self._by_hand = None

    def look(self) -> tuple[Figures, datetime]:
        """Count what waits, for operators."""
        with self.database.reading() as connection:
            return figures(connection), self.clock()

    def faults(self) -> list[str]:
        """Say what keeps the running service from its work; nothing if all is well."""
        deaf = [] if self.listener.listening else ["nobody listens for mail"]
        return [*not_ready(self.database), *deaf, *self.pulse.silent()]

    def tick(self) -> list[str]:
        """Look at the clock once."""
        return tick(self.bus)

    def _beating_tick(self) -> None:
        self.tick()
        self.pulse.beat("tick")

    def _holds(self) -> bool:
        """Say whether our claims are still ours; asked before every mail, so a long run beats by it too."""
        self.pulse.beat("deliver")
        return self.lease.holds()

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
        proof = Proof(sentence("one click"), at=self.clock())
        self.bus.do(
            Unsubscribe(delivery.series, delivery.address, proof),
            Cause(delivery.address, sentence("one click")),
        )
        self._delivering.wake()
        return True

    def _write_on(self) -> bool:
        written = write_on(self.database, self.house, self.clock)
        if written:
            self._delivering.wake()
        return written

    def _claims_for(self, sender: Sender, pace: Pace | None = None, most: int | None = None) -> OutboxClaims:
        return OutboxClaims(self.database, self.house, self.clock, sender, pace, most)


def _silences(settings: Settings) -> dict[str, float]:
    """Give how many seconds each loop may be silent before something must be wrong with it."""
    minutes = 60.0
    slow_relay = settings.relay.timeout * 9.0 if settings.relay else 0.0  # a timeout for every stage
    return {
        "tick": settings.tick_seconds + 5 * minutes,
        "receive": 5 * minutes,
        "write": 5 * minutes,
        "deliver": 5 * minutes + LONGEST_REST + slow_relay,
        "lease": RENEWED_EVERY + 1 * minutes,
        "resolve": 120 * minutes,  # a server may be slow with each mail that is looked for
    }


def certificate_of(door: MailDoor) -> Certificate | None:
    """Give the listener's certificate, if it has one; its files are read when the listener starts."""
    return Certificate(door.certificate, door.key) if door.certificate and door.key else None


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
