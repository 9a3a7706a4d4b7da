"""When a step falls: the grammar of `when`, and the instant it means for one meeting."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from mailer.domain.errors import BadInput
from mailer.domain.meeting import Meeting

IsWorkingDay = Callable[[date], bool]
"""Says whether people are at their desks on a day; `settings.working_days` makes one for a country."""

EXAMPLES = '"3 working days before deadline, 09:00", "on deadline, 12:00" or "at start"'


class Unit(StrEnum):
    """What is counted."""

    DAY = "day"
    WEEK = "week"
    WORKING_DAY = "working day"


class Anchor(StrEnum):
    """What is counted from. As an instant the deadline is the end of its day."""

    START = "start"
    END = "end"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Moment:
    """A local wall time some days before or after an anchor, or (`at` is None) the anchor's own instant.

    `count` is negative before the anchor, positive after it, and 0 on its day.
    """

    anchor: Anchor
    count: int = 0
    unit: Unit = Unit.DAY
    at: time | None = None

    def __str__(self) -> str:
        if self.at is None:
            return f"at {self.anchor}"
        if not self.count:
            return f"on {self.anchor}, {self.at:%H:%M}"
        units = f"{abs(self.count)} {self.unit}{'' if abs(self.count) == 1 else 's'}"
        return f"{units} {'before' if self.count < 0 else 'after'} {self.anchor}, {self.at:%H:%M}"

    def instant(self, meeting: Meeting, is_working_day: IsWorkingDay) -> datetime:
        """Give the instant for this meeting, aware, in the meeting's zone."""
        zone = ZoneInfo(meeting.zone)
        if self.at is None:
            return _anchor_instant(self.anchor, meeting, zone)
        day = _anchor_day(self.anchor, meeting, zone)
        return at_wall_time(datetime.combine(self._counted_from(day, is_working_day), self.at), zone)

    def _counted_from(self, day: date, is_working_day: IsWorkingDay) -> date:
        if self.unit is Unit.WORKING_DAY:
            return _working_days_from(day, self.count, is_working_day)
        return day + timedelta(days=self.count * (7 if self.unit is Unit.WEEK else 1))


AT_START = Moment(Anchor.START)
AT_DEADLINE = Moment(Anchor.DEADLINE)


def at_wall_time(wall: datetime, zone: ZoneInfo) -> datetime:
    """Give the first instant at which clocks in `zone` show `wall` (naive) or, where they skip it, later.

    When clocks go back the first of the two instants is meant; when they go forward over `wall`, the first
    minute that exists after it.
    """
    while not exists(wall, zone):
        wall += timedelta(minutes=1)
    return wall.replace(tzinfo=zone, fold=0)


def exists(wall: datetime, zone: ZoneInfo) -> bool:
    """Say whether clocks in `zone` ever show `wall` (naive)."""
    there = wall.replace(tzinfo=zone, fold=0)
    # UTC in between: two datetimes of one zone are compared by their wall times alone
    return there.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None, fold=0) == wall.replace(
        fold=0
    )


def parse(text: str) -> Moment:
    """Read a moment such as "8 weeks before start, 09:00"; raises `BadInput` that says what was expected."""
    words, comma, clock = " ".join(text.lower().split()).partition(",")
    match words.split():
        case ["at", anchor] if not comma:
            return Moment(_anchor(anchor, text))
        case ["on", anchor]:
            return Moment(_anchor(anchor, text), at=_clock(clock, text))
        case [count, *unit, "before" | "after" as side, anchor]:
            days = _count(count, text) * (-1 if side == "before" else 1)
            return Moment(_anchor(anchor, text), days, _unit(unit, text), _clock(clock, text))
    raise BadInput('"{text}": expected a moment such as {examples}', text=text, examples=EXAMPLES)


def _anchor(word: str, text: str) -> Anchor:
    try:
        return Anchor(word)
    except ValueError:
        raise BadInput(
            '"{text}": expected start, end or deadline instead of "{word}"', text=text, word=word
        ) from None


def _unit(words: list[str], text: str) -> Unit:
    try:
        return Unit(" ".join(words).removesuffix("s"))
    except ValueError:
        found = " ".join(words)
        raise BadInput(
            '"{text}": expected days, weeks or working days instead of "{word}"', text=text, word=found
        ) from None


def _count(word: str, text: str) -> int:
    if not (word.isascii() and word.isdigit() and len(word) <= 3 and int(word)):
        raise BadInput('"{text}": expected a number from 1 to 999 instead of "{word}"', text=text, word=word)
    return int(word)


def _clock(word: str, text: str) -> time:
    hours, _, minutes = word.strip().partition(":")
    digits = hours + minutes
    if not (digits.isascii() and digits.isdigit() and len(hours) == len(minutes) == 2):
        raise BadInput('"{text}": expected a comma and a local time such as ", 09:00" at the end', text=text)
    try:
        return time(int(hours), int(minutes))
    except ValueError:
        raise BadInput(
            '"{text}": expected a time from 00:00 to 23:59 instead of "{word}"', text=text, word=word.strip()
        ) from None


def _anchor_day(anchor: Anchor, meeting: Meeting, zone: ZoneInfo) -> date:
    if anchor is Anchor.DEADLINE:
        return meeting.deadline
    return (meeting.starts if anchor is Anchor.START else meeting.ends).astimezone(zone).date()


def _anchor_instant(anchor: Anchor, meeting: Meeting, zone: ZoneInfo) -> datetime:
    if anchor is Anchor.DEADLINE:
        return at_wall_time(datetime.combine(meeting.deadline + timedelta(days=1), time.min), zone)
    return (meeting.starts if anchor is Anchor.START else meeting.ends).astimezone(zone)


def _working_days_from(day: date, count: int, is_working_day: IsWorkingDay) -> date:
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    return day
