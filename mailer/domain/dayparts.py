"""The day-parts a meeting usually has, from its start and end (pure)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from mailer.domain.meeting import DayPart, Wording, say

SHORTEST = timedelta(minutes=90)
"""Less is no part of its own: a lunch at the end belongs to the morning before it."""

_HOURS = {
    "morning": (time(9), time(12, 30)),
    "afternoon": (time(12, 30), time(17, 30)),
    "evening": (time(18), time(22)),
}
_NOON, _DUSK = time(12), time(17, 30)
_KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS = {
    "nl": ("Maandag", "Dinsdag", "Woensdag", "Donderdag", "Vrijdag", "Zaterdag", "Zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_PARTS: dict[str, Wording] = {
    "morning": {"nl": "ochtend", "en": " morning"},
    "afternoon": {"nl": "middag", "en": " afternoon"},
    "evening": {"nl": "avond", "en": " evening"},
}


def usual_dayparts(starts: datetime, ends: datetime, languages: Sequence[str]) -> tuple[DayPart, ...]:
    """Give morning, afternoon and evening of each day between two aware moments of one zone.

    The first begins and the last ends with the meeting; what is too short for a part is one part as a whole.
    Names are in those of `languages` we have words for, else in English. At most a week has keys to tell
    its days apart: for a longer meeting there are none.
    """
    known = [language for language in languages if language in _DAYS] or ["en"]
    if ends.date() - starts.date() >= timedelta(weeks=1):
        return ()
    found = list(_parts(starts, ends, known)) or [_part(starts.date(), "", starts, ends, known)]
    found[0] = replace(found[0], starts=starts)
    found[-1] = replace(found[-1], ends=ends)
    return tuple(found)


def usual_keys(starts: Sequence[datetime]) -> tuple[str, ...]:
    """Give parts that start at these local moments the keys parts usually have, such as "thu-evening".

    A second one of the same day and time of day is "thu-evening-2".
    """
    found: list[str] = []
    for moment in starts:
        part = "morning" if moment.time() < _NOON else "afternoon" if moment.time() < _DUSK else "evening"
        key = f"{_KEYS[moment.weekday()]}-{part}"
        taken = sum(one == key or one.startswith(f"{key}-") for one in found)
        found.append(f"{key}-{taken + 1}" if taken else key)
    return tuple(found)


def usual_name(key: str, language: str) -> str:
    """Name a usual day-part by its key: "thu-evening" is "donderdagavond"; another key stays as it is."""
    day, _, part = key.partition("-")
    if language not in _DAYS or day not in _KEYS or (part and part not in _PARTS):
        return key
    name = f"{_DAYS[language][_KEYS.index(day)]}{say(_PARTS[part], language) if part else ''}"
    return name.lower() if language == "nl" else name


def _parts(starts: datetime, ends: datetime, languages: Sequence[str]) -> Iterator[DayPart]:
    for number in range((ends.date() - starts.date()).days + 1):
        day = starts.date() + timedelta(days=number)
        for part, (opens, closes) in _HOURS.items():
            since = max(starts, datetime.combine(day, opens, starts.tzinfo))
            until = min(ends, datetime.combine(day, closes, starts.tzinfo))
            if until - since >= SHORTEST:
                yield _part(day, part, since, until, languages)


def _part(day: date, part: str, starts: datetime, ends: datetime, languages: Sequence[str]) -> DayPart:
    weekday = day.weekday()
    names = {tag: f"{_DAYS[tag][weekday]}{say(_PARTS[part], tag) if part else ''}" for tag in languages}
    return DayPart("-".join(filter(None, (_KEYS[weekday], part))), names, starts, ends)
