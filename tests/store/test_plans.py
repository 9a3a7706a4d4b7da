"""What is asked again and again never reads a long table from end to end, as SQLite itself explains."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mailer.domain.commands import StartRun
from mailer.domain.delivery import Delivery, DeliveryState, Outcome, Stage
from mailer.service.writing import unfinished
from mailer.store.figures import figures
from mailer.store.sending import Result
from mailer.store.unit_of_work import UnitOfWork
from tests.service.kring import ANNA, BART, HATTEM, SERIES, Kring

LONG = (
    "people",
    "subscriptions",
    "suppressions",
    "deliveries",
    "attempts",
    "registrations",
    "inbox",
    "journal",
)
"""The tables that grow with the list, with what was sent, and with what came in."""

Question = Callable[[Kring, UnitOfWork, list[Delivery]], object]


@contextmanager
def listened(store: UnitOfWork) -> Iterator[list[str]]:
    """Give the statements that are carried out meanwhile, with their values in them."""
    driver = store.connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    said: list[str] = []
    driver.set_trace_callback(lambda words: said.append(words) if not words.startswith("--") else None)
    try:
        yield said
    finally:
        driver.set_trace_callback(None)


def plans(store: UnitOfWork, statements: list[str]) -> list[tuple[str, str]]:
    """Give each step of how SQLite carries these out, with its statement."""
    return [
        (row[3], statement)
        for statement in statements
        if statement.lstrip().split()[0].upper() in {"SELECT", "UPDATE", "DELETE", "INSERT", "WITH"}
        for row in store.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")
    ]


def read_through(store: UnitOfWork, statements: list[str]) -> list[tuple[str, str]]:
    """Give the steps that read a long table, or an index of one, from end to end."""
    scans = tuple(f"SCAN {name} " for name in LONG)
    return [(step, words) for step, words in plans(store, statements) if f"{step} ".startswith(scans)]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Kring]:
    """Anna has her invitation, Bart's is still to go."""
    kring = Kring(tmp_path)
    kring.hattem()
    kring.enlist(ANNA, BART)
    kring.later(days=73)
    kring.app.tick()
    kring.do(StartRun(kring.run("invitation").id))
    assert kring.app.deliver(1) == 1
    yield kring
    kring.app.close()


def ended(kring: Kring, due: list[Delivery]) -> list[Result]:
    outcome = Outcome(DeliveryState.DEFERRED, Stage.RCPT, 450, "4.2.1", "mailbox busy")
    return [Result(one, outcome, kring.now, kring.now, 1) for one in due]


QUESTIONS: dict[str, Question] = {
    "what is ready": lambda kring, store, _: store.sending.ready(kring.now, 32),
    "whether it is wanted still": lambda _, store, __: store.sending.again([1, 2]),
    "a claim": lambda kring, store, due: store.sending.claim(due, "north", kring.now),
    "a claim given back": lambda _, store, due: store.sending.give_back(due, "north"),
    "outcomes": lambda kring, store, due: store.sending.settle(ended(kring, due), "north"),
    "what the dead had claimed": lambda _, store, __: store.sending.abandoned(["north"]),
    "whether a run is finished": lambda _, store, __: [
        unfinished(store, one) for one in store.runs.of_meeting(HATTEM)
    ],
    "offers that lapse": lambda kring, store, _: store.registrations.offers_out(kring.now),
    "who joined lately": lambda kring, store, _: store.invitees.newly(SERIES, HATTEM, kring.now),
    "the mail that is answered": lambda _, store, __: store.outbox.by_message_id(
        ["1@kennisplatform.example"]
    ),
    "which mail to read": lambda _, store, __: store.inbox.next_received(),
    "what is unknown": lambda _, store, __: store.unknowns.not_held(),
    "figures for operators": lambda _, store, __: figures(store.connection),
    "a page of who comes": lambda _, store, __: store.views.registered_as(HATTEM, ["accepted"], 7, 50),
    "a page of who waits": lambda _, store, __: store.views.in_line(HATTEM, 0, 50),
    "the journal of a meeting": lambda _, store, __: store.views.deeds(meeting=HATTEM),
    "the journal of a command": lambda _, store, __: store.views.deeds(command="ImportPerson"),
    "the journal of both": lambda _, store, __: store.views.deeds(meeting=HATTEM, command="StartRun"),
    "the journal of a person": lambda _, store, __: store.views.deeds(person=1),
    "whoever has that in the name": lambda _, store, __: store.views.search("smit"),
    "a person's mails": lambda _, store, __: [store.views.mails_in(1), store.views.mails_out(1)],
    "a person's address": lambda _, store, __: store.people.by_address(ANNA.address),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_it_follows_an_index(house: Kring, question: str) -> None:
    due = house.deliveries(DeliveryState.DUE)
    assert due
    with house.look() as store, listened(store) as said:
        QUESTIONS[question](house, store, due)
    with house.look() as store:
        assert said
        assert read_through(store, said) == []


def test_pages_are_read_off_an_index_in_order(house: Kring) -> None:
    with house.look() as store:
        with listened(store) as said:
            store.views.registered_as(HATTEM, ["accepted"], 0, 50)
            store.views.in_line(HATTEM, 0, 50)
            store.views.deeds(meeting=HATTEM)
            store.views.deeds(command="ImportPerson", before=7)
            store.views.deeds(before=7)
            store.views.search("smit", after=7)
        steps = [step for step, _ in plans(store, said)]
        assert [step for step in steps if "TEMP B-TREE" in step] == []
        # M: what is asked for is looked up in the index of trigrams
        (found,) = (step for step in steps if "people_found" in step)
        assert found.startswith("SCAN people_found VIRTUAL TABLE INDEX 64:M")


def test_a_first_mail_is_looked_up_by_its_originator(house: Kring) -> None:
    """Not among all mails of nobody known, however many agencies write."""
    with house.look() as store:
        with listened(store) as said:
            store.views.mails_in(1)
            store.erasures.mails_of(1)
        steps = [step for step, _ in plans(store, said)]
    by_person = [step for step in steps if "ix_inbox_person" in step]
    assert len(by_person) == 2, "that of the person's own mails, in both"
    assert len([step for step in steps if "ix_inbox_originator" in step]) == 2


def test_a_portion_of_the_audience_begins_where_the_last_one_ended(house: Kring) -> None:
    with house.look() as store:
        with listened(store) as said:
            store.invitees.of_meeting(SERIES, HATTEM, after=1, limit=10)
        steps = [step for step, _ in plans(store, said)]
        (first, *joined) = [step for step in steps if step.startswith("SEARCH")]
        assert first.startswith("SEARCH people USING INTEGER PRIMARY KEY (rowid>?)")
        assert len(joined) == 5
        # what is scanned is the portion itself
        assert [step for step in steps if step.startswith("SCAN")] == ["SCAN anon_1"]


def test_the_check_finds_what_it_looks_for(house: Kring) -> None:
    with house.look() as store:
        ((step, _),) = read_through(store, ["SELECT id FROM people WHERE name = 'Anna de Wit'"])
    assert step == "SCAN people"
