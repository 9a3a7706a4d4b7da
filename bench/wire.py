"""How fast the courier hands mails over, beside Postfix's own `smtp-source`: `python bench/wire.py`.

Nothing is rendered and nothing is written down: 10,000 envelopes lie ready, so this is the price of the wire
alone. Five rounds, in each of them all senders in turn against the same `smtp-sink`; medians, and the CPU of
the sender only. Then a relay far away, 50 ms each way: how many connections it is given, and how soon.
"""

import argparse
import asyncio
import resource
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from mailer.domain.delivery import Claim, Delivery, DeliveryState, Envelope, Outcome
from mailer.transport.hop import Hop
from mailer.transport.smtp import SmtpCourier
from tests.transport.faraway import far_away

SBIN = "/usr/sbin/"
HEADER = (
    b"From: Kring <info@kring.example>\r\nTo: anna.dewit@zwolle.example\r\nSubject: Uitnodiging\r\n"
    b"Message-ID: <uitnodiging-1@kring.example>\r\n\r\n"
)
LINE = b"Op donderdag eten we samen in Hattem, en op vrijdag wandelen we langs de IJssel.\r\n"
NOW = datetime(2017, 9, 1, 12, tzinfo=UTC)


@dataclass
class Ready:
    """Claims that lie ready: the same mail, so many times."""

    envelope: Envelope
    left: int
    sent: int = 0

    def take(self) -> Claim | None:
        if not self.left:
            return None
        self.left -= 1
        return Claim(DELIVERY, self.envelope)

    def settle(self, _claim: Claim, outcome: Outcome) -> None:
        self.sent += outcome.state is DeliveryState.SENT


DELIVERY = Delivery(
    "invitation", 1, "anna.dewit@zwolle.example", "circle", "", {}, "<1@kring.example>", NOW, NOW
)


@dataclass(frozen=True)
class Run:
    """Mails a second, and milliseconds of CPU for a mail."""

    rate: float
    cpu: float


def mail(size: int) -> bytes:
    return (HEADER + LINE * (size // len(LINE) + 1))[: size - 2] + b"\r\n"


@contextmanager
def sink(*options: str) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = int(door.getsockname()[1])
    command = [f"{SBIN}smtp-sink", "-u", "nobody", *options, f"127.0.0.1:{port}", "1000"]
    process = subprocess.Popen(command)
    try:
        for _ in range(100):
            with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def by_smtp_source(port: int, size: int, mails: int) -> Run:
    started, before = time.perf_counter(), _cpu(resource.RUSAGE_CHILDREN)
    command = [f"{SBIN}smtp-source", "-s", "8", "-l", str(size), "-m", str(mails)]
    subprocess.run([*command, f"127.0.0.1:{port}"], check=True)
    took, cpu = time.perf_counter() - started, _cpu(resource.RUSAGE_CHILDREN) - before
    return Run(mails / took, cpu / mails * 1000)


def by_kring(port: int, size: int, mails: int, fast: bool, connections: int = 8) -> Run:
    hop = Hop("127.0.0.1", port, security="none", connections=connections)
    claims = Ready(Envelope("info+bounce@kring.example", "anna.dewit@zwolle.example", mail(size)), mails)
    courier = SmtpCourier([hop], ehlo_name="mail.kring.example")

    async def carry() -> None:
        await courier.carry(claims)
        await courier.close()

    started, before = time.perf_counter(), _cpu(resource.RUSAGE_SELF)
    with asyncio.Runner(loop_factory=_loop_factory(fast)) as runner:
        runner.run(carry())
    took, cpu = time.perf_counter() - started, _cpu(resource.RUSAGE_SELF) - before
    if claims.sent != mails:
        raise SystemExit(f"{claims.sent} of {mails} mails were taken")
    return Run(mails / took, cpu / mails * 1000)


def _loop_factory(fast: bool) -> "type[asyncio.AbstractEventLoop]":
    if not fast:
        return asyncio.SelectorEventLoop
    import uvloop

    return uvloop.Loop


def _cpu(whose: int) -> float:
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


def median(runs: list[Run]) -> Run:
    return Run(statistics.median(run.rate for run in runs), statistics.median(run.cpu for run in runs))


def far(mails: int) -> None:
    print(f"\n50 ms each way, 2 kB, {mails} mails:")
    for connections in (1, 8):
        with sink() as port, far_away(port) as (gate, proxy):
            began = time.monotonic()
            run = by_kring(gate, 2048, mails, fast=True, connections=connections)
            opened = ", ".join(f"{moment - began:.1f}" for moment in proxy.opened)
        print(f"- at most {connections}: {run.rate:.0f} mails/s; connections after {opened} s")


def nearby(mails: int, rounds: int) -> None:
    print("| mail | sender | mails/s | over smtp-source | CPU ms a mail | over smtp-source |")
    print("|---|---|---|---|---|---|")
    for size, *how in ((2048,), (20480,), (2048, "-p")):
        table: dict[str, list[Run]] = {"smtp-source": [], "uvloop": [], "asyncio": []}
        with sink(*how) as port:
            for _ in range(rounds):
                table["smtp-source"].append(by_smtp_source(port, size, mails))
                table["uvloop"].append(by_kring(port, size, mails, fast=True))
                table["asyncio"].append(by_kring(port, size, mails, fast=False))
        own = median(table["smtp-source"])
        for name, runs in table.items():
            one = median(runs)
            what = f"{size // 1024} kB{', lock-step' if how else ''}"
            print(
                f"| {what} | {name} | {one.rate:,.0f} | {one.rate / own.rate:.2f} "
                f"| {one.cpu:.3f} | {one.cpu / own.cpu:.2f} |"
            )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    nearby(given.mails, given.rounds)
    far(given.mails // 10)


if __name__ == "__main__":
    main()
