"""One of two machines is cut off from the database in mid-run: the other goes on, the first tells late."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailer.engine.lease import RENEWED_EVERY
from mailer.service.claims import GROUP
from mailer.service.leases import LEASE
from tests.kill.networks import NETWORK, Cable, cables
from tests.kill.siege import CONNECTIONS, Siege
from tests.postgres import postgres
from tests.served import until

PEOPLE = 1500
SURE_FOR = 25.0
"""Seconds after its last renewal in which a sender may hand over (docs/decisions.md)."""
NOTICED_WITHIN = LEASE.total_seconds() + RENEWED_EVERY + 10
PACE = 0.1


@pytest.fixture
def two() -> Iterator[list[Cable]]:
    with cables(2) as laid:
        yield laid


def test_a_machine_cut_off_in_mid_run(tmp_path: Path, two: list[Cable]) -> None:
    with postgres(NETWORK) as server:
        siege = Siege(tmp_path, server, [one.site for one in two], pace=PACE)
        siege.enlist(PEOPLE)
        siege.send()
        with siege.running():
            cut_off(siege, two[0])
            siege.settle()
        found = siege.judge()
        siege.app.close()
    print(found.row)
    assert (found.lost, found.twice) == (0, 0)
    assert found.unknown == [], "who was cut off told at last what became of its mails"


def cut_off(siege: Siege, cable: Cable) -> None:
    cut, other = siege.notes
    until(lambda: lines(cut) > 100 and lines(other) > 100, "mails from both")
    cable.pull()
    pulled, went_on = time.time(), lines(other)
    until(lambda: lines(other) > went_on + 300, "mails from the other")
    until(lambda: siege.unknown(), "what it had claimed is unknown", NOTICED_WITHIN)
    assert last_line_at(cut) < pulled + SURE_FOR, "it handed over what may not have been its own any more"
    named = siege.unknown()
    assert len(named) <= GROUP + CONNECTIONS - 1
    cable.plug_in()
    until(lambda: not siege.unknown(), "what became of them")


def lines(notes: Path) -> int:
    return notes.read_bytes().count(b"\n") if notes.exists() else 0


def last_line_at(notes: Path) -> float:
    return notes.stat().st_mtime
