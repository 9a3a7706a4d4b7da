"""A fresh mail "ik kom", tied to the invitation by nothing but an address: asked about, and then recorded."""

import pytest

from mailer.domain.commands import HandleParked, RecordAnswer
from mailer.domain.registration import RegistrationState
from mailer.message.mail import Mail
from tests.service.kring import ANNA, BART, DIRK, HATTEM, Kring

ACCEPTED, DECLINED = RegistrationState.ACCEPTED, RegistrationState.DECLINED
VOUCHED = "mx.kennisplatform.example; dmarc=pass header.from=waterrijk.example"


@pytest.fixture
def invited(kring: Kring) -> Kring:
    kring.hattem()
    kring.enlist(ANNA, BART)
    kring.invite()
    return kring


def state(kring: Kring) -> RegistrationState | None:
    registration = kring.registration(ANNA)
    return registration.state if registration else None


def question(kring: Kring) -> Mail:
    assert kring.letters_to(ANNA)[-1] == "confirm-answer"
    return kring.mails_to(ANNA)[-1]


def test_who_writes_afresh_is_asked_and_then_registered(invited: Kring) -> None:
    invited.write(ANNA, "Ik kom, en ik eet vegetarisch.", "Bijeenkomst")
    assert state(invited) is None
    asked = question(invited)
    assert "dat u komt" in " ".join(asked.text.split())
    assert "vegetarisch" in asked.text
    assert "is asked whether it is so" in invited.parked()[ANNA.address]
    invited.reply(ANNA, "Ja")
    registration = invited.registration(ANNA)
    assert registration is not None
    assert (registration.state, registration.diet) == (ACCEPTED, "vegetarisch")
    assert invited.parked() == {}
    assert invited.letters_to(ANNA)[-1] == "understood-yes"


def test_what_our_mail_server_vouches_for_is_believed_at_once(invited: Kring) -> None:
    invited.write(ANNA, "Ik kom.", "Bijeenkomst", Authentication_Results=VOUCHED)
    assert state(invited) is ACCEPTED
    assert "confirm-answer" not in invited.letters_to(ANNA)


def test_another_server_vouches_for_nobody(invited: Kring) -> None:
    invited.write(ANNA, "Ik kom.", "Bijeenkomst", Authentication_Results=VOUCHED.replace("mx.", "evil."))
    assert state(invited) is None
    assert question(invited)


def test_the_question_goes_to_the_address_we_know_and_to_no_reply_to(invited: Kring) -> None:
    invited.write(ANNA, "Ik kom.", "Bijeenkomst", Reply_To=DIRK.address)
    assert question(invited)
    assert invited.mails_to(DIRK) == []


@pytest.mark.parametrize(
    "words", ["Ja, dit klopt", "Yes, that is right.", "Klopt helemaal!", "ja hoor, dat klopt"]
)
def test_a_bare_yes_confirms(invited: Kring, words: str) -> None:
    invited.write(ANNA, "Ik kom niet.", "Bijeenkomst")
    invited.reply(ANNA, words)
    assert state(invited) is DECLINED


def test_the_button_confirms(invited: Kring) -> None:
    invited.write(ANNA, "Ik kom niet.", "Bijeenkomst")
    asked = question(invited)
    invited.write(ANNA, "Ja, dit klopt\r\n", f"Ja, dit klopt [{HATTEM}]", asked.reply_to[0].address)
    assert state(invited) is DECLINED


def test_the_same_answer_again_confirms(invited: Kring) -> None:
    invited.write(ANNA, "Ik kom.", "Bijeenkomst")
    invited.reply(ANNA, "Ja, ik kom!")
    assert state(invited) is ACCEPTED


def test_a_yes_that_says_something_else_is_for_the_coordinator(invited: Kring) -> None:
    invited.write(ANNA, "Ik kom niet.", "Bijeenkomst")
    invited.reply(ANNA, "Ja, ik kom.")
    assert state(invited) is None
    assert "something else" in invited.parked()[ANNA.address]


