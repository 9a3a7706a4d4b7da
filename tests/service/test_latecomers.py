"""Who comes on the list after the invitation went out: still invited, and never reminded the same day."""

from datetime import UTC, datetime

from mailer.domain.commands import CancelRun, MoveMeeting, StartRun, Unsubscribe
from mailer.domain.subscription import Proof
from tests.service.kring import ANNA, BART, CARLA, HATTEM, SERIES, Kring

ON_BOTH = True
"""The databases: SQLite and PostgreSQL."""

JULY = datetime(2017, 7, 14, 9, tzinfo=UTC)
AUGUST = datetime(2017, 8, 11, 9, tzinfo=UTC)
"""The day of the reminder."""
MOVED = datetime(2017, 9, 21, 10, tzinfo=UTC)


def invited(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA)
    kring.invite()


def joins(kring: Kring, at: datetime) -> None:
    """Bart asks to be on the list, and confirms."""
    kring.now = at
    kring.write(BART, "Graag ontvang ik voortaan een uitnodiging.\n\nBart Smit", "Aanmelden")
    kring.reply(BART, "Ja, dat klopt.")


def test_bart_joins_after_the_invitation_and_gets_it_still(kring: Kring) -> None:
    invited(kring)
    joins(kring, JULY)
    kring.tick()
    assert kring.letters_to(BART) == ["confirm-subscription", "subscribed", "invitation"]
    assert kring.letters_to(ANNA) == ["invitation"]


def test_bart_can_answer_it(kring: Kring) -> None:
    invited(kring)
    joins(kring, JULY)
    kring.tick()
    kring.reply(BART, "Ja, ik kom.")
    assert kring.letters_to(BART)[-1] == "understood-yes"


def test_bart_is_not_reminded_on_the_day_he_is_invited(kring: Kring) -> None:
    invited(kring)
    kring.now = AUGUST.replace(hour=6)
    joins(kring, kring.now)
    kring.tick()
    kring.now = AUGUST
    kring.tick()
    kring.later(hours=5)
    kring.tick()
    assert "reminder" in kring.letters_to(ANNA)
    assert kring.letters_to(BART)[-1] == "invitation"


def test_a_reminder_that_went_out_is_not_sent_to_who_joins_after_it(kring: Kring) -> None:
    invited(kring)
    kring.now = AUGUST
    kring.tick()
    joins(kring, AUGUST.replace(day=12))
    kring.tick()
    kring.later(days=2)
    kring.tick()
    assert kring.letters_to(BART) == ["confirm-subscription", "subscribed", "invitation"]


def test_who_joins_after_the_deadline_is_not_invited(kring: Kring) -> None:
    invited(kring)
    joins(kring, datetime(2017, 9, 2, 9, tzinfo=UTC))
    kring.tick()
    assert "invitation" not in kring.letters_to(BART)


def test_who_joins_before_a_run_is_started_is_simply_in_it(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA)
    kring.now = JULY
    kring.tick()
    joins(kring, JULY)
    kring.tick()
    assert "invitation" not in kring.letters_to(BART)
    kring.do(StartRun(kring.run("invitation").id))
    kring.settle()
    assert kring.letters_to(BART)[-1] == "invitation"


def test_a_run_that_was_called_off_has_no_latecomers(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA)
    kring.now = JULY
    kring.tick()
    kring.do(CancelRun(kring.run("invitation").id, "not this time"))
    joins(kring, JULY)
    kring.tick()
    assert "invitation" not in kring.letters_to(BART)


def test_who_left_before_the_letter_went_and_comes_back_is_invited_once(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA, BART)
    kring.now = JULY
    kring.tick()
    kring.do(StartRun(kring.run("invitation").id))
    kring.do(Unsubscribe(SERIES, BART.address, Proof("mail")))
    kring.settle()
    assert "invitation" not in kring.letters_to(BART)
    joins(kring, JULY)
    kring.tick()
    kring.later(days=1)
    kring.tick()
    assert kring.letters_to(BART).count("invitation") == 1
    assert kring.letters_to(ANNA) == ["invitation"]


def test_who_had_the_invitation_leaves_and_comes_back_is_not_invited_again(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA, BART)
    kring.invite()
    kring.write(BART, "Graag afmelden van de uitnodigingslijst.", "Afmelden")
    joins(kring, JULY)
    kring.tick()
    assert kring.letters_to(BART).count("invitation") == 1


def test_who_gets_a_place_late_still_hears_where_to_be(kring: Kring) -> None:
    kring.hattem(capacity=1)
    kring.enlist(ANNA, BART)
    kring.invite()
    kring.reply(ANNA, "Ja, ik kom.")
    kring.reply(BART, "Ja, ik kom.")
    kring.now = datetime(2017, 9, 4, 8, tzinfo=UTC)
    kring.tick()
    assert "practical-information" not in kring.letters_to(BART)
    kring.reply(ANNA, "Nee, ik kom toch niet.")
    kring.reply(BART, "Ja, ik kom.")
    kring.tick()
    assert kring.letters_to(BART)[-1] == "practical-information"


def test_who_joins_after_the_meeting_moved_is_invited_to_the_new_date(kring: Kring) -> None:
    invited(kring)
    kring.later(days=1)
    kring.do(MoveMeeting(HATTEM, MOVED))
    joins(kring, datetime(2017, 7, 20, 9, tzinfo=UTC))
    kring.tick()
    assert kring.letters_to(BART)[-1] == "invitation"
    assert "21" in kring.subjects_to(BART)[-1]
    assert kring.letters_to(ANNA) == ["invitation"]


def test_two_newcomers_after_a_move_are_each_invited_once(kring: Kring) -> None:
    invited(kring)
    kring.do(MoveMeeting(HATTEM, MOVED))
    kring.later(days=1)
    for newcomer in (BART, CARLA):
        kring.enlist(newcomer)
        kring.tick()
        kring.later(days=1)
        kring.tick()
    assert kring.letters_to(BART) == kring.letters_to(CARLA) == ["invitation"]
    assert kring.letters_to(ANNA) == ["invitation"]
