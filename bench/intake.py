"""How fast mail comes in: kept on disk before each 250, against aiosmtpd that throws everything away.

    python bench/intake.py [--mails 2000] [--peers 8] [--octets 20480] [--runs 5] [--kept-open]

Both servers run in a process of their own and get their mails from Postfix's smtp-source, in turns; what
counts is the median of the ratios of neighbouring runs.
"""

import argparse
import multiprocessing
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

sys.path.insert(0, str(Path(__file__).parent.parent))

from report import table

from mailer.domain.inbox import Accepted
from mailer.service.receive import accept
from mailer.store.database import Database
from mailer.store.migrate import migrate
from mailer.store.unit_of_work import unit_of_work
from mailer.transport.arrival import Arrival
from mailer.transport.listener import Listener

RECIPIENT = "info@kring.example"


class Discard:
    """What aiosmtpd is compared with: it answers 250 and forgets."""

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        """Say yes."""
        return "250 OK"


def discarding(ready: Connection, _folder: str) -> None:
    """Run aiosmtpd's own controller until SIGTERM."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(Discard(), hostname="127.0.0.1", port=port)
    controller.start()
    ready.send(port)
    signal.sigwait({signal.SIGTERM})
    controller.stop()


def keeping(ready: Connection, folder: str) -> None:
    """Run Kring's listener on a real file of SQLite until SIGTERM."""
    database = Database(f"sqlite:///{folder}/kring.db")
    migrate(database)

    def keep(arrivals: Sequence[Arrival]) -> None:
        mails = [Accepted(one.octets, one.reverse_path, to) for one in arrivals for to in one.forward_paths]
        accept(database, lambda: datetime.now(UTC), mails)

    listener = Listener("127.0.0.1", 0, keep, known=lambda _address: True)
    listener.start()
    ready.send(listener.port)
    signal.sigwait({signal.SIGTERM})
    listener.stop()
    database.close()


@contextmanager
def serving(server: Callable[[Connection, str], None], folder: str) -> Iterator[int]:
    """Run a server in a process of its own; gives its port."""
    ours, theirs = multiprocessing.Pipe()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # the child inherits it, and waits for it
    process = multiprocessing.Process(target=server, args=(theirs, folder))
    process.start()
    theirs.close()  # or a server that failed would be waited for
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join(30)


def rate(port: int, mails: int, given: argparse.Namespace) -> float:
    """Give the mails a second that smtp-source got rid of; each has a recipient of its own."""
    words = [shutil.which("smtp-source", path="/usr/sbin:/usr/bin") or "smtp-source", "-N"]
    words += ["-s", str(given.peers), "-l", str(given.octets), "-m", str(mails)]
    words += ["-f", "anna.dewit@zwolle.example", "-t", RECIPIENT, *(["-d"] * given.kept_open)]
    began = time.monotonic()
    subprocess.run([*words, f"127.0.0.1:{port}"], check=True, timeout=600)
    return mails / (time.monotonic() - began)


def kept(folder: str) -> int:
    """Count what is in the database."""
    database = Database(f"sqlite:///{folder}/kring.db")
    with unit_of_work(database) as store:
        found = sum(store.inbox.counts().values())
    database.close()
    return found


def measure(given: argparse.Namespace) -> Iterator[tuple[float, float]]:
    """Give the rates of neighbouring runs, ours first; then see that all of ours are there."""
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        with serving(keeping, folder) as ours, serving(discarding, folder) as theirs:
            for port in (ours, theirs):
                rate(port, given.mails // 10, given)
            for _ in range(given.runs):
                yield rate(ours, given.mails, given), rate(theirs, given.mails, given)
        expected = given.mails * given.runs + given.mails // 10
        assert kept(folder) == expected, f"{kept(folder)} of {expected} mails are on disk"


def main() -> None:
    """Measure, and print the medians."""
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("--mails", type=int, default=2000)
    read.add_argument("--peers", type=int, default=8)
    read.add_argument("--octets", type=int, default=20480)
    read.add_argument("--runs", type=int, default=5)
    read.add_argument("--kept-open", action="store_true", help="several mails over a connection")
    read.add_argument("--folder", help="where the database is made; a disk, not memory")
    given = read.parse_args()
    pairs = list(measure(given))
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    found = {
        "mail in": f"{given.octets:,} octets, over {given.peers} connections",
        "kept, then 250, a second": f"{ours:,.0f}",
        "discarded by aiosmtpd, a second": f"{theirs:,.0f}",
        "ratio": f"{statistics.median(one / other for one, other in pairs):.2f}",
        "goal": "at least 0.8",
    }
    table("Mails accepted durably", [found])


if __name__ == "__main__":
    main()