def test_a_no_leaves_it_with_the_coordinator(invited: Kring) -> None:
    invited.write(ANNA, "Ik kom.", "Bijeenkomst")
    invited.reply(ANNA, "Nee, dit klopt niet.")
    assert state(invited) is None
    assert "says that it is not so" in invited.parked()[ANNA.address]


def test_the_answer_to_the_question_from_another_address_is_for_the_coordinator(invited: Kring) -> None:
    invited.write(ANNA, "Ik kom.", "Bijeenkomst")
    invited.reply(BART, "Ja", to=question(invited))
    assert state(invited) is None
    assert BART.address in invited.parked()


def test_a_later_mail_brings_a_question_of_its_own_and_the_older_one_is_over(invited: Kring) -> None:
    invited.write(ANNA, "Ik kom.", "Bijeenkomst")
    first = question(invited)
    invited.write(ANNA, "Ik kom niet.", "Toch niet")
    second = question(invited)
    assert first.message_id != second.message_id
    invited.reply(ANNA, "Ja", to=first)
    assert state(invited) is None
    invited.reply(ANNA, "Ja", to=second)
    assert state(invited) is DECLINED


def test_one_question_a_mail_and_few_a_day(invited: Kring) -> None:
    for number in range(9):
        invited.write(ANNA, "Ik kom.", f"Bijeenkomst {number}")
    assert 1 <= invited.letters_to(ANNA).count("confirm-answer") <= 5
    assert state(invited) is None


def test_a_program_is_never_asked(invited: Kring) -> None:
    invited.write(ANNA, "Ik kom.", "Bijeenkomst", Auto_Submitted="auto-generated")
    invited.write(ANNA, "Ik kom.", "Bijeenkomst 2", Precedence="bulk")
    assert "confirm-answer" not in invited.letters_to(ANNA)
    assert state(invited) is None


def test_no_stranger_has_us_send_a_link(invited: Kring) -> None:
    invited.write(ANNA, "Ik kom. Dieet: zie https://elders.example/menu", "Bijeenkomst")
    assert "elders.example" not in question(invited).text + question(invited).html


def test_what_the_coordinator_settled_meanwhile_stays(invited: Kring) -> None:
    invited.write(ANNA, "Ik kom.", "Bijeenkomst")
    with invited.look() as store:
        (row,) = store.views.inbox(["parked"])
    invited.do(HandleParked(row["id"], RecordAnswer(HATTEM, invited.person(ANNA), "no")))
    invited.settle()
    asked = next(mail for mail in invited.mails_to(ANNA) if "Klopt" in mail.subject)
    invited.reply(ANNA, "Ja", to=asked)
    assert state(invited) is DECLINED
    assert "has been dealt with" in invited.parked()[ANNA.address]


def test_the_question_in_the_mail_stays_with_the_coordinator(invited: Kring) -> None:
    invited.write(ANNA, "Ik kom. Is er parkeergelegenheid?", "Bijeenkomst")
    invited.reply(ANNA, "Ja")
    assert state(invited) is ACCEPTED
    assert "asks a question" in invited.parked()[ANNA.address]


def test_a_change_by_somebody_registered_is_asked_about_too(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.")
    invited.write(ANNA, "Vrijdag lukt me toch niet.", "Bijeenkomst")
    before = invited.registration(ANNA)
    invited.reply(ANNA, "ja")
    after = invited.registration(ANNA)
    assert before is not None
    assert after is not None
    assert "fri-morning" in before.dayparts
    assert "fri-morning" not in after.dayparts


def test_somebody_who_was_not_invited_is_not_asked(invited: Kring) -> None:
    invited.write(DIRK, "Ik kom.", "Bijeenkomst")
    assert "confirm-answer" not in invited.letters_to(DIRK)
    assert invited.mails_to(DIRK) == []
