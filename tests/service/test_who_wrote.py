"""Who wrote, and which of our mails it answers: an answer that is not sure to be Anna's is not Anna's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailer.domain.address import Mailbox
from mailer.domain.commands import ImportMeeting, StartRun
from mailer.domain.registration import RegistrationState
from mailer.message.mail import Mail
from tests.service.kring import ANNA, BART, DIRK, INFO, Kring

ACCEPTED = RegistrationState.ACCEPTED


@pytest.fixture
def invited(kring: Kring) -> Kring:
    kring.hattem()
    kring.enlist(ANNA, BART)
    kring.invite()
    return kring


def state(kring: Kring, who: Mailbox) -> RegistrationState | None:
    registration = kring.registration(who)
    return registration.state if registration else None


def invitation(kring: Kring) -> Mail:
    return kring.mails_to(ANNA)[0]


def test_the_token_alone_is_enough(invited: Kring) -> None:
    invited.write(ANNA, "Ja, ik kom.", to=invitation(invited).reply_to[0].address)
    assert state(invited, ANNA) is ACCEPTED


def test_the_token_from_another_sender_is_for_the_coordinator(invited: Kring) -> None:
    invited.reply(BART, "Ja, ik kom.", to=invitation(invited))
    assert (state(invited, ANNA), state(invited, BART)) == (None, None)
    assert f"went to {ANNA.address}" in invited.parked()[BART.address]


def test_in_reply_to_is_enough_without_a_token(invited: Kring) -> None:
    invited.write(ANNA, "Ja, ik kom.", In_Reply_To=f"<{invitation(invited).message_id}>")
    assert state(invited, ANNA) is ACCEPTED


def test_references_are_enough_without_in_reply_to(invited: Kring) -> None:
    invited.write(
        ANNA, "Ja, ik kom.", References=f"<elders@waterrijk.example> <{invitation(invited).message_id}>"
    )
    assert state(invited, ANNA) is ACCEPTED


def test_in_reply_to_from_another_sender_is_for_the_coordinator(invited: Kring) -> None:
    invited.write(BART, "Ja, ik kom.", In_Reply_To=f"<{invitation(invited).message_id}>")
    assert (state(invited, ANNA), state(invited, BART)) == (None, None)
    assert BART.address in invited.parked()


def test_a_forged_token_is_no_token(invited: Kring) -> None:
    local, _, domain = INFO.partition("@")
    invited.write(ANNA, "Ja, ik kom.", to=f"{local}+aaaaaaaaaaaaaaa@{domain}")
    assert state(invited, ANNA) is None


def test_somebody_unknown_answers_a_forwarded_invitation(invited: Kring) -> None:
    invited.reply(DIRK, "Ja, ik kom.", to=invitation(invited))
    assert state(invited, ANNA) is None
    assert list(invited.parked()) == [DIRK.address]
    assert invited.mails_to(DIRK) == []


def test_with_two_meetings_open_each_answer_is_for_the_mail_it_answers(invited: Kring) -> None:
    first = invited.meeting()
    later = first.moved(first.starts + timedelta(days=28))
    invited.do(ImportMeeting(replace(later, key="later-2017", revision=0)))
    invited.now = later.starts - timedelta(weeks=9) + timedelta(hours=2)
    invited.tick()
    with invited.look() as store:
        run = store.runs.get_newest("later-2017", "invitation")
    invited.do(StartRun(run.id))
    invited.settle()
    invited.reply(ANNA, "Ja, ik kom.", to=invitation(invited))
    assert state(invited, ANNA) is ACCEPTED
    assert invited.registration(ANNA, "later-2017") is None


def test_the_case_of_an_address_is_no_difference(invited: Kring) -> None:
    shouting = Mailbox(ANNA.address.upper(), ANNA.name)
    invited.reply(shouting, "Ja, ik kom.", to=invitation(invited))
    assert state(invited, ANNA) is ACCEPTED
