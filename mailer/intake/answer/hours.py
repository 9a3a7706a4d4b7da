"""Coming late and leaving early: a remark within a part, or a part that is missed."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from mailer.domain.meeting import DayPart
from mailer.intake.answer.clauses import HOUR, PART, Clause, Tag
from mailer.intake.answer.dayparts import Calendar
from mailer.intake.answer.findings import Doubt, Finding
from mailer.intake.answer.scope import stance
from mailer.intake.verdict import Answer

_AFTER = frozenset({"na", "after", "nach", "apres", "nei"})
_BEFORE = frozenset({"voor", "dan", "before", "than", "vor", "avant", "foar"})
"""Words between a denial and the hour from which one is there: `niet voor drie uur`, `niet eerder dan`."""
_TRAINS = frozenset({"trein", "bus", "intercity", "sprinter", "boot", "vlucht", "train", "zug", "trijn"})
_TWO = 2
_NEARLY = 60
"""Minutes before the end of a part that do not count."""


def leaves_at(clause: Clause) -> bool:
    """Say whether it tells until what hour one stays: `vrijdag tot 12 uur`."""
    untils = [tag.places[-1] for tag in clause.of("until")]
    return any(tag.places[0] - 2 <= place < tag.places[0] for tag in clause.of(HOUR) for place in untils)


def leaving(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    """Read `ik moet om elf uur weg`: within the last part a remark, before it a doubt."""
    last = calendar.meeting.daypart_keys[-1]
    if clause.has("leave") and (missed := _left_before(clause)):
        yield stance(clause, Answer.NO, "leaves-before", missed)
        return
    if leaves_at(clause) and (parts := _whole_until(clause, calendar)):
        yield stance(clause, Answer.YES, "comes", parts, only=True)
    elif clause.has("leave") and (parts := _whole_until(clause, calendar)) and parts < clause.parts:
        yield stance(clause, Answer.YES, "leaves-early", parts, remark=True)
        yield stance(clause, Answer.NO, "leaves-before-the-end", clause.parts - parts)
    elif (clause.parts and last not in clause.parts) or (leaves_at(clause) and not clause.parts):
        yield Doubt("leaves-before-the-end", clause.words)
    elif clause.has("attend") or leaves_at(clause) or (clause.parts and clause.has(HOUR)):
        yield stance(clause, Answer.YES, "leaves-early", clause.parts, remark=True)


def _left_before(clause: Clause) -> frozenset[str]:
    """Give the parts before which one leaves: `I have to leave before dinner`."""
    places = {
        n for n, token in enumerate(clause.tokens, clause.first) if token.word in _BEFORE - {"dan", "than"}
    }
    tags = (tag for tag in clause.of(PART) if places & {tag.places[0] - 1, tag.places[0] - 2})
    return frozenset().union(*(tag.parts for tag in tags))


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


def arriving(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    """Read `ik ben er vanaf drie uur`: one who comes late still attends, unless the part is over by then.

    Who is there when the next part begins misses the first alone: `donderdag pas om zes uur`.
    """
    named = [p for p in calendar.meeting.dayparts if p.key in (clause.parts or calendar.meeting.daypart_keys)]
    told = (tag for tag in clause.of(HOUR) if not _is_of_a_train(clause, tag))
    hours = [_of_the_day(tag.hour, named[0]) for tag in told if tag.hour is not None]
    missed = any(hour >= named[0].ends.hour for hour in hours)
    several = bool(clause.parts) and len({part.starts.date() for part in named}) > 1
    if _comes_after(clause) or (missed and (several or not _is_there_for_the_next(hours, named))):
        yield Doubt("misses-a-part", clause.words)
        return
    if missed:
        yield stance(clause, Answer.NO, "misses-a-part", frozenset({named[0].key}))
        named = named[1:]
    parts = frozenset(part.key for part in named) if clause.parts else None
    yield stance(clause, Answer.YES, "arrives-late", parts, remark=bool(parts))


def _is_of_a_train(clause: Clause, tag: Tag) -> bool:
    """Say whether an hour is only that of a departure: `de trein van 10.24 uit Amersfoort`."""
    place = tag.places[0] - clause.first
    return any(token.word in _TRAINS for token in clause.tokens[max(0, place - 2) : place])


def _is_there_for_the_next(hours: Sequence[int], named: Sequence[DayPart]) -> bool:
    """Say whether one who misses the first part comes about when the second begins, on the same day."""
    if len(hours) != 1 or len(named) < _TWO or named[0].starts.date() != named[1].starts.date():
        return False
    return named[1].starts.hour - 1 <= hours[0] <= named[1].starts.hour


def is_not_before(clause: Clause) -> bool:
    """Say whether what is denied is only to be there before an hour: `ik kan er niet voor drie uur zijn`."""
    words = [token.word for token in clause.tokens]
    hours = [tag.places[0] - clause.first for tag in clause.of(HOUR)]
    nots = [tag.places[-1] - clause.first for tag in clause.of("neg")]
    if len(hours) != 1 or len(nots) != 1 or clause.has("refuse", "cause", "reason"):
        return False
    return nots[0] < hours[0] and bool(_BEFORE & set(words[max(nots[0] + 1, hours[0] - 2) : hours[0]]))


def _comes_after(clause: Clause) -> bool:
    """Say whether one comes behind the part that is named: `pas na het diner`."""
    ends = {
        tag.places[-1]
        for tag in clause.of("late")
        if clause.tokens[tag.places[-1] - clause.first].word in _AFTER
    }
    return any(tag.places[0] - 2 <= end < tag.places[0] for tag in clause.of(PART) for end in ends)


def _of_the_day(hour: int, part: DayPart) -> int:
    """Give the hour as the part's day has it; `drie uur` may be 15:00."""
    return hour + 12 if hour < part.starts.hour and hour + 12 < 24 else hour
