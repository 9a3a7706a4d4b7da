"""Send runs: the coordinator's hand on what goes to the whole list."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailer.domain.commands import CancelRun, PauseRun, ResumeRun, StartRun, TakeStep
from mailer.domain.delivery import DeliveryState
from mailer.domain.errors import Refused
from mailer.domain.run import Run, RunState
from mailer.letters.letter import LetterBook
from mailer.service import audience, writing
from tests.service.kring import ANNA, BART, CARLA, DIRK, HATTEM, Kring

ON_BOTH = True
"""The databases: SQLite and PostgreSQL."""

JULY = datetime(2017, 7, 13, 8, tzinfo=UTC)
PEOPLE = (ANNA, BART, CARLA)


@pytest.fixture
def waiting(kring: Kring) -> Kring:
    """The invitation is ready and waits for Marieke."""
    kring.hattem()
    kring.enlist(*PEOPLE)
    kring.now = JULY
    kring.tick()
    return kring


def invitation(kring: Kring) -> Run:
    return kring.run("invitation")


def invited(kring: Kring) -> list[str]:
    return [one.address for one in PEOPLE if "invitation" in kring.letters_to(one)]


def test_the_invitation_waits_until_marieke_has_seen_it(waiting: Kring) -> None:
    assert "invitation" in waiting.waiting()
    waiting.later(days=2)
    waiting.tick()
    assert waiting.post.sent == []


def test_a_started_run_reaches_everyone_and_is_done(waiting: Kring) -> None:
    waiting.do(StartRun(invitation(waiting).id))
    waiting.settle()
    assert invited(waiting) == [one.address for one in PEOPLE]
    assert invitation(waiting).state is RunState.RUNNING
    waiting.tick()
    assert invitation(waiting).state is RunState.DONE


def test_a_run_that_was_started_is_not_started_again(waiting: Kring) -> None:
    waiting.do(StartRun(invitation(waiting).id))
    with pytest.raises(Refused):
        waiting.do(StartRun(invitation(waiting).id))
    waiting.settle()
    waiting.tick()
    with pytest.raises(Refused):
        waiting.do(TakeStep(HATTEM, "invitation"))
    assert waiting.letters_to(ANNA) == ["invitation"]


def test_a_run_that_is_done_is_not_started_again(waiting: Kring) -> None:
    waiting.do(StartRun(invitation(waiting).id))
    waiting.tick()
    waiting.tick()
    assert invitation(waiting).state is RunState.DONE
    with pytest.raises(Refused, match="only a waiting run"):
        waiting.do(StartRun(invitation(waiting).id))
    waiting.settle()
    assert waiting.letters_to(ANNA) == ["invitation"]


def test_a_paused_run_keeps_what_is_left_until_it_is_resumed(waiting: Kring) -> None:
    run = invitation(waiting)
    waiting.do(StartRun(run.id))
    waiting.app.deliver(1)
    waiting.do(PauseRun(run.id))
    waiting.later(hours=3)
    waiting.tick()
    assert invited(waiting) == [ANNA.address]
    assert invitation(waiting).state is RunState.PAUSED
    waiting.do(ResumeRun(run.id))
    waiting.settle()
    assert invited(waiting) == [one.address for one in PEOPLE]
    assert all(waiting.letters_to(one) == ["invitation"] for one in PEOPLE)


def test_only_what_is_paused_is_resumed(waiting: Kring) -> None:
    with pytest.raises(Refused, match="only a paused run is resumed"):
        waiting.do(ResumeRun(invitation(waiting).id))


def test_a_cancelled_run_sends_nothing_more(waiting: Kring) -> None:
    run = invitation(waiting)
    waiting.do(StartRun(run.id))
    waiting.app.deliver(1)
    waiting.do(CancelRun(run.id, "a mistake in the programme"))
    waiting.settle()
    waiting.later(days=1)
    waiting.tick()
    assert invited(waiting) == [ANNA.address]
    left = waiting.deliveries(DeliveryState.CANCELLED)
    assert [one.address for one in left] == [BART.address, CARLA.address]
    assert all(one.words == "a mistake in the programme" for one in left)
    with pytest.raises(Refused):
        waiting.do(StartRun(run.id))


def test_a_run_called_off_by_hand_is_not_taken_again_by_the_clock(waiting: Kring) -> None:
    waiting.do(CancelRun(invitation(waiting).id, "not this time"))
    waiting.later(days=1)
    waiting.tick()
    assert "invitation" not in waiting.waiting()


def test_a_run_that_waited_too_long_is_not_sent_any_more(waiting: Kring) -> None:
    run = invitation(waiting)
    assert run.not_after is not None
    waiting.now = run.not_after
    waiting.later(minutes=1)
    with pytest.raises(Refused, match="is too late"):
        waiting.do(StartRun(run.id))
    waiting.tick()
    assert invitation(waiting).state is RunState.CANCELLED
    assert invitation(waiting).why == "it came too late"
    assert waiting.post.sent == []


def test_what_is_left_of_a_run_when_its_time_is_over_is_not_sent(waiting: Kring) -> None:
    run = invitation(waiting)
    waiting.do(StartRun(run.id))
    waiting.app.deliver(1)
    waiting.do(PauseRun(run.id))
    assert run.not_after is not None
    waiting.now = run.not_after
    waiting.later(minutes=1)
    waiting.tick()
    assert invitation(waiting).state is RunState.CANCELLED
    assert invited(waiting) == [ANNA.address]


def test_a_letter_edited_after_the_start_goes_out_as_it_was(waiting: Kring, tmp_path: Path) -> None:
    waiting.do(StartRun(invitation(waiting).id))
    waiting.app.deliver(1)
    edit_the_letters(waiting, tmp_path)
    waiting.restart()
    waiting.settle()
    before, after = waiting.mails_to(ANNA)[-1].text, waiting.mails_to(BART)[-1].text
    assert without_the_name(before) == without_the_name(after)
    assert "Graag nodigen we u uit" in after


def test_who_is_written_down_after_the_letter_was_edited_gets_it_as_it_was(
    waiting: Kring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (audience, writing):
        monkeypatch.setattr(module, "PORTION", 1)
    waiting.do(StartRun(invitation(waiting).id))
    edit_the_letters(waiting, tmp_path)
    waiting.settle()
    waiting.enlist(DIRK)
    waiting.later(minutes=5)
    waiting.tick()
    waiting.settle()
    assert invited(waiting) == [one.address for one in PEOPLE]
    first = waiting.mails_to(ANNA)[-1].text
    for later in (BART, DIRK):
        assert without_the_name(waiting.mails_to(later)[-1].text) == without_the_name(first)


def test_a_run_that_waits_takes_the_letter_as_it_is_when_it_starts(waiting: Kring, tmp_path: Path) -> None:
    edit_the_letters(waiting, tmp_path)
    waiting.do(StartRun(invitation(waiting).id))
    waiting.settle()
    assert "Kom toch vooral" in waiting.mails_to(ANNA)[-1].text


def test_a_start_with_a_fault_in_the_letter_sends_nothing_to_anybody(waiting: Kring, tmp_path: Path) -> None:
    edit_the_letters(waiting, tmp_path, "{{ meeting.vneue }}")
    with pytest.raises(Exception, match="vneue"):
        waiting.do(StartRun(invitation(waiting).id))
    waiting.settle()
    assert waiting.post.sent == []
    assert invitation(waiting).state is RunState.WAITING


def edit_the_letters(kring: Kring, tmp_path: Path, words: str = "Kom toch vooral") -> None:
    """Somebody saves another text in the folder of letters."""
    folder = tmp_path / "letters"
    shutil.copytree("templates/letters", folder)
    letter = folder / "invitation.nl.md"
    letter.write_text(letter.read_text("utf-8").replace("Graag nodigen we u uit", words), "utf-8")
    object.__setattr__(kring.app.house, "letters", LetterBook(folder))


def without_the_name(text: str) -> list[str]:
    """The lines in which two people's letters are the same: no name, no token."""
    return [line for line in text.splitlines() if "Beste" not in line and "info+" not in line]
