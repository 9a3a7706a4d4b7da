"""A siege: runs of thousands go out while the senders, the database and the receiver are killed at random.

    python -m tests.kill.siege [--minutes 5 | --hours 2] [--people 3000] [--seed 1]

prints, for SQLite and for PostgreSQL with one and with three senders, what was lost, what came twice and
what nobody knows; it ends with an error when anything was lost or came twice.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from socket import create_connection

from sqlalchemy import func, insert, select, update

from mailer.app import Application
from mailer.domain.commands import ImportMeeting, StartRun, TakeStep
from mailer.domain.delivery import DeliveryState
from mailer.domain.errors import Refused
from mailer.service.claims import GROUP
from mailer.settings import configuration, secret
from mailer.settings.meeting_file import sample_meeting
from mailer.store.schema import deliveries, people, runs, subscriptions
from mailer.store.unit_of_work import unit_of_work
from tests.kill.receiver import received
from tests.kill.service import COORDINATOR, HOUSE, free_port
from tests.postgres import Postgres, postgres

CONNECTIONS = 8
STARTS_WITHIN = 60.0
SETTLES_WITHIN = 180.0
_OPEN = [one.value for one in (DeliveryState.DUE, DeliveryState.DEFERRED, DeliveryState.SENDING)]


@dataclass
class Figures:
    """What a siege came to."""

    database: str
    senders: int
    mails: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    twice: int = 0
    unknown: list[str] = field(default_factory=list)
    arrived_unknown: int = 0

    @property
    def most_unknown(self) -> int:
        """What was promised: a sender leaves a window, a receiver what each connection has under way."""
        window = GROUP + CONNECTIONS - 1
        return window * self.kills["sender"] + 2 * CONNECTIONS * self.senders * self.kills["receiver"]

    @property
    def row(self) -> str:
        kills = ", ".join(f"{many} of the {who}" for who, many in sorted(self.kills.items()))
        cells = (
            self.database,
            self.senders,
            self.mails,
            f"{self.kills.total()} ({kills})",
            self.lost,
            self.twice,
            f"{len(self.unknown)} (at most {self.most_unknown})",
            self.arrived_unknown,
        )
        return "| " + " | ".join(map(str, cells)) + " |"


HEADER = (
    "| database | senders | mails | kills | lost | received twice | unknown | of these arrived |\n"
    "|---|---|---|---|---|---|---|---|"
)


class Process:
    """A program that can be killed and started again; it listens on a port once it is ready."""

    def __init__(
        self, words: list[str], port: int, log: Path, config: Path | None = None, host: str = "127.0.0.1"
    ) -> None:
        self._words, self._log, self._at = words, log, (host, port)
        self._environ = {**os.environ, **({"KRING_CONFIG": str(config)} if config else {})}
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._running = subprocess.Popen(
                self._words, cwd=HOUSE, env=self._environ, stdout=log, stderr=log
            )
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            assert self._running.poll() is None, f"it ended by itself: {self._log.read_text()[-3000:]}"
            with suppress(OSError), create_connection(self._at, 1):
                return
            time.sleep(0.02)
        raise AssertionError("it does not listen")

    def kill(self) -> None:
        assert self._running is not None
        self._running.kill()
        self._running.wait(30)

    def stop(self) -> None:
        if self._running is not None and self._running.poll() is None:
            self._running.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._running.wait(60)
            self._running.kill()


@dataclass(frozen=True, slots=True)
class Site:
    """Where a sender runs: what stands before its program's words, its address, and ours as it sees us."""

    within: tuple[str, ...] = ()
    address: str = "127.0.0.1"
    gateway: str = "127.0.0.1"


HERE = Site()


