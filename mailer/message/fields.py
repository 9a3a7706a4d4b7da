"""Reading the values of header fields: mailboxes, message ids and dates (RFC 5322 section 3)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from mailer.domain.address import Mailbox
from mailer.message.encoded_words import decode_words

_TOKEN = re.compile(r"""("(?:[^"\\]|\\.)*"?)|(<[^<>]*>?)|([()])|([,;])|(:)|([^"<>(),;:]+|>)""", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_DATE_LENGTH = 200
"""Characters beyond which a date is none."""


def read_mailboxes(value: str) -> tuple[Mailbox, ...]:
    """Give the mailboxes of a From, To, Cc or Reply-To; groups are opened, what has no address is left out.

    A lone word without @ (the MAILER-DAEMON of many reports) counts as an address.
    """
    return tuple(box for draft in _drafts(value) if (box := draft.mailbox()))


class _Draft:
    """One mailbox in the making: the words, the comments and the angle-bracketed address seen so far."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.comments: list[str] = []
        self.angle = ""

    def add_text(self, text: str) -> None:
        """Take words in; what follows a quoted local part without a space belongs to it."""
        if text.startswith("@") and self.words and self.words[-1].startswith('"'):
            domain, _, text = text.partition(" ")
            self.words[-1] += domain
        self.words += text.split()

    def mailbox(self) -> Mailbox | None:
        """Give the mailbox, or None where there is no address."""
        address = _address(self.angle)
        words = self.words
        if not address:
            at = next((i for i, word in enumerate(words) if "@" in word), 0 if len(words) == 1 else None)
            if at is None:
                return None
            address, words = _address(words[at]), words[:at] + words[at + 1 :]
        name = " ".join(_unquoted(word) for word in words) or " ".join(self.comments)
        return Mailbox(address, " ".join(decode_words(name).split())) if address else None


def _drafts(value: str) -> Iterator[_Draft]:
    draft, nested = _Draft(), 0
    for quoted, angle, bracket, separator, colon, text in _tokens(value):
        if bracket:
            nested = max(0, nested + (1 if bracket == "(" else -1))
        elif nested:
            draft.comments += (quoted or angle or separator or colon or text).split()
        elif quoted:
            draft.words.append(quoted)
        elif angle:
            draft.angle = angle
        elif text:
            draft.add_text(text)
        elif separator:
            yield draft
            draft = _Draft()
        elif colon:
            draft.words.clear()
    yield draft


def _tokens(value: str) -> list[tuple[str, ...]]:
    tokens: list[tuple[str, ...]] = _TOKEN.findall(value)
    if any(quoted and not _closed(quoted) for quoted, *_ in tokens):
        tokens = _TOKEN.findall(value.replace('"', " "))
    return tokens


def _closed(quoted: str) -> bool:
    return len(quoted) > 1 and quoted.endswith('"') and not quoted.endswith('\\"')


def _unquoted(word: str) -> str:
    return _ESCAPED.sub(r"\1", word[1:-1]) if word.startswith('"') and _closed(word) else word


def _address(text: str) -> str:
    """Strip brackets, white space, an obsolete route (RFC 5322 section 4.4) and a stray `mailto:`."""
    bare = (
        "".join(text.strip("<> \t'").translate(_ONE_LINE).split()) if '"' not in text else text.strip("<> \t")
    )
    if bare.startswith("@") and ":" in bare:
        bare = bare.rpartition(":")[2]
    return bare.removeprefix("mailto:")


_ONE_LINE = {ord(mark): " " for mark in "\0\r\n"}


def read_message_ids(value: str) -> tuple[str, ...]:
    """Give the message ids in order, without angle brackets, each once.

    White space inside (a field folded where it may not be) is removed. Without any bracket, words with an @
    count; Exchange's `<[...]@...>` is an id like any other.
    """
    bracketed = [piece.partition(">")[0] for piece in value.split("<")[1:]]
    found = bracketed or [word for word in value.split() if "@" in word]
    return tuple(dict.fromkeys(bare for text in found if (bare := "".join(text.split()))))


def read_date(value: str) -> datetime | None:
    """Give the moment of a Date field, aware (a missing zone is taken as UTC), or None."""
    try:
        found = parsedate_to_datetime(value[:_DATE_LENGTH])
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)
        aware.astimezone(UTC)
    except Exception:  # the library raises whatever its own reading runs into
        return None
    return aware
