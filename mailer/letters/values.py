"""A value as it stands in a mail: one line, encoded for the place it goes to."""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from html import escape
from urllib.parse import quote

from mailer.letters.quoted import ROOM, fragment
from mailer.letters.skeleton import Gap, Place

Values = Mapping[str, str | bytes]
"""Slot -> value: text, and for the calendar part the octets of the calendar object (b"" for none)."""

_BASE64_LINE = 57  # octets that make a line of 76

_ALIKE = re.compile(r"[A-Za-z0-9@][A-Za-z0-9@,._ -]*(?<! )")
"""What needs no encoding in text or HTML, as the names of most people and all plain addresses."""


def written(gap: Gap, value: str | bytes) -> bytes:
    """Encode a value for its place: seven bits, CRLF, lines of at most 76."""
    if not value:
        return b""
    if isinstance(value, bytes):
        return gap.lead + _base64(value)
    if gap.place is not Place.URL and len(value) <= ROOM and _ALIKE.fullmatch(value):
        return gap.lead + value.encode()
    return gap.lead + fragment(_WRITERS[gap.place](_one_line(value)).encode("utf-8", "replace"))


def _base64(octets: bytes) -> bytes:
    lines = (octets[start : start + _BASE64_LINE] for start in range(0, len(octets), _BASE64_LINE))
    return b"".join(b64encode(line) + b"\r\n" for line in lines)


def _in_url(value: str) -> str:
    # RFC 6068 section 2 wants @ and + of an address as they are
    return quote(value, safe="@+", errors="replace")


_WRITERS: Mapping[Place, Callable[[str], str]] = {Place.TEXT: str, Place.HTML: escape, Place.URL: _in_url}

# Controls, line separators, and the directional overrides that make a sentence read as its opposite.
_ODD = (*range(0x20), *range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A))
_TO_SPACE = dict.fromkeys(_ODD, " ")


def _one_line(value: str) -> str:
    return value if value.isprintable() else value.translate(_TO_SPACE)
