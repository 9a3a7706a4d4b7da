"""Reading a calendar reply (iTIP, RFC 5546) out of a mail (iMIP, RFC 6047) as programs really send it.

The calendar object is believed, not the header of its part: Google labels a counter-proposal REPLY there.
"""

import html
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import unquote

from mailer.message.content_lines import Component, Property, read_calendar
from mailer.message.ical_time import read_moment
from mailer.message.mail import Mail, Part
from mailer.message.tnef import is_tnef, meeting_answer

_MOST_CANDIDATES = 10
_TYPES = frozenset({"text/calendar", "application/ics"})


class Method(StrEnum):
    """The methods an attendee may send (RFC 5546 section 3.2)."""

    REPLY = "REPLY"
    COUNTER = "COUNTER"
    REFRESH = "REFRESH"


class PartStat(StrEnum):
    """What an attendee answered (RFC 5545 section 3.2.12)."""

    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"
    DELEGATED = "DELEGATED"
    NEEDS_ACTION = "NEEDS-ACTION"


_METHODS = frozenset(one.value for one in Method)
_PARTSTATS = frozenset(one.value for one in PartStat)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The time a counter-proposal asks for; None where it can't be read, then `words` has what stood."""

    starts: datetime | None
    ends: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class CalendarReply:
    """What a calendar program answered on somebody's behalf. Addresses are without `mailto:`.

    A counter-proposal is a question, whatever its `partstat`. Among replies of one person the greatest
    (`sequence`, `dtstamp`) counts (RFC 5546 section 2.1.5).
    """

    method: Method
    uid: str = ""
    partstat: PartStat | None = None
    """None when the object doesn't say, contradicts itself, or answers for somebody unknown among several."""
    attendee: str = ""
    attendee_name: str = ""
    sent_by: str = ""
    """Who answered in the attendee's place (an assistant), as far as the object says."""
    comments: tuple[str, ...] = ()
    """What the writer added: COMMENT, and Google's comment in a parameter of ATTENDEE."""
    description: str = ""
    """DESCRIPTION; the writer's only if it differs from what we sent."""
    sequence: int = 0
    dtstamp: datetime | None = None
    proposal: Proposal | None = None
    delegated_to: tuple[str, ...] = ()
    num_guests: int = 0
    organizer: str = ""
    readable: bool = True
    """False: answered from a calendar, but the answer can't be read (winmail.dat, an empty calendar part)."""
    likely: PartStat | None = None
    """For an unreadable one: what Outlook's message class, or the subject, amounts to, as a hint."""
    defects: tuple[str, ...] = ()


def calendar_reply(mail: Mail) -> CalendarReply | None:
    """Give the calendar reply in a mail, or None: no calendar object, or one that isn't an answer.

    Parts of forwarded messages are left alone: a forwarded reply is not a reply.
    """
    candidates = sorted(filter(_is_candidate, mail.parts), key=_rank)[:_MOST_CANDIDATES]
    found = [reply for part in candidates if (reply := _read(part, mail))]
    if found:
        return _agreed(found)
    return next(_unreadable(mail, candidates), None)


def _is_candidate(part: Part) -> bool:
    if part.depth:
        return False
    named = part.content_type in _TYPES or part.filename.lower().endswith(".ics")
    return named or part.content[:100].lstrip().upper().startswith(b"BEGIN:VCALENDAR")


def _announced(part: Part) -> str:
    return part.parameters.get("method", "").strip().upper()


def _rank(part: Part) -> int:
    """Put the part that announces an answer first, then those that announce nothing."""
    method = _announced(part)
    return 0 if method in _METHODS else 1 if not method else 2


def _agreed(found: list[CalendarReply]) -> CalendarReply:
    """Count one answer in several parts once; if they differ in what they answer, it is no answer."""
    first = found[0]
    meanings = {(one.method, one.uid, one.partstat, one.attendee.lower()) for one in found}
    if len(meanings) == 1:
        return first
    return replace(first, partstat=None, defects=(*first.defects, "the calendar object contradicts itself"))


_PREFIXES = {
    PartStat.ACCEPTED: "accepted|event accepted|geaccepteerd|aanvaard|zugesagt|angenommen|accepté|acceptée",
    PartStat.DECLINED: "declined|event declined|geweigerd|afgewezen|abgesagt|abgelehnt|refusé|refusée",
    PartStat.TENTATIVE: "tentative|tentatively accepted|voorlopig|onder voorbehoud|mit vorbehalt|provisoire",
}
"""What calendar programs put in front of the subject: a hint, and only where the object can't be read."""


