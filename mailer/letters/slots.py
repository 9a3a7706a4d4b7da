"""The slots of a letter: what differs for everyone, and how it stands in the text until a mail is filled."""

import re
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Final

CALENDAR: Final = "calendar"
"""The slot of the calendar part. It stands behind the letter, so a template can't print it."""

SLOTS: Mapping[str, str] = {
    "person.greeting": "the salutation with its comma, in the letter's language",
    "person.name": "the name, or the address of who gave none",
    "person.address": "the address the mail goes to",
    "link.reply_to": "the address that answers go to: the mailbox, with a token where it takes one",
    "link.reference": "the short reference that a button puts in the subject, with its brackets",
    "link.unsubscribe_mailto": "the mailto: link of a mail that ends the subscription",
}
"""Every slot a template may print, and what the service gives for it."""

# Private-use characters: no letter needs them, and neither Markdown nor the HTML parser touches them.
_FIRST, _FIRST_IN_URL, _LAST = 0xE000, 0xE100, 0xF8FF
_NAMES = tuple(SLOTS)
_IN_TEXT = {name: chr(_FIRST + number) for number, name in enumerate(_NAMES)}
_IN_URL = {name: chr(_FIRST_IN_URL + number) for number, name in enumerate(_NAMES)}
_BY_MARK = {mark: (name, False) for name, mark in _IN_TEXT.items()}
_BY_MARK |= {mark: (name, True) for name, mark in _IN_URL.items()}
_MARK = re.compile(f"([{chr(_FIRST)}-{chr(_LAST)}])")
_UNMARK = dict.fromkeys(range(_FIRST, _LAST + 1))


class Mark(str):
    """The character that stands for a slot; a template prints it as it is."""

    __slots__ = ()


def mark(name: str, *, in_url: bool = False) -> Mark:
    """Give the mark of a slot; with `in_url` the value will be percent-encoded there."""
    return Mark((_IN_URL if in_url else _IN_TEXT)[name])


def namespaces() -> dict[str, SimpleNamespace]:
    """Give `person` and `link` as a template sees them."""
    found: dict[str, SimpleNamespace] = {}
    for name in _NAMES:
        space, _, attribute = name.partition(".")
        setattr(found.setdefault(space, SimpleNamespace()), attribute, mark(name))
    return found


def marked(text: str) -> bool:
    """Say whether a slot stands in the text."""
    return _MARK.search(text) is not None


def without_marks(text: str) -> str:
    """Take private-use characters out of a fact, so that nobody's words can pass for a slot."""
    return text.translate(_UNMARK)


def split(text: str) -> Iterator[tuple[str, str, bool]]:
    """Cut at the slots: each time the words before a slot, its name, and whether it stands in a URL.

    The last triple has the words after the last slot, and "" for a name.
    """
    words, *rest = _MARK.split(text)
    for found, following in zip(rest[::2], rest[1::2], strict=True):
        yield (words, *_BY_MARK[found])
        words = following
    yield words, "", False
