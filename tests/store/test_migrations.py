"""The migrations make exactly the tables that the schema says, and the tables refuse what is illegal."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError, StatementError

from mailer.domain.delivery import DeliveryState
from mailer.store import migrate
from mailer.store.backup import backup
from mailer.store.database import Database
from mailer.store.schema import deliveries, meetings, metadata, people, runs, skeletons

NOW = datetime(2017, 6, 1, 9, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    found = Database(f"sqlite:///{tmp_path}/kring.db")
    migrate.migrate(found)
    return found


def test_an_empty_database_becomes_what_the_schema_says(database: Database) -> None:
    assert migrate.differences(database) == []
    assert migrate.lacking(database) == ""


def test_migrating_twice_does_no_harm(database: Database) -> None:
    assert migrate.migrate(database) == migrate.migrate(database)


def test_an_untouched_database_is_not_up_to_date(tmp_path: Path) -> None:
    assert "not there yet" in migrate.lacking(Database(f"sqlite:///{tmp_path}/new.db"))
    assert not (tmp_path / "new.db").exists()


def test_sqlite_is_set_up_to_lose_nothing(database: Database) -> None:
    with database.transaction() as sql:
        assert sql.scalar(text("PRAGMA journal_mode")) == "wal"
        assert sql.scalar(text("PRAGMA synchronous")) == 2
        assert sql.scalar(text("PRAGMA foreign_keys")) == 1


def _a_delivery(database: Database, message_id: str, **more: object) -> None:
    values = {
        "letter": "invitation",
        "person": 1,
        "address": "anna.dewit@waterrijk.example",
        "series": "kennisplatform",
        "meeting": "hattem-2017",
        "step": "invitation",
        "revision": 0,
        "run": 1,
        "skeleton": "d",
        "slots": {},
        "message_id": message_id,
        "state": DeliveryState.DUE.value,
        "made_at": NOW,
        "next_at": NOW,
    }
    with database.transaction() as sql:
        sql.execute(insert(deliveries).values(**{**values, **more}))


@pytest.fixture
def with_a_run(database: Database) -> Database:
    with database.transaction() as sql:
        sql.execute(
            insert(people).values(id=1, address="anna.dewit@waterrijk.example", language="nl", created_at=NOW)
        )
        meeting = {
            "series": "kennisplatform",
            "state": "announced",
            "revision": 0,
            "zone": "Europe/Amsterdam",
        }
        dates = {"starts": NOW, "ends": NOW.replace(hour=17), "deadline": NOW.date(), "created_at": NOW}
        sql.execute(insert(meetings).values(key="hattem-2017", capacity=15, facts={}, **meeting, **dates))
        run = {"meeting": "hattem-2017", "step": "invitation", "revision": 0, "letter": "invitation"}
        sql.execute(insert(runs).values(id=1, state="running", made_at=NOW, **run))
        sql.execute(insert(skeletons).values(digest="d", letter="invitation", language="nl", octets=b""))
    return database


def test_a_second_delivery_of_a_step_to_a_person_is_refused(with_a_run: Database) -> None:
    _a_delivery(with_a_run, "one@kring.example")
    with pytest.raises(IntegrityError):
        _a_delivery(with_a_run, "two@kring.example")


def test_a_new_revision_may_be_told_once_more(with_a_run: Database) -> None:
    _a_delivery(with_a_run, "one@kring.example")
    _a_delivery(with_a_run, "two@kring.example", revision=1)


def test_a_state_that_no_delivery_has_is_refused(with_a_run: Database) -> None:
    with pytest.raises(IntegrityError):
        _a_delivery(with_a_run, "one@kring.example", state="lost")


def test_a_moment_without_a_zone_never_gets_in(with_a_run: Database) -> None:
    with pytest.raises(StatementError, match="a moment without a zone"):
        _a_delivery(with_a_run, "one@kring.example", next_at=datetime(2017, 6, 1, 9))  # noqa: DTZ001


def test_every_state_column_has_its_check() -> None:
    for table in metadata.tables.values():
        if "state" in table.c and table.name != "attempts":
            assert any("state" in str(c.sqltext) for c in table.constraints if hasattr(c, "sqltext")), table


def test_a_backup_is_a_whole_copy_while_somebody_writes(with_a_run: Database, tmp_path: Path) -> None:
    _a_delivery(with_a_run, "one@kring.example")
    backup(with_a_run, tmp_path / "copy.db", NOW)
    copy = Database(f"sqlite:///{tmp_path}/copy.db")
    assert migrate.lacking(copy) == ""
    with copy.transaction() as sql:
        assert sql.execute(deliveries.select()).one().message_id == "one@kring.example"