class Siege:
    """One database, senders, at each site a receiver; and somebody with an axe.

    `pace` is how many seconds a receiver takes over each group of mails.
    """

    def __init__(
        self, folder: Path, server: Postgres | None, sites: Sequence[Site], seed: int = 1, pace: float = 0.0
    ) -> None:
        self._folder, self._server = folder, server
        self._chance = random.Random(seed)
        self._url = server.database() if server else str(folder / "kring.db")
        self._engine = "cluster" if server else "embedded"
        self.figures = Figures("PostgreSQL" if server else "SQLite", len(sites))
        self.notes: list[Path] = []
        """Which mails each receiver got, in the order of the sites."""
        self._receivers: list[Process] = []
        ports = {site: self._receive(site, pace) for site in dict.fromkeys(sites)}
        self.senders = [self._sender(number, site, ports[site]) for number, site in enumerate(sites)]
        self.app = self._application()
        self.app.open()

    def _receive(self, site: Site, pace: float) -> int:
        port, name = free_port(), f"receiver-{len(self._receivers)}"
        notes = self._folder / f"{name}.txt"
        program = (sys.executable, "-m", "tests.kill.receiver")
        words = [*site.within, *program, site.address, str(port), str(notes), str(pace)]
        self._receivers.append(Process(words, port, self._folder / f"{name}.log", host=site.address))
        self.notes.append(notes)
        return port

    def _sender(self, number: int, site: Site, relay_port: int) -> Process:
        port, name = free_port(), f"sender-{number}"
        config = self._configured(name, site, port, relay_port)
        words = [*site.within, sys.executable, str(HOUSE / "run_service.py"), "serve"]
        return Process(words, port, self._folder / f"{name}.log", config, site.address)

    def _configured(self, name: str, site: Site, port: int = 0, relay_port: int = 25) -> Path:
        config = self._folder / f"{name}.toml"
        url = self._url.replace("127.0.0.1", site.gateway)
        config.write_text(
            f'database = "{url}"\nengine = "{self._engine}"\nsecret = "{self._folder / "secret"}"\n'
            f'series = "{HOUSE / "config/series"}"\ntemplates = "{HOUSE / "templates"}"\n'
            f'hostname = "kring.example"\ntick_seconds = 1\n'
            f'[listener]\nhost = "{site.address}"\nport = {port}\n[web]\nport = 0\n'
            f"[limits]\nper_minute = 0\n"
            f'[relay]\nhost = "{site.address}"\nport = {relay_port}\nsecurity = "none"\n'
            f"connections = {CONNECTIONS}\n",
            encoding="utf-8",
        )
        return config

    def _application(self) -> Application:
        found = configuration.read(self._configured("kring", HERE), {})
        return Application(found.settings, found.series, secret.read_or_make(found.settings.secret))

    def enlist(self, how_many: int) -> None:
        """Put people on the list."""
        now = datetime.now(UTC)
        everyone = range(1, how_many + 1)
        consent = {"series": "kennisplatform", "state": "subscribed", "since": now, "source": "siege"}
        persons = [
            {"id": n, "address": f"lid{n}@waterrijk.example", "language": "nl", "created_at": now}
            for n in everyone
        ]
        with self.app.database.transaction() as sql:
            sql.execute(insert(people), persons)
            sql.execute(insert(subscriptions), [{"person": n, **consent} for n in everyone])
        self._people = how_many

    def send(self) -> None:
        """Let an invitation to one more meeting go out to everybody."""
        number = self.figures.mails // self._people
        meeting = replace(sample_meeting(date.today()), key=f"siege-{number}")  # noqa: DTZ011
        self.app.bus.do(ImportMeeting(meeting), COORDINATOR)
        with suppress(Refused):  # where the clock of a sender was quicker
            self.app.bus.do(TakeStep(meeting.key, "invitation"), COORDINATOR)
        with unit_of_work(self.app.database) as store:
            run = store.runs.get_newest(meeting.key, "invitation")
        self.app.bus.do(StartRun(run.id), COORDINATOR)
        self.figures.mails += self._people

    @contextmanager
    def running(self) -> Iterator[None]:
        """Start everything, and stop it at the end."""
        processes = [*self._receivers, *self.senders]
        try:
            for one in processes:
                one.start()
            yield
        finally:
            for one in reversed(processes):
                one.stop()

    def strike(self) -> None:
        """Wait until some mails more have arrived, then kill somebody and start it again."""
        enough = self._arrived() + self._chance.randint(1, 200)
        until = time.monotonic() + 3
        while time.monotonic() < until and self._arrived() < enough:
            time.sleep(0.005)
        victim = self._chance.choice(
            ["sender", "sender", "receiver", *(["database"] if self._server else [])]
        )
        self.figures.kills[victim] += 1
        if victim == "database" and self._server:
            self._server.kill()
            self._server.start()
            return
        process = self._chance.choice(self._receivers if victim == "receiver" else self.senders)
        process.kill()
        process.start()

    def settle(self) -> None:
        """Let time pass until nothing is left to send."""
        until = time.monotonic() + SETTLES_WITHIN
        while time.monotonic() < until:
            if not self.let_time_pass():
                return
            time.sleep(0.5)
        raise AssertionError(f"it does not settle: {self._states()}")

    def judge(self) -> Figures:
        """Hold what the database says against what arrived."""
        seen = received(*self.notes)
        with unit_of_work(self.app.database) as store:
            rows = store.connection.execute(select(deliveries)).fetchall()
        found = self.figures
        found.twice = sum(count > 1 for count in seen.values())
        sent = [row for row in rows if row.state == DeliveryState.SENT.value]
        unknown = [row for row in rows if row.state == DeliveryState.UNKNOWN.value]
        reached = {(row.person, row.meeting) for row in (*sent, *unknown)}
        false = [row for row in sent if (row.address, row.message_id) not in seen]
        found.lost = len(false) + found.mails - len(reached)
        found.unknown = [row.address for row in unknown]
        found.arrived_unknown = sum((row.address, row.message_id) in seen for row in unknown)
        return found

    def unknown(self) -> list[str]:
        """Name those of whose mail nobody knows now whether they have it."""
        with unit_of_work(self.app.database) as store:
            found = select(deliveries.c.address).where(deliveries.c.state == DeliveryState.UNKNOWN.value)
            return list(store.connection.scalars(found))

    def _arrived(self) -> int:
        return sum(one.stat().st_size for one in self.notes if one.exists()) // 60

    def _states(self) -> dict[str, int]:
        with unit_of_work(self.app.database) as store:
            query = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
            return {row[0]: row[1] for row in store.connection.execute(query)}

    def let_time_pass(self) -> bool:
        """What waits for another try is tried now; False when nothing is open any more."""
        deferred = deliveries.c.state == DeliveryState.DEFERRED.value
        with unit_of_work(self.app.database) as store:
            store.connection.execute(update(deliveries).where(deferred).values(next_at=datetime.now(UTC)))
            written = store.connection.scalar(select(func.count()).where(runs.c.written_to.is_not(None)))
        return bool(written or any(self._states().get(state) for state in _OPEN))


