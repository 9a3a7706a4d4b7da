"""Writing a calendar object that asks, confirms or cancels one person's place (RFC 5545, RFC 5546).

What it holds is what mail programs were found to need: one attendee, the recipient, so that nobody's address
goes to others; an organizer that equals From and is read, since programs answer to it and not to Reply-To.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import quote
from zoneinfo import ZoneInfo

from mailer.domain.address import Mailbox
from mailer.domain.errors import BadInput
from mailer.message.headers import seven_bit
from mailer.message.vtimezone import vtimezone

_LONGEST_LINE = 75
"""Octets, without CRLF (RFC 5545 section 3.1)."""


class Purpose(StrEnum):
    """What the object is for."""

    ASK = "ask"
    """Offers buttons to answer with. Sent again with a higher SEQUENCE it is an update."""
    CONFIRM = "confirm"
    """The person said yes by mail: it lands in the calendar and asks nothing."""
    CANCEL = "cancel"
    """Takes it out of the calendar: the meeting is off, or this person is."""

    @property
    def method(self) -> str:
        """The METHOD, which is also the parameter of the part's Content-Type (RFC 6047 section 2.4)."""
        return "CANCEL" if self is Purpose.CANCEL else "REQUEST"


@dataclass(frozen=True, slots=True)
class Event:
    """One person's place in a meeting: `starts` and `ends` are aware and span this person's day-parts.

    `uid` is one per meeting and person, for life; `sequence` grows with every change of time or place and
    with the cancellation. `organizer` equals the From of the mail, `attendee` is its recipient. `stamp` is
    when the object is made, aware. `zone` is the IANA name in which the times are written.
    """

    uid: str
    sequence: int
    stamp: datetime
    starts: datetime
    ends: datetime
    zone: str
    summary: str
    organizer: Mailbox
    attendee: Mailbox
    location: str = ""
    description: str = ""


def calendar_object(event: Event, purpose: Purpose) -> bytes:
    """Give the object in UTF-8 with CRLF, folded; raises `BadInput` for an impossible address or UID."""
    return b"".join(_folded(line) for line in _lines(event, purpose))


def _lines(event: Event, purpose: Purpose) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "PRODID:-//Kring//Kring//EN", "VERSION:2.0", "CALSCALE:GREGORIAN")
    yield f"METHOD:{purpose.method}"
    yield from vtimezone(event.zone, event.starts.year, event.ends.year)
    yield from ("BEGIN:VEVENT", f"UID:{_uid(event.uid)}", f"SEQUENCE:{event.sequence}")
    yield f"DTSTAMP:{event.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;TZID={_local(event.starts, event.zone)}"
    yield f"DTEND;TZID={_local(event.ends, event.zone)}"
    yield f"SUMMARY:{_text(event.summary)}"
    if event.location:
        yield f"LOCATION:{_text(event.location)}"
    if event.description:
        yield f"DESCRIPTION:{_text(event.description)}"
    yield f"ORGANIZER{_person(event.organizer)}"
    yield f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT{_ANSWER[purpose]}{_person(event.attendee)}"
    yield f"STATUS:{'CANCELLED' if purpose is Purpose.CANCEL else 'CONFIRMED'}"
    yield from ("TRANSP:OPAQUE", "X-MICROSOFT-DISALLOW-COUNTER:TRUE", "END:VEVENT", "END:VCALENDAR")


_ANSWER = {
    Purpose.ASK: ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE",
    Purpose.CONFIRM: ";PARTSTAT=ACCEPTED;RSVP=FALSE",
    Purpose.CANCEL: "",
}
"""Outlook and Thunderbird show buttons only with RSVP=TRUE."""


def _local(moment: datetime, zone: str) -> str:
    return f"{zone}:{moment.astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}"


def _uid(uid: str) -> str:
    if not uid or len(uid) > 255 or not uid.isascii() or not uid.isprintable() or " " in uid:
        raise BadInput("{given!r} can't be a UID", given=uid)
    return _text(uid)


def _person(box: Mailbox) -> str:
    """Write CN and the address; few programs know RFC 6868, so a quotation mark becomes an apostrophe."""
    name = " ".join(_printable(box.name).replace('"', "'").split())
    address = quote(seven_bit(box.address), safe="@!$&'*+/=.~_-")
    return f';CN="{name}":mailto:{address}' if name else f":mailto:{address}"


def _text(text: str) -> str:
    """Escape a TEXT value (RFC 5545 section 3.3.11)."""
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return "\\n".join(_printable(line) for line in text.splitlines())


def _printable(text: str) -> str:
    """Replace control characters, which RFC 5545 forbids, and lone surrogates."""
    return (
        "".join(" " if mark < " " or "\x7f" <= mark <= "\x9f" else mark for mark in text)
        .encode("utf-8", "replace")
        .decode()
    )


def _folded(line: str) -> bytes:
    """Fold at 75 octets, never inside a character."""
    octets, room, pieces = line.encode(), _LONGEST_LINE, []
    while len(octets) > room:
        cut = room
        while octets[cut] & 0xC0 == 0x80:  # a continuation octet of UTF-8
            cut -= 1
        pieces.append(octets[:cut])
        octets, room = octets[cut:], _LONGEST_LINE - 1
    return b"\r\n ".join([*pieces, octets]) + b"\r\n"
