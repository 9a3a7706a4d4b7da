"""Answers: people press Reply in their own words, and what was understood is said back."""

import pytest

from mailer.domain.commands import CancelMeeting
from mailer.domain.registration import RegistrationState
from mailer.message.mail import Mail
from tests.service.kring import ANNA, BART, CARLA, HATTEM, INFO, Kring

ON_BOTH = True
"""The databases: SQLite and PostgreSQL."""

S = RegistrationState
ALL = ("thu-afternoon", "thu-evening", "fri-morning")


@pytest.fixture
def invited(kring: Kring) -> Kring:
    """Anna, Bart and Carla have been invited to Hattem."""
    kring.hattem()
    kring.enlist(ANNA, BART, CARLA)
    kring.invite()
    return kring


def state_of_anna(kring: Kring) -> RegistrationState:
    registration = kring.registration(ANNA)
    assert registration is not None
    return registration.state


def said_back(kring: Kring) -> str:
    """The text of the last mail to Anna."""
    return kring.mails_to(ANNA)[-1].text


def test_a_plain_yes_is_a_place_in_every_day_part(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.")
    registration = invited.registration(ANNA)
    assert registration is not None
    assert (registration.state, registration.dayparts) == (S.ACCEPTED, ALL)
    assert invited.letters_to(ANNA)[-1] == "understood-yes"
    for name in ("Donderdagmiddag", "Donderdagavond met diner", "Vrijdagochtend"):
        assert f"{name}:" in said_back(invited)


def test_a_plain_no_is_no_place(invited: Kring) -> None:
    invited.reply(ANNA, "Nee, helaas kan ik niet.")
    assert state_of_anna(invited) is S.DECLINED
    assert invited.letters_to(ANNA)[-1] == "understood-no"
    assert "De plaats die we voor u vrijhielden" not in said_back(invited)


def test_a_maybe_keeps_no_place(invited: Kring) -> None:
    invited.reply(ANNA, "Ik weet het nog niet.")
    assert state_of_anna(invited) is S.TENTATIVE
    assert invited.letters_to(ANNA)[-1] == "understood-maybe"


def test_one_day_part_is_said_back_and_the_others_are_not(invited: Kring) -> None:
    invited.reply(ANNA, "Ik kom alleen donderdagmiddag.")
    registration = invited.registration(ANNA)
    assert registration is not None
    assert registration.dayparts == ("thu-afternoon",)
    assert invited.letters_to(ANNA)[-1] == "understood-part"
    assert "Donderdagmiddag:" in said_back(invited)
    assert "Vrijdagochtend:" not in said_back(invited)
    assert "diner:" not in said_back(invited)


def test_a_diet_and_a_hotel_are_kept_and_said_back(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.\nDieet: vegetarisch\nHotel: ja")
    registration = invited.registration(ANNA)
    assert registration is not None
    assert (registration.diet, registration.hotel) == ("vegetarisch", True)
    assert "eten: vegetarisch" in said_back(invited)
    assert "hotel: ja, Hotel in Hattem" in said_back(invited)


def test_a_diet_sent_later_leaves_the_rest_as_it_was(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.\nHotel: ja")
    invited.reply(ANNA, "Ja, ik kom.\nDieet: vegetarisch")
    registration = invited.registration(ANNA)
    assert registration is not None
    assert (registration.diet, registration.hotel) == ("vegetarisch", True)


def test_who_sends_a_colleague_does_not_come_and_the_colleague_is_named(invited: Kring) -> None:
    invited.reply(
        ANNA, "Ik kan niet, mijn collega Dirk Visser (dirk@rozenburcht.example) komt in mijn plaats."
    )
    registration = invited.registration(ANNA)
    assert registration is not None
    assert registration.state is S.DECLINED
    assert registration.substitute == "Dirk Visser <dirk@rozenburcht.example>"
    assert invited.letters_to(ANNA)[-1] == "understood-substitute"
    assert invited.mails_to("dirk@rozenburcht.example") == []


def test_a_question_is_answered_by_a_person_and_the_yes_is_kept(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.\n\nIs er ook parkeergelegenheid bij het stadhuis?")
    assert state_of_anna(invited) is S.ACCEPTED
    assert "asks a question" in invited.parked()[ANNA.address]
    assert "Uw vraag heeft een collega gekregen" in said_back(invited)
    assert invited.letters_to(ANNA) == ["invitation", "understood-yes"]


def test_a_doubtful_answer_is_recorded_by_nobody_and_anna_is_told_so(invited: Kring) -> None:
    invited.reply(ANNA, "Ik kom als mijn collega ook komt.")
    assert invited.registration(ANNA) is None
    assert list(invited.parked()) == [ANNA.address]
    assert invited.letters_to(ANNA)[-1] == "passed-on"


def test_anna_changes_her_mind_twice(invited: Kring) -> None:
    states = []
    for words in ("Ja, ik kom.", "Nee, ik kom toch niet.", "Ja, ik kom."):
        invited.reply(ANNA, words)
        states.append(state_of_anna(invited))
    assert states == [S.ACCEPTED, S.WITHDRAWN, S.ACCEPTED]
    assert invited.letters_to(ANNA)[1:] == ["understood-yes", "understood-no", "understood-yes"]


def test_a_withdrawal_says_that_the_place_goes_to_others(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.")
    invited.reply(ANNA, "Nee, ik kom toch niet.")
    assert "De plaats die we voor u vrijhielden" in said_back(invited)


def test_a_yes_after_the_deadline_is_for_the_coordinator(invited: Kring) -> None:
    past_the_deadline(invited)
    invited.reply(ANNA, "Ja, ik kom.")
    assert "came after 2017-09-01" in invited.parked()[ANNA.address]
    assert invited.registration(ANNA) is None
    assert invited.letters_to(ANNA)[-1] == "passed-on"


def test_a_no_after_the_deadline_is_still_welcome(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.")
    past_the_deadline(invited)
    invited.reply(ANNA, "Nee, ik kom toch niet.")
    assert state_of_anna(invited) is S.WITHDRAWN


def test_an_answer_after_the_meeting_began_changes_nothing(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.")
    invited.now = invited.meeting().starts
    invited.reply(ANNA, "Nee, ik kom toch niet.")
    assert state_of_anna(invited) is S.ACCEPTED
    assert "has begun" in invited.parked()[ANNA.address]


def test_an_answer_for_a_cancelled_meeting_changes_nothing(invited: Kring) -> None:
    invited.do(CancelMeeting(HATTEM))
    invited.reply(ANNA, "Ja, ik kom.")
    assert invited.registration(ANNA) is None
    assert "is cancelled" in invited.parked()[ANNA.address]


def test_a_mail_that_answers_nothing_of_ours_registers_nobody(invited: Kring) -> None:
    invited.write(ANNA, "Ja, ik kom.", "Bijeenkomst")
    assert invited.registration(ANNA) is None


def test_the_confirmation_stands_in_the_thread_of_the_answer(invited: Kring) -> None:
    invitation = invited.mails_to(ANNA)[-1]
    invited.reply(ANNA, "Ja, ik kom.", References=f"<{invitation.message_id}>")
    confirmation = invited.mails_to(ANNA)[-1]
    assert confirmation.in_reply_to == ("guest-1@waterrijk.example",)
    assert confirmation.references == (invitation.message_id, "guest-1@waterrijk.example")


def test_the_confirmation_says_that_no_person_wrote_it(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.")
    confirmation = invited.mails_to(ANNA)[-1]
    assert confirmation.get("Auto-Submitted") == "auto-replied"
    assert invited.post.sent[-1].reverse_path == ""


def test_an_answer_to_the_confirmation_comes_back_with_a_token_of_its_own(invited: Kring) -> None:
    invitation = invited.mails_to(ANNA)[-1]
    invited.reply(ANNA, "Ja, ik kom.")
    confirmation = invited.mails_to(ANNA)[-1]
    assert reply_to(confirmation) != reply_to(invitation)
    local, _, domain = reply_to(confirmation).partition("@")
    assert local.startswith("info+")
    assert f"info@{domain}" == INFO


def test_every_change_stands_in_the_journal(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.")
    invited.reply(ANNA, "Nee, ik kom toch niet.")
    anna = invited.person(ANNA)
    with invited.look() as store:
        lines = store.journal.lines(person=anna)
    answers = [line for line in lines if line.command == "RecordAnswer"]
    assert [line.details["before"] for line in answers] == ["invited", "accepted"]
    assert all(line.who == ANNA.address and line.inbox and line.meeting == HATTEM for line in answers)


def test_one_persons_answer_says_nothing_of_another(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.")
    assert invited.registration(BART) is None
    assert invited.letters_to(BART) == ["invitation"]


def test_the_same_answer_twice_is_one_place(invited: Kring) -> None:
    invitation = invited.mails_to(ANNA)[-1]
    invited.reply(ANNA, "Ja, ik kom.", to=invitation)
    invited.reply(ANNA, "Ja, ik kom.", to=invitation)
    with invited.look() as store:
        assert len(store.registrations.of_meeting(HATTEM)) == 1


def past_the_deadline(kring: Kring) -> None:
    deadline = kring.meeting().deadline
    kring.now = kring.now.replace(month=deadline.month, day=deadline.day + 1, hour=8)
    kring.tick()


def reply_to(mail: Mail) -> str:
    (box,) = mail.reply_to
    return box.address
