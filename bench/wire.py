"""How fast the courier hands mails over, beside Postfix's own `smtp-source`: `python bench/wire.py`.

Nothing is rendered and nothing is written down: 10,000 envelopes lie ready, so this is the price of the wire
alone. Five rounds, in each of them all senders in turn against the same `smtp-sink`; medians, and the CPU of
the sender only. Then a relay far away, 50 ms each way: how many connections it is given, and how soon.
"""

import argparse
import asyncio
import resource
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from ground import Measured, median, sink, source, table

from mailer.domain.delivery import Claim, Delivery, DeliveryState, Envelope, Outcome
from mailer.transport.hop import Hop
from mailer.transport.smtp import SmtpCourier
from tests.transport.faraway import far_away

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


def mail(size: int) -> bytes:
    return (HEADER + LINE * (size // len(LINE) + 1))[: size - 2] + b"\r\n"


def by_kring(port: int, size: int, mails: int, fast: bool, connections: int = 8) -> Measured:
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
    return Measured(mails, took, cpu)


def _loop_factory(fast: bool) -> "type[asyncio.AbstractEventLoop]":
    if not fast:
        return asyncio.SelectorEventLoop
    import uvloop

    return uvloop.Loop


def _cpu(whose: int) -> float:
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


def far(mails: int) -> None:
    rows = []
    for connections in (1, 8):
        with sink() as port, far_away(port) as (gate, proxy):
            began = time.monotonic()
            run = by_kring(gate, 2048, mails, fast=True, connections=connections)
            opened = ", ".join(f"{moment - began:.1f}" for moment in proxy.opened)
        rows.append(
            {
                "connections": f"at most {connections}",
                "mails/s": f"{run.rate:,.0f}",
                "opened after so many seconds": opened,
            }
        )
    table(f"The wire alone, to a relay 50 ms away, {mails:,} mails of 2 kB", rows)


def nearby(mails: int, rounds: int) -> None:
    rows = []
    for size, *how in ((2048,), (20480,), (2048, "-p")):
        found: dict[str, list[Measured]] = {"smtp-source": [], "uvloop": [], "asyncio": []}
        with sink(*map(str, how)) as port:
            for _ in range(rounds):
                found["smtp-source"].append(source(port, mails, size))
                found["uvloop"].append(by_kring(port, size, mails, fast=True))
                found["asyncio"].append(by_kring(port, size, mails, fast=False))
        what = f"{size // 1024} kB{', lock-step' if how else ''}"
        rows += [row(what, name, runs, found["smtp-source"]) for name, runs in found.items()]
    table("The wire alone, to a relay nearby", rows)


def row(what: str, name: str, runs: list[Measured], over: list[Measured]) -> dict[str, str]:
    pairs = list(zip(runs, over, strict=True))
    return {
        "mail": what,
        "sender": name,
        "mails/s": f"{median([one.rate for one in runs]):,.0f}",
        "over smtp-source": f"{median([one.rate / other.rate for one, other in pairs]):.2f}",
        "CPU ms a mail": f"{median([one.cpu / one.mails for one in runs]) * 1000:.3f}",
        "its CPU over smtp-source's": f"{median([one.cpu / other.cpu for one, other in pairs]):.2f}",
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    nearby(given.mails, given.rounds)
    far(given.mails // 10)


if __name__ == "__main__":
    main()
