"""Writing the VTIMEZONE of an IANA zone (RFC 5545 section 3.6.5): the rules as they hold around one event."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_YEARS_OF_RULE = 5
"""A change that fell on the same weekday of the month so many years in a row is taken as a rule."""


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of the clocks: the local time at which it happens, and the offsets before and after."""

    onset: datetime
    before: timedelta
    after: timedelta
    name: str
    daylight: bool

    @property
    def days(self) -> set[str]:
        """The ways to name the day: counted from the first of the month, and from its end."""
        weekday, last = _WEEKDAYS[self.onset.weekday()], monthrange(self.onset.year, self.onset.month)[1]
        return {f"{(self.onset.day + 6) // 7}{weekday}", f"-{(last - self.onset.day) // 7 + 1}{weekday}"}


@lru_cache(maxsize=64)
def vtimezone(name: str, first: int, last: int) -> tuple[str, ...]:
    """Give the content lines for events in the years `first` to `last`.

    Where the clocks change by a yearly rule, the rule is given; else each change by its date.
    """
    zone = ZoneInfo(name)
    changes = _changes(zone, first - 1)
    rules = [_rule(zone, number, first - 1) for number in range(len(changes))]
    if changes and all(rules):
        observances = [_observance(change, rule) for change, rule in zip(changes, rules, strict=True)]
    else:
        later = [change for year in range(first - 1, last + 2) for change in _changes(zone, year)]
        observances = [_observance(change, "") for change in (_as_it_stands(zone, first - 1), *later)]
    lines = [line for observance in observances for line in observance]
    return ("BEGIN:VTIMEZONE", f"TZID:{name}", *lines, "END:VTIMEZONE")


@lru_cache(maxsize=64)
def _changes(zone: ZoneInfo, year: int) -> tuple[_Change, ...]:
    start = datetime(year, 1, 1, tzinfo=UTC)
    days = [start + timedelta(days=number) for number in range(367)]
    return tuple(
        _change(zone, early, late)
        for early, late in pairwise(days)
        if early.year == year and _offset(zone, early) != _offset(zone, late)
    )


def _change(zone: ZoneInfo, early: datetime, late: datetime) -> _Change:
    """Find the second of the change between two moments, by halving."""
    before = _offset(zone, early)
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early).total_seconds() // 2)
        early, late = (middle, late) if _offset(zone, middle) == before else (early, middle)
    return _from(zone, late, before)


def _from(zone: ZoneInfo, moment: datetime, before: timedelta) -> _Change:
    local = moment.astimezone(zone)
    onset = (moment + before).replace(tzinfo=None)
    return _Change(onset, before, _offset(zone, moment), local.tzname() or "", bool(local.dst()))


def _as_it_stands(zone: ZoneInfo, year: int) -> _Change:
    moment = datetime(year, 1, 1, tzinfo=UTC)
    return _from(zone, moment, _offset(zone, moment))


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).replace(tzinfo=None) - moment.replace(tzinfo=None)


def _rule(zone: ZoneInfo, number: int, year: int) -> str:
    """Give the RRULE for the `number`-th change of the year, "" when the years ahead don't follow one."""
    years = [_changes(zone, one) for one in range(year, year + _YEARS_OF_RULE)]
    if any(len(changes) != len(years[0]) for changes in years):
        return ""
    same = [changes[number] for changes in years]
    days = set.intersection(*(change.days for change in same))
    if not days or len({(change.onset.month, change.onset.time()) for change in same}) > 1:
        return ""
    return f"FREQ=YEARLY;BYMONTH={same[0].onset.month};BYDAY={min(days)}"


def _observance(change: _Change, rule: str) -> Iterator[str]:
    kind = "DAYLIGHT" if change.daylight else "STANDARD"
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{change.onset:%Y%m%dT%H%M%S}"
    if rule:
        yield f"RRULE:{rule}"
    yield f"TZOFFSETFROM:{_written(change.before)}"
    yield f"TZOFFSETTO:{_written(change.after)}"
    yield f"TZNAME:{change.name}"
    yield f"END:{kind}"


def _written(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
