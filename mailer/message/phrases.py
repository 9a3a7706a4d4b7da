"""Groups of phrases kept as data (TOML: a table a group, a list a language), and the search for them."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PLAIN = str.maketrans({"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "\xa0": " ", "\u200b": ""})
_GAP = " ... "
_GAP_LENGTH = 60
_SENTENCE_ENDS = re.compile(r"[.!?]\s")


def normal(text: str) -> str:
    """Give the text in the spelling phrases are kept in: lower case, single spaces, straight quotes."""
    return " ".join(text.translate(_PLAIN).lower().split())


@dataclass(frozen=True, slots=True)
class Phrases:
    """A group of phrases. " ... " in a phrase stands for up to sixty characters of the same sentence."""

    words: tuple[str, ...]

    def found_in(self, text: str) -> str:
        """Give the first phrase that a `normal` text contains, as it stands there; "" when there is none."""
        return next(self.all_in(text), "")

    def all_in(self, text: str) -> Iterator[str]:
        """Yield every phrase that a `normal` text contains."""
        return (found for words in self.words if (found := _find(words, text)))


@cache
def phrase_groups(file: Path) -> dict[str, Phrases]:
    """Read the groups of a file."""
    table = tomllib.loads(file.read_text("utf-8"))
    return {
        name: Phrases(tuple(w for words in group.values() for w in words)) for name, group in table.items()
    }


def _find(words: str, text: str) -> str:
    if _GAP not in words:
        return words if words in text else ""
    first, second = words.split(_GAP)
    at = text.find(first)
    while at >= 0:
        behind = at + len(first)
        stop = text.find(second, behind, behind + _GAP_LENGTH + len(second))
        if stop >= 0 and not _SENTENCE_ENDS.search(text, behind, stop):
            return text[at : stop + len(second)]
        at = text.find(first, behind)
    return ""
