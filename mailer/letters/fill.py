"""One mail for one person: the skeleton's octets with the values spliced in, each encoded for its place."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from html import escape
from urllib.parse import quote

from mailer.letters.heading import Heading
from mailer.letters.quoted import fragment
from mailer.letters.skeleton import Gap, Place, Skeleton

Values = Mapping[str, str | bytes]
"""Slot -> value: text, and for the calendar part the octets of the calendar object (b"" for none)."""

_BASE64_LINE = 57  # octets that make a line of 76


def fill(skeleton: Skeleton, heading: Heading, values: Values) -> bytes:
    """Give the mail, ready to sign and send: CRLF, seven bits, lines of at most 76 but for long tokens.

    `values` has one for each of `skeleton.slots`; raises `KeyError` for one that is missing and `BadInput`
    for a value that can't stand in a header field.
    """
    mail = [heading.octets(), skeleton.pieces[0]]
    written: dict[tuple[str, Place], bytes] = {}  # a value stands in many buttons and is encoded once
    for gap, piece in zip(skeleton.gaps, skeleton.pieces[1:], strict=True):
        where = gap.slot, gap.place
        if where not in written:
            written[where] = _written(gap, values[gap.slot])
        mail += (written[where], piece)
    return b"".join(mail)


def _written(gap: Gap, value: str | bytes) -> bytes:
    if not value:
        return b""
    if isinstance(value, bytes):
        return gap.lead + _base64(value)
    return gap.lead + fragment(_WRITERS[gap.place](_one_line(value)).encode("utf-8", "replace"))


def _base64(octets: bytes) -> bytes:
    lines = (octets[start : start + _BASE64_LINE] for start in range(0, len(octets), _BASE64_LINE))
    return b"".join(b64encode(line) + b"\r\n" for line in lines)


def _in_url(value: str) -> str:
    return quote(
        value, safe="@+", errors="replace"
    )  # RFC 6068 section 2 wants @ and + of an address as they are


_WRITERS: Mapping[Place, Callable[[str], str]] = {Place.TEXT: str, Place.HTML: escape, Place.URL: _in_url}

# Controls, line separators, and the directional overrides that make a sentence read as its opposite.
_ODD = (*range(0x20), *range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A))
_TO_SPACE = dict.fromkeys(_ODD, " ")


def _one_line(value: str) -> str:
    return value if value.isprintable() else value.translate(_TO_SPACE)