def besiege(database: str, senders: int, how_many: int, kills: int, minutes: float, seed: int) -> Figures:
    """Send to so many people and kill so often, or until the time is over; give the figures."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kring-siege-")))
        server = stack.enter_context(postgres()) if database == "postgresql" else None
        siege = Siege(folder, server, [HERE] * senders, seed)
        stack.callback(siege.app.close)
        siege.enlist(how_many)
        siege.send()
        until = time.monotonic() + 60 * minutes
        with siege.running():
            while siege.figures.kills.total() < kills and time.monotonic() < until:
                siege.strike()
                if not siege.let_time_pass():
                    siege.send()
            siege.settle()
        return siege.judge()


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--minutes", type=float, default=3.0, help="the most each of the three sieges may last")
    read.add_argument("--hours", type=float, default=0.0)
    read.add_argument("--people", type=int, default=3000)
    read.add_argument("--seed", type=int, default=1)
    found = read.parse_args()
    minutes = found.hours * 60 / 3 or found.minutes
    print(HEADER, flush=True)
    wrong = 0
    for database, senders in (("sqlite", 1), ("postgresql", 1), ("postgresql", 3)):
        figures = besiege(database, senders, found.people, 10_000, minutes, found.seed)
        print(figures.row, flush=True)
        wrong += figures.lost + figures.twice + max(0, len(figures.unknown) - figures.most_unknown)
    sys.exit(wrong != 0)


if __name__ == "__main__":
    main()
