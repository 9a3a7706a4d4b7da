"""The calendar object that goes with a confirmation, and the buttons people press on it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from icalendar import Calendar

from mailer.domain.address import Mailbox
from mailer.domain.commands import CancelMeeting, MoveMeeting, StartRun
from mailer.domain.registration import RegistrationState
from mailer.message.mail import Mail
from tests.service.kring import ANNA, BART, HATTEM, INFO, Kring


@pytest.fixture
def invited(kring: Kring) -> Kring:
    kring.hattem()
    kring.enlist(ANNA, BART)
    kring.invite()
    return kring


def calendars(mail: Mail) -> list[Calendar]:
    parts = [part for part in mail.parts if part.content_type == "text/calendar"]
    return [found for part in parts if isinstance(found := Calendar.from_ical(part.text), Calendar)]


def last(kring: Kring, who: Mailbox) -> tuple[str, Any]:
    """The method and the event of the last mail to somebody."""
    (calendar,) = calendars(kring.mails_to(who)[-1])
    (event,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


def button(kring: Kring, who: Mailbox, partstat: str, uid: str, sequence: int = 1) -> None:
    """A calendar program answers the organizer, a minute after the last time."""
    kring.later(minutes=1)
    head = f"From: {who.address}\r\nTo: {INFO}\r\nSubject: {partstat}\r\n"
    kind = "MIME-Version: 1.0\r\nContent-Type: text/calendar; method=REPLY; charset=utf-8\r\n"
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Agenda//NL",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"SEQUENCE:{sequence}",
        f"DTSTAMP:{kring.now:%Y%m%dT%H%M%SZ}",
        "DTSTART:20170914T100000Z",
        f"ORGANIZER:mailto:{INFO}",
        f"ATTENDEE;PARTSTAT={partstat}:mailto:{who.address}",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    )
    kring.arrive(f"{head}{kind}\r\n".encode() + "\r\n".join(lines).encode(), who.address)


def state(kring: Kring, who: Mailbox) -> RegistrationState | None:
    registration = kring.registration(who)
    return registration.state if registration else None


def test_an_ordinary_mail_invites(invited: Kring) -> None:
    assert calendars(invited.mails_to(ANNA)[-1]) == []


def test_a_yes_lands_in_the_calendar_and_asks_nothing(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.")
    method, event = last(invited, ANNA)
    assert method == "REQUEST"
    assert event["ATTENDEE"] == f"mailto:{ANNA.address}"
    assert (event["ATTENDEE"].params["PARTSTAT"], event["ATTENDEE"].params["RSVP"]) == ("ACCEPTED", "FALSE")
    assert event["ORGANIZER"] == f"mailto:{INFO}"


def test_one_day_part_is_only_that_time(invited: Kring) -> None:
    invited.reply(ANNA, "Ik kom alleen donderdagmiddag.")
    _, event = last(invited, ANNA)
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2017, 9, 14, 10, tzinfo=UTC)
    assert event["DTEND"].dt.astimezone(UTC) == datetime(2017, 9, 14, 15, 30, tzinfo=UTC)


def test_a_change_is_the_same_object_with_a_higher_sequence(invited: Kring) -> None:
    events = []
    for words in ("Ja, ik kom.", "Ik kom alleen donderdagmiddag.", "Nee, ik kom toch niet.", "Ja, ik kom."):
        invited.reply(ANNA, words)
        events.append(last(invited, ANNA))
    assert [method for method, _ in events] == ["REQUEST", "REQUEST", "CANCEL", "REQUEST"]
    assert len({event["UID"] for _, event in events}) == 1
    sequences = [int(event["SEQUENCE"]) for _, event in events]
    assert sequences == sorted(set(sequences))


def test_two_people_have_two_objects(invited: Kring) -> None:
    for one in (ANNA, BART):
        invited.reply(one, "Ja, ik kom.")
    assert last(invited, ANNA)[1]["UID"] != last(invited, BART)[1]["UID"]


@pytest.mark.parametrize("words", ["Nee, helaas kan ik niet.", "Ik weet het nog niet."])
def test_who_never_had_one_has_nothing_taken_out_of_the_calendar(invited: Kring, words: str) -> None:
    invited.reply(ANNA, words)
    assert calendars(invited.mails_to(ANNA)[-1]) == []


def test_a_move_updates_the_calendar_of_who_comes_and_of_nobody_else(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.")
    _, before = last(invited, ANNA)
    invited.do(MoveMeeting(HATTEM, datetime(2017, 9, 21, 10, tzinfo=UTC)))
    invited.do(StartRun(invited.run("correction").id))
    invited.settle()
    method, event = last(invited, ANNA)
    assert (method, event["UID"]) == ("REQUEST", before["UID"])
    assert int(event["SEQUENCE"]) > int(before["SEQUENCE"])
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2017, 9, 21, 10, tzinfo=UTC)
    assert invited.letters_to(BART)[-1] == "correction"
    assert calendars(invited.mails_to(BART)[-1]) == []


def test_a_cancelled_meeting_is_taken_out_of_the_calendar(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.")
    invited.do(CancelMeeting(HATTEM))
    invited.do(StartRun(invited.run("cancelled").id))
    invited.settle()
    method, event = last(invited, ANNA)
    assert (method, event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert calendars(invited.mails_to(BART)[-1]) == []


def test_the_button_in_the_calendar_is_an_answer(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.")
    uid = str(last(invited, ANNA)[1]["UID"])
    button(invited, ANNA, "DECLINED", uid)
    assert state(invited, ANNA) is RegistrationState.WITHDRAWN
    button(invited, ANNA, "ACCEPTED", uid, sequence=2)
    assert state(invited, ANNA) is RegistrationState.ACCEPTED


def test_the_button_on_somebody_elses_object_is_for_the_coordinator(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.")
    button(invited, BART, "DECLINED", str(last(invited, ANNA)[1]["UID"]))
    assert state(invited, ANNA) is RegistrationState.ACCEPTED
    assert state(invited, BART) is None
    assert BART.address in invited.parked()


def test_the_button_on_an_object_that_is_not_ours_changes_nothing(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.")
    button(invited, ANNA, "DECLINED", "elders@dijkveld.example")
    assert state(invited, ANNA) is RegistrationState.ACCEPTED
