"""The next meeting of a series, as the last one was but for what is new each time (pure)."""

from dataclasses import replace
from datetime import datetime, timedelta

from mailer.domain.dayparts import usual_dayparts, usual_keys
from mailer.domain.meeting import DayPart, Host, Meeting, MeetingState
from mailer.domain.series import Series
from mailer.service.meetings import moved

ANSWERS_BEFORE = timedelta(weeks=2)
"""The last day to answer, counted back from the start, where none is given."""
CAPACITY = 15
"""How many can take part where nobody says it."""
_HALF_A_YEAR = timedelta(weeks=26)


def next_start(last: Meeting, now: datetime) -> datetime:
    """Give a start for the meeting after this one: half a year later on the same weekday, and ahead."""
    starts = last.starts + _HALF_A_YEAR
    while starts <= now:
        starts += _HALF_A_YEAR
    return starts


def next_meeting(series: Series, last: Meeting | None, starts: datetime, ends: datetime) -> Meeting:
    """Give the meeting to begin with, a draft between two aware moments, without key, theme and programme.

    From the last one come host, place, hotel, costs and capacity, and the parts if it was as long.
    """
    if last is None:
        return _first(series, starts, ends)
    after = moved(last, starts)
    parts = after.dayparts if after.ends == ends else usual_dayparts(starts, ends, series.languages)
    return replace(
        after,
        key="",
        theme={},
        programme={},
        ends=ends,
        dayparts=with_usual_keys(parts),
        state=MeetingState.DRAFT,
        revision=0,
    )


def with_usual_keys(parts: tuple[DayPart, ...]) -> tuple[DayPart, ...]:
    """Give parts of a meeting nobody is registered for yet the keys that fit their days."""
    keys = usual_keys([part.starts for part in parts])
    return tuple(replace(part, key=key) for part, key in zip(parts, keys, strict=True))


def _first(series: Series, starts: datetime, ends: datetime) -> Meeting:
    return Meeting(
        key="",
        series=series.key,
        theme={},
        host=Host("", "", ""),
        zone=series.zone,
        starts=starts,
        ends=ends,
        deadline=starts.date() - ANSWERS_BEFORE,
        capacity=CAPACITY,
        dayparts=usual_dayparts(starts, ends, series.languages),
    )
