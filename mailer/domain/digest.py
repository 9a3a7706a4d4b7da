"""The coordinator's digest (pure): when it is due, how far it looks, and what its numbers stand for."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailer.domain.moments import at_wall_time

MORNING = time(8)
"""When a digest is due, on clocks of the house."""
NOON = time(12)
"""A house that starts later than this in the day has missed the morning: its digest comes the next one."""
AHEAD = timedelta(days=1)
"""So long before a run starts by itself, the coordinator has been told of it."""

_TOLD = timedelta(days=2)
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Listed:
    """A letter of a meeting that a digest tells of; what is said about it later means no other."""

    meeting: str
    step: str
    revision: int
    letter: str


@dataclass(frozen=True, slots=True)
class Digest:
    """What was told to a coordinator on one occasion; `message_id` is "" when there was nothing to tell.

    Number 1 stands for the first of `mails`, which are numbers of the inbox. `seen` is the newest mail that
    was counted as having come in.
    """

    coordinator: int
    occasion: str
    made_at: datetime
    message_id: str = ""
    mails: tuple[int, ...] = ()
    listed: tuple[Listed, ...] = ()
    seen: int = 0


@dataclass(frozen=True, slots=True)
class SendDigest:
    """Tell a coordinator how things stand, once for this occasion: a day, or a run that is announced."""

    coordinator: int
    occasion: str
    announced: Listed | None = None


def morning(now: datetime, zone: str) -> date | None:
    """Give the weekday whose digest may go out now; None at any other time."""
    local = now.astimezone(ZoneInfo(zone))
    return local.date() if local.weekday() <= _FRIDAY and MORNING <= local.time() < NOON else None


def told_until(now: datetime, zone: str) -> datetime:
    """Give until when a digest tells what goes out: two days, and a day beyond the next one."""
    where = ZoneInfo(zone)
    day = now.astimezone(where).date() + timedelta(days=1)
    while day.weekday() > _FRIDAY:
        day += timedelta(days=1)
    following = at_wall_time(datetime.combine(day, MORNING), where)
    return max(now + _TOLD, following + AHEAD)
