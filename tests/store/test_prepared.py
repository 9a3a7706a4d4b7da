"""Prepared statements give and take what SQLAlchemy's own would: moments with their zone, JSON, nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError, ProgrammingError

from mailer.store import migrate
from mailer.store.database import Database
from mailer.store.prepared import Prepared, PreparedForMany, PreparedForThese
from mailer.store.schema import journal, people
from tests.postgres import Postgres, postgres

NOON = datetime(2017, 9, 14, 12, tzinfo=UTC)
COLUMNS = ("at", "who", "command", "what", "why", "details", "person")

READ = Prepared(
    select(journal.c.at, journal.c.details, journal.c.person)
    .where(journal.c.at >= bindparam("since"), journal.c.who == "kring")
    .order_by(journal.c.id)
    .limit(bindparam("most"))
)
REWORD = Prepared(update(journal).where(journal.c.what == bindparam("old")).values(what=bindparam("new")))
SIGN = PreparedForThese(
    journal.c.id,
    lambda these: update(journal).where(these, journal.c.who == "kring").values(person=bindparam("person")),
)
SETTLE = PreparedForMany(
    journal,
    ("id", "at", "who", "details", "person"),
    lambda given: (
        update(journal)
        .where(journal.c.id == given("id"), journal.c.who == given("who"))
        .values({name: given(name) for name in ("at", "details", "person")})
    ),
)
WRITE = PreparedForMany(
    journal,
    COLUMNS,
    lambda given: insert(journal).from_select(COLUMNS, select(*map(given, COLUMNS))),
    one=lambda given: insert(journal).values({name: given(name) for name in COLUMNS}),
)


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as found:
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        found = Database(f"sqlite:///{tmp_path}/kring.db")
    else:
        found = Database(request.getfixturevalue("server").database())
    migrate.migrate(found)
    yield found
    found.close()


def entry(**more: object) -> dict[str, object]:
    usual = {"at": NOON, "who": "kring", "command": "Tick", "what": "looked", "why": "", "details": {}}
    return {**usual, "person": None, **more}


def row(**more: object) -> tuple[object, ...]:
    return tuple(entry(**more)[name] for name in COLUMNS)


def test_what_goes_in_comes_out(database: Database) -> None:
    details = {"names": ["Anna", "Zoë"], "count": 2}
    with database.transaction() as sql:
        assert WRITE.each(sql, [row(details=details, person=7), row()]) == 2
        assert [tuple(row) for row in READ.rows(sql, since=NOON, most=9)] == [
            (NOON, details, 7),
            (NOON, {}, None),
        ]


def test_it_reads_what_sqlalchemy_wrote_and_the_other_way_round(database: Database) -> None:
    with database.transaction() as sql:
        sql.execute(insert(journal).values(**entry(details={"a": 1})))
        WRITE.each(sql, [row(details={"a": 1})])
        assert len({tuple(map(str, row)) for row in READ.rows(sql, since=NOON, most=9)}) == 1
        found = sql.execute(select(journal.c.at, journal.c.details)).all()
        assert found == [(NOON, {"a": 1})] * 2


def test_a_moment_of_another_zone_is_the_same_moment(database: Database) -> None:
    summer = timezone(timedelta(hours=2))
    with database.transaction() as sql:
        WRITE.each(sql, [row(at=NOON.astimezone(summer))])
        ((at, _, _),) = READ.rows(sql, since=NOON.astimezone(summer), most=1)
    assert (at, at.utcoffset()) == (NOON, timedelta(0))


def test_a_moment_without_a_zone_never_gets_in(database: Database) -> None:
    with database.transaction() as sql, pytest.raises(ValueError, match="a moment without a zone"):
        WRITE.each(sql, [row(at=NOON.replace(tzinfo=None))])


def test_it_says_how_many_rows_it_touched(database: Database) -> None:
    with database.transaction() as sql:
        WRITE.each(sql, [row(), row(), row(what="sent")])
        assert REWORD.once(sql, {"old": "looked", "new": "saw"}) == 2
        assert REWORD.once(sql, {"old": "looked", "new": "saw"}) == 0


def test_a_group_of_rows_is_added_and_changed_each_with_its_own_values(database: Database) -> None:
    with database.transaction() as sql:
        assert WRITE.each(sql, [row(details={"number": place}) for place in range(40)]) == 40
        later = [NOON + timedelta(minutes=place) for place in range(40)]
        told = [
            (place + 1, at, "somebody else" if place == 7 else "kring", {"at": place}, place or None)
            for place, at in enumerate(later)
        ]
        assert SETTLE.each(sql, told) == 39
        found = [tuple(row) for row in READ.rows(sql, since=NOON, most=99)]
    assert found[0] == (NOON, {"at": 0}, None)
    assert found[7] == (NOON, {"number": 7}, None), "it is not somebody else's"
    assert found[39] == (later[39], {"at": 39}, 39)


def test_what_the_database_refuses_is_said_as_sqlalchemy_says_it(database: Database) -> None:
    anna = {"address": "anna.dewit@waterrijk.example", "name": "", "organisation": "", "language": "nl"}
    names = (*anna, "created_at")
    add = Prepared(insert(people).values({name: bindparam(name) for name in names}))
    with database.transaction() as sql:
        assert add.once(sql, {**anna, "created_at": NOON}) == 1
    with pytest.raises(IntegrityError), database.transaction() as sql:
        add.once(sql, {**anna, "created_at": NOON})


def test_the_same_change_is_made_to_rows_of_many_numbers(database: Database) -> None:
    with database.transaction() as sql:
        WRITE.each(sql, [row() for _ in range(40)] + [row(who="somebody else")])
        assert SIGN.once(sql, [2, 40, 41, 99], person=7) == 2
        assert SIGN.once(sql, [], person=8) == 0
        found = sql.execute(select(journal.c.id, journal.c.person).order_by(journal.c.id)).all()
    assert [tuple(one) for one in found if one.person] == [(2, 7), (40, 7)]


def test_a_value_that_is_missing_is_a_mistake(database: Database) -> None:
    with database.transaction() as sql, pytest.raises((KeyError, ProgrammingError)):
        READ.rows(sql, since=NOON)
