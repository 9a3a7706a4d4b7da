"""`explain --replay` and `inbox examples`: what a taught word would have changed, and what was corrected."""

import tomllib
from pathlib import Path

import pytest

from mailer.cli.exits import Exit
from mailer.domain.commands import StartRun
from tests.cli.terminal import Terminal
from tests.service.kring import ANNA, Kring

COINED = "Ik zal er fonteneren."
ENTRY = """[[entry]]
class = "attend"
words = ["fonteneren"]
examples = ["Ik zal er fonteneren."]
"""


@pytest.fixture
def coined(kring: Kring) -> Kring:
    """Anna answered with a word that nobody knows: mail 1."""
    kring.enlist(ANNA)
    kring.tick()
    kring.do(StartRun(kring.run("invitation").id))
    kring.settle()
    kring.reply(ANNA, COINED)
    assert ANNA.address in kring.parked()
    return kring


@pytest.fixture
def taught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "lexicon"
    folder.mkdir()
    (folder / "nl.toml").write_text(ENTRY, encoding="utf-8")
    monkeypatch.setenv("KRING_LEXICON", str(folder))
    return folder


def test_nothing_is_read_otherwise_by_the_same_program(terminal: Terminal, coined: Kring) -> None:
    assert terminal("explain", "--replay").out == "1 mails read again; 0 would be read otherwise now\n"
    assert terminal("explain", "--replay", "--json").rows == []
    assert coined.registration(ANNA) is None


def test_a_taught_word_is_tried_on_the_mail_that_came(
    terminal: Terminal, coined: Kring, taught: Path
) -> None:
    said = terminal("explain", "--replay").out
    assert f"mail 1, {ANNA.address}: Re: " in said
    assert "answer       null -> yes" in said
    assert "1 would be read otherwise now" in said
    (row,) = terminal("explain", "--replay", "--json").rows
    assert (row["inbox"], row["old"]["answer"], row["new"]["answer"]) == (1, None, "yes")
    assert row["decided"] is None
    assert coined.registration(ANNA) is None


def test_a_mistake_in_the_house_s_words_is_told_with_file_and_entry(
    terminal: Terminal, coined: Kring, taught: Path
) -> None:
    (taught / "nl.toml").write_text(ENTRY.replace("zal er fonteneren.", "kom."), encoding="utf-8")
    said = terminal("inbox", "list")
    assert said.code == Exit.BAD_INPUT
    assert "nl.toml: entry 1: the example 'Ik kom.'" in said.err
    assert coined.parked()


def test_mails_or_the_stored_ones_but_not_both(terminal: Terminal, coined: Kring) -> None:
    assert terminal("explain").code == Exit.USAGE
    assert terminal("explain", "some.eml", "--replay").code == Exit.USAGE
    assert coined.parked()


def test_corrections_are_written_out_as_pairs(terminal: Terminal, coined: Kring, tmp_path: Path) -> None:
    terminal("inbox", "handle", 1, "no")
    folder = tmp_path / "examples"
    assert terminal("inbox", "examples", folder).out.startswith(f"1 examples in {folder}")
    label = tomllib.loads((folder / "mail-1.toml").read_text(encoding="utf-8"))
    assert (label["kind"], label["action"], label["answer"]) == ("registration", "act", "no")
    assert COINED.encode() in (folder / "mail-1.eml").read_bytes()
    assert (folder / "mail-1.eml").stat().st_mode & 0o077 == 0
    assert coined.registration(ANNA) is not None
