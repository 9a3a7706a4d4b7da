"""The meetings: made, imported, shown, moved and cancelled by typing."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from mailer.cli.exits import Exit
from mailer.domain.commands import ImportMeeting, RecordAnswer, StartRun
from mailer.settings import meeting_file
from mailer.settings.meeting_file import sample_meeting
from tests.cli.terminal import Said, Terminal
from tests.service.kring import ANNA, BART, HATTEM, Kring

NEXT_YEAR = date.today().year + 1  # noqa: DTZ011 - any zone will do for a year
STARTS, ENDS = f"{NEXT_YEAR}-10-14T12:00", f"{NEXT_YEAR}-10-15T13:30"
MAKE = [
    *("meeting", "make", "lindenburg", "--starts", STARTS, "--ends", ENDS, "--theme", "Samen sterk"),
    *("--municipality", "Lindenburg", "--venue", "Raadhuis", "--address", "Raadhuisplein 1"),
]


def states(terminal: Terminal) -> dict[str, str]:
    return {row["key"]: row["state"] for row in terminal("meeting", "list", "--json").rows}


def test_a_meeting_is_made_from_a_few_facts(terminal: Terminal) -> None:
    said = terminal(*MAKE, "--costs", "300-450", "--hotel", "Hotel De Linde", "--yes")
    assert said.code == Exit.DONE
    text, _, told = said.out.rpartition("\n\n")
    assert told == f"lindenburg is announced for {STARTS[:10]}\n"
    made = meeting_file.parse(text)
    assert made.deadline == date(NEXT_YEAR, 9, 30)
    assert made.capacity == 15
    assert (made.costs and made.costs.most, made.hotel and made.hotel.name) == (450, "Hotel De Linde")
    shown = terminal("meeting", "show", "lindenburg", "--toml")
    assert meeting_file.parse(shown.out) == made


def test_the_coordinator_names_day_parts_and_languages(terminal: Terminal) -> None:
    part = f"borrel|Borrel|{STARTS[:10]}T17:00|{STARTS[:10]}T19:00"
    themes = ("--theme", "nl=Samen sterk", "--theme", "en=Stronger together")
    said = terminal(*MAKE, *themes, "--daypart", part, "--deadline", f"{NEXT_YEAR}-10-01", "--yes")
    made = meeting_file.parse(said.out.rpartition("\n\n")[0])
    assert made.theme == {"nl": "Samen sterk", "en": "Stronger together"}
    assert made.daypart_keys == ("borrel",)
    assert made.deadline == date(NEXT_YEAR, 10, 1)


def test_nothing_is_announced_without_a_yes_but_the_file_is_there_to_go_on_with(
    terminal: Terminal, tmp_path: Path
) -> None:
    out = tmp_path / "lindenburg.toml"
    said = terminal(*MAKE, "--out", out, typed="n\n")
    assert said.code == Exit.REFUSED
    assert said.err == "Announce it? [y/N] Nothing was done.\n"
    assert states(terminal) == {}
    assert terminal("meeting", "import", out).code == Exit.DONE
    assert states(terminal) == {"lindenburg": "announced"}


def test_a_key_that_is_taken_is_not_made_again(terminal: Terminal) -> None:
    terminal(*MAKE, "--yes")
    said = terminal(*MAKE, "--yes")
    assert said.code == Exit.REFUSED
    assert said.err == "there is a meeting lindenburg already; run_service.py meeting import changes it\n"


def test_every_mistake_of_the_command_line_is_said(terminal: Terminal) -> None:
    said = terminal(*MAKE[:2], "Linden Burg", *MAKE[3:], "--capacity", 0, "--ends", STARTS, "--yes")
    assert said.code == Exit.BAD_INPUT
    assert said.out == ""
    for told in (
        "key: expected a key of lower-case",
        "capacity: expected a whole number",
        "ends: expected a time after",
    ):
        assert f"command line: {told}" in said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--starts", "14 oktober"], "'14 oktober' is no date and time; expected such as 2017-09-14T12:00"),
        (["--starts", "2027-03-28T02:30"], "does not exist: clocks in Europe/Amsterdam skip that hour"),
        (["--deadline", "soon"], "'soon' is no date; expected such as 2017-09-01"),
        (["--daypart", "borrel"], "--daypart 'borrel': expected KEY|NAME|START|END"),
        (["--costs", "veel"], "--costs 'veel': expected whole amounts such as 300-450"),
        (["--costs", "300-²"], "--costs '300-²': expected whole amounts"),
        (["--series", "kennis"], "there is no series 'kennis'; there is: kennisplatform"),
    ],
)
def test_a_wrong_word_is_told_with_what_was_expected(terminal: Terminal, words: list[str], told: str) -> None:
    said = terminal(*MAKE, *words, "--yes")
    assert said.code in {Exit.BAD_INPUT, Exit.NOT_FOUND}
    assert told in said.err
    assert states(terminal) == {}


def test_files_are_imported_all_or_none_of_them_has_a_mistake(terminal: Terminal, tmp_path: Path) -> None:
    good = Path("config/meetings/hattem-2017.toml")
    (tmp_path / "bad.toml").write_text(good.read_text("utf-8").replace("capacity = 15", 'capacity = "veel"'))
    said = terminal("meeting", "import", good, tmp_path / "bad.toml", tmp_path / "gone.toml")
    assert said.code == Exit.BAD_INPUT
    assert "bad.toml: capacity: expected a whole number" in said.err
    assert "gone.toml: can't be read: No such file or directory" in said.err
    assert states(terminal) == {}


def test_the_list_shows_each_meeting_in_its_own_zone(terminal: Terminal) -> None:
    assert terminal("meeting", "list").out.startswith(
        "no meetings yet; make one, or: run_service.py meeting import"
    )
    terminal("meeting", "import", "config/meetings/hattem-2017.toml")
    assert "hattem-2017  announced  Thu 2017-09-14 12:00  2017-09-01" in terminal("meeting", "list").out
    (row,) = terminal("meeting", "list", "--json").rows
    assert row["starts"] == "2017-09-14T12:00:00+02:00"


def test_a_wrong_key_lists_the_right_ones(terminal: Terminal) -> None:
    terminal("meeting", "import", "config/meetings/hattem-2017.toml")
    for words in (["show", "hatem"], ["move", "hatem", "2030-09-21"], ["cancel", "hatem"]):
        said = terminal("meeting", *words)
        assert said.code == Exit.NOT_FOUND
        assert said.err == "there is no meeting 'hatem'; there is: hattem-2017\n"


def invited(kring: Kring) -> None:
    kring.enlist(ANNA, BART)
    kring.tick()
    for step in kring.waiting():
        kring.do(StartRun(kring.run(step).id))
    kring.settle()


def test_show_tells_who_comes_and_how_the_timeline_stands(terminal: Terminal, kring: Kring) -> None:
    invited(kring)
    kring.reply(ANNA, "Ja, ik kom graag. Ik eet vegetarisch.")
    said = terminal("meeting", "show", HATTEM)
    assert f"{HATTEM} is announced, revision 0" in said.out
    assert "Places taken, of 15: thu-afternoon 1, thu-evening 1, fri-morning 1" in said.out
    assert f"{ANNA.address}  Anna de Wit  accepted  all       vegetarisch" in said.out
    (row,) = terminal("meeting", "show", HATTEM, "--json").rows
    assert {one["step"]: one["status"] for one in row["timeline"]}["invitation"] == "taken"
    assert row["registrations"][0]["address"] == ANNA.address


def moved(terminal: Terminal, kring: Kring, *words: str) -> Said:
    return terminal("meeting", "move", HATTEM, (kring.now + timedelta(weeks=11)).date(), *words, typed="j\n")


def test_a_move_is_asked_and_a_correction_waits_for_who_was_told(terminal: Terminal, kring: Kring) -> None:
    invited(kring)
    said = moved(terminal, kring)
    assert said.code == Exit.DONE
    assert "2 were told the old date." in said.out
    assert said.err == "Move it? [y/N] "
    assert "(correction) waits for the coordinator" in said.out
    with kring.look() as store:
        found = store.meetings.get(HATTEM)
    assert (found.revision, f"{found.starts:%H:%M}") == (1, "12:00")


def test_a_deadline_after_the_start_is_refused(terminal: Terminal, kring: Kring) -> None:
    said = moved(terminal, kring, "--deadline", f"{kring.now.year + 2}-01-01")
    assert said.code == Exit.BAD_INPUT
    assert "expected a day no later than the start" in said.err


def test_a_meeting_is_cancelled_only_with_a_yes(terminal: Terminal, kring: Kring) -> None:
    refused = terminal("meeting", "cancel", HATTEM)
    assert refused.code == Exit.REFUSED
    assert "There is no terminal to ask on; add --yes if you are sure." in refused.err
    assert states(terminal) == {HATTEM: "announced"}
    assert terminal("meeting", "cancel", HATTEM, "--yes").code == Exit.DONE
    assert states(terminal) == {HATTEM: "cancelled"}


def test_answers_are_closed_after_a_question(terminal: Terminal) -> None:
    terminal(*MAKE, "--yes")
    assert terminal("meeting", "close", "lindenburg").code == Exit.REFUSED
    said = terminal("meeting", "close", "lindenburg", "--yes")
    assert said.out.endswith("lindenburg is closed\n")
    assert states(terminal) == {"lindenburg": "closed"}


def test_a_deadline_after_the_new_start_is_refused(terminal: Terminal) -> None:
    terminal(*MAKE, "--yes")
    moved = ("meeting", "move", "lindenburg", f"{NEXT_YEAR}-10-21", "--yes")
    assert terminal(*moved, "--deadline", f"{NEXT_YEAR}-10-22").code == Exit.BAD_INPUT
    assert states(terminal) == {"lindenburg": "announced"}


def test_who_was_there_is_written_down_by_address(terminal: Terminal, kring: Kring) -> None:
    """The meeting was some weeks ago, and the answers to it came before that."""
    kring.now -= timedelta(days=150)
    kring.do(ImportMeeting(replace(sample_meeting(kring.now.date()), key="lately")))
    kring.enlist(ANNA, BART)
    for who in (ANNA, BART):
        kring.do(RecordAnswer("lately", kring.person(who), "yes", dayparts=("thu-evening",)))
    assert terminal("meeting", "attendance", "lately", "--came", "nobody@x.example").code == Exit.NOT_FOUND
    both = ("--came", ANNA.address, "--absent", ANNA.address)
    assert terminal("meeting", "attendance", "lately", *both).code == Exit.BAD_INPUT
    said = terminal("meeting", "attendance", "lately", "--absent", BART.address, "--rest-came")
    assert said.code == Exit.DONE
    rows = terminal("meeting", "attendance", "lately", "--json").rows
    assert {row["address"]: row["state"] for row in rows} == {
        ANNA.address: "attended",
        BART.address: "absent",
    }
    assert terminal("meeting", "attendance", HATTEM, "--rest-came").out == "nobody had a place\n"
