"""kill -9 while several peers write at once: what was answered 250 is there, octet for octet and once."""

import random
import smtplib
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest

from tests.served import Served

INFO = "info@kennisplatform.example"
PEERS = 6
KILLS = 4
SETTLES_WITHIN = 60.0


@dataclass
class Peers:
    """Writers that never rest, each over connections of its own; they remember what was answered 250."""

    port: int
    accepted: dict[str, str] = field(default_factory=dict)
    """Digest -> the address it was sent to."""
    refused: int = 0

    @contextmanager
    def writing(self) -> Iterator[None]:
        stop = threading.Event()
        threads = [threading.Thread(target=self._write, args=(name, stop)) for name in range(PEERS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join(30)

    def _write(self, name: int, stop: threading.Event) -> None:
        number = 0
        while not stop.is_set():
            with suppress(OSError, smtplib.SMTPException), self._connected() as smtp:
                for _ in range(20):
                    number += 1
                    self._write_one(smtp, f"{name}-{number}")
            self.refused += 1
            stop.wait(0.05)

    def _connected(self) -> smtplib.SMTP:
        return smtplib.SMTP("127.0.0.1", self.port, timeout=5)

    def _write_one(self, smtp: smtplib.SMTP, number: str) -> None:
        octets = (
            f"From: Gast <gast{number}@schrijver.example>\r\nTo: {INFO}\r\nSubject: Offerte {number}\r\n"
            f"Message-ID: <{number}@schrijver.example>\r\n\r\n{f'Regel van {number}. ' * 60}\r\n"
        ).encode()
        smtp.sendmail(f"gast{number}@schrijver.example", [INFO], octets)
        self.accepted[sha256(octets).hexdigest()] = INFO


def kept(service: Served) -> Counter[tuple[str, str]]:
    """Count what is in the inbox by its octets, not by what the database says of them."""
    with sqlite3.connect(f"file:{service.database}?mode=ro", uri=True) as sql:
        rows = sql.execute("SELECT octets, recipient FROM inbox")
        return Counter((sha256(octets).hexdigest(), to) for octets, to in rows)


def play(folder: Path, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    service = Served(folder)
    peers = Peers(service.port)
    try:
        service.start("serve")
        with peers.writing():
            for _ in range(kills):
                before, deadline = len(peers.accepted), time.monotonic() + SETTLES_WITHIN
                while len(peers.accepted) < before + 20:
                    assert time.monotonic() < deadline, f"nobody is answered any more:\n{service.said}"
                    time.sleep(chance.uniform(0.001, 0.05))
                service.kill()
                service.out.clear()
                service.start("serve")
    finally:
        service.close()
    found = kept(service)
    missing = {digest for digest, to in peers.accepted.items() if not found[digest, to]}
    assert len(peers.accepted) >= 20 * kills
    assert peers.refused >= PEERS, "the kills were noticed"
    assert missing == set(), f"{len(missing)} of {len(peers.accepted)} mails answered 250 are lost"
    assert max(found.values()) == 1, "a mail is there twice"


def test_nothing_answered_250_is_lost(tmp_path: Path) -> None:
    play(tmp_path, KILLS, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 6))
def test_nothing_answered_250_is_lost_in_many_kills(tmp_path: Path, seed: int) -> None:
    play(tmp_path, 25, seed)
