"""Reading content lines of a calendar object (RFC 5545 section 3.1): octets to components and properties.

Made for what mail programs send, not for what the RFC allows: bare LF, lines folded inside a character, names
in any case, quotes that never close. Lines are scanned from left to right, without regular expressions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mailer.message.charset import decode

MOST_OCTETS = 262_144
"""Octets of a calendar object that are read; a reply takes two thousand."""

MOST_LINES = 5_000
LONGEST_LINE = 16_384
"""Characters of an unfolded line that are read; together the three bound the time."""

_DEEPEST = 8
_CARET = {"n": "\n", "'": '"'}
"""RFC 6868 section 3.1."""

_BACKSLASH = {"n": "\n", "N": "\n"}
"""RFC 5545 section 3.3.11."""


@dataclass(frozen=True, slots=True)
class Property:
    """One content line: names in upper case, quotes and escapes of the parameters undone, the value raw."""

    name: str
    parameters: Mapping[str, str]
    value: str

    @property
    def text(self) -> str:
        r"""The value as TEXT (RFC 5545 section 3.3.11): `\n`, `\,`, `\;` and `\\` undone."""
        return "".join(_undone(self.value, "\\", _BACKSLASH, "")).strip()


@dataclass(slots=True)
class Component:
    """A BEGIN/END pair with the properties directly in it; those of inner components stay with them."""

    name: str
    properties: list[Property] = field(default_factory=list)
    components: list["Component"] = field(default_factory=list)

    def all(self, name: str) -> Iterator[Property]:
        """Every property of that name, in order."""
        return (one for one in self.properties if one.name == name)

    def text(self, name: str) -> str:
        """The first property of that name as text, "" when absent."""
        return next((one.text for one in self.all(name)), "")


def read_calendar(octets: bytes, charset: str) -> Component | None:
    """Give the first VCALENDAR in the octets, as far as it goes; None where there is none."""
    root = Component("")
    stack = [root]
    for line in _unfolded(octets[:MOST_OCTETS], charset)[:MOST_LINES]:
        found = read_line(line)
        if found is None:
            continue
        if found.name == "BEGIN":
            _begin(stack, found.value.strip().upper())
        elif found.name == "END":
            _end(stack, found.value.strip().upper())
        else:
            stack[-1].properties.append(found)
        if root.components and len(stack) == 1:
            break
    return root.components[0] if root.components else None


def _begin(stack: list[Component], name: str) -> None:
    if (len(stack) > 1 or name == "VCALENDAR") and len(stack) <= _DEEPEST:
        component = Component(name)
        stack[-1].components.append(component)
        stack.append(component)


def _end(stack: list[Component], name: str) -> None:
    """Close the innermost component of that name; what was left open inside it closes too."""
    for at in range(len(stack) - 1, 0, -1):
        if stack[at].name == name:
            del stack[at:]
            return


def _unfolded(octets: bytes, charset: str) -> list[str]:
    """Unfold before decoding: Outlook folds at 75 octets, in the middle of a character if need be."""
    if b"\0" in octets:
        octets = decode(octets, charset).encode("utf-8", "replace")
        charset = "utf-8"
    octets = octets.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return decode(octets.replace(b"\n ", b"").replace(b"\n\t", b""), charset).split("\n")


def read_line(line: str) -> Property | None:
    """Take one unfolded line apart; None for what has no name or no value."""
    line = line[:LONGEST_LINE].strip()
    at = _first(line, ";:", 0)
    name = line[:at].strip().upper()
    parameters: dict[str, str] = {}
    while at < len(line) and line[at] == ";":
        equals = _first(line, "=;:", at + 1)
        key = line[at + 1 : equals].strip().upper()
        at = equals
        if line[equals : equals + 1] == "=":
            value, at = _parameter_value(line, equals + 1)
            parameters.setdefault(key, value)
    return Property(name, parameters, line[at + 1 :]) if name and at < len(line) else None


def _parameter_value(line: str, at: int) -> tuple[str, int]:
    """Read up to the next separator outside quotes; a quote that never closes is a character like others."""
    pieces = []
    while at < len(line):
        closing = line.find('"', at + 1) if line[at] == '"' else -1
        if closing >= 0:
            pieces.append(line[at + 1 : closing])
            at = closing + 1
            continue
        stop = _first(line, ';:"', at + 1 if line[at] == '"' else at)
        pieces.append(line[at:stop])
        at = stop
        if line[at : at + 1] != '"':
            break
    return "".join(_undone("".join(pieces), "^", _CARET, "^")), at


def _first(line: str, marks: str, at: int) -> int:
    """Where the first of the marks stands, or the end of the line."""
    return min((found for mark in marks if (found := line.find(mark, at)) >= 0), default=len(line))


def _undone(text: str, mark: str, meanings: Mapping[str, str], otherwise: str) -> Iterator[str]:
    """Undo escapes: `meanings` of the character behind the mark; `otherwise` the mark becomes that."""
    head, *rest = text.split(mark)
    yield head
    literal = False
    for piece in rest:
        if literal:
            yield piece
        elif piece and piece[0] in meanings:
            yield meanings[piece[0]] + piece[1:]
        else:
            yield (otherwise if piece else mark) + piece
        literal = not (literal or piece)
