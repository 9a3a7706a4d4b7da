"""What is accepted is kept octet for octet, once for each recipient, all of a group or none of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError

from mailer.domain.inbox import Accepted
from mailer.store.database import Database
from mailer.store.migrate import migrate
from mailer.store.unit_of_work import unit_of_work

NOW = datetime(2017, 6, 1, 9, tzinfo=UTC)
KRING = "info@kring.example"
ANNA = Accepted(b"Subject: Aanmelden\r\n\r\nGraag.\r\n", "anna.dewit@zwolle.example", KRING)
BART = Accepted(b"Subject: Afmelden\r\n\r\n\xff\0 Liever niet.\r\n", "", KRING)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database(f"sqlite:///{tmp_path}/kring.db")
    migrate(found)
    yield found
    found.close()


def accept(database: Database, *mails: Accepted) -> None:
    with unit_of_work(database) as store:
        store.inbox.accept(mails, NOW)


def kept(database: Database) -> list[Accepted]:
    with unit_of_work(database) as store:
        numbers = range(1, sum(store.inbox.counts().values()) + 1)
        rows = [store.inbox.row(number) for number in numbers]
    return [Accepted(bytes(row.octets), row.reverse_path, row.recipient) for row in rows]


def test_a_group_is_kept_in_the_order_it_came(database: Database) -> None:
    accept(database, ANNA, BART)
    assert kept(database) == [ANNA, BART]


def test_the_same_octets_for_the_same_recipient_are_kept_once(database: Database) -> None:
    elsewhere = Accepted(ANNA.octets, ANNA.reverse_path, "marieke@kring.example")
    accept(database, ANNA, ANNA, elsewhere)
    accept(database, Accepted(ANNA.octets, "another.path@zwolle.example", KRING), BART)
    assert kept(database) == [ANNA, elsewhere, BART]


def test_of_a_group_with_one_that_can_not_be_kept_nothing_is(database: Database) -> None:
    broken = Accepted(b"x", "", None)  # type: ignore[arg-type]
    with pytest.raises(SQLAlchemyError):
        accept(database, ANNA, broken, BART)
    assert kept(database) == []
