"""Rehearsing a step, sending it, and the coordinator's hand on the run."""

from email import message_from_bytes
from pathlib import Path

import pytest

from mailer.cli.exits import Exit
from mailer.domain.address import Mailbox
from mailer.domain.delivery import DeliveryState
from mailer.domain.run import RunState
from mailer.service import rehearsal
from tests.cli.terminal import Terminal
from tests.service.kring import ANNA, BART, CARLA, HATTEM, Kring

SLASH = Mailbox("raad/griffie@kampen.example", "Els Bakker")


@pytest.fixture
def house(kring: Kring) -> Kring:
    """Anna and Bart are on the list, and so is Carla, to whom nothing may be sent."""
    kring.enlist(ANNA, BART, CARLA)
    return kring


@pytest.fixture
def quiet(house: Kring, terminal: Terminal) -> Kring:
    terminal("people", "suppress", CARLA.address, "--why", "asked by telephone")
    return house


def test_a_rehearsal_shows_who_gets_it_and_who_does_not_and_why(
    terminal: Terminal, quiet: Kring, tmp_path: Path
) -> None:
    said = terminal("rehearse", HATTEM, "invitation", "--folder", tmp_path)
    assert said.code == Exit.DONE
    assert f"invitation of {HATTEM}: 2 get it, 1 do not" in said.out
    rows = terminal("rehearse", HATTEM, "invitation", "--folder", tmp_path, "--json").rows
    assert [(row["address"], row["gets_it"], row["because"]) for row in rows] == [
        (ANNA.address, True, ""),
        (BART.address, True, ""),
        (CARLA.address, False, "suppressed: by hand"),
    ]


def test_every_rehearsed_mail_is_a_file_and_none_of_an_earlier_rehearsal_is_left(
    terminal: Terminal, quiet: Kring, tmp_path: Path
) -> None:
    rows = terminal("rehearse", HATTEM, "invitation", "--folder", tmp_path, "--json").rows
    for row, person in zip(rows, (ANNA, BART), strict=False):
        assert f"Beste {person.name}" in _text(Path(row["file"]))
    terminal("people", "suppress", BART.address, "--why", "asked by telephone")
    terminal("rehearse", HATTEM, "invitation", "--folder", tmp_path)
    assert [ANNA.address in file.name for file in tmp_path.rglob("*.eml")] == [True]


def _text(file: Path) -> str:
    mail = message_from_bytes(file.read_bytes())
    part = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    octets = part.get_payload(decode=True)
    assert isinstance(octets, bytes)
    return octets.decode("utf-8")


def test_an_address_can_not_lead_a_mail_out_of_the_folder(
    terminal: Terminal, kring: Kring, tmp_path: Path
) -> None:
    kring.enlist(SLASH)
    folder = tmp_path / "rehearsal"
    (row,) = terminal("rehearse", HATTEM, "invitation", "--folder", folder, "--json").rows
    assert Path(row["file"]).resolve().parent == folder / HATTEM / "invitation"


def test_without_a_step_the_whole_timeline_is_rehearsed(
    terminal: Terminal, house: Kring, tmp_path: Path
) -> None:
    said = terminal("rehearse", HATTEM, "--folder", tmp_path)
    with house.look() as store:
        steps = house.app.house.series_of(store.meetings.get(HATTEM).series).timeline
    assert all(f"{step.key} of {HATTEM}: " in said.out for step in steps)


def test_a_rehearsal_changes_nothing(terminal: Terminal, house: Kring, tmp_path: Path) -> None:
    terminal("rehearse", HATTEM, "--folder", tmp_path)
    assert house.deliveries() == []
    assert terminal("run", "list").out == "no runs yet\n"


