"""The weekdays in a meeting's own words, when it moves to other weekdays (pure)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from mailer.domain.meeting import Meeting, Wording

DayNames = Callable[[str], Sequence[str]]
"""Gives the seven names of the weekdays in a language, Monday first; none for a language nobody knows."""

_WEEK = 7


def following(text: str, days: int, names: Sequence[str]) -> str:
    """Give a text with each weekday in it so many days later; `Donderdagmiddag` becomes `Maandagmiddag`.

    A name counts at the beginning of a word, as compounds have it, and keeps its capital.
    """
    if not names or days % _WEEK == 0:
        return text
    later = {name.lower(): names[(place + days) % _WEEK] for place, name in enumerate(names)}
    one_of_them = "|".join(re.escape(name) for name in sorted(later, key=len, reverse=True))

    def put(found: re.Match[str]) -> str:
        name = later[found[0].lower()]
        return name[:1].upper() + name[1:] if found[0][:1].isupper() else name[:1].lower() + name[1:]

    return re.sub(rf"(?<!\w)(?:{one_of_them})", put, text, flags=re.IGNORECASE)


def renamed(before: Meeting, after: Meeting, names: DayNames) -> Meeting:
    """Give a meeting that moved with the weekdays in the names of its parts and in its programme moved along.

    The keys of the parts stay: people are registered by them.
    """
    days = (after.starts.date() - before.starts.date()).days

    def moved(words: Wording) -> Mapping[str, str]:
        return {language: following(text, days, names(language)) for language, text in words.items()}

    parts = tuple(replace(part, name=moved(part.name)) for part in after.dayparts)
    return replace(after, dayparts=parts, programme=moved(after.programme))
