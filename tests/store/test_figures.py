"""What waits is counted in the same time however much was sent before."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from mailer.store import figures as counting
from mailer.store.database import Database
from mailer.store.figures import Figures, figures
from mailer.store.migrate import migrate

NOW = "2017-06-01 09:00:00.000000"
LATER = "2017-06-01 09:30:00.000000"
LETTER = (
    "INSERT INTO deliveries (letter, person, address, series, run, revision, skeleton, slots, message_id, "
    "state, attempts, made_at, next_at, claimed_by, words) "
    "VALUES ('invitation', 1, 'anna.dewit@zwolle.example', 'k', ?, 0, 'd', '{}', ?, ?, 0, ?, ?, '', '')"
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database(f"sqlite:///{tmp_path}/kring.db")
    migrate(found)
    yield found
    found.close()


def put(database: Database, state: str, many: int, run: int | None = None, next_at: str = NOW) -> None:
    """Write deliveries down, of people and runs nobody needs to know."""
    file = database.file
    assert file is not None
    with sqlite3.connect(file) as sql:
        start = sql.execute("SELECT count(*) FROM deliveries").fetchone()[0]
        rows = ((run, f"<{start + number}@kring.example>", state, NOW, next_at) for number in range(many))
        sql.executemany(LETTER, rows)
    sql.close()


def make_run(database: Database, number: int, state: str) -> None:
    file = database.file
    assert file is not None
    with sqlite3.connect(file) as sql:
        sql.execute(
            "INSERT INTO runs (id, meeting, step, revision, letter, state, made_at, why) "
            "VALUES (?, 'hattem-2017', ?, 0, 'invitation', ?, ?, '')",
            (number, f"step-{number}", state, NOW),
        )
    sql.close()


def look(database: Database) -> Figures:
    with database.reading() as connection:
        return figures(connection)


def test_what_waits_is_counted_and_what_is_over_is_not(database: Database) -> None:
    make_run(database, 1, "running")
    make_run(database, 2, "paused")
    for state, many in (
        ("sent", 7),
        ("due", 3),
        ("deferred", 2),
        ("failed", 1),
        ("unknown", 4),
        ("sending", 5),
    ):
        put(database, state, many, run=1)
    put(database, "due", 6, run=2)
    put(database, "due", 1)
    found = look(database)
    assert found.deliveries == {"due": 10, "deferred": 2, "failed": 1, "unknown": 4, "sending": 5}
    assert found.inbox == {"received": 0, "parked": 0}
    assert not found.paused


def test_the_oldest_is_that_of_a_run_that_goes_on(database: Database) -> None:
    make_run(database, 1, "running")
    make_run(database, 2, "paused")
    put(database, "due", 1, run=2, next_at=NOW)
    assert look(database).oldest_due is None
    put(database, "due", 1, run=1, next_at=LATER)
    assert look(database).oldest_due == datetime(2017, 6, 1, 9, 30, tzinfo=UTC)


def test_counting_ends_at_some_number(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST", 20)
    make_run(database, 1, "running")
    put(database, "due", 50, run=1)
    put(database, "due", 50)
    assert look(database).deliveries["due"] == 20


def test_no_table_is_read_from_end_to_end(database: Database) -> None:
    """With a million sent it took 5 to 10 ms; looking at the plans takes no million, and no luck."""
    make_run(database, 1, "running")
    put(database, "sent", 10, run=1)
    asked: list[tuple[str, object]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        asked.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    look(database)
    event.remove(database.engine, "before_cursor_execute", note)
    plans = [plan for statement, values in asked for plan in _plan(database, statement, values)]
    big = [plan for plan in plans if "deliveries" in plan or "inbox" in plan]
    assert len(big) >= 4
    assert [plan for plan in big if not plan.startswith("SEARCH")] == []


def _plan(database: Database, statement: str, values: object) -> list[str]:
    if not statement.startswith("SELECT"):
        return []
    file = database.file
    assert file is not None
    with sqlite3.connect(file) as sql:
        rows = sql.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()  # type: ignore[arg-type]
    sql.close()
    return [row[3] for row in rows]


def test_a_look_waits_for_no_writer_and_no_writer_for_it(database: Database) -> None:
    with database.transaction(), database.reading() as connection:
        assert figures(connection).deliveries["due"] == 0
    with database.reading() as connection:
        figures(connection)
        with database.transaction() as writing:
            writing.exec_driver_sql("INSERT INTO pauses (since, why, released_by) VALUES (?, '', '')", (NOW,))
        assert not figures(connection).paused, "one look sees one moment"
    assert look(database).paused
