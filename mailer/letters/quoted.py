"""Quoted-printable (RFC 2045 section 6.7) in lines of at most 76 octets, in fragments that can be joined."""

import re

SOFT_BREAK = b"=\r\n"
ROOM = 75
"""What fits on a line beside the = of a soft line break."""

_PLAIN = bytes(octet for octet in range(32, 127) if octet != ord("="))
_ODD = re.compile(rb"[^ -<>-~]| \Z")
"""What can't stand for itself; nor can a last space: a line end may follow any fragment."""


def fragment(octets: bytes) -> bytes:
    """Encode a piece of one line that begins in column 0; a soft line break may follow it.

    No line of it begins with a dot, so SMTP has none to stuff (RFC 5321 section 4.5.2).
    """
    plain = not octets.translate(None, _PLAIN) and not octets.endswith(b" ")
    encoded = _without_dot(octets if plain else _ODD.sub(_escape, octets))
    if len(encoded) <= ROOM:
        return encoded
    lines = []
    while len(encoded) > ROOM:
        # never inside the three octets of an =XX
        cut = encoded.rfind(b"=", ROOM - 2, ROOM)
        cut = ROOM if cut < 0 else cut
        lines.append(encoded[:cut])
        encoded = _without_dot(encoded[cut:])
    return SOFT_BREAK.join([*lines, encoded])


def _without_dot(line: bytes) -> bytes:
    return b"=2E" + line[1:] if line.startswith(b".") else line


def _escape(found: re.Match[bytes]) -> bytes:
    return b"=%02X" % ord(found[0])
