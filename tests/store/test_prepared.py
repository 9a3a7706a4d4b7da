"""Prepared statements give and take what SQLAlchemy's own would: moments with their zone, JSON, nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from mailer.store import migrate
from mailer.store.database import Database
from mailer.store.prepared import Prepared
from mailer.store.schema import journal, people

NOON = datetime(2017, 9, 14, 12, tzinfo=UTC)
COLUMNS = ("at", "who", "command", "what", "why", "details", "person")

WRITE = Prepared(insert(journal).values({name: bindparam(name) for name in COLUMNS}))
READ = Prepared(
    select(journal.c.at, journal.c.details, journal.c.person)
    .where(journal.c.at >= bindparam("since"), journal.c.who == "kring")
    .order_by(journal.c.id)
    .limit(bindparam("most"))
)
REWORD = Prepared(update(journal).where(journal.c.what == bindparam("old")).values(what=bindparam("new")))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database(f"sqlite:///{tmp_path}/kring.db")
    migrate.migrate(found)
    yield found
    found.close()


def entry(**more: object) -> dict[str, object]:
    usual = {"at": NOON, "who": "kring", "command": "Tick", "what": "looked", "why": "", "details": {}}
    return {**usual, "person": None, **more}


def test_what_goes_in_comes_out(database: Database) -> None:
    details = {"names": ["Anna", "Zoë"], "count": 2}
    with database.transaction() as sql:
        assert WRITE.each(sql, [entry(details=details, person=7), entry()]) == 2
        assert [tuple(row) for row in READ.rows(sql, since=NOON, most=9)] == [
            (NOON, details, 7),
            (NOON, {}, None),
        ]


def test_it_reads_what_sqlalchemy_wrote_and_the_other_way_round(database: Database) -> None:
    with database.transaction() as sql:
        sql.execute(insert(journal).values(**entry(details={"a": 1})))
        WRITE.each(sql, [entry(details={"a": 1})])
        assert len({tuple(map(str, row)) for row in READ.rows(sql, since=NOON, most=9)}) == 1
        found = sql.execute(select(journal.c.at, journal.c.details)).all()
        assert found == [(NOON, {"a": 1})] * 2


def test_a_moment_of_another_zone_is_the_same_moment(database: Database) -> None:
    summer = timezone(timedelta(hours=2))
    with database.transaction() as sql:
        WRITE.each(sql, [entry(at=NOON.astimezone(summer))])
        ((at, _, _),) = READ.rows(sql, since=NOON.astimezone(summer), most=1)
    assert (at, at.utcoffset()) == (NOON, timedelta(0))


def test_a_moment_without_a_zone_never_gets_in(database: Database) -> None:
    with database.transaction() as sql, pytest.raises(ValueError, match="a moment without a zone"):
        WRITE.each(sql, [entry(at=NOON.replace(tzinfo=None))])


def test_it_says_how_many_rows_it_touched(database: Database) -> None:
    with database.transaction() as sql:
        WRITE.each(sql, [entry(), entry(), entry(what="sent")])
        assert REWORD.each(sql, [{"old": "looked", "new": "saw"}, {"old": "nothing", "new": "saw"}]) == 2


def test_what_the_database_refuses_is_said_as_sqlalchemy_says_it(database: Database) -> None:
    anna = {"address": "anna.dewit@waterrijk.example", "name": "", "organisation": "", "language": "nl"}
    names = (*anna, "created_at")
    add = Prepared(insert(people).values({name: bindparam(name) for name in names}))
    with pytest.raises(IntegrityError), database.transaction() as sql:
        add.each(sql, [{**anna, "created_at": NOON}] * 2)


def test_a_value_that_is_missing_is_a_mistake(database: Database) -> None:
    with database.transaction() as sql, pytest.raises(KeyError):
        READ.rows(sql, since=NOON)