def test_an_unwritable_folder_is_told(terminal: Terminal, house: Kring, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    said = terminal("rehearse", HATTEM, "invitation", "--folder", tmp_path / "file")
    assert said.code == Exit.SYSTEM
    assert said.err == f"{tmp_path / 'file'}/{HATTEM}/invitation: Not a directory\n"


def test_a_wrong_step_lists_the_right_ones(terminal: Terminal, house: Kring, tmp_path: Path) -> None:
    for words in (["rehearse", HATTEM, "invite", "--folder", tmp_path], ["send", HATTEM, "invite"]):
        said = terminal(*words)
        assert said.code == Exit.NOT_FOUND
        assert "kennisplatform has no step 'invite'; its steps are save-the-date, invitation" in said.err


def test_send_shows_the_count_asks_and_lets_it_go(terminal: Terminal, quiet: Kring) -> None:
    said = terminal("send", HATTEM, "invitation", typed="y\n")
    assert said.code == Exit.DONE
    assert said.out.startswith(f"invitation of {HATTEM}: 2 get it, 1 do not.\n")
    assert said.err == "Send it? [y/N] "
    quiet.later(minutes=1)
    quiet.settle()
    assert "invitation" in quiet.letters_to(ANNA)
    assert quiet.mails_to(CARLA) == []


@pytest.mark.parametrize("typed", ["\n", "n\n", "no\n", "", "yup\n", None])
def test_nothing_is_sent_without_a_plain_yes(terminal: Terminal, house: Kring, typed: str | None) -> None:
    said = terminal("send", HATTEM, "invitation", typed=typed)
    assert said.code == Exit.REFUSED
    assert house.deliveries() == []


def test_a_step_is_not_sent_twice(terminal: Terminal, house: Kring) -> None:
    terminal("send", HATTEM, "invitation", "--yes")
    said = terminal("send", HATTEM, "invitation", "--yes")
    assert said.code == Exit.REFUSED
    assert said.err == "run 1 has taken it and is running; see: run_service.py run list\n"
    assert len(house.deliveries()) == 3


def test_a_step_ahead_of_its_moment_may_be_sent_and_it_is_said(terminal: Terminal, house: Kring) -> None:
    said = terminal("send", HATTEM, "recap", typed="n\n")
    assert "it is planned for" in said.out


def test_a_step_of_a_meeting_long_past_came_too_late(terminal: Terminal) -> None:
    terminal("meeting", "import", "config/meetings/hattem-2017.toml")
    said = terminal("send", "hattem-2017", "invitation", typed="y\n")
    assert said.code == Exit.REFUSED
    assert said.err.startswith("invitation of hattem-2017 came too late: it made sense until ")


def test_nobody_to_send_to_is_no_run(terminal: Terminal, kring: Kring) -> None:
    said = terminal("send", HATTEM, "invitation", "--yes")
    assert said.code == Exit.REFUSED
    assert f"Nobody would get it; see: run_service.py rehearse {HATTEM} invitation" in said.err
    assert terminal("run", "list").out == "no runs yet\n"


def test_a_long_list_is_not_counted_to_its_end(
    terminal: Terminal, quiet: Kring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsal, "MOST_COUNTED", 1)
    said = terminal("send", HATTEM, "invitation", "--yes")
    assert f"invitation of {HATTEM}: 1 get it, 0 do not, and more people follow." in said.out
    assert len(quiet.deliveries(DeliveryState.DUE)) == 2


def test_counting_goes_on_until_somebody_gets_it(
    terminal: Terminal, house: Kring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsal, "MOST_COUNTED", 1)
    terminal("people", "suppress", ANNA.address, "--why", "asked by telephone")
    said = terminal("send", HATTEM, "invitation", "--yes")
    assert f"invitation of {HATTEM}: 1 get it, 1 do not, and more people follow." in said.out


def test_a_correction_is_only_made_by_a_move(terminal: Terminal, house: Kring) -> None:
    said = terminal("send", HATTEM, "correction", "--yes")
    assert said.code == Exit.REFUSED
    assert said.err == "no correction waits; it is made by moving or cancelling a meeting\n"


def test_a_waiting_run_is_started_paused_resumed_and_cancelled(terminal: Terminal, house: Kring) -> None:
    house.tick()
    number = house.run("invitation").id
    assert terminal("run", "start", number, typed="n\n").code == Exit.REFUSED
    assert house.run("invitation").state is RunState.WAITING
    assert f"invitation of {HATTEM}: 3 get it, 0 do not." in terminal("run", "start", number, "--yes").out
    terminal("run", "pause", number)
    house.settle()
    assert len(house.deliveries(DeliveryState.DUE)) == 3
    terminal("run", "resume", number)
    house.later(minutes=1)
    house.app.deliver(1)
    said = terminal("run", "cancel", number, "--why", "the venue burnt down", typed="ja\n")
    assert "is running; 2 of it are not sent yet." in said.out
    (row,) = [row for row in terminal("run", "list", HATTEM, "--json").rows if row["id"] == number]
    assert row["state"] == "cancelled"
    assert row["why"] == "the venue burnt down"
    assert row["deliveries"] == {"cancelled": 2, "sent": 1}


def test_a_run_that_is_not_there_is_told_with_what_shows_those_that_are(terminal: Terminal) -> None:
    for words in (["start", 7], ["pause", 7], ["resume", 7], ["cancel", 7, "--yes"]):
        said = terminal("run", *words)
        assert said.code == Exit.NOT_FOUND
        assert said.err == "there is no run 7; run_service.py run list shows them\n"
