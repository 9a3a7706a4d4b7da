"""Reading encoded-words in header fields (RFC 2047), as tolerantly as they are written."""

import binascii
import re
from collections.abc import Iterator
from itertools import groupby

from mailer.message.charset import decode

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?((?:[^?=]|=(?!\?(?!=))|\?(?!=))*)\?=")
"""Spaces and question marks inside are forbidden and happen; "=?" inside is not let through, which keeps the
search linear."""

_Piece = tuple[str, bytes | str]
"""A charset and octets in it, or "" and text."""


def decode_words(value: str) -> str:
    """Give the value with its encoded-words as text; what is broken stays as it stands; one line, no NUL."""
    if "=?" in value:
        value = "".join(_joined(_pieces(value)))
    return value.translate(_ONE_LINE).strip()


_ONE_LINE = {ord(mark): " " for mark in "\0\r\n"}


def _pieces(value: str) -> Iterator[_Piece]:
    """Yield text and words in turn; white space between two words is no text (RFC 2047 section 6.2)."""
    end = 0
    for found in _WORD.finditer(value):
        between = value[end : found.start()]
        if between and (end == 0 or not between.isspace()):
            yield "", between
        charset, encoding, text = found.groups()
        yield charset.partition("*")[0].lower(), _octets(encoding, text)
        end = found.end()
    if end < len(value):
        yield "", value[end:]


def _joined(pieces: Iterator[_Piece]) -> Iterator[str]:
    """Decode neighbours in one charset together: senders cut words in the middle of a character."""
    for charset, group in groupby(pieces, key=lambda piece: piece[0]):
        contents = [content for _, content in group]
        yield "".join(text for text in contents if isinstance(text, str))
        yield decode(b"".join(octets for octets in contents if isinstance(octets, bytes)), charset)


def _octets(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(raw, header=True)
    padded = raw.rstrip(b"=")
    padded = padded[: len(padded) - (len(padded) % 4 == 1)]
    try:
        return binascii.a2b_base64(padded + b"==")
    except binascii.Error:
        return raw
