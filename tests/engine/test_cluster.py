"""Processes on one PostgreSQL: one of them looks at the clock, and a nudge wakes a loop that sleeps."""

import time
from collections.abc import Callable, Iterator

import pytest

from mailer.engine.cluster import ClusterEngine, cron, nudge
from mailer.store.database import Database
from tests.postgres import postgres


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with postgres() as server:
        found = Database(server.database())
        yield found
        found.close()


class Counting:
    """A loop that only counts how often it is woken."""

    def __init__(self) -> None:
        self.woken = 0

    def start(self) -> None:
        """Nothing to begin."""

    def wake(self) -> None:
        self.woken += 1

    def stop(self) -> None:
        """Nothing to end."""


def within(seconds: float, true: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not true():
        time.sleep(0.05)
    return true()


def test_of_several_processes_one_looks_at_the_clock_each_time(database: Database) -> None:
    ticks: list[str] = []
    engines = [
        ClusterEngine(database, lambda name=name: ticks.append(name), [], 1)  # type: ignore[misc]
        for name in ("north", "south")
    ]
    for engine in engines:
        engine.start()
    assert ticks == ["north", "south"], "each begins with a look"
    begun = time.monotonic()
    assert within(60, lambda: len(ticks) >= 7)
    seconds = time.monotonic() - begun
    for engine in engines:
        engine.stop()
    assert len(ticks) - 2 <= seconds + 2, "not once for each process"


def test_a_nudge_wakes_a_process(database: Database) -> None:
    loop = Counting()
    engine = ClusterEngine(database, lambda: None, [loop], 3600)
    engine.start()
    nudge(database)
    assert within(30, lambda: loop.woken > 0)
    engine.stop()


def test_nudging_nobody_does_no_harm(database: Database) -> None:
    nudge(database)
    nudge(database)


@pytest.mark.parametrize(
    ("seconds", "line"), [(1, "* * * * * */1"), (60, "*/1 * * * *"), (300, "*/5 * * * *")]
)
def test_every_so_many_seconds_in_cron(seconds: int, line: str) -> None:
    assert cron(seconds) == line
