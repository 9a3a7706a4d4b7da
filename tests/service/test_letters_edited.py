"""A letter is edited in the console: what goes out from then on, what does not, and the way back."""

import os
from pathlib import Path

import pytest

from mailer.domain.commands import Command, KeepLetter, RestoreLetter, StartRun
from mailer.domain.errors import BadInput, NotFound, Refused
from mailer.domain.letter import LetterVersion
from mailer.service.checks import of_database
from mailer.service.spam import spam_score
from mailer.service.work import Cause
from tests.service.kring import ANNA, BART, Kring

INVITATION = ("invitation", "nl")
OLD, NEW = "Graag nodigen we u uit", "Van harte welkom op"


def says(kring: Kring, words: str, letter: str = "invitation", instead_of: str = OLD) -> str:
    """Give a letter's file with other words."""
    source = kring.app.house.letters.source(letter, "nl")
    assert instead_of in source
    return source.replace(instead_of, words)


def keep(kring: Kring, words: str = NEW, after: int = 0) -> None:
    kring.do(KeepLetter(*INVITATION, says(kring, words), after), Cause("Marieke", "te stijf"))


def versions(kring: Kring) -> list[LetterVersion]:
    with kring.look() as store:
        return list(store.letters.of(*INVITATION))


@pytest.fixture
def waiting(kring: Kring) -> Kring:
    """The invitation waits for the coordinator."""
    kring.hattem()
    kring.enlist(ANNA)
    kring.later(days=73)
    kring.tick()
    return kring


def start(kring: Kring) -> None:
    kring.do(StartRun(kring.run("invitation").id))
    kring.settle()


def test_what_was_kept_last_goes_out(waiting: Kring) -> None:
    keep(waiting)
    start(waiting)
    (mail,) = waiting.mails_to(ANNA)
    assert NEW in mail.text
    assert NEW in mail.html
    (version,) = versions(waiting)
    assert (version.who, version.why, version.made_at) == ("Marieke", "te stijf", waiting.now)
    with waiting.look() as store:
        (line,) = [one for one in store.journal.lines() if one.command == "KeepLetter"]
    assert (line.who, line.what, line.why) == (
        "Marieke",
        "invitation.nl says something new",
        "te stijf",
    )


def test_a_run_that_has_started_keeps_its_words(waiting: Kring) -> None:
    start(waiting)
    keep(waiting)
    waiting.enlist(BART)
    waiting.later(hours=1)
    waiting.tick()
    (mail,) = waiting.mails_to(BART)
    assert OLD in mail.text


def test_an_edit_holds_after_a_restart_and_for_answers_too(kring: Kring) -> None:
    file = kring.app.house.letters.source("confirm-subscription", "nl")
    kring.do(KeepLetter("confirm-subscription", "nl", file + "\nTot gauw!\n", 0))
    kring.restart()
    kring.write(ANNA, "Graag op de uitnodigingslijst.", "Aanmelden")
    assert "Tot gauw!" in kring.mails_to(ANNA)[0].text


def test_there_is_a_way_back_to_each_version_and_to_the_file(waiting: Kring) -> None:
    keep(waiting)
    keep(waiting, "Komt allen naar", after=1)
    waiting.do(RestoreLetter(*INVITATION, 1))
    waiting.do(RestoreLetter(*INVITATION, 0))
    kept = versions(waiting)
    assert [one.id for one in kept] == [4, 3, 2, 1], "every version is kept"
    assert kept[0].source is None
    assert kept[1].source == kept[3].source
    start(waiting)
    assert OLD in waiting.mails_to(ANNA)[0].text


def test_two_who_edit_at_once_do_not_overwrite_each_other(kring: Kring) -> None:
    keep(kring)
    with pytest.raises(Refused, match="meanwhile"):
        keep(kring, "Komt allen naar", after=0)
    assert len(versions(kring)) == 1


