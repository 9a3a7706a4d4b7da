"""One answer in every container that calendar programs and the servers between them put it in."""

from base64 import encodebytes
from quopri import encodestring

import pytest

from mailer.message.itip import PartStat, calendar_reply
from mailer.message.parse import parse

OBJECT = """BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Agenda
VERSION:2.0
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
COMMENT:geen antwoord
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT=DECLINED;CN=Anna de Wit:MAILTO:anna.dewit@zwolle.example
COMMENT;LANGUAGE=nl-NL:Die dag ben ik in België\\, volgende keer één en al oor
UID:k7-anna-3q9x@kring.example
SEQUENCE:1
DTSTAMP:20170828T071243Z
BEGIN:VALARM
DESCRIPTION:REMINDER
ATTENDEE;PARTSTAT=ACCEPTED:mailto:wekker@zwolle.example
END:VALARM
END:VEVENT
END:VCALENDAR
"""
HEAD = b"From: Anna de Wit <anna.dewit@zwolle.example>\r\nSubject: Geweigerd: Hattem\r\nMIME-Version: 1.0\r\n"
CALENDAR = b"Content-Type: text/calendar; method=REPLY; charset=utf-8\r\n"


def crlf(text: str = OBJECT, charset: str = "utf-8") -> bytes:
    return text.replace("\n", "\r\n").encode(charset)


def within(kind: bytes, *parts: bytes, boundary: bytes = b"grens") -> bytes:
    """Put parts, each with its header, into a container."""
    inside = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    head = b"Content-Type: multipart/" + kind + b'; boundary="' + boundary + b'"\r\n\r\n'
    return head + inside + b"--" + boundary + b"--\r\n"


def encoded(how: bytes, octets: bytes) -> bytes:
    return CALENDAR + b"Content-Transfer-Encoding: " + how + b"\r\n\r\n" + octets


PLAIN = b"Content-Type: text/plain; charset=windows-1252\r\n\r\n\r\n"
PAGE = b"Content-Type: text/html\r\n\r\n<html><body></body></html>\r\n"
IN_CLEAR = CALENDAR + b"\r\n" + crlf()
ATTACHED = (
    b'Content-Type: application/ics; name="invite.ics"\r\nContent-Disposition: attachment\r\n\r\n' + crlf()
)
SHAPES = {
    "nothing but the object": IN_CLEAR,
    "Exchange: the third of the alternatives": within(b"alternative", PLAIN, PAGE, IN_CLEAR),
    "Google: alternative and attachment": within(
        b"mixed", within(b"alternative", PLAIN, PAGE, IN_CLEAR, boundary=b"binnen"), ATTACHED
    ),
    "Notes: in a related, in an alternative, in a mixed": within(
        b"mixed",
        within(b"alternative", within(b"related", PAGE, IN_CLEAR, boundary=b"diep"), boundary=b"binnen"),
    ),
    "Apple: attached, without a method": within(
        b"mixed", PLAIN, b'Content-Type: text/calendar; name="antwoord.ics"\r\n\r\n' + crlf()
    ),
    "a file by its name only": within(
        b"mixed",
        PLAIN,
        b"Content-Type: application/octet-stream\r\n"
        b"Content-Disposition: attachment; filename*=UTF-8''afspraak%2Eics\r\n\r\n" + crlf(),
    ),
    "the word in capitals": IN_CLEAR.replace(b"text/calendar; method=REPLY", b"TEXT/CALENDAR; METHOD=reply"),
    "base64": encoded(b"base64", encodebytes(crlf())),
    "base64 in one line": encoded(b"BASE64", encodebytes(crlf()).replace(b"\n", b"")),
    "quoted-printable": encoded(b"quoted-printable", encodestring(crlf())),
    "bare line feeds": CALENDAR + b"\r\n" + OBJECT.encode(),
    "bare carriage returns": encoded(b"base64", encodebytes(OBJECT.replace("\n", "\r").encode())),
    "two carriage returns a line": encoded(b"base64", encodebytes(OBJECT.replace("\n", "\r\r\n").encode())),
    "a byte order mark": encoded(b"base64", encodebytes(b"\xef\xbb\xbf" + crlf())),
    "Latin letters that are labelled UTF-8": encoded(b"8bit", crlf(charset="windows-1252")),
    "no charset at all": b"Content-Type: text/calendar; method=REPLY\r\n\r\n" + crlf(),
    "an empty line after each line": CALENDAR + b"\r\n" + crlf().replace(b"\r\n", b"\r\n\r\n"),
    "a wrong method in the header": IN_CLEAR.replace(b"method=REPLY", b"method=REQUEST"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_answer_is_read_in_any_container(shape: str) -> None:
    reply = calendar_reply(parse(HEAD + SHAPES[shape]))
    assert reply
    assert (reply.partstat, reply.attendee) == (PartStat.DECLINED, "anna.dewit@zwolle.example")
    assert reply.comments == ("Die dag ben ik in België, volgende keer één en al oor",)
    assert (reply.uid, reply.sequence) == ("k7-anna-3q9x@kring.example", 1)


@pytest.mark.parametrize(
    ("subject", "likely"),
    [
        ("Geaccepteerd: Hattem", PartStat.ACCEPTED),
        ("Zugesagt: Hattem", PartStat.ACCEPTED),
        ("Refusée : Hattem", PartStat.DECLINED),
        ("Tentatively Accepted: Hattem", PartStat.TENTATIVE),
        ("Hattem", None),
    ],
)
def test_where_the_object_is_lost_the_subject_is_a_hint_and_no_answer(
    subject: str, likely: PartStat | None
) -> None:
    head = f"From: anna.dewit@zwolle.example\r\nSubject: {subject}\r\n"
    reply = calendar_reply(parse(head.encode() + CALENDAR + b"\r\nBEGIN:VCAL"))
    assert reply
    assert (reply.readable, reply.partstat, reply.likely) == (False, None, likely)
