"""Reading Content-Type and Content-Disposition: a head and its parameters (RFC 2045, RFC 2231)."""

import re
from urllib.parse import unquote_to_bytes

from mailer.message.charset import decode
from mailer.message.encoded_words import decode_words

_PARAMETER = re.compile(r"""([^\s=;"]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;"\s]*)))?""", re.DOTALL)
"""A name, quoted or bare value; a name without a value is taken along so that nothing is looked at twice."""
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_HEAD = re.compile(r"[^\s;=]++(?!\s*=)")
_LONGEST = 20_000
"""Characters of a value that are read: room for any file name, and a bound on the work."""

_SECTIONS = 100
"""Sections of one continued parameter (RFC 2231 section 3) that are read."""


def read_parameters(value: str) -> tuple[str, dict[str, str]]:
    """Give the head and the parameters, names in lower case; tolerates missing semicolons and quotes."""
    value = value[:_LONGEST]
    head = _HEAD.match(value)
    raw: dict[str, str] = {}
    for found in _PARAMETER.finditer(value, head.end() if head else 0):
        name, quoted, token = found.groups()
        text = token if quoted is None else _ESCAPED.sub(r"\1", quoted)
        if text is not None:
            raw.setdefault(name.lower(), text)
    return (head[0].lower() if head else ""), _assembled(raw)


def _assembled(raw: dict[str, str]) -> dict[str, str]:
    """Join continuations and decode; a plain parameter yields to its extended form (RFC 2231 section 4)."""
    plain = {name: decode_words(text) for name, text in raw.items() if "*" not in name}
    names = dict.fromkeys(name.partition("*")[0] for name in raw if "*" in name)
    return plain | {name: text for name in names if name and (text := _extended(raw, name)) is not None}


def _extended(raw: dict[str, str], name: str) -> str | None:
    sections = [(f"{name}*", True)] if f"{name}*" in raw else _numbered(raw, name)
    if not sections:
        return None
    key, encoded = sections[0]
    charset, rest = _charset(raw[key]) if encoded else ("", raw[key])
    texts = [(rest, encoded)] + [(raw[key], encoded) for key, encoded in sections[1:]]
    octets = b"".join(unquote_to_bytes(text) if encoded else _utf8(text) for text, encoded in texts)
    return decode_words(decode(octets, charset))


def _numbered(raw: dict[str, str], name: str) -> list[tuple[str, bool]]:
    """List the keys `name*0`, `name*1*` ... in order, and whether each is percent-encoded."""
    found = []
    for number in range(_SECTIONS):
        for key, encoded in ((f"{name}*{number}*", True), (f"{name}*{number}", False)):
            if key in raw:
                found.append((key, encoded))
                break
        else:
            break
    return found


def _charset(text: str) -> tuple[str, str]:
    parts = text.split("'", 2)
    return (parts[0], parts[2]) if len(parts) == 3 else ("", text)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")
