"""The run of `sending.py` in other ways, each beside the usual one: `python bench/beside.py`.

Each round sends the same number of mails of the same size to the same `smtp-sink`, in every way in turn,
every state durable. What counts is the median of the ratios. The plain loop is what most programs would do
(`letters.py`): two templates of Jinja2 and an `EmailMessage` a person, over one connection of smtplib; it
keeps nothing, and gets a tenth of the mails.
"""

import argparse
import smtplib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import letters
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from ground import KEY, house, median, sink, table
from sending import in_a_process

from mailer.message.dkim_key import read_key
from tests.postgres import Postgres, postgres
from tests.transport.faraway import far_away

SENTENCES = {2_048: 1, 20_480: 105}
"""How many sentences make a letter of `letters.py` of about so many octets."""

Rate = Callable[[], float]
"""Sends the run in one way; gives mails a second."""

ROWS = (
    ("Kring on SQLite, over the plain loop", "usual", "plain", "at least 30"),
    ("Kring on PostgreSQL with fsync, over SQLite", "postgres", "usual", "at least 0.7"),
    ("signing in its process, over bare signatures of one core", "signed", "bare", "at least 0.75"),
    ("signing in its process, over not signing", "signed", "usual", ""),
    ("to a relay without PIPELINING, over one with it", "lock-step", "usual", ""),
    ("to a relay 50 ms away, over one nearby", "far", "usual", ""),
)
"""What is measured, in which way, over which other one, and the goal."""


@dataclass(frozen=True, slots=True)
class Run:
    """So many mails of so many octets."""

    mails: int
    octets: int
    key: bytes

    def kring(self, port: int, server: Postgres | None = None, *, signed: bool = False) -> float:
        """Send it by Kring in a process of its own; give mails a second."""
        with tempfile.TemporaryDirectory(prefix="kring-bench-") as place:
            folder = Path(place)
            url = server.database() if server else f"sqlite:///{folder}/kring.db"
            house(folder, url, self.mails, self.octets, port).close()
            if signed:
                (folder / KEY).write_bytes(self.key)
            return self.mails / in_a_process(folder, url, port, self.mails)["seconds"]

    def plain(self, port: int) -> float:
        """Send a tenth of it by the plain loop."""
        letter = letters.skeleton(SENTENCES[min(SENTENCES, key=lambda size: abs(size - self.octets))])
        wanted = list(letters.people(max(10, self.mails // 10)))
        begun = time.monotonic()
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            for octets, (delivery, _) in zip(letters.plain(letter, wanted), wanted, strict=True):
                smtp.sendmail("info@kring.example", [delivery.address], octets)
        return len(wanted) / (time.monotonic() - begun)

    def bare(self) -> float:
        """Sign by the library alone, on one core; give signatures a second."""
        key = read_key(self.key)
        times = max(100, self.mails // 10)
        begun = time.monotonic()
        for _ in range(times):
            key.sign(self.key)
        return times / (time.monotonic() - begun)


@contextmanager
def ways(run: Run) -> Iterator[dict[str, Rate]]:
    """Give every way, for as long as the relays and the database run."""
    with ExitStack() as stack:
        port, lock_step = stack.enter_context(sink()), stack.enter_context(sink("-p"))
        far, _ = stack.enter_context(far_away(port))
        server = stack.enter_context(postgres())
        yield {
            "usual": partial(run.kring, port),
            "plain": partial(run.plain, port),
            "postgres": partial(run.kring, port, server),
            "bare": run.bare,
            "signed": partial(run.kring, port, signed=True),
            "lock-step": partial(run.kring, lock_step),
            "far": partial(run.kring, far),
        }


def rows(found: Sequence[Mapping[str, float]]) -> Iterator[dict[str, str]]:
    """Give a row for each comparison, from the rates of every round."""
    for words, one, other, goal in ROWS:
        yield {
            "the run": words,
            "a second": f"{median([rates[one] for rates in found]):,.0f}",
            "of the other": f"{median([rates[other] for rates in found]):,.0f}",
            "ratio": f"{median([rates[one] / rates[other] for rates in found]):.2f}",
            "goal": goal,
        }


def private_key() -> bytes:
    """Make a key to sign with, RSA of 2048 bits."""
    key = generate_private_key(65537, 2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def main() -> None:
    """Print the table."""
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--mails", type=int, default=10_000)
    read.add_argument("--octets", type=int, default=20_480)
    read.add_argument("--rounds", type=int, default=5)
    given = read.parse_args()
    with ways(Run(given.mails, given.octets, private_key())) as sent:
        found = [{name: rate() for name, rate in sent.items()} for _ in range(given.rounds)]
    table(f"{given.mails:,} mails of {given.octets:,} octets, every state durable", list(rows(found)))


if __name__ == "__main__":
    main()
