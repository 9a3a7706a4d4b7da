"""Reads the word lists beside this file, once."""

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from mailer.message.own_words.lines import fold

_WORD = re.compile(r"'?\w+(?:['’]\w+)?")


@cache
def _lists(name: str) -> dict[str, Any]:
    file = resources.files(__package__) / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def words(key: str) -> frozenset[str]:
    """Give a list of the quotation vocabulary, folded."""
    return frozenset(fold(word) for word in _lists("vocabulary")[key])


def labels() -> dict[str, str]:
    """Give what each name of a header field means, by its folded name."""
    kinds: dict[str, list[str]] = _lists("vocabulary")["labels"]
    return {fold(label): kind for kind, names in kinds.items() for label in names}


def pattern(key: str) -> str:
    """Give the alternatives of a list of the closing words as one regular expression."""
    return f"(?:{'|'.join(_lists('closing_words')[key])})"


class WordList:
    """Whole words to look for in folded text; a word that ends in * stands for all that begin so."""

    def __init__(self, key: str) -> None:
        listed: list[str] = _lists("closing_words")["words"][key]
        self._whole = frozenset(listed)
        self._beginnings = tuple(word[:-1] for word in listed if word.endswith("*"))

    def search(self, folded: str) -> bool:
        """Whether one of them stands in the text."""
        if not self._whole.isdisjoint(_found(folded)):
            return True
        if not any(beginning in folded for beginning in self._beginnings):
            return False
        return any(word.startswith(self._beginnings) for word in _found(folded))


@lru_cache(maxsize=16)
def _found(folded: str) -> frozenset[str]:
    """The words of a line, which several lists look at in turn."""
    return frozenset(_WORD.findall(folded))
