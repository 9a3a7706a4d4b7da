"""How fast mails are signed (DKIM, RSA-2048), beside what the bare signature costs on one core.

    python bench/dkim.py [--octets 20480] [--seconds 2] [--rounds 5]

Our side is the courier's: mails sealed by a loop, eight at a time, the signing in a thread of its own. In
each round all three are measured in turn: bare signatures, one process of ours, two of them. What counts is
the median of the rounds' ratios.
"""

import argparse
import asyncio
import multiprocessing
import statistics
import sys
from collections.abc import Callable, Sequence
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

sys.path.insert(0, str(Path(__file__).parent.parent))

from report import table

from mailer.domain.delivery import Envelope
from mailer.message.dkim import Dkim
from mailer.message.dkim_key import read_key
from mailer.service.seal import Sealer

HEADER = (
    b"Date: Mon, 02 Jun 2031 09:00:00 +0200\r\nMessage-ID: <8c1fa2b3c4d5e6f708192a3b@kring.example>\r\n"
    b"To: Anna de Wit <anna.dewit@zwolle.example>\r\n"
    b"Reply-To: Kring <info+rc65398a222fb8824333@kring.example>\r\n"
    b"List-Unsubscribe: <https://kring.example/off/uc65392057ddd813c93c>,\r\n"
    b" <mailto:info+uc65392057ddd813c93c@kring.example?subject=unsubscribe>\r\n"
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nFrom: Kring <info@kring.example>\r\n"
    b"Subject: Uitnodiging 14 en 15 september, Hattem\r\nAuto-Submitted: auto-generated\r\n"
    b"List-Id: Kring <kring.kring.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n"
)
LINE = b"Op donderdag eten we samen in Hattem, en op vrijdag wandelen we langs de IJssel.\r\n"
AT_A_TIME = 8

Way = Callable[[bytes, argparse.Namespace], int]


class Measured(NamedTuple):
    """How many a second, and what one took of a core, in microseconds."""

    rate: float
    cpu: float


def bare(pem: bytes, given: argparse.Namespace) -> int:
    """Sign by the library alone, one after another, and count."""
    key = read_key(pem)
    count, until = 0, perf_counter() + given.seconds
    while perf_counter() < until:
        key.sign(HEADER)
        count += 1
    return count


def ours(pem: bytes, given: argparse.Namespace) -> int:
    """Sign mails through the seal of one loop, and count."""
    return asyncio.run(_sealed(pem, given))


async def _sealed(pem: bytes, given: argparse.Namespace) -> int:
    sealer = Sealer(Dkim("kring.example", "kring2031", read_key(pem)))
    mail = HEADER + LINE * ((given.octets - len(HEADER)) // len(LINE))
    envelope = Envelope("info@kring.example", "anna.dewit@zwolle.example", mail, "1")
    until = perf_counter() + given.seconds

    async def one() -> int:
        count = 0
        while perf_counter() < until:
            await sealer(envelope)
            count += 1
        return count

    return sum(await asyncio.gather(*(one() for _ in range(AT_A_TIME))))


def measure(
    way: Way, pem: bytes, given: argparse.Namespace, ready: Barrier, found: SimpleQueue[Measured]
) -> None:
    """Count in a process of its own, that begins when the others are ready too."""
    ready.wait()
    began, spent = perf_counter(), process_time()
    count = way(pem, given)
    found.put(Measured(count / (perf_counter() - began), (process_time() - spent) / count * 1e6))


def together(processes: int, way: Way, pem: bytes, given: argparse.Namespace) -> Measured:
    """The rates of processes that run at the same time, added up."""
    spawn = multiprocessing.get_context("spawn")
    ready, found = spawn.Barrier(processes), spawn.SimpleQueue()
    running = [spawn.Process(target=measure, args=(way, pem, given, ready, found)) for _ in range(processes)]
    for process in running:
        process.start()
    all_found = [found.get() for _ in running]
    for process in running:
        process.join()
    return Measured(sum(one.rate for one in all_found), statistics.mean(one.cpu for one in all_found))


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--octets", type=int, default=20480)
    options.add_argument("--seconds", type=float, default=2.0)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    key = generate_private_key(65537, 2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    rounds = [
        (together(1, bare, pem, given), together(1, ours, pem, given), together(2, ours, pem, given))
        for _ in range(given.rounds)
    ]
    alone, one, two = (list(measured) for measured in zip(*rounds, strict=True))
    rows = [
        row("RSA-2048 signatures, one core", alone, alone),
        row(f"mails of {given.octets:,} octets, one process, over signatures", one, alone),
        row("the same, two processes, over one", two, one),
    ]
    table("Signing with DKIM", rows)


def row(name: str, measured: Sequence[Measured], over: Sequence[Measured]) -> dict[str, str]:
    """Give medians: of what was measured, and of its ratios to something else of the same rounds."""
    pairs = list(zip(measured, over, strict=True))
    rate, cpu = (
        statistics.median(one.rate for one in measured),
        statistics.median(one.cpu for one in measured),
    )
    faster = statistics.median(one.rate / other.rate for one, other in pairs)
    cheaper = statistics.median(other.cpu / one.cpu for one, other in pairs)
    return {
        "what": name,
        "a second": f"{rate:,.0f}",
        "ratio": f"{faster:.2f}",
        "CPU of each": f"{cpu:,.0f} us",
        "its ratio": f"{cheaper:.2f}",
    }


if __name__ == "__main__":
    main()