def test_what_is_wrong_is_refused_with_file_and_line(waiting: Kring) -> None:
    with pytest.raises(BadInput, match=r"invitation\.nl\.md:8: 'meeting\.vneue' is undefined"):
        keep(waiting, "{{ meeting.vneue }}")
    start(waiting)
    assert OLD in waiting.mails_to(ANNA)[0].text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('sent = "run"', 'sent = "answer"'),
        ('reader = "subscriber"', 'reader = "stranger"'),
        ('sent = "run"', 'sent = "run"\ncalendar = "CANCEL"'),
        ("+++", "---"),
        ('subject = "', 'subject = "{{ person.name }}'),
        ('subject = "', 'subject = "\\u0007'),
    ],
)
def test_what_a_letter_is_does_not_change(kring: Kring, old: str, new: str) -> None:
    """A letter to the list without a way off it is no letter to the list."""
    with pytest.raises(BadInput):
        kring.do(KeepLetter(*INVITATION, says(kring, new, instead_of=old), 0))
    assert versions(kring) == []


@pytest.mark.parametrize(
    "command",
    [
        KeepLetter("nothing", "nl", "x", 0),
        KeepLetter("invitation", "xx", "x", 0),
        KeepLetter("../invitation", "nl", "x", 0),
        RestoreLetter("nothing", "nl", 0),
        RestoreLetter("invitation", "nl", 99),
        RestoreLetter("invitation", "en", 1),
    ],
    ids=str,
)
def test_what_is_not_there_is_not_edited(kring: Kring, command: Command) -> None:
    keep(kring)
    with pytest.raises(NotFound):
        kring.do(command)


def test_nothing_new_is_no_version(kring: Kring) -> None:
    with pytest.raises(Refused, match="already"):
        keep(kring, OLD)
    with pytest.raises(Refused, match="already"):
        kring.do(RestoreLetter(*INVITATION, 0))
    assert versions(kring) == []


def test_a_doctor_sees_that_what_was_kept_can_not_be_sent_any_more(kring: Kring) -> None:
    keep(kring)
    assert looked_at(kring) == (True, "1 can be written")
    with kring.look() as store:
        store.letters.add(*INVITATION, says(kring, "{{ meeting.gone }}"), kring.now, "an older version", "")
    well, words = looked_at(kring)
    assert not well
    assert "'meeting.gone' is undefined" in words


def looked_at(kring: Kring) -> tuple[bool, str]:
    checks = of_database(kring.app.database, kring.now, kring.app.house)
    return next((one.well, one.words) for one in checks if one.what == "kept letters")


def program(folder: Path, name: str, says: str) -> None:
    """Put a program on the machine that reads its input and says something."""
    file = folder / name
    file.write_text(f"#!/bin/sh\ncat > /dev/null\ncat <<'END'\n{says}\nEND\n")
    file.chmod(0o755)


@pytest.mark.parametrize(
    ("programs", "found"),
    [
        ({}, None),
        ({"spamc": "1.4/5.0\nContent preview"}, (1.4, 5.0)),
        ({"spamc": "-0.1/5.0"}, (-0.1, 5.0)),
        ({"spamc": "0/0"}, None),
        ({"spamc": "0/0", "spamassassin": "X-Spam-Status: No, score=2.5 required=5.0 tests=X"}, (2.5, 5.0)),
        ({"spamassassin": "whatever"}, None),
        ({"spamc": ""}, None),
    ],
    ids=str,
)
def test_a_spam_score_is_given_where_somebody_can_give_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    programs: dict[str, str],
    found: tuple[float, float] | None,
) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, words in programs.items():
        program(folder, name, words)
    # of the machine's own programs only those that ours need
    for name in ("cat", "sh"):
        (folder / name).symlink_to(Path("/bin") / name)
    monkeypatch.setenv("PATH", os.fspath(folder))
    spam = spam_score(b"Subject: Uitnodiging\r\n\r\nBeste Anna\r\n" * 100)
    assert (spam and (spam.score, spam.limit)) == found
