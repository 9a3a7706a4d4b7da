"""`outbox pause`, `outbox release` and a restored backup, as an operator types them."""

import sqlite3
from pathlib import Path

import pytest

from mailer.cli.exits import Exit
from mailer.domain.commands import StartRun
from tests.cli.terminal import Terminal
from tests.service.kring import ANNA, BART, Kring


@pytest.fixture
def ready(kring: Kring) -> Kring:
    """The invitation to Anna and Bart is about to leave."""
    kring.enlist(ANNA, BART)
    kring.tick()
    kring.do(StartRun(kring.run("invitation").id))
    return kring


def ill(terminal: Terminal) -> dict[str, str]:
    return {row["what"]: row["words"] for row in terminal("doctor", "--json").rows if not row["well"]}


def test_a_pause_holds_everything_and_the_doctor_says_so(terminal: Terminal, ready: Kring) -> None:
    said = terminal("outbox", "pause", "--why", "the wrong letter")
    assert (said.code, said.out) == (
        Exit.DONE,
        "the house is paused: nothing is sent until it is released\n",
    )
    assert "the wrong letter; run_service.py outbox release" in ill(terminal)["sending"]
    ready.settle()
    assert ready.post.sent == []
    assert terminal("outbox", "pause").code == Exit.REFUSED


def test_a_release_shows_what_waits_and_wants_to_hear_what_becomes_of_it(
    terminal: Terminal, ready: Kring
) -> None:
    terminal("outbox", "pause")
    said = terminal("outbox", "release", "--yes")
    assert said.code == Exit.REFUSED
    assert "  2 x invitation of hattem-2017\n" in said.out
    assert "--waiting unknown" in said.err
    ready.settle()
    assert ready.post.sent == [], "it is still paused"
    said = terminal("outbox", "release", "--waiting", "send", typed="y\n")
    assert said.code == Exit.DONE
    assert said.out.endswith("the house is released: 2 mails that waited go out\n")
    ready.settle()
    assert len(ready.post.sent) == 2
    assert "sending" not in ill(terminal)


def test_a_release_thought_better_of_releases_nothing(terminal: Terminal, ready: Kring) -> None:
    terminal("outbox", "pause")
    assert terminal("outbox", "release", "--waiting", "send", typed="n\n").code == Exit.REFUSED
    ready.settle()
    assert ready.post.sent == []


def test_what_is_not_paused_can_not_be_released(terminal: Terminal) -> None:
    said = terminal("outbox", "release", "--yes")
    assert (said.code, said.err) == (Exit.REFUSED, "The house is not paused.\n")


def test_a_restored_backup_is_paused_and_lets_go_on_a_persons_word(
    terminal: Terminal, ready: Kring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "monday.db"
    assert terminal("backup", copy).code == Exit.DONE
    assert ill(terminal) == {}, "the house itself goes on"
    monkeypatch.setenv("KRING_DATABASE", str(copy))
    assert "a copy of a house at work" in ill(terminal)["sending"]
    said = terminal("outbox", "release", "--waiting", "unknown", "--yes")
    assert said.out.endswith("the house is released: 2 mails are unknown\n")
    with sqlite3.connect(copy) as sql:
        assert sql.execute("SELECT DISTINCT state FROM deliveries").fetchall() == [("unknown",)]
        assert sql.execute("SELECT command FROM journal WHERE command = 'ReleaseHouse'").fetchone()
    assert set(ill(terminal)) == {"unknown mails"}
