"""A meeting: where, when, for how many, in which day-parts; and its states."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

Wording = Mapping[str, str]
"""One text in several languages: language tag -> words."""


def say(words: Wording, language: str) -> str:
    """Give the words in `language`, or in the first language there is."""
    return words.get(language) or next(iter(words.values()), "")


class MeetingState(StrEnum):
    """How far a meeting has come."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    CLOSED = "closed"
    HELD = "held"
    CANCELLED = "cancelled"


ON_THE_CLOCK = frozenset({MeetingState.ANNOUNCED, MeetingState.CLOSED, MeetingState.HELD})
"""The states in which mail about a meeting may still go out."""


MEETING_MOVES: Mapping[MeetingState, frozenset[MeetingState]] = {
    MeetingState.DRAFT: frozenset({MeetingState.ANNOUNCED, MeetingState.CANCELLED}),
    MeetingState.ANNOUNCED: frozenset({MeetingState.CLOSED, MeetingState.HELD, MeetingState.CANCELLED}),
    MeetingState.CLOSED: frozenset({MeetingState.ANNOUNCED, MeetingState.HELD, MeetingState.CANCELLED}),
    MeetingState.HELD: frozenset(),
    MeetingState.CANCELLED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class DayPart:
    """A part of the meeting one can come to by itself; both instants are aware."""

    key: str
    name: Wording
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Host:
    """The municipality that receives the meeting, and the house it is in."""

    municipality: str
    venue: str
    address: str


@dataclass(frozen=True, slots=True)
class Hotel:
    """The night in between: where, and what it costs (in the meeting's currency) when known."""

    name: str
    address: str = ""
    price: int | None = None


@dataclass(frozen=True, slots=True)
class Costs:
    """What one participant may expect to pay, in whole units of the currency."""

    least: int
    most: int
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of a series. Instants are aware, in the meeting's zone.

    `revision` counts the changes of a fact that people were told; `sequence` of calendar objects follows it.
    """

    key: str
    series: str
    theme: Wording
    host: Host
    zone: str
    starts: datetime
    ends: datetime
    deadline: date
    capacity: int
    dayparts: tuple[DayPart, ...]
    costs: Costs | None = None
    hotel: Hotel | None = None
    programme: Wording = field(default_factory=dict)
    state: MeetingState = MeetingState.DRAFT
    revision: int = 0

    @property
    def open(self) -> bool:
        """Whether mail about it may still go out."""
        return self.state in ON_THE_CLOCK

    @property
    def daypart_keys(self) -> tuple[str, ...]:
        """The keys of the day-parts in the order of the programme."""
        return tuple(part.key for part in self.dayparts)

    def moved(self, starts: datetime, deadline: date | None = None) -> "Meeting":
        """Give the meeting as it is after a move: every local wall time shifts by the same days and hours.

        The shift is counted in local time, so a meeting at 12:00 stays at 12:00 over a clock change. The
        deadline moves by the same number of days unless one is given.
        """
        zone = ZoneInfo(self.zone)
        shift = starts.astimezone(zone).replace(tzinfo=None) - self.starts.replace(tzinfo=None)
        return replace(
            self,
            starts=_shifted(self.starts, shift, zone),
            ends=_shifted(self.ends, shift, zone),
            deadline=deadline or self.deadline + timedelta(days=shift.days),
            dayparts=tuple(
                replace(p, starts=_shifted(p.starts, shift, zone), ends=_shifted(p.ends, shift, zone))
                for p in self.dayparts
            ),
            revision=self.revision + 1,
        )


def _shifted(moment: datetime, shift: timedelta, zone: ZoneInfo) -> datetime:
    return (moment.astimezone(zone).replace(tzinfo=None) + shift).replace(tzinfo=zone)
