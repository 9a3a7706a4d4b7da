"""What there is to see is the same on SQLite and on PostgreSQL: every question is asked on both."""

import inspect
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from mailer.domain.address import Mailbox
from mailer.domain.run import RunState
from mailer.store.unit_of_work import UnitOfWork, look
from mailer.store.views import Views
from tests.console.scene import at_work, meanwhile
from tests.postgres import Postgres
from tests.service.kring import ANNA, HATTEM, SERIES, Kring

NAMED: dict[str, Any] = {
    "meeting": HATTEM,
    "series": SERIES,
    "text": "anna",
    "states": ["accepted", "waitlisted", "sent", "parked"],
    "state": "sent",
    "persons": [1, 2, 3],
    "command": "RecordAnswer",
    "letter": "invitation",
    "language": "nl",
}
"""What a question is asked about, by the name it has for it; a number is 1, a word is "x"."""

QUESTIONS = sorted(
    name
    for name, one in inspect.getmembers(Views, inspect.isfunction)
    if not name.startswith("_") and name not in {"rows", "count"}
)


@pytest.fixture(scope="module")
def houses(server: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Kring, Kring]]:
    """The same things happened in both."""
    folder: Path = tmp_path_factory.mktemp("houses")
    both = Kring(folder), Kring(folder, database=server.database())
    for one in both:
        at_work(one)
        meanwhile(one)
    yield both
    for one in both:
        one.app.close()


def asked(store: UnitOfWork, name: str) -> object:
    """Ask a question with what fits the names of its parameters."""
    question = getattr(store.views, name)
    given: list[Any] = []
    named: dict[str, Any] = {}
    for parameter in inspect.signature(question).parameters.values():
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            named[parameter.name] = NAMED.get(parameter.name, parameter.default)
        elif parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            given += [RunState.WAITING, RunState.RUNNING]
        elif parameter.name in NAMED:
            given.append(NAMED[parameter.name])
        elif parameter.default is inspect.Parameter.empty:
            given.append(_of(str(parameter.annotation)))
        else:
            given.append(parameter.default)
    return question(*given, **named)


def _of(annotation: str) -> Any:
    if "datetime" in annotation:
        return datetime.fromisoformat("2017-07-14T10:00+00:00")
    if "Sequence" in annotation:
        return ["x"]
    return 1 if "int" in annotation else "x"


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_has_one_answer(houses: tuple[Kring, Kring], name: str) -> None:
    with look(houses[0].app.database) as one, look(houses[1].app.database) as other:
        assert asked(one, name) == asked(other, name)


def test_most_questions_find_something(houses: tuple[Kring, Kring]) -> None:
    with look(houses[0].app.database) as store:
        found = [name for name in QUESTIONS if asked(store, name)]
    assert len(found) > 0.6 * len(QUESTIONS), found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("anna", ["Anna de Wit"]),
        ("ANNA DE", ["Anna de Wit"]),
        ("nna de w", ["Anna de Wit"]),
        ("@dijkveld", ["Bart Smit", "Ivo Peters"]),
        ("example\nanna", []),
        ("de%", []),
        ("d__", []),
        ('a" OR "b', []),
        ("\\\\\\", []),
        ("' OR 1=1 --", []),
    ],
)
def test_people_are_found_alike(houses: tuple[Kring, Kring], text: str, names: list[str]) -> None:
    for house in houses:
        with look(house.app.database) as store:
            assert [row["name"] for row in store.views.search(text)] == names


def test_the_index_of_names_is_kept_in_step_within_the_transaction(houses: tuple[Kring, Kring]) -> None:
    def found(store: UnitOfWork, text: str) -> list[int]:
        return [row["id"] for row in store.views.search(text)]

    for house in houses:
        with house.look() as store:
            who = store.people.add(Mailbox("zoe@oudeveer.example", "Zoë Quispel"), "", "nl", house.now)
            assert found(store, "quispel") == [who.id]
            store.people.change_address(who.id, "zo.quispel@rijswaard.example")
            assert found(store, "zoe@oud") == []
            assert found(store, "rijswaard") == [who.id]
            store.connection.rollback()
        with house.look() as store:
            assert found(store, "quispel") == []
            assert len(found(store, ANNA.address)) == 1


def test_many_are_found_page_after_page(houses: tuple[Kring, Kring]) -> None:
    for house in houses:
        with look(house.app.database) as store:
            everybody = [row["id"] for row in store.views.search("example")]
            first = [row["id"] for row in store.views.search("example", limit=3)][:3]
            rest = [row["id"] for row in store.views.search("example", after=first[-1])]
        assert first + rest == everybody
        assert len(everybody) > 10
