"""`explain`: what would be done with a mail, for people and for programs, with nothing else at hand."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mailer.cli import explain as explain_module
from mailer.cli.exits import Exit
from mailer.message.mail import Mail
from tests.cli.terminal import Terminal

HOUSE = Path(__file__).parent.parent.parent
HATTEM = HOUSE / "config/meetings/hattem-2017.toml"
FIELDS = (
    "file kind action why own_words answer dayparts hotel diet guests substitute question people"
    " new_address bounces"
)
HEAVY = {"sqlalchemy", "alembic", "aiosmtpd", "starlette", "uvicorn", "apscheduler", "jinja2", "rich"}


def mail(
    text: str, subject: str = "Re: Uitnodiging", sender: str = "Anna <anna.dewit@zwolle.example>"
) -> bytes:
    head = (
        f"From: {sender}\r\nTo: info@kring.example\r\nSubject: {subject}\r\n"
        "Content-Type: text/plain; charset=utf-8"
    )
    return f"{head}\r\n\r\n{text}\r\n".encode()


@pytest.fixture
def anna(tmp_path: Path) -> Path:
    file = tmp_path / "anna.eml"
    file.write_bytes(mail("Ja, ik kom graag."))
    return file


def test_annas_yes_is_one_object_with_every_field_of_the_design(terminal: Terminal, anna: Path) -> None:
    said = terminal("explain", anna, "--meeting", HATTEM, "--at", "2017-08-20T10:00", "--json")
    assert said.code == Exit.DONE
    (row,) = said.rows
    assert list(row) == FIELDS.split()
    assert row["file"] == str(anna)
    assert (row["kind"], row["action"], row["answer"]) == ("registration", "act", "yes")
    assert row["dayparts"] == ["thu-afternoon", "thu-evening", "fri-morning"]
    assert row["own_words"] == "Ja, ik kom graag."
    assert {"rule", "words"} == set(row["why"][0])


def test_without_a_meeting_it_is_a_mail_to_the_lists_address(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "bart.eml").write_bytes(mail("Graag ontvang ik voortaan een uitnodiging.", "Aanmelden"))
    (row,) = terminal("explain", tmp_path / "bart.eml", "--json").rows
    assert (row["kind"], row["action"]) == ("subscribe", "act")


def test_the_address_it_was_written_to_is_ours(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "anna.eml"
    file.write_bytes(
        b"From: Anna de Wit <anna.dewit@zwolle.example>\r\nTo: Kring <info@kring.example>\r\n"
        b"Subject: RE: Uitnodiging: bijeenkomst in Hattem\r\nMessage-ID: <2@zwolle.example>\r\n"
        b"In-Reply-To: <1@kring.example>\r\n\r\nAfmelden\r\n\r\n"
        b"Op 13 juli 2017 om 10:11 schreef Kring <info@kring.example>:\r\n"
        b'> Wilt u geen uitnodigingen meer, antwoord dan "afmelden".\r\n'
    )
    (row,) = terminal("explain", file, "--json").rows
    assert (row["kind"], row["action"]) == ("unsubscribe", "act")


def test_a_person_reads_what_would_happen_and_why(terminal: Terminal, anna: Path) -> None:
    said = terminal("explain", anna, "--meeting", HATTEM)
    lines = said.out.splitlines()
    assert lines[0] == f"{anna}: act (registration)"
    assert "  answer       yes" in lines
    assert "  dayparts     thu-afternoon; thu-evening; fri-morning" in lines
    assert lines[-1] == "  | Ja, ik kom graag."
    assert any(line.startswith("  because") for line in lines)


def test_a_folder_stands_for_its_mails_in_the_order_of_their_names(
    terminal: Terminal, tmp_path: Path
) -> None:
    for name in ("b.eml", "a.EML", "notes.txt", "c.eml"):
        (tmp_path / name).write_bytes(mail("Ja, ik kom graag."))
    rows = terminal("explain", tmp_path, tmp_path / "c.eml", "--json").rows
    assert [Path(row["file"]).name for row in rows] == ["a.EML", "b.eml", "c.eml", "c.eml"]


def test_a_mail_may_come_in_on_standard_input(terminal: Terminal) -> None:
    (row,) = terminal("explain", "-", "--meeting", HATTEM, "--json", piped=mail("Nee, helaas niet.")).rows
    assert (row["file"], row["answer"]) == ("-", "no")


def test_what_can_not_be_read_does_not_keep_the_others_from_it(
    terminal: Terminal, anna: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    said = terminal("explain", tmp_path / "gone.eml", tmp_path / "empty", anna, "--json")
    assert said.code == Exit.FAULTS
    assert [row["file"] for row in said.rows] == [str(anna)]
    assert "gone.eml: can't be explained: No such file or directory" in said.err
    assert "empty: can't be explained: expected a mail, or a folder with mails as *.eml" in said.err
    assert len(said.err.splitlines()) == 2


def test_a_mail_that_breaks_the_reader_does_not_keep_the_others_from_it(
    terminal: Terminal, anna: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "odd.eml").write_bytes(mail("Ja.", subject="odd"))
    parse: Callable[[bytes], Mail] = vars(explain_module)["parse"]

    def breaks(octets: bytes) -> Mail:
        if b"odd" in octets:
            raise RecursionError("too deep")
        return parse(octets)

    monkeypatch.setattr(explain_module, "parse", breaks)
    said = terminal("explain", tmp_path / "odd.eml", anna, "--json")
    assert said.code == Exit.FAULTS
    assert [row["file"] for row in said.rows] == [str(anna)]
    assert said.err == f"{tmp_path / 'odd.eml'}: can't be explained: RecursionError: too deep\n"


def test_every_mistake_of_a_meetings_file_is_said(terminal: Terminal, anna: Path, tmp_path: Path) -> None:
    (tmp_path / "meeting.toml").write_text('key = "Hattem"\nzone = "Nowhere"\n')
    said = terminal("explain", anna, "--meeting", tmp_path / "meeting.toml")
    assert said.code == Exit.BAD_INPUT
    assert said.out == ""
    assert (
        'meeting.toml: key: expected a key of lower-case letters, digits and hyphens, found "Hattem"'
        in said.err
    )
    assert "meeting.toml: starts: missing" in said.err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--at", "tomorrow"], Exit.BAD_INPUT, "'tomorrow' is no date and time; expected such as"),
        (["--at", "9999999999"], Exit.BAD_INPUT, "is no date and time"),
        (["--at", "0001-01-01T00:00+14:00"], Exit.BAD_INPUT, "expected a year from 1970"),
        (["--meeting", "gone.toml"], Exit.BAD_INPUT, "gone.toml: can't be read: No such file or directory"),
        (
            ["--standing", "rich"],
            Exit.USAGE,
            "'rich' is not one of 'none', 'registered', 'declined', 'waitlisted'",
        ),
        (["--nonsense"], Exit.USAGE, "No such option: --nonsense"),
    ],
)
def test_wrong_words_are_told(
    terminal: Terminal, anna: Path, words: list[str], code: Exit, told: str
) -> None:
    said = terminal("explain", anna, *words)
    assert said.code == code
    assert told in said.err
    assert said.out == ""


def test_a_hostile_mail_can_not_play_tricks_on_a_terminal(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "m.eml").write_bytes(mail("Ja, ik kom \x1b[2J\u202egraag\x07.", "\x1b]0;hi\x07"))
    said = terminal("explain", tmp_path / "m.eml")
    assert not {"\x1b", "\x07", "\u202e"} & set(said.out)


def test_json_is_ascii_on_one_line_whatever_the_mail(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "m.eml").write_bytes(
        b"From: a@b.example\nSubject: caf\xe9\n\nJa\x00 \xff\xfe\x85 \xe2\x80\xa8 caf\xc3\xa9\n"
    )
    said = terminal("explain", tmp_path / "m.eml", "--json")
    assert len(said.rows) == 1
    assert said.out.isascii()


def process(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run it for real, in a folder without settings, telling what it imports."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("KRING_")}
    command = [sys.executable, "-X", "importtime", str(HOUSE / "run_service.py"), *words]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=True)


def imported(done: subprocess.CompletedProcess[str]) -> set[str]:
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}


def test_it_needs_no_settings_no_database_and_nothing_that_is_slow_to_start(
    anna: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = process("explain", str(anna), "--meeting", str(HATTEM), "--json", folder=elsewhere)
    assert '"answer": "yes"' in done.stdout
    assert imported(done) & HEAVY == set()
    assert list(elsewhere.iterdir()) == []


def test_nor_does_the_list_of_commands(tmp_path: Path) -> None:
    done = process("--help", folder=tmp_path)
    assert "explain Say what Kring would do with a mail, and why." in " ".join(done.stdout.split())
    assert imported(done) & {*HEAVY, "selectolax", "email_validator"} == set()
