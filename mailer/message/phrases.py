"""Groups of phrases kept as data (TOML: a table a group, a list a language), and the search for them.

A phrase is found wherever a text contains it. One of several steps, `ik ben|ben ik ... afwezig|met verlof*`,
is found where an alternative of each step follows within one sentence, as whole words; a star stands for the
rest of a word.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PLAIN = {"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "\xa0": " ", "\u200b": ""}
_CURLED = re.compile(f"[{''.join(_PLAIN)}]")
_GAP = 60
"""Characters that may lie between two steps."""

_SENTENCE_ENDS = re.compile(r"(?<!\d)[.!?]\s")
"""Not behind a number: `vom 7. bis 25. August`."""

Steps = tuple[tuple[str, ...], ...]


def normal(text: str) -> str:
    """Give the text in the spelling phrases are kept in: lower case, single spaces, straight quotes."""
    return " ".join(_CURLED.sub(_straight, text).lower().split())


def _straight(found: re.Match[str]) -> str:
    return _PLAIN[found.group()]


@dataclass(frozen=True, slots=True)
class Phrases:
    """A group of phrases, each as its steps."""

    phrases: tuple[Steps, ...]

    def found_in(self, text: str) -> str:
        """Give the first phrase that a `normal` text contains, as it stands there; "" when there is none."""
        return next(self.all_in(text), "")

    def all_in(self, text: str) -> Iterator[str]:
        """Yield every phrase that a `normal` text contains."""
        return (found for steps in self.phrases if (found := _find(steps, text)))

    def begins(self, text: str) -> str:
        """Give the phrase of one step that a `normal` text begins with, "" when there is none."""
        return next((word for (words,) in self.phrases for word in words if text.startswith(word)), "")

    def __contains__(self, word: str) -> bool:
        return any(word in words for (words,) in self.phrases)


@cache
def phrase_groups(file: Path) -> dict[str, Phrases]:
    """Read the groups of a file."""
    table = tomllib.loads(file.read_text("utf-8"))
    return {
        name: Phrases(tuple(_steps(phrase) for phrases in group.values() for phrase in phrases))
        for name, group in table.items()
    }


def _steps(phrase: str) -> Steps:
    return tuple(tuple(step.split("|")) for step in phrase.split(" ... "))


def _find(steps: Steps, text: str) -> str:
    if len(steps) == 1:
        return next((word for word in steps[0] if word in text), "")
    if not all(_any_in(text, step) for step in steps[::-1]):
        return ""
    for start, end in _places(steps[0], text, 0, len(text)):
        if (stop := _follow(steps[1:], text, end)) > 0:
            return text[start:stop]
    return ""


def _any_in(text: str, words: tuple[str, ...]) -> bool:
    return any(word.rstrip("*") in text for word in words)


def _follow(steps: Steps, text: str, at: int) -> int:
    """Give where the last step ends when the steps follow one another from `at` on, 0 when they don't."""
    if not steps:
        return at
    limit = min(len(text), at + _GAP)
    if ends := _SENTENCE_ENDS.search(text, at, limit):
        limit = ends.start()
    stops = (_follow(steps[1:], text, end) for _, end in _places(steps[0], text, at, limit))
    return next((stop for stop in stops if stop), 0)


def _places(words: tuple[str, ...], text: str, start: int, limit: int) -> Iterator[tuple[int, int]]:
    """Yield where one of the words begins before `limit`, and where it ends."""
    for word in words:
        bare = word.rstrip("*")
        at = text.find(bare, start, limit + len(bare))
        while 0 <= at < limit:
            end = at + len(bare)
            if _is_border(text, at - 1) and (word.endswith("*") or _is_border(text, end)):
                yield at, end
            at = text.find(bare, end, limit + len(bare))


def _is_border(text: str, at: int) -> bool:
    return not (0 <= at < len(text) and text[at].isalnum())
