"""Octets to text for any label people's programs write: never raises, never loses a character silently."""

import codecs
from functools import lru_cache

_SINGLE_BYTE = frozenset({"", "ascii", "iso8859-1", "cp1252"})
"""Labels under which programs send UTF-8 too; C1 controls under them are windows-1252's (so WHATWG)."""

_NEVER = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
"""Codecs of Python that are no charsets of mail: quadratic in time, or full of escapes and warnings."""

_ALIASES = {"gb2312": "gb18030", "x-gbk": "gb18030", "unicode-1-1-utf-7": "utf-7", "utf8mb4": "utf-8"}
"""Names seen in mail that Python doesn't know, or knows in a narrower sense than senders do."""


def decode(octets: bytes, charset: str) -> str:
    """Give the text in the labelled charset, else UTF-8, else windows-1252; NUL becomes a space."""
    return _text(octets, charset).removeprefix("\ufeff").replace("\0", " ")


def _text(octets: bytes, charset: str) -> str:
    name = _python_name(charset)
    for candidate in ("utf-8",) if name in _SINGLE_BYTE else (name, "utf-8"):
        try:
            text = octets.decode(candidate)
            text.encode()  # UTF-7 can smuggle in half a surrogate pair
        except (LookupError, ValueError):
            continue
        return text
    return octets.decode("cp1252", errors="replace")


@lru_cache(maxsize=64)
def _python_name(charset: str) -> str:
    label = charset.strip(" '\"\t;").lower()
    if not label.isascii() or len(label) > 40:
        return ""
    try:
        name = codecs.lookup(_ALIASES.get(label, label)).name
    except (LookupError, ValueError):
        return ""
    return "" if name.replace("_", "-") in _NEVER else name
