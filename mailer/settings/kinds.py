"""The kinds of value a configuration holds: what is expected, and how it is read."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, TypeVar, cast, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from mailer.domain.address import normalise
from mailer.domain.errors import BadInput
from mailer.domain.meeting import Wording
from mailer.domain.moments import AT_START, EXAMPLES, exists, parse

T = TypeVar("T")
Choice = TypeVar("Choice", bound=StrEnum)

LONGEST_LINE = 500
YEARS = range(1970, 3000)
"""Far enough from both ends of the calendar that no step counted from a meeting can fall off it."""


def _as_is(words: str) -> object:
    return words


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """How a TOML value becomes a `T`.

    `read` raises `ValueError` or `TypeError` for what is not `expected`, or `BadInput` where it has better
    words. `instead` stands in for a wrong or missing value, so that the reading can go on to the next
    mistake. `from_words` turns the text of an environment variable into the TOML value it stands for.
    """

    expected: str
    read: Callable[[object], T]
    instead: T
    from_words: Callable[[str], object] = _as_is
    secret: bool = False
    """Whether a mistake must not show what was found."""


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _breaks(text: str) -> bool:
    """Say whether a text holds what can't stand in one line: controls, line ends, half characters."""
    return any(unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} for sign in text)


def _line(value: object) -> str:
    text = _string(value).strip()
    if len(text) > LONGEST_LINE or _breaks(text):
        raise ValueError
    return text


def _some_line(value: object) -> str:
    if text := _line(value):
        return text
    raise ValueError


def _paragraphs(value: object) -> str:
    text = _string(value).strip()
    if not text or _breaks(text.replace("\n", "").replace("\t", "")):
        raise ValueError
    return text


LINE = Kind("a text of one line", _line, "")
TEXT = Kind("a text of one line that is not empty", _some_line, "")
PASSWORD = Kind("a text of one line", _line, "", secret=True)


def _slug(value: object) -> str:
    text = _string(value)
    plain = text.replace("-", "a")
    if not (
        plain.isascii() and plain.isalnum() and text == text.lower() and text[0] != "-" and len(text) <= 60
    ):
        raise ValueError
    return text


SLUG = Kind("a key of lower-case letters, digits and hyphens", _slug, "")
PATH = Kind("a path", lambda value: Path(_some_line(value)), Path())


def _email(value: object) -> str:
    return normalise(_line(value))


ADDRESS = Kind('a mail address such as "info@kring.example"', _email, "")


def _web_address(value: object) -> str:
    text = _line(value)
    parts = urlsplit(text)
    if text and (parts.scheme not in {"http", "https"} or not parts.hostname or " " in text):
        raise ValueError
    return text


def _https(value: object) -> str:
    text = _web_address(value)
    if text and not text.startswith("https://"):
        raise ValueError
    return text


WEB_ADDRESS = Kind('a web address such as "https://kring.example/"', _web_address, "")
HTTPS = Kind('a web address that begins with "https://" (RFC 8058 section 3.1)', _https, "")


def whole(least: int, most: int) -> Kind[int]:
    """Give the kind of whole numbers from `least` to `most`."""

    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError
        return value

    def from_words(words: str) -> object:
        return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else words

    return Kind(f"a whole number from {least} to {most}", read, least, from_words)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


FLAG = Kind(
    "true or false",
    _flag,
    instead=False,
    from_words=lambda words: {"true": True, "false": False}.get(words, words),
)


def one_of(choices: type[Choice]) -> Kind[Choice]:
    """Give the kind of the words in `choices`."""
    words = ", ".join(choices)
    return Kind(f"one of {words}", lambda value: choices(_string(value)), next(iter(choices)))


def word(choices: Any, instead: T) -> Kind[T]:
    """Give the kind of the words of a `Literal`; "", where it is one of them, says that none is chosen."""

    def read(value: object) -> T:
        if value not in get_args(choices):
            raise ValueError
        return cast("T", value)

    return Kind(f"one of {', '.join(filter(None, get_args(choices)))}", read, instead)


def listed(kind: Kind[T], least: int = 0) -> Kind[tuple[T, ...]]:
    """Give the kind of lists of `kind`, without doubles, at least `least` long."""

    def read(value: object) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise TypeError
        found = tuple(kind.read(one) for one in value)
        if len(found) < least or len(set(found)) < len(found):
            raise ValueError
        return found

    many = f"a list of at least {least}, without doubles" if least else "a list, without doubles"
    return Kind(f"{many}, each {kind.expected}", read, ())


def _language(value: object) -> str:
    text = _string(value)
    first, *more = text.split("-")
    subtags = all(tag.isascii() and tag.isalnum() and 2 <= len(tag) <= 8 for tag in more)
    if not (first.isascii() and first.isalpha() and first.islower() and 2 <= len(first) <= 3 and subtags):
        raise ValueError
    return text


LANGUAGE = Kind('a language tag such as "nl" (RFC 5646)', _language, "")


def _wording(read: Callable[[object], str]) -> Callable[[object], Wording]:
    def words(value: object) -> Wording:
        if not isinstance(value, Mapping) or not value:
            raise ValueError
        return {_language(tag): read(text) for tag, text in value.items()}

    return words


WORDING: Kind[Wording] = Kind(
    'a text of one line per language, such as { nl = "...", en = "..." }', _wording(_some_line), {}
)
PARAGRAPHS: Kind[Wording] = Kind(
    'a text per language, such as { nl = "...", en = "..." }', _wording(_paragraphs), {}
)


def _zone(value: object) -> ZoneInfo:
    try:
        return ZoneInfo(_some_line(value))
    except (KeyError, OSError) as error:
        raise ValueError from error


ZONE = Kind('a time zone such as "Europe/Amsterdam"', _zone, ZoneInfo("UTC"))


def _day(value: object) -> date:
    if not isinstance(value, date) or isinstance(value, datetime) or value.year not in YEARS:
        raise ValueError
    return value


DAY = Kind("a date without quotes such as 2017-09-01", _day, date(YEARS.start, 1, 1))


def local_time(zone: ZoneInfo) -> Kind[datetime]:
    """Give the kind of local wall times in `zone`; they become aware, the first one where clocks go back."""

    def read(value: object) -> datetime:
        if not isinstance(value, datetime) or value.tzinfo or value.year not in YEARS:
            raise ValueError
        if not exists(value, zone):
            raise BadInput(
                f"expected a time that exists: clocks in {zone.key} skip {value:%H:%M} on that day"
            )
        return value.replace(tzinfo=zone)

    expected = "a local date and time without quotes or offset, such as 2017-09-14T12:00:00"
    return Kind(expected, read, datetime(YEARS.start, 1, 1, tzinfo=UTC))


MOMENT = Kind(f"a moment such as {EXAMPLES}", lambda value: parse(_string(value)), AT_START)
