"""Processes on one PostgreSQL: one of them looks at the clock, and a nudge wakes a loop that sleeps."""

import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from mailer.engine.cluster import ClusterEngine, cron, nudge
from mailer.store.database import Database
from tests.postgres import Postgres, postgres


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as found:
        yield found


@pytest.fixture
def database(server: Postgres) -> Iterator[Database]:
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


def test_a_connection_that_goes_silent_is_given_up_soon_by_both_sides(database: Database) -> None:
    with pytest.raises(LookupError), database.transaction():
        raise LookupError("what is rolled back must not take the settings with it")
    with database.reading() as sql:
        assert sql.scalar(text("SHOW tcp_user_timeout")) == "20000"
        assert sql.scalar(text("SHOW tcp_keepalives_idle")) == "10"
    assert "tcp_user_timeout=20000" in database.conninfo, "procrastinate's connections too"


def test_what_the_url_says_of_its_patience_comes_first() -> None:
    database = Database("postgresql+psycopg://kring@127.0.0.1/kring?connect_timeout=3")
    assert "connect_timeout=3" in database.conninfo
    assert "keepalives_idle=10" in database.conninfo
    assert str(database) == "the database postgresql+psycopg://kring@127.0.0.1/kring?connect_timeout=3"


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


def test_a_command_before_any_process_has_run_nudges_nobody(server: Postgres) -> None:
    untouched = Database(server.database())
    nudge(untouched)
    untouched.close()


@pytest.mark.parametrize(
    ("seconds", "line"), [(1, "* * * * * */1"), (60, "*/1 * * * *"), (300, "*/5 * * * *")]
)
def test_every_so_many_seconds_in_cron(seconds: int, line: str) -> None:
    assert cron(seconds) == line
