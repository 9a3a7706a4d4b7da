"""The days of a new meeting as they are typed: read, or said what is wrong with them (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailer.domain.moments import exists
from mailer.speech.catalogue import mark as _

DAYS = ("day", "time", "last", "end")
"""The fields: the first day, the time it begins, the last day ("" where it follows) and the time it ends."""
_NO_DATE = _("That is no day or no time. Write the day as 2027-09-21 and the time as 12:00.")
_SKIPPED = _("The clocks skip that hour on that day. Choose another time.")
_PAST = _("That moment is past. A new meeting lies ahead.")
_BACKWARDS = _("It would end before it begins. Choose a later last day or a later end.")
_TOO_LONG = _("A meeting lasts a week at most. Choose an earlier last day.")
_YEARS = range(1970, 3000)


@dataclass(frozen=True, slots=True)
class Days:
    """When a meeting begins and ends, aware, in its zone."""

    starts: datetime
    ends: datetime


def read_days(
    typed: Mapping[str, str], length: timedelta, zone: ZoneInfo, now: datetime
) -> tuple[Days | None, str]:
    """Give the days that are meant, or what is wrong, in English; `length` is from first to last day."""
    try:
        first = date.fromisoformat(typed["day"])
        last = date.fromisoformat(typed["last"]) if typed["last"] else first + length
        found = Days(_at(first, typed["time"], zone), _at(last, typed["end"], zone))
        problem = _problem(found, zone, now)
    except (ValueError, OverflowError):
        return None, _NO_DATE
    return (None, problem) if problem else (found, "")


def as_typed(days: Days) -> Mapping[str, str]:
    """Give the fields for these days."""
    starts, ends = days.starts, days.ends
    words = (f"{starts:%Y-%m-%d}", f"{starts:%H:%M}", f"{ends:%Y-%m-%d}", f"{ends:%H:%M}")
    return dict(zip(DAYS, words, strict=True))


def _at(day: date, hour: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour).replace(tzinfo=None), zone)


def _problem(days: Days, zone: ZoneInfo, now: datetime) -> str:
    moments = (days.starts, days.ends)
    if not all(one.year in _YEARS for one in moments):
        return _NO_DATE
    if not all(exists(one.replace(tzinfo=None), zone) for one in moments):
        return _SKIPPED
    if days.starts <= now:
        return _PAST
    if days.ends <= days.starts:
        return _BACKWARDS
    return _TOO_LONG if days.ends.date() - days.starts.date() >= timedelta(weeks=1) else ""
