"""Undoing content-transfer-encodings (RFC 2045 section 6) without ever refusing what is broken."""

import binascii
import re

_IDENTITY = frozenset({"", "7bit", "8bit", "binary"})
_NOT_BASE64 = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
)
_PADDED_SOFT_BREAK = re.compile(rb"=[ \t]+\n")


def undo_encoding(octets: bytes, encoding: str) -> tuple[bytes, str]:
    """Give the content, and in words what was wrong with its encoding ("" for nothing)."""
    name = encoding.split(";", 1)[0].strip(" \"'\t").lower()
    if name in _IDENTITY:
        return octets, ""
    if name == "quoted-printable":
        return binascii.a2b_qp(_PADDED_SOFT_BREAK.sub(b"=\n", octets)), ""
    if name == "base64":
        return _base64(octets)
    return octets, f"the transfer encoding {name[:40]!r} is unknown; read as it stands"


def _base64(octets: bytes) -> tuple[bytes, str]:
    stripped = b"\n".join(line.strip() for line in octets.split(b"\n")) if b" " in octets else octets
    letters = stripped.translate(None, _NOT_BASE64)
    foreign = len(stripped) - len(letters) - stripped.count(b"\n")
    if foreign * 20 > len(letters):
        return octets, "marked as base64 but isn't; read as it stands"
    content, _, rest = letters.partition(b"=")
    whole = content[: len(content) - (len(content) % 4 == 1)]
    decoded = binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))
    broken = foreign or rest.strip(b"=") or len(whole) != len(content)
    return decoded, "the base64 is broken; read as far as it goes" if broken else ""
