"""Calendar replies in the shapes that calendar programs really send, and in some that none should."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mailer.message.itip import CalendarReply, Method, PartStat, Proposal, calendar_reply
from mailer.message.parse import parse

REPLIES = Path(__file__).parent / "calendar_replies"
UID = "k7-anna-3q9x@kring.example"


def read(name: str) -> CalendarReply | None:
    return calendar_reply(parse((REPLIES / f"{name}.eml").read_bytes()))


def calendar(*lines: str, method: str = "REPLY", parameter: str = "") -> CalendarReply | None:
    """Read a mail that is nothing but a calendar object with these lines in its event."""
    content_type = f"Content-Type: text/calendar; charset=utf-8{parameter}"
    event = [f"METHOD:{method}" if method else "X-NONE:1", "BEGIN:VEVENT", f"UID:{UID}", *lines, "END:VEVENT"]
    text = "\r\n".join(
        ["From: anna.dewit@zwolle.example", content_type, "", "BEGIN:VCALENDAR", *event, "END:VCALENDAR"]
    )
    return calendar_reply(parse(text.encode()))


def test_outlook_answers_without_organizer_and_with_a_comment() -> None:
    assert read("outlook-accepted") == CalendarReply(
        Method.REPLY,
        UID,
        PartStat.ACCEPTED,
        attendee="anna.dewit@zwolle.example",
        attendee_name="Wit, Anna de",
        comments=("Ik ben er rond half één.",),
        sequence=1,
        dtstamp=datetime(2017, 8, 28, 7, 12, 43, tzinfo=UTC),
    )


def test_google_hides_the_comment_in_a_parameter_and_says_it_twice() -> None:
    assert read("google-tentative") == CalendarReply(
        Method.REPLY,
        UID,
        PartStat.TENTATIVE,
        attendee="b.smit@deventer.example",
        attendee_name="Bart Smit",
        comments=('Donderdag "wel"; vrijdag & de nacht: nog niet zeker, m\'n agenda',),
        description="Antwoord gerust met een gewone mail.",
        dtstamp=datetime(2017, 8, 28, 8, tzinfo=UTC),
        num_guests=2,
        organizer="info@kring.example",
    )


def test_google_labels_a_counter_proposal_a_reply() -> None:
    reply = read("google-counter")
    assert reply
    zone = ZoneInfo("Europe/Amsterdam")
    assert reply.method is Method.COUNTER
    assert reply.proposal == Proposal(
        datetime(2017, 9, 21, 12, tzinfo=zone),
        datetime(2017, 9, 22, 13, 30, tzinfo=zone),
        "20170921T120000 Europe/Amsterdam - 20170922T133000 Europe/Amsterdam",
    )
    assert reply.comments == ("Kan het een week later?",)


@pytest.mark.parametrize(
    ("name", "partstat", "attendee", "attendee_name"),
    [
        ("apple-ical-declined", PartStat.DECLINED, "carla@kampen.example", "Carla Jansen"),
        ("ios-accepted", PartStat.ACCEPTED, "carla@kampen.example", "Carla én Jo"),
        ("thunderbird-accepted", PartStat.ACCEPTED, "d.visser@ommen.example", "Dirk Visser"),
        ("calendar-without-part-header", PartStat.ACCEPTED, "anna.dewit@zwolle.example", ""),
        ("delegated", PartStat.DELEGATED, "els@dalfsen.example", ""),
    ],
)
def test_who_answered_what(name: str, partstat: PartStat, attendee: str, attendee_name: str) -> None:
    reply = read(name)
    assert reply
    assert (reply.method, reply.uid) == (Method.REPLY, UID)
    assert (reply.partstat, reply.attendee, reply.attendee_name) == (partstat, attendee, attendee_name)
    assert reply.defects == ()


def test_ios_writes_names_in_small_letters_and_folds_inside_them() -> None:
    reply = read("ios-accepted")
    assert reply
    assert reply.comments == ("Met de trein; tot dan, Carla\nP.S. dieet: geen",)
    assert reply.sequence == 2


def test_who_delegates_names_the_substitute_and_the_assistant() -> None:
    reply = read("delegated")
    assert reply
    assert reply.delegated_to == ("piet@dalfsen.example",)
    assert reply.sent_by == "balie@dalfsen.example"


@pytest.mark.parametrize("name", ["winmail-note", "forwarded", "invitation-of-another"])
def test_what_is_no_answer(name: str) -> None:
    assert read(name) is None


def test_winmail_dat_is_recognised_and_never_counted() -> None:
    reply = read("winmail-accepted")
    assert reply
    assert not reply.readable
    assert reply.partstat is None
    assert reply.likely is PartStat.ACCEPTED


def test_an_empty_calendar_part_is_said_to_be_unreadable() -> None:
    reply = read("outlook-empty")
    assert reply
    assert not reply.readable
    assert (reply.partstat, reply.likely) == (None, PartStat.ACCEPTED)


@pytest.mark.parametrize("method", ["PUBLISH", "REQUEST", "CANCEL", "ADD", "DECLINECOUNTER", "", "ONZIN"])
def test_other_methods_are_ordinary_mail(method: str) -> None:
    assert calendar("ATTENDEE;PARTSTAT=ACCEPTED:mailto:anna.dewit@zwolle.example", method=method) is None


def test_a_method_that_only_the_part_announces_counts() -> None:
    reply = calendar("ATTENDEE;PARTSTAT=DECLINED:mailto:a@b.example", method="", parameter="; method=reply")
    assert reply
    assert reply.partstat is PartStat.DECLINED


def test_a_refresh_asks_for_the_object_again() -> None:
    reply = calendar("ATTENDEE:mailto:anna.dewit@zwolle.example", method="REFRESH")
    assert reply
    assert reply.method is Method.REFRESH


def test_an_attendee_without_an_answer_needs_action() -> None:
    reply = calendar("ATTENDEE:mailto:anna.dewit@zwolle.example")
    assert reply
    assert reply.partstat is PartStat.NEEDS_ACTION


@pytest.mark.parametrize(
    ("lines", "defect"),
    [
        ([], "no attendee"),
        (["ATTENDEE;PARTSTAT=MISSCHIEN:mailto:a@b.example"], "the answer 'MISSCHIEN' is unknown"),
        (
            [
                "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example",
                "ATTENDEE;PARTSTAT=ACCEPTED:mailto:c@d.example",
            ],
            "several attendees, and it isn't clear who answers",
        ),
        (
            [
                "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example",
                "END:VEVENT",
                "BEGIN:VEVENT",
                f"UID:{UID}",
                "ATTENDEE;PARTSTAT=DECLINED:mailto:a@b.example",
            ],
            "the calendar object contradicts itself",
        ),
    ],
)
def test_what_is_unclear_is_no_answer(lines: list[str], defect: str) -> None:
    reply = calendar(*lines)
    assert reply
    assert reply.partstat is None
    assert defect in reply.defects


def test_parts_that_contradict_each_other_are_no_answer() -> None:
    octets = (REPLIES / "thunderbird-accepted.eml").read_bytes()
    changed = octets.replace(b"CN=Dirk Visser;PARTSTAT=ACCEPTED", b"CN=Dirk Visser;PARTSTAT=DECLINED", 1)
    assert changed != octets
    reply = calendar_reply(parse(changed))
    assert reply
    assert reply.partstat is None


@pytest.mark.parametrize(
    "attendee",
    [
        "ATTENDEE;PARTSTAT=ACCEPTED;CN=\"Wit; Anna: de, 'An'\":MAILTO:anna.dewit@zwolle.example",
        "attendee ; partstat = accepted : mailto:anna.dewit@zwolle.example",
        'ATTENDEE;CN="Anna;PARTSTAT=ACCEPTED:mailto:anna.dewit@zwolle.example',
        "ATTENDEE;PARTSTAT=ACCEPTED;X-A;X-B=:mailto:<anna.dewit@zwolle.example>",
        "ATTENDEE;PARTSTAT=ACC\r\n EPTED:mailto:anna.dewit@zwo\r\n\tlle.example",
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:anna%2Edewit@zwolle.example",
        "ATTENDEE;PARTSTAT=ACCEPTED:anna.dewit@zwolle.example",
    ],
)
def test_an_attendee_is_read_however_it_is_quoted(attendee: str) -> None:
    reply = calendar(attendee)
    assert reply
    assert (reply.partstat, reply.attendee) == (PartStat.ACCEPTED, "anna.dewit@zwolle.example")


@pytest.mark.parametrize(
    ("value", "comment"),
    [
        (r"a\nb\Nc\, d\; e\\n", "a\nb\nc, d; e\\n"),
        ("tot dan\\", "tot dan\\"),
        ("", None),
    ],
)
def test_a_comment_is_unescaped(value: str, comment: str | None) -> None:
    reply = calendar("ATTENDEE:mailto:a@b.example", f"COMMENT:{value}")
    assert reply
    assert reply.comments == ((comment,) if comment else ())


def test_a_comment_in_a_parameter_may_use_carets() -> None:
    reply = calendar("ATTENDEE;X-RESPONSE-COMMENT=\"zei ^'ja^'^nen ^^ ^x\":mailto:a@b.example")
    assert reply
    assert reply.comments == ('zei "ja"\nen ^ ^x',)


@pytest.mark.parametrize(
    ("line", "starts"),
    [
        ("DTSTART:20170921T100000Z", datetime(2017, 9, 21, 10, tzinfo=UTC)),
        ("DTSTART;TZID=W. Europe Standard Time:20170921T120000", datetime(2017, 9, 21, 10, tzinfo=UTC)),
        (
            'DTSTART;TZID="/mozilla.org/20070129_1/Europe/Paris":20170921T120000',
            datetime(2017, 9, 21, 10, tzinfo=UTC),
        ),
        ('DTSTART;TZID="Sarajevo, Skopje, Warsaw, Zagreb":20170921T120000', None),
        ("DTSTART;TZID=../../etc/passwd:20170921T120000", None),
        ("DTSTART;TZID=Europe:20170921T120000", None),
        ("DTSTART:20170921T120000", None),
        ("DTSTART;VALUE=DATE:20170921", None),
        ("DTSTART:00010101T000000Z", datetime(1, 1, 1, tzinfo=UTC)),
        ("DTSTART:20170231T120000Z", None),
        ("DTSTART;TZID=Asia/Tokyo:00010101T000000", None),
        ("DTSTART:2017 9 1T120000Z", None),
    ],
)
def test_a_proposed_time_is_read_in_the_zones_people_have(line: str, starts: datetime | None) -> None:
    reply = calendar("ATTENDEE:mailto:a@b.example", line, method="COUNTER")
    assert reply
    assert reply.proposal
    assert reply.proposal.starts == starts
    assert reply.proposal.words


@pytest.mark.parametrize("value", ["-1", "1e3", "²", "9" * 50, "", "één"])
def test_a_sequence_that_is_no_number_is_zero(value: str) -> None:
    reply = calendar("ATTENDEE:mailto:a@b.example", f"SEQUENCE:{value}")
    assert reply
    assert reply.sequence == 0
