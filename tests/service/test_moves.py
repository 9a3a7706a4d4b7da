"""A meeting moves or is cancelled: exactly those who were told the old facts hear of it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailer.domain.address import Mailbox
from mailer.domain.commands import (
    CancelMeeting,
    CloseMeeting,
    ImportMeeting,
    MoveMeeting,
    PauseRun,
    StartRun,
    Suppress,
    Unsubscribe,
)
from mailer.domain.delivery import DeliveryState
from mailer.domain.errors import Refused
from mailer.domain.meeting import Host, Hotel, MeetingState
from mailer.domain.registration import RegistrationState
from mailer.domain.run import RunState
from mailer.domain.subscription import Proof, SuppressionReason
from tests.service.kring import ANNA, AWAY, BART, CARLA, DIRK, HATTEM, SERIES, Kring

ON_BOTH = True
"""The databases: SQLite and PostgreSQL."""

WEEK_LATER = datetime(2017, 9, 21, 10, tzinfo=UTC)
TWO_WEEKS_LATER = datetime(2017, 9, 28, 10, tzinfo=UTC)


@pytest.fixture
def invited(kring: Kring) -> Kring:
    kring.hattem()
    kring.enlist(ANNA, BART, CARLA)
    kring.invite()
    return kring


def moves(kring: Kring, to: datetime = WEEK_LATER) -> None:
    kring.do(MoveMeeting(HATTEM, to))


def corrects(kring: Kring) -> None:
    kring.do(StartRun(kring.run("correction").id))
    kring.settle()


def corrected(kring: Kring) -> list[Mailbox]:
    return [one for one in (ANNA, BART, CARLA, DIRK) if "correction" in kring.letters_to(one)]


def test_who_was_told_the_old_date_gets_the_correction(invited: Kring) -> None:
    invited.enlist(DIRK)
    moves(invited)
    corrects(invited)
    assert corrected(invited) == [ANNA, BART, CARLA]


def test_the_correction_waits_for_the_coordinator(invited: Kring) -> None:
    moves(invited)
    invited.tick()
    assert "correction" in invited.waiting()
    assert corrected(invited) == []


def test_it_says_what_it_was_and_what_it_is(invited: Kring) -> None:
    moves(invited)
    corrects(invited)
    text = invited.mails_to(ANNA)[-1].text
    was, now = text.index("14"), text.index("21")
    assert "Dit was het:" in text
    assert was < now


def test_where_only_the_hotel_changes_the_correction_says_that_and_no_other_date(invited: Kring) -> None:
    invited.do(ImportMeeting(replace(invited.meeting(), hotel=Hotel("Hotel De Linde", price=95))))
    corrects(invited)
    text = " ".join(invited.mails_to(ANNA)[-1].text.split())
    assert "Datum en plaats blijven: donderdag 14 en vrijdag 15 september 2017" in text
    assert "Overnachten: nu Hotel De Linde, € 95 per nacht" in text
    assert "Dit was het" not in text


def test_facts_that_change_under_a_run_that_has_told_nobody_yet_stop_it(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA)
    kring.now = datetime(2017, 7, 13, 8, tzinfo=UTC)
    kring.app.tick()
    kring.do(StartRun(kring.run("invitation").id))
    kring.do(ImportMeeting(replace(kring.meeting(), host=Host("Hattem", "De Schouwburg", "Kade 2"))))
    kring.settle()
    assert kring.post.sent == [], "the letter that was frozen names the old house"
    kring.tick()
    kring.do(StartRun(kring.run("invitation").id))
    kring.settle()
    assert "De Schouwburg" in kring.mails_to(ANNA)[-1].text


def test_a_later_last_day_to_answer_opens_answers_that_were_closed(invited: Kring) -> None:
    invited.do(CloseMeeting(HATTEM))
    meeting = invited.meeting()
    invited.do(ImportMeeting(replace(meeting, capacity=16)))
    assert invited.meeting().state is MeetingState.CLOSED
    done = invited.do(ImportMeeting(replace(meeting, deadline=meeting.deadline.replace(day=5))))
    assert "its answers are open again" in done.what
    assert invited.meeting().state is MeetingState.ANNOUNCED


def test_nobody_was_told_so_nobody_is_corrected(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA)
    moves(kring)
    assert kring.waiting() == []


def test_who_is_suppressed_hears_nothing(invited: Kring) -> None:
    invited.do(Suppress(ANNA.address, SuppressionReason.BY_HAND, "asked by phone"))
    moves(invited)
    corrects(invited)
    assert corrected(invited) == [BART, CARLA]


def test_who_left_the_list_without_a_place_hears_nothing(invited: Kring) -> None:
    invited.do(Unsubscribe(SERIES, ANNA.address, Proof("mail")))
    moves(invited)
    corrects(invited)
    assert corrected(invited) == [BART, CARLA]


def test_who_left_the_list_and_has_a_place_does_hear_it(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.")
    invited.do(Unsubscribe(SERIES, ANNA.address, Proof("mail")))
    moves(invited)
    corrects(invited)
    assert corrected(invited) == [ANNA, BART, CARLA]


def test_the_answers_given_so_far_stay(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.")
    invited.reply(BART, "Nee, helaas kan ik niet.")
    moves(invited)
    corrects(invited)
    assert corrected(invited) == [ANNA, BART, CARLA]
    states = [one.state if (one := invited.registration(who)) else None for who in (ANNA, BART, CARLA)]
    assert states == [RegistrationState.ACCEPTED, RegistrationState.DECLINED, None]


def test_who_said_no_can_say_yes_to_the_correction(invited: Kring) -> None:
    invited.reply(BART, "Nee, helaas kan ik niet.")
    moves(invited)
    corrects(invited)
    invited.reply(BART, "Ja, ik kom.")
    registration = invited.registration(BART)
    assert registration is not None
    assert (registration.state, registration.answered_revision) == (RegistrationState.ACCEPTED, 1)


def test_what_is_unsent_of_the_old_date_is_not_sent(invited: Kring) -> None:
    invited.now = datetime(2017, 8, 11, 8, tzinfo=UTC)
    invited.app.tick()
    invited.app.deliver(1)
    moves(invited)
    invited.settle()
    assert [one for one in (ANNA, BART, CARLA) if "reminder" in invited.letters_to(one)] == [ANNA]
    left = [one for one in invited.deliveries(DeliveryState.CANCELLED) if one.step == "reminder"]
    assert [one.address for one in left] == [BART.address, CARLA.address]
    assert invited.run("reminder").state is RunState.CANCELLED


def test_a_run_for_the_old_date_can_not_be_started_any_more(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA)
    kring.now = datetime(2017, 7, 13, 8, tzinfo=UTC)
    kring.tick()
    old = kring.run("invitation")
    moves(kring)
    with pytest.raises(Refused):
        kring.do(StartRun(old.id))
    assert kring.post.sent == []


def test_the_invitation_that_was_not_started_is_made_anew_for_the_new_date(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA)
    kring.now = datetime(2017, 7, 13, 8, tzinfo=UTC)
    kring.tick()
    moves(kring)
    kring.now = datetime(2017, 7, 20, 8, tzinfo=UTC)
    kring.tick()
    kring.do(StartRun(kring.run("invitation").id))
    kring.settle()
    assert kring.letters_to(ANNA) == ["invitation"]
    assert "21" in kring.subjects_to(ANNA)[0]


def test_a_second_move_is_told_against_what_each_was_told_last(invited: Kring) -> None:
    moves(invited)
    run = invited.run("correction")
    invited.do(StartRun(run.id))
    invited.app.deliver(1)
    invited.do(PauseRun(run.id))
    moves(invited, TWO_WEEKS_LATER)
    corrects(invited)
    assert corrected(invited) == [ANNA, BART, CARLA]
    assert [invited.letters_to(one).count("correction") for one in (ANNA, BART)] == [2, 1]
    was = [line for line in invited.mails_to(ANNA)[-1].text.splitlines() if "Dit was het" in line]
    assert "21" in was[0]
    was = [line for line in invited.mails_to(BART)[-1].text.splitlines() if "Dit was het" in line]
    assert "14" in was[0]


def test_a_confirmation_of_the_old_date_that_could_not_leave_does_not_leave_any_more(invited: Kring) -> None:
    invited.post.outcomes[ANNA.address] = AWAY
    invited.reply(ANNA, "Ja, ik kom.")
    moves(invited)
    invited.post.outcomes.clear()
    invited.later(hours=1)
    invited.settle()
    assert invited.letters_to(ANNA) == ["invitation"]
    corrects(invited)
    assert invited.letters_to(ANNA) == ["invitation", "correction"]


def test_practical_information_is_sent_again_for_the_new_date(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.")
    invited.now = datetime(2017, 9, 4, 8, tzinfo=UTC)
    invited.tick()
    moves(invited)
    corrects(invited)
    invited.now = datetime(2017, 9, 11, 8, tzinfo=UTC)
    invited.tick()
    invited.now = datetime(2017, 9, 20, 13, tzinfo=UTC)
    invited.tick()
    assert invited.letters_to(ANNA) == [
        "invitation",
        "understood-yes",
        "practical-information",
        "correction",
        "practical-information",
        "day-before",
    ]
    assert invited.letters_to(BART)[-1] != "practical-information"


def test_the_day_before_is_the_day_before_the_new_date(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.")
    moves(invited)
    invited.now = datetime(2017, 9, 13, 12, 30, tzinfo=UTC)
    invited.tick()
    assert "day-before" not in invited.letters_to(ANNA)


def test_who_was_invited_to_the_old_date_is_not_invited_again(invited: Kring) -> None:
    moves(invited)
    invited.now = datetime(2017, 7, 20, 8, tzinfo=UTC)
    invited.tick()
    assert "invitation" not in invited.waiting()
    assert invited.letters_to(ANNA) == ["invitation"]


def test_a_meeting_does_not_move_into_the_past(invited: Kring) -> None:
    with pytest.raises(Refused, match="is past"):
        moves(invited, datetime(2017, 7, 1, 10, tzinfo=UTC))


def test_a_cancellation_is_told_to_who_was_told_of_the_meeting(invited: Kring) -> None:
    invited.enlist(DIRK)
    invited.do(CancelMeeting(HATTEM))
    invited.do(StartRun(invited.run("cancelled").id))
    invited.settle()
    assert [invited.letters_to(one)[-1:] for one in (ANNA, BART, CARLA)] == [["cancelled"]] * 3
    assert invited.letters_to(DIRK) == []


def test_a_cancellation_after_a_move_needs_no_correction(invited: Kring) -> None:
    moves(invited)
    invited.do(CancelMeeting(HATTEM))
    assert invited.waiting() == ["cancelled"]
    with pytest.raises(Refused):
        corrects(invited)


def test_nothing_goes_out_for_a_cancelled_meeting_but_the_news(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.")
    invited.do(CancelMeeting(HATTEM))
    for day in (4, 13, 16):
        invited.now = datetime(2017, 9, day, 13, tzinfo=UTC)
        invited.tick()
    assert invited.letters_to(ANNA) == ["invitation", "understood-yes"]
