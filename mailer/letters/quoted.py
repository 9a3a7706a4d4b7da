"""Quoted-printable (RFC 2045 section 6.7) in lines of at most 76 octets, in fragments that can be joined."""

SOFT_BREAK = b"=\r\n"
_ROOM = 75
"""What fits on a line beside the = of a soft line break."""

_ATOMS = tuple(
    bytes([octet]) if 32 <= octet <= 126 and octet != ord("=") else b"=%02X" % octet for octet in range(256)
)
_PLAIN = frozenset(range(32, 127)) - {ord("=")}


def fragment(octets: bytes) -> bytes:
    """Encode a piece of one line that begins in column 0; a soft line break may follow it."""
    if len(octets) <= _ROOM and _PLAIN.issuperset(octets) and not octets.endswith(b" "):
        return octets
    atoms = [_ATOMS[octet] for octet in octets]
    if atoms and atoms[-1] == b" ":
        atoms[-1] = b"=20"  # a line may not end in white space, and a line end may follow
    lines: list[bytes] = []
    line: list[bytes] = []
    room = _ROOM
    for atom in atoms:
        if len(atom) > room:
            lines.append(b"".join(line))
            line, room = [], _ROOM
        line.append(atom)
        room -= len(atom)
    return SOFT_BREAK.join([*lines, b"".join(line)])
