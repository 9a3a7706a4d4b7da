"""The facts a letter may use: what is the same for all who get it, in the words of its language."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from zoneinfo import ZoneInfo

from mailer.domain.meeting import DayPart, Meeting, say
from mailer.domain.registration import Registration
from mailer.domain.series import Series
from mailer.letters import dates
from mailer.letters.coordinator_facts import DigestFacts, SaidFacts


class Markdown(str):
    """A fact that is Markdown itself and is printed as such."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """The series a letter comes from; `website` is "" where there is none."""

    name: str
    sender_name: str
    mailbox: str
    postal_address: str
    website: str
    list_id: str


@dataclass(frozen=True, slots=True)
class PartFacts:
    """A day-part: "donderdagmiddag" on "donderdag", from "do 14 sep, 12:00" to "17:00" of the same day."""

    name: str
    day: str
    starts: str
    ends: str


@dataclass(frozen=True, slots=True)
class HotelFacts:
    """The night in between; `price` is "€ 105", or "" where it is not known."""

    name: str
    address: str
    price: str


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """A meeting in words, in its own zone."""

    theme: str
    municipality: str
    venue: str
    address: str
    date: str
    short_date: str
    starts: str
    ends: str
    deadline: str
    capacity: int
    dayparts: tuple[PartFacts, ...]
    choices: tuple[str, ...]
    hotel: HotelFacts | None
    costs: str
    programme: Markdown


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """What was understood of one person's mail, or is asked of one person; "", None and () are not known.

    `gave_up` says that a place that was held is free again; `until` is when an offer lapses.
    `attendance` is yes, no or maybe where a person is asked whether that is so.
    """

    dayparts: tuple[PartFacts, ...] = ()
    hotel: bool | None = None
    diet: str = ""
    guests: tuple[str, ...] = ()
    substitute: str = ""
    question: bool = False
    gave_up: bool = False
    position: int = 0
    until: str = ""
    old_address: str = ""
    new_address: str = ""
    attendance: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a letter may build on; what does not apply is None, and a letter that prints it is refused.

    `old` is the meeting as people were told it was, in a correction; `next` is the next meeting, in a recap.
    `digest` and `said` are for a coordinator.
    """

    series: SeriesFacts
    meeting: MeetingFacts | None = None
    answer: AnswerFacts | None = None
    old: MeetingFacts | None = None
    next: MeetingFacts | None = None
    digest: DigestFacts | None = None
    said: SaidFacts | None = None


NAMES: Mapping[str, tuple[str, ...]] = {
    name: tuple(field.name for field in fields(kind))
    for name, kind in {
        "series": SeriesFacts,
        "meeting": MeetingFacts,
        "answer": AnswerFacts,
        "old": MeetingFacts,
        "next": MeetingFacts,
        "digest": DigestFacts,
        "said": SaidFacts,
    }.items()
}
"""The names a template may use, and what each of them has."""


def series_facts(series: Series, language: str) -> SeriesFacts:
    """Say in words what a letter needs of its series."""
    return SeriesFacts(
        name=say(series.name, language),
        sender_name=series.sender_name,
        mailbox=series.mailbox,
        postal_address=series.postal_address,
        website=series.website,
        list_id=series.list_id,
    )


def meeting_facts(meeting: Meeting, language: str) -> MeetingFacts:
    """Say a meeting in words."""
    first, last = meeting.starts.date(), meeting.ends.date()
    parts = tuple(_part(part, language) for part in meeting.dayparts)
    return MeetingFacts(
        theme=say(meeting.theme, language),
        municipality=meeting.host.municipality,
        venue=meeting.host.venue,
        address=meeting.host.address,
        date=dates.days(first, last, language),
        short_date=dates.short_days(first, last, language),
        starts=dates.moment(meeting.starts, language),
        ends=dates.moment(meeting.ends, language),
        deadline=dates.day(meeting.deadline, language),
        capacity=meeting.capacity,
        dayparts=parts,
        choices=_choices(parts, language),
        hotel=_hotel(meeting, language),
        costs=dates.price_range(meeting.costs, language) if meeting.costs else "",
        programme=Markdown(say(meeting.programme, language)),
    )


def answer_facts(
    registration: Registration,
    meeting: Meeting,
    language: str,
    *,
    position: int = 0,
    question: bool = False,
    gave_up: bool = False,
) -> AnswerFacts:
    """Say back what a registration holds; `position` is the place on the waiting list, 0 for none."""
    return AnswerFacts(
        dayparts=tuple(_part(p, language) for p in meeting.dayparts if p.key in registration.dayparts),
        hotel=registration.hotel,
        diet=registration.diet,
        guests=registration.guests,
        substitute=registration.substitute,
        question=question,
        gave_up=gave_up,
        position=position,
        until=_until(registration.offered_until, meeting, language),
    )


def _part(part: DayPart, language: str) -> PartFacts:
    same_day = part.starts.date() == part.ends.date()
    return PartFacts(
        name=say(part.name, language),
        day=dates.weekday(part.starts, language),
        starts=dates.moment(part.starts, language),
        ends=f"{part.ends:%H:%M}" if same_day else dates.moment(part.ends, language),
    )


def _choices(parts: tuple[PartFacts, ...], language: str) -> tuple[str, ...]:
    """Name what one can come to instead of everything: each day of several parts, and each part."""
    by_day: dict[str, list[str]] = {}
    for part in parts:
        by_day.setdefault(part.day, []).append(dates.within(part.name, language))
    if len(parts) < 2:
        return ()
    several_days = len(by_day) > 1
    return tuple(
        name
        for day, names in by_day.items()
        for name in ([day] if several_days and len(names) > 1 else []) + names
    )


def _hotel(meeting: Meeting, language: str) -> HotelFacts | None:
    hotel = meeting.hotel
    if hotel is None:
        return None
    currency = meeting.costs.currency if meeting.costs else "EUR"
    price = "" if hotel.price is None else dates.amount(hotel.price, currency, language)
    return HotelFacts(hotel.name, hotel.address, price)


def _until(moment: datetime | None, meeting: Meeting, language: str) -> str:
    return dates.moment(moment.astimezone(ZoneInfo(meeting.zone)), language) if moment else ""