def _hinted(subject: str) -> PartStat | None:
    prefix = subject.partition(":")[0].strip().lower()
    return next((answer for answer, words in _PREFIXES.items() if prefix in words.split("|")), None)


def _unreadable(mail: Mail, candidates: list[Part]) -> Iterator[CalendarReply]:
    for part in mail.parts:
        if not part.depth and is_tnef(part) and (answer := meeting_answer(part)):
            words = "answered from Outlook in winmail.dat, which can't be read"
            yield CalendarReply(Method.REPLY, readable=False, likely=PartStat(answer), defects=(words,))
    for part in candidates:
        calendar = read_calendar(part.content, "")
        if _announced(part) in _METHODS and not (calendar and calendar.components):
            words = "answered from a calendar, but the calendar part is empty or broken"
            method, hint = Method(_announced(part)), _hinted(mail.subject)
            yield CalendarReply(method, readable=False, likely=hint, defects=(words,))


def _read(part: Part, mail: Mail) -> CalendarReply | None:
    calendar = read_calendar(part.content, part.parameters.get("charset", ""))
    if calendar is None:
        return None
    method = calendar.text("METHOD").upper() or _announced(part)
    events = [one for one in calendar.components if one.name == "VEVENT"]
    if method not in _METHODS or not events:
        return None
    readings = [_of_event(Method(method), event, mail) for event in events]
    return _agreed(readings)


def _of_event(method: Method, event: Component, mail: Mail) -> CalendarReply:
    attendee, defects = _attendee(event, mail)
    parameters = attendee.parameters if attendee else {}
    partstat = parameters.get("PARTSTAT", PartStat.NEEDS_ACTION).strip().upper()
    if partstat not in _PARTSTATS:
        defects.append(f"the answer {partstat[:40]!r} is unknown")
    uid = event.text("UID")
    if not uid:
        defects.append("no UID")
    return CalendarReply(
        method=method,
        uid=uid,
        partstat=PartStat(partstat) if attendee and partstat in _PARTSTATS else None,
        attendee=_address(attendee) if attendee else "",
        attendee_name=parameters.get("CN", "").strip(),
        sent_by=_bare(parameters.get("SENT-BY", "")),
        comments=_comments(event, parameters.get("X-RESPONSE-COMMENT", "")),
        description=event.text("DESCRIPTION"),
        sequence=_number(event.text("SEQUENCE")),
        dtstamp=read_moment(next(event.all("DTSTAMP"), None)),
        proposal=_proposal(event) if method is Method.COUNTER else None,
        delegated_to=tuple(_addresses(parameters.get("DELEGATED-TO", ""))),
        num_guests=_number(parameters.get("X-NUM-GUESTS", "")),
        organizer=next((_address(one) for one in event.all("ORGANIZER")), ""),
        defects=tuple(defects),
    )


def _attendee(event: Component, mail: Mail) -> tuple[Property | None, list[str]]:
    """Find who answers: the only one, else the one who sent the mail."""
    attendees = list(event.all("ATTENDEE"))[:100]
    if len(attendees) == 1:
        return attendees[0], []
    writer = mail.originator.address if mail.originator else ""
    mine = [one for one in attendees if _address(one).lower() == writer.lower()]
    if len(mine) == 1:
        return mine[0], []
    return None, ["several attendees, and it isn't clear who answers" if attendees else "no attendee"]


def _comments(event: Component, parameter: str) -> tuple[str, ...]:
    """Collect what the writer added, each once; Google escapes its parameter as HTML."""
    texts = [one.text for one in event.all("COMMENT")] + [html.unescape(parameter).strip()]
    return tuple(dict.fromkeys(text for text in texts if text))


def _proposal(event: Component) -> Proposal:
    starts, ends = (next(event.all(name), None) for name in ("DTSTART", "DTEND"))
    words = " - ".join(
        f"{one.value.strip()} {one.parameters.get('TZID', '')}".strip() for one in (starts, ends) if one
    )
    return Proposal(read_moment(starts), read_moment(ends), words[:200])


def _address(found: Property) -> str:
    """Give the address of an ATTENDEE or ORGANIZER; Apple puts it in EMAIL where the value is none."""
    bare = _bare(found.value)
    return bare if "@" in bare else _bare(found.parameters.get("EMAIL", "")) or bare


def _bare(value: str) -> str:
    value = value.strip().strip('"<> ')
    return unquote(value[7:]).strip("<> ") if value[:7].lower() == "mailto:" else value


def _addresses(value: str) -> Iterator[str]:
    return (bare for one in value.split(",") if (bare := _bare(one)))


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else 0
