"""Coming late and leaving early: a remark within a part, or a part that is missed."""

from collections.abc import Iterator
from datetime import datetime

from mailer.intake.answer.clauses import HOUR, PART, Clause
from mailer.intake.answer.dayparts import Calendar
from mailer.intake.answer.findings import Doubt, Finding
from mailer.intake.answer.scope import stance
from mailer.intake.verdict import Answer

_AFTER = frozenset({"na", "after", "nach", "apres", "nei"})
_NEARLY = 60
"""Minutes before the end of a part that do not count."""


def leaves_at(clause: Clause) -> bool:
    """Say whether it tells until what hour one stays: `vrijdag tot 12 uur`."""
    untils = [tag.places[-1] for tag in clause.of("until")]
    return any(tag.places[0] - 2 <= place < tag.places[0] for tag in clause.of(HOUR) for place in untils)


def leaving(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    """Read `ik moet om elf uur weg`: within the last part a remark, before it a doubt."""
    last = calendar.meeting.daypart_keys[-1]
    if leaves_at(clause) and (parts := _whole_until(clause, calendar)):
        yield stance(clause, Answer.YES, "comes", parts, only=True)
    elif (clause.parts and last not in clause.parts) or (leaves_at(clause) and not clause.parts):
        yield Doubt("leaves-before-the-end", clause.words)
    elif clause.has("attend") or leaves_at(clause):
        yield stance(clause, Answer.YES, "leaves-early", clause.parts, remark=True)


def _whole_until(clause: Clause, calendar: Calendar) -> frozenset[str]:
    """Give the parts of the named day that end about the hour one leaves, none when one is cut in two."""
    hours = [tag.hour for tag in clause.of(HOUR) if tag.hour is not None]
    if len(hours) != 1 or not clause.parts or calendar.meeting.daypart_keys[-1] in clause.parts:
        return frozenset()
    hour = hours[0] + 12 if hours[0] < min(_starts(clause, calendar)) else hours[0]
    named = [part for part in calendar.meeting.dayparts if part.key in clause.parts]
    stays = [part for part in named if part.starts.hour < hour]
    ends = bool(stays) and hour * 60 >= _minutes(stays[-1].ends) - _NEARLY
    return frozenset(part.key for part in stays) if ends else frozenset()


def _minutes(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def _starts(clause: Clause, calendar: Calendar) -> list[int]:
    return [part.starts.hour for part in calendar.meeting.dayparts if part.key in clause.parts]


def arriving(clause: Clause, calendar: Calendar) -> Finding:
    """Read `ik ben er vanaf drie uur`: one who comes late still attends, unless the part is over by then."""
    named = clause.parts or frozenset(calendar.meeting.daypart_keys)
    first = next(part for part in calendar.meeting.dayparts if part.key in named)
    hours = (tag.hour for tag in clause.of(HOUR) if tag.hour is not None)
    if _comes_after(clause) or any(_misses(hour, first.starts.hour, first.ends.hour) for hour in hours):
        return Doubt("misses-a-part", clause.words)
    return stance(clause, Answer.YES, "arrives-late", clause.parts, remark=bool(clause.parts))


def _comes_after(clause: Clause) -> bool:
    """Say whether one comes behind the part that is named: `pas na het diner`."""
    ends = {
        tag.places[-1]
        for tag in clause.of("late")
        if clause.tokens[tag.places[-1] - clause.first].word in _AFTER
    }
    return any(tag.places[0] - 2 <= end < tag.places[0] for tag in clause.of(PART) for end in ends)


def _misses(hour: int, start: int, end: int) -> bool:
    """Say whether one who arrives at that hour comes after the part; `drie uur` may be 15:00."""
    if hour < start and hour + 12 < 24:
        hour += 12
    return hour >= end
