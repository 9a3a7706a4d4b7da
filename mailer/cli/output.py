"""What is printed: sentences for people, JSON for programs, both harmless for a terminal."""

import json
from datetime import date, datetime
from typing import Any


def tell(words: str) -> None:
    """Print a text; what could play tricks on a terminal is left out, as mails may hold escape sequences."""
    print(plain(words))


def tell_json(value: Any) -> None:
    """Print a value as a line of JSON: in ASCII, safe in any locale; moments in ISO 8601 with offset."""
    print(json.dumps(value, default=_as_text))


def plain(text: str) -> str:
    """Keep what can be seen, spaces and line ends; leave the rest out."""
    return "".join(char for char in text.replace("\r\n", "\n") if _visible(char) or char in "\n\t")


def one_line(text: str) -> str:
    """Give a text in one line, likewise."""
    return plain(" ".join(text.split()))


def _visible(char: str) -> bool:
    # isprintable() takes every space but the plain one for unprintable
    return char.isprintable() or (char.isspace() and char > "\x9f")


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
