"""A run says when it will be done, and which of its mails went astray."""

from datetime import datetime, timedelta

import pytest

from mailer.cli.exits import Exit
from mailer.domain.commands import PauseHouse, PauseRun, StartRun
from mailer.domain.delivery import DeliveryState, Outcome, Stage
from tests.cli.terminal import Terminal
from tests.service.kring import ANNA, BART, CARLA, HATTEM, Kring

LOST = Outcome(DeliveryState.UNKNOWN, Stage.END_OF_DATA, words="the connection broke after the final dot")


@pytest.fixture
def house(kring: Kring) -> Kring:
    kring.enlist(ANNA, BART, CARLA)
    return kring


@pytest.fixture
def slow(house: Kring, monkeypatch: pytest.MonkeyPatch) -> int:
    """The invitation goes out, one mail an hour; gives its run."""
    monkeypatch.setenv("KRING_LIMITS_PER_HOUR", "1")
    house.tick()
    run = house.run("invitation").id
    house.do(StartRun(run))
    return run


def done_in(terminal: Terminal, run: int) -> timedelta | None:
    (row,) = [row for row in terminal("run", "list", "--json").rows if row["id"] == run]
    if row["done_at"] is None:
        return None
    return datetime.fromisoformat(row["done_at"]) - datetime.now().astimezone()


def test_a_run_that_goes_out_says_when_it_will_be_done(terminal: Terminal, slow: int) -> None:
    found = done_in(terminal, slow)
    assert found is not None
    assert timedelta(minutes=118) < found <= timedelta(hours=2)
    assert "done at" in terminal("run", "list").out
    assert "too late" not in terminal("run", "list").out


def test_a_run_that_does_not_go_out_says_nothing(terminal: Terminal, house: Kring, slow: int) -> None:
    house.do(PauseRun(slow))
    assert done_in(terminal, slow) is None


def test_in_a_house_that_is_paused_nothing_is_foretold(terminal: Terminal, house: Kring, slow: int) -> None:
    house.do(PauseHouse("by hand"))
    assert done_in(terminal, slow) is None


def test_what_will_be_too_late_is_told(terminal: Terminal, house: Kring, slow: int) -> None:
    with house.look() as store:
        first = store.outbox.open_of_run(slow)[0]
        store.sending.put_off(first, house.now + timedelta(days=1000))
    (row,) = terminal("run", "show", slow, "--json").rows
    assert row["too_late"] is True
    assert "too late" in terminal("run", "list").out


def test_send_says_until_when(terminal: Terminal, house: Kring) -> None:
    said = terminal("send", HATTEM, "invitation", "--yes")
    assert said.code == Exit.DONE
    assert said.out.splitlines()[-1].startswith("The service sends it while it runs, until about ")


def test_a_run_shows_what_went_astray_by_name(terminal: Terminal, house: Kring, slow: int) -> None:
    house.post.next_outcome = LOST
    house.settle()
    said = terminal("run", "show", slow).out
    assert said.startswith(f"Run {slow}, invitation of {HATTEM}, is running.\n")
    assert "1 unknown" in said
    assert ANNA.address in said
    assert "the connection broke after the final dot" in said
    assert BART.address not in said
    (row,) = terminal("run", "show", slow, "--json").rows
    assert [mail["address"] for mail in row["mails"]] == [ANNA.address]


def test_a_run_that_is_not_there_is_told(terminal: Terminal) -> None:
    assert terminal("run", "show", 7).code == Exit.NOT_FOUND
