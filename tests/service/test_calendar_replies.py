"""Buttons pressed in a calendar: which of them counts, whose they are, and what goes to the coordinator."""

from datetime import UTC, datetime, timedelta

import pytest

from mailer.domain.address import Mailbox
from mailer.domain.commands import MoveMeeting, StartRun
from mailer.domain.inbox import InboxState
from mailer.domain.registration import RegistrationState
from tests.service.kring import ANNA, BART, HATTEM, INFO, Kring

ACCEPTED, WITHDRAWN = RegistrationState.ACCEPTED, RegistrationState.WITHDRAWN


@pytest.fixture
def coming(kring: Kring) -> Kring:
    """Anna and Bart said yes by mail, and have the object with SEQUENCE 1 in their calendars."""
    kring.hattem()
    kring.enlist(ANNA, BART)
    kring.invite()
    for one in (ANNA, BART):
        kring.reply(one, "Ja, ik kom.")
    kring.later(minutes=30)
    return kring


def uid(kring: Kring, who: Mailbox) -> str:
    registration = kring.registration(who)
    assert registration is not None
    return registration.uid


def press(
    kring: Kring,
    who: Mailbox,
    partstat: str,
    *lines: str,
    of: Mailbox | None = None,
    sequence: int = 1,
    ago: int = 0,
    to: str = INFO,
    method: str = "REPLY",
    stamped: bool = True,
) -> None:
    """A calendar program answers; `ago` is how many minutes the reply was on its way."""
    made = kring.now - timedelta(minutes=ago)
    head = f"From: {who.address}\r\nTo: {to}\r\nSubject: {partstat}\r\nMIME-Version: 1.0\r\n"
    kind = f"Content-Type: text/calendar; method={method}; charset=utf-8\r\n\r\n"
    event = [
        f"UID:{uid(kring, of or who)}",
        f"SEQUENCE:{sequence}",
        *([f"DTSTAMP:{made:%Y%m%dT%H%M%SZ}"] if stamped else []),
        f"ATTENDEE;PARTSTAT={partstat}:mailto:{who.address}",
        *lines,
    ]
    around = ["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT"]
    calendar = [*around, *event, "END:VEVENT", "END:VCALENDAR", ""]
    kring.arrive((head + kind + "\r\n".join(calendar)).encode(), who.address, to)
    kring.later(minutes=1)


def state(kring: Kring, who: Mailbox) -> RegistrationState | None:
    registration = kring.registration(who)
    return registration.state if registration else None


def test_an_older_reply_that_comes_later_does_not_win(coming: Kring) -> None:
    press(coming, ANNA, "DECLINED")
    press(coming, ANNA, "ACCEPTED", ago=10)
    assert state(coming, ANNA) is WITHDRAWN
    assert coming.parked() == {}


def test_a_later_reply_to_the_object_sent_last_wins(coming: Kring) -> None:
    press(coming, ANNA, "DECLINED")
    press(coming, ANNA, "ACCEPTED", sequence=2)
    assert state(coming, ANNA) is ACCEPTED


def test_the_same_reply_again_says_nothing_again(coming: Kring) -> None:
    press(coming, ANNA, "TENTATIVE")
    letters = coming.letters_to(ANNA)
    press(coming, ANNA, "TENTATIVE", ago=1)
    assert coming.letters_to(ANNA) == letters
    assert coming.parked() == {}


def test_two_replies_of_one_moment_that_differ_are_for_the_coordinator(coming: Kring) -> None:
    press(coming, ANNA, "TENTATIVE")
    press(coming, ANNA, "DECLINED", ago=1)
    assert state(coming, ANNA) is RegistrationState.TENTATIVE
    assert "one moment" in coming.parked()[ANNA.address]


def test_the_old_date_is_not_the_new_one(coming: Kring) -> None:
    coming.do(MoveMeeting(HATTEM, datetime(2017, 9, 21, 10, tzinfo=UTC)))
    coming.do(StartRun(coming.run("correction").id))
    coming.settle()
    press(coming, ANNA, "DECLINED", sequence=1)
    assert state(coming, ANNA) is ACCEPTED
    assert "calendar object 1, but the last one we sent is 2" in coming.parked()[ANNA.address]
    press(coming, BART, "DECLINED", sequence=2)
    assert state(coming, BART) is WITHDRAWN


