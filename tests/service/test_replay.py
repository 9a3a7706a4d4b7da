"""A changed lexicon is tried on the mail that came; what the coordinator corrected is an example."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mailer.domain.commands import DiscardParked, HandleParked, MoveMeeting, RecordAnswer
from mailer.intake.house_words import learn
from mailer.service.corrections import examples
from mailer.service.replay import Replayed, replay
from tests.service.kring import ANNA, BART, HATTEM, Kring

COINED = "Ik zal er fonteneren."
TAUGHT = """[[entry]]
class = "attend"
words = ["fonteneren"]
examples = ["Ik zal er fonteneren."]
"""


@pytest.fixture
def invited(kring: Kring) -> Iterator[Kring]:
    kring.hattem()
    kring.enlist(ANNA, BART)
    kring.invite()
    yield kring
    learn(None)


def again(kring: Kring) -> dict[str, Replayed]:
    return {one.originator: one for one in replay(kring.app.database, kring.app.house)}


def parked(kring: Kring) -> int:
    with kring.look() as store:
        return int(store.views.inbox(["parked"])[0]["id"])


def test_the_same_program_reads_the_same_mail_the_same_way(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.")
    invited.reply(ANNA, "Vrijdag lukt me toch niet.")
    invited.write(BART, "Ik kom niet.", "Bijeenkomst")
    found = list(replay(invited.app.database, invited.app.house))
    assert [one.number for one in found] == [1, 2, 3]
    assert [one.changed for one in found] == [(), (), ()]


def test_a_taught_word_shows_what_would_have_been_read(invited: Kring, tmp_path: Path) -> None:
    invited.reply(ANNA, COINED)
    invited.reply(BART, "Ja, ik kom.")
    (tmp_path / "nl.toml").write_text(TAUGHT, encoding="utf-8")
    learn(tmp_path)
    found = again(invited)
    assert set(found[ANNA.address].changed) >= {"action", "answer", "dayparts"}
    assert (found[ANNA.address].old["answer"], found[ANNA.address].new["answer"]) == (None, "yes")
    assert found[BART.address].changed == ()


def test_replaying_changes_nothing(invited: Kring, tmp_path: Path) -> None:
    invited.reply(ANNA, COINED)
    letters = invited.letters_to(ANNA)
    (tmp_path / "nl.toml").write_text(TAUGHT, encoding="utf-8")
    learn(tmp_path)
    again(invited)
    invited.settle()
    assert invited.registration(ANNA) is None
    assert invited.letters_to(ANNA) == letters
    assert ANNA.address in invited.parked()


def test_a_correction_is_an_example(invited: Kring) -> None:
    invited.reply(ANNA, COINED)
    invited.do(HandleParked(parked(invited), RecordAnswer(HATTEM, invited.person(ANNA), "no")))
    (one,) = examples(invited.app.database)
    assert COINED.encode() in one.octets
    assert one.label["answer"] == "no"
    assert (one.label["kind"], one.label["standing"]) == ("registration", "none")
    assert "review registration" in one.label["note"] or "review other" in one.label["note"]
    assert again(invited)[ANNA.address].decided == {"decision": "no"}


def test_a_suggestion_that_was_taken_is_no_correction(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom, tenzij de raad vergadert.")
    verdict = again(invited)[ANNA.address].old
    parts = tuple(verdict["dayparts"] or invited.meeting().daypart_keys)
    answer = RecordAnswer(HATTEM, invited.person(ANNA), verdict["answer"] or "yes", parts)
    invited.do(HandleParked(parked(invited), answer))
    assert (list(examples(invited.app.database)) == []) is (verdict["answer"] is not None)


def test_what_was_done_by_hand_teaches_nothing_and_what_was_discarded_does(invited: Kring) -> None:
    invited.reply(ANNA, COINED)
    invited.do(HandleParked(parked(invited)))
    assert list(examples(invited.app.database)) == []
    invited.reply(BART, "Ja, tenzij het sneeuwt.")
    invited.do(DiscardParked(parked(invited)))
    (one,) = examples(invited.app.database)
    assert (one.label["kind"], one.label["action"]) == ("other", "ignore")


def test_a_meeting_that_moved_does_not_change_what_was_read(invited: Kring) -> None:
    invited.reply(ANNA, "Ik kom alleen donderdag 14 september.")
    invited.do(MoveMeeting(HATTEM, invited.meeting().starts + timedelta(days=7)))
    assert again(invited)[ANNA.address].changed == ()
