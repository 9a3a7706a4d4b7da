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
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

sys.path.insert(0, str(Path(__file__).parent.parent))

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

Rate = Callable[[bytes, argparse.Namespace], float]


def bare(pem: bytes, given: argparse.Namespace) -> float:
    """Signatures a second by the library alone, one after another."""
    key = read_key(pem)
    began, count = perf_counter(), 0
    while perf_counter() - began < given.seconds:
        key.sign(HEADER)
        count += 1
    return count / (perf_counter() - began)


def ours(pem: bytes, given: argparse.Namespace) -> float:
    """Mails a second through the seal of one loop."""
    return asyncio.run(_sealed(pem, given))


async def _sealed(pem: bytes, given: argparse.Namespace) -> float:
    sealer = Sealer(Dkim("kring.example", "kring2031", read_key(pem)))
    mail = HEADER + LINE * ((given.octets - len(HEADER)) // len(LINE))
    envelope = Envelope("info@kring.example", "anna.dewit@zwolle.example", mail, "1")
    began, count = perf_counter(), 0

    async def one() -> None:
        nonlocal count
        while perf_counter() - began < given.seconds:
            await sealer(envelope)
            count += 1

    await asyncio.gather(*(one() for _ in range(AT_A_TIME)))
    return count / (perf_counter() - began)


def together(processes: int, way: Rate, pem: bytes, given: argparse.Namespace) -> float:
    """The sum of the rates of processes that run at the same time, all of them new ones."""
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        pool.map(abs, range(processes), 1)  # all of them are there
        return sum(pool.starmap(way, [(pem, given)] * processes, 1))


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
    alone, one, two = (statistics.median(rates) for rates in zip(*rounds, strict=True))
    print("| | a second | ratio |\n|---|---|---|")
    print(f"| bare RSA-2048 signatures, one core | {alone:,.0f} | 1 |")
    print(f"| mails of {given.octets:,} octets, one process | {one:,.0f} |", end="")
    print(f" {statistics.median(one / alone for alone, one, _ in rounds):.2f} of bare |")
    print(f"| the same, two processes | {two:,.0f} |", end="")
    print(f" {statistics.median(two / one for _, one, two in rounds):.2f} of one |")


if __name__ == "__main__":
    main()