def test_an_answer_by_mail_makes_the_object_in_the_calendar_old(coming: Kring) -> None:
    coming.reply(ANNA, "Ik kom alleen donderdagmiddag.")
    press(coming, ANNA, "DECLINED", sequence=1)
    assert state(coming, ANNA) is ACCEPTED
    assert ANNA.address in coming.parked()


def test_an_answer_that_brought_no_object_makes_none_old(coming: Kring) -> None:
    press(coming, ANNA, "DECLINED")
    coming.reply(ANNA, "Ik weet het toch nog niet.")
    press(coming, ANNA, "ACCEPTED", sequence=2)
    assert state(coming, ANNA) is ACCEPTED


@pytest.mark.parametrize("minutes", [None, -24 * 60])
def test_a_reply_that_can_not_be_placed_is_for_the_coordinator(coming: Kring, minutes: int | None) -> None:
    press(coming, ANNA, "DECLINED", stamped=minutes is not None, ago=minutes or 0)
    assert state(coming, ANNA) is ACCEPTED
    assert "when it was made" in coming.parked()[ANNA.address]


def test_a_token_with_the_object_of_another_person_is_for_the_coordinator(coming: Kring) -> None:
    token = coming.mails_to(ANNA)[-1].reply_to[0].address
    press(coming, ANNA, "DECLINED", of=BART, to=token)
    assert (state(coming, ANNA), state(coming, BART)) == (ACCEPTED, ACCEPTED)
    assert "another person" in coming.parked()[ANNA.address]


def test_a_token_with_ones_own_object_is_an_answer(coming: Kring) -> None:
    press(coming, ANNA, "DECLINED", to=coming.mails_to(ANNA)[-1].reply_to[0].address)
    assert state(coming, ANNA) is WITHDRAWN


@pytest.mark.parametrize(
    ("partstat", "lines", "method", "reason"),
    [
        ("DELEGATED", [], "REPLY", "DELEGATED"),
        ("DECLINED", ["COMMENT:Jawel, ik kom graag!"], "REPLY", "contradiction"),
        ("ACCEPTED", ["COMMENT:Helaas kan ik er niet bij zijn."], "REPLY", "contradiction"),
        ("ACCEPTED", ["DESCRIPTION:Helaas kan ik er niet bij zijn."], "REPLY", "contradiction"),
        ("TENTATIVE", ["DTSTART:20170921T100000Z"], "COUNTER", "counter-proposal"),
        ("NEEDS-ACTION", [], "REFRESH", "refresh"),
    ],
)
def test_what_is_no_plain_answer_is_for_the_coordinator(
    coming: Kring, partstat: str, lines: list[str], method: str, reason: str
) -> None:
    press(coming, ANNA, partstat, *lines, method=method)
    assert state(coming, ANNA) is ACCEPTED
    assert reason in coming.parked()[ANNA.address]


def test_our_own_description_that_comes_back_says_nothing(coming: Kring) -> None:
    theme = next(iter(coming.meeting().theme.values()))
    press(coming, ANNA, "DECLINED", f"DESCRIPTION:{theme}")
    assert state(coming, ANNA) is WITHDRAWN


def test_a_button_after_the_meeting_has_begun_is_kept_and_changes_nothing(coming: Kring) -> None:
    coming.now = datetime(2017, 9, 14, 12, tzinfo=UTC)
    press(coming, ANNA, "DECLINED")
    assert state(coming, ANNA) is ACCEPTED
    assert "begun" in coming.parked()[ANNA.address]


def test_a_forged_button_is_for_the_coordinator(coming: Kring) -> None:
    head = f"Authentication-Results: mx.kennisplatform.example; dmarc=fail\r\nFrom: {ANNA.address}\r\n"
    kind = "Content-Type: text/calendar; method=REPLY\r\n\r\n"
    event = f"BEGIN:VEVENT\r\nUID:{uid(coming, ANNA)}\r\nSEQUENCE:1\r\nDTSTAMP:{coming.now:%Y%m%dT%H%M%SZ}"
    attendee = f"\r\nATTENDEE;PARTSTAT=DECLINED:mailto:{ANNA.address}\r\nEND:VEVENT\r\n"
    calendar = f"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n{event}{attendee}END:VCALENDAR\r\n"
    coming.arrive((head + kind + calendar).encode(), ANNA.address)
    assert state(coming, ANNA) is ACCEPTED
    with coming.look() as store:
        assert store.inbox.counts()[InboxState.PARKED] == 1
