"""Reads the word lists beside this file, once."""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

from mailer.message.own_words.lines import fold


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


def word_pattern(key: str) -> re.Pattern[str]:
    """Give a list of whole words as a regular expression."""
    return re.compile(rf"\b(?:{'|'.join(_lists('closing_words')['words'][key])})\b")
