"""The meals of a meeting: which are served while its day-parts last."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from mailer.domain.meeting import DayPart, Meeting


class MealKind(StrEnum):
    """Which meal of a day; breakfast is the hotel's."""

    LUNCH = "lunch"
    DINNER = "dinner"


_HOURS: Mapping[MealKind, tuple[time, time]] = {
    MealKind.LUNCH: (time(12), time(13, 30)),
    MealKind.DINNER: (time(18), time(20)),
}
"""From when until when people sit at table."""

_LEAST = timedelta(minutes=30)
"""Who is there for so much of it eats along: a morning until 12:30 ends with lunch, one until 12:00 not."""


@dataclass(frozen=True, slots=True)
class Meal:
    """A meal on a day, and the day-parts (keys) that hold it: who comes to one of them eats it, once."""

    day: date
    kind: MealKind
    dayparts: tuple[str, ...]


def meals(meeting: Meeting) -> list[Meal]:
    """Give the meals of a meeting in their order, by wall time in its zone."""
    zone = ZoneInfo(meeting.zone)
    held: dict[tuple[date, time, MealKind], list[str]] = {}
    for part in meeting.dayparts:
        for day, kind in _within(part, zone):
            held.setdefault((day, _HOURS[kind][0], kind), []).append(part.key)
    return [Meal(day, kind, tuple(parts)) for (day, _, kind), parts in sorted(held.items())]


def _within(part: DayPart, zone: ZoneInfo) -> Iterator[tuple[date, MealKind]]:
    starts, ends = (moment.astimezone(zone).replace(tzinfo=None) for moment in (part.starts, part.ends))
    for number in range((ends.date() - starts.date()).days + 1):
        day = starts.date() + timedelta(days=number)
        for kind, hours in _HOURS.items():
            begins, is_over = (datetime.combine(day, hour) for hour in hours)
            if min(ends, is_over) - max(starts, begins) >= _LEAST:
                yield day, kind
