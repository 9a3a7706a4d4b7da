"""Calendar objects that we write: what other programs need, and nothing that would tell on others."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.domain.address import Mailbox
from mailer.domain.errors import BadInput
from mailer.message.calendar import Event, Purpose, calendar_object
from mailer.message.content_lines import Component, read_calendar
from mailer.message.itip import PartStat, calendar_reply
from mailer.message.parse import parse
from mailer.message.vtimezone import vtimezone

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HATTEM = Event(
    uid="k7-anna-3q9x@kring.example",
    sequence=2,
    stamp=datetime(2017, 8, 28, 7, 12, 43, tzinfo=UTC),
    starts=datetime(2017, 9, 14, 12, tzinfo=AMSTERDAM),
    ends=datetime(2017, 9, 15, 13, 30, tzinfo=AMSTERDAM),
    zone="Europe/Amsterdam",
    summary="Kennisplatform in Hattem: open en big data",
    organizer=Mailbox("info@kring.example", "Kennisplatform"),
    attendee=Mailbox("anna.dewit@zwolle.example", "Wit, Anna de"),
    location="De Stadshof, Markt 1, Hattem",
    description="Donderdag 12 uur: lunch;\nvrijdag 13.30 uur: einde.\nAntwoord gerust met een gewone mail.",
)


def read(octets: bytes) -> tuple[Component, Component]:
    """Give the calendar and its event as our own reader sees them."""
    calendar = read_calendar(octets, "utf-8")
    assert calendar
    return calendar, next(one for one in calendar.components if one.name == "VEVENT")


def test_a_confirmation_in_full() -> None:
    assert calendar_object(HATTEM, Purpose.CONFIRM).decode() == (
        "BEGIN:VCALENDAR\r\n"
        "PRODID:-//Kring//Kring//EN\r\n"
        "VERSION:2.0\r\n"
        "CALSCALE:GREGORIAN\r\n"
        "METHOD:REQUEST\r\n"
        "BEGIN:VTIMEZONE\r\n"
        "TZID:Europe/Amsterdam\r\n"
        "BEGIN:DAYLIGHT\r\n"
        "DTSTART:20160327T020000\r\n"
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
        "TZOFFSETFROM:+0100\r\n"
        "TZOFFSETTO:+0200\r\n"
        "TZNAME:CEST\r\n"
        "END:DAYLIGHT\r\n"
        "BEGIN:STANDARD\r\n"
        "DTSTART:20161030T030000\r\n"
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
        "TZOFFSETFROM:+0200\r\n"
        "TZOFFSETTO:+0100\r\n"
        "TZNAME:CET\r\n"
        "END:STANDARD\r\n"
        "END:VTIMEZONE\r\n"
        "BEGIN:VEVENT\r\n"
        "UID:k7-anna-3q9x@kring.example\r\n"
        "SEQUENCE:2\r\n"
        "DTSTAMP:20170828T071243Z\r\n"
        "DTSTART;TZID=Europe/Amsterdam:20170914T120000\r\n"
        "DTEND;TZID=Europe/Amsterdam:20170915T133000\r\n"
        "SUMMARY:Kennisplatform in Hattem: open en big data\r\n"
        "LOCATION:De Stadshof\\, Markt 1\\, Hattem\r\n"
        "DESCRIPTION:Donderdag 12 uur: lunch\\;\\nvrijdag 13.30 uur: einde.\\nAntwoord \r\n"
        " gerust met een gewone mail.\r\n"
        'ORGANIZER;CN="Kennisplatform":mailto:info@kring.example\r\n'
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALS\r\n"
        ' E;CN="Wit, Anna de":mailto:anna.dewit@zwolle.example\r\n'
        "STATUS:CONFIRMED\r\n"
        "TRANSP:OPAQUE\r\n"
        "X-MICROSOFT-DISALLOW-COUNTER:TRUE\r\n"
        "END:VEVENT\r\n"
        "END:VCALENDAR\r\n"
    )


def test_a_request_asks_for_an_answer() -> None:
    calendar, event = read(calendar_object(HATTEM, Purpose.ASK))
    attendee = next(event.all("ATTENDEE"))
    assert calendar.text("METHOD") == Purpose.ASK.method == "REQUEST"
    assert (attendee.parameters["PARTSTAT"], attendee.parameters["RSVP"]) == ("NEEDS-ACTION", "TRUE")


def test_a_cancellation_takes_it_out_of_the_calendar() -> None:
    calendar, event = read(calendar_object(replace(HATTEM, sequence=3), Purpose.CANCEL))
    assert calendar.text("METHOD") == Purpose.CANCEL.method == "CANCEL"
    assert (event.text("STATUS"), event.text("SEQUENCE"), event.text("UID")) == ("CANCELLED", "3", HATTEM.uid)
    assert [one.value for one in event.all("ATTENDEE")] == ["mailto:anna.dewit@zwolle.example"]


@pytest.mark.parametrize("purpose", Purpose)
def test_another_library_reads_the_same(purpose: Purpose) -> None:
    calendar = icalendar.Calendar.from_ical(calendar_object(HATTEM, purpose))
    event = calendar.events[0]
    assert not calendar.errors
    assert not event.errors
    assert event["SUMMARY"] == HATTEM.summary
    assert event["DESCRIPTION"] == HATTEM.description
    assert event["LOCATION"] == HATTEM.location
    assert (event.start, event.end) == (HATTEM.starts, HATTEM.ends)
    assert event["ATTENDEE"].params["CN"] == "Wit, Anna de"


def test_a_program_that_answers_it_is_understood() -> None:
    asked = calendar_object(HATTEM, Purpose.ASK)
    answered = asked.replace(b"METHOD:REQUEST", b"METHOD:REPLY").replace(b"NEEDS-ACTION", b"DECLINED")
    reply = calendar_reply(parse(b"Content-Type: text/calendar; method=REPLY\r\n\r\n" + answered))
    assert reply
    assert (reply.uid, reply.sequence, reply.partstat) == (HATTEM.uid, 2, PartStat.DECLINED)
    assert reply.attendee == HATTEM.attendee.address
    assert reply.description == HATTEM.description


WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029"), max_size=200
)


@given(WORDS, WORDS, WORDS)
def test_every_text_is_read_back_from_short_lines(summary: str, description: str, name: str) -> None:
    written = replace(
        HATTEM, summary=summary, description=description, attendee=replace(HATTEM.attendee, name=name)
    )
    octets = calendar_object(written, Purpose.ASK)
    assert all(len(line) <= 75 for line in octets.split(b"\r\n"))
    assert b"\n" not in octets.replace(b"\r\n", b"")
    _, event = read(octets)
    assert event.text("SUMMARY") == summary.strip()
    assert event.text("DESCRIPTION") == description.strip()
    attendee = next(event.all("ATTENDEE"))
    assert attendee.value == "mailto:anna.dewit@zwolle.example"
    assert attendee.parameters.get("CN", "").split() == name.replace('"', "'").split()


@pytest.mark.parametrize("mark", ["\r\n", "\n", "\r", "\0", "\x1b", "\x85", "\u2028", "\ud800"], ids=ascii)
def test_no_text_breaks_out_of_its_line(mark: str) -> None:
    injected = f"Hattem{mark}ATTENDEE:mailto:x@y.example"
    written = replace(HATTEM, summary=injected, organizer=Mailbox("info@kring.example", injected))
    _, event = read(calendar_object(written, Purpose.ASK))
    assert [one.value for one in event.all("ATTENDEE")] == ["mailto:anna.dewit@zwolle.example"]


@pytest.mark.parametrize("uid", ["", "a b", "a\r\nb", "é", "x" * 256])
def test_what_can_not_be_a_uid_is_refused(uid: str) -> None:
    with pytest.raises(BadInput, match="UID"):
        calendar_object(replace(HATTEM, uid=uid), Purpose.ASK)


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(BadInput, match="not a mail address"):
        calendar_object(replace(HATTEM, attendee=Mailbox("a@b.example\r\nX:1")), Purpose.ASK)


def test_a_domain_is_written_in_a_labels() -> None:
    _, event = read(calendar_object(replace(HATTEM, attendee=Mailbox("info@café.example")), Purpose.ASK))
    assert next(event.all("ATTENDEE")).value == "mailto:info@xn--caf-dma.example"


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Amsterdam",
        "Europe/London",
        "Europe/Dublin",
        "America/New_York",
        "America/Sao_Paulo",
        "Africa/Casablanca",
        "Asia/Kolkata",
        "Asia/Tokyo",
        "Australia/Lord_Howe",
        "UTC",
    ],
)
def test_a_time_zone_gives_the_right_offset_all_year(zone: str) -> None:
    lines = "\r\n".join(vtimezone(zone, 2017, 2017))
    component = icalendar.Timezone.from_ical(lines)
    assert isinstance(component, icalendar.Timezone)
    read_back = component.to_tz(lookup_tzid=False)
    for day in range(0, 365, 3):
        local = datetime(2017, 1, 1, 13, 30) + timedelta(days=day)  # noqa: DTZ001 - a wall time, for both zones
        ours, theirs = (local.replace(tzinfo=one).utcoffset() for one in (read_back, ZoneInfo(zone)))
        assert ours == theirs, local


def test_clocks_that_follow_the_moon_are_written_change_by_change() -> None:
    lines = vtimezone("Africa/Casablanca", 2017, 2017)
    assert not any(line.startswith("RRULE") for line in lines)
    assert vtimezone("Asia/Tokyo", 2017, 2017).count("BEGIN:STANDARD") == 1
