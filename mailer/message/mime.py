"""Octets to the leaves of their MIME tree (RFC 2046), in bounded time and depth whatever they are.

The standard library's parser isn't used for the tree: it recurses without a limit (a mail of a thousand
nested parts is a RecursionError), tries every line against every open boundary (seconds for a megabyte), and
takes message/delivery-status apart in a way that can't be undone. Positions in one buffer are passed on, not
slices, so that deep nesting copies nothing. Line ends are LF here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from mailer.message.charset import decode
from mailer.message.mail import Part
from mailer.message.parameters import read_parameters
from mailer.message.transfer import undo_encoding

MOST_LEAVES = 1_000
DEEPEST = 20
"""MIME levels that are opened; mail of real programs stays under eight."""

MOST_ENCLOSED = 6
"""Messages within messages that are opened: the octets of each are kept once more."""

LONGEST_HEADER = 262_144
"""Octets of one header that are read."""

_LOOKALIKES = 100_000
"""Lines that may begin like a boundary; beyond it somebody is playing."""

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:")
_CALENDAR = b"BEGIN:VCALENDAR"
"""Some programs forget the header of the part; its lines would pass for fields."""

_ENVELOPED = frozenset({"message/rfc822", "message/global", "message/news"})
_GUESS = re.compile(rb"\n--([^\s-][^\n]{0,198})\n[Cc][Oo][Nn][Tt][Ee][Nn][Tt]-")


@dataclass(frozen=True, slots=True)
class Header:
    """The fields of one entity: (name as written, value unfolded, as octets), and where its body starts."""

    fields: tuple[tuple[str, bytes], ...]
    body: int
    defect: str = ""

    def get(self, name: str) -> str:
        """The first field of that name as text, "" when absent; `name` in lower case."""
        return next((decode(value, "").strip() for found, value in self.fields if found.lower() == name), "")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part, and the container it stands in: its number (0 is the mail itself) and type."""

    part: Part
    container: int
    container_type: str


@dataclass(slots=True)
class Tree:
    """What came out: the leaves in order, and what was wrong with the octets, in words."""

    leaves: list[Leaf] = field(default_factory=list)
    defects: dict[str, None] = field(default_factory=dict)
    containers: int = 0

    def note(self, defect: str) -> None:
        """Keep a defect, once."""
        if defect:
            self.defects.setdefault(defect)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the tree an entity stands."""

    level: int = 0
    depth: int = 0
    container: int = 0
    container_type: str = ""

    def inside(self, content_type: str, container: int, deeper: int = 0) -> "_Place":
        return _Place(self.level + 1, self.depth + deeper, container, content_type)


def read_header(octets: bytes, start: int, end: int) -> Header:
    """Read fields until the empty line, or until a line that can't be one: there the body begins."""
    fields: list[tuple[str, list[bytes]]] = []
    at = start
    while at < end:
        if at - start > LONGEST_HEADER:
            rest = octets.find(b"\n\n", at, end)
            return _header(fields, rest + 2 if rest >= 0 else end, "the header is too long to be read whole")
        stop = octets.find(b"\n", at, end)
        stop = end if stop < 0 else stop
        if stop == at:
            return _header(fields, at + 1)
        if at == start and octets.startswith(_CALENDAR, at):
            return _header(fields, at, "a calendar object where the header of a part should be")
        line = octets[at : min(stop, at + LONGEST_HEADER)]
        found = _FIELD.match(line)
        if fields and _continues(fields[-1][1], line, found is not None):
            fields[-1][1].append(line)
        elif found:
            fields.append((found[1].decode("ascii"), [line[found.end() :]]))
        else:
            return _header(fields, at, "no empty line between the header and the body" if fields else "")
        at = stop + 1
    return _header(fields, end)


def _continues(value: list[bytes], line: bytes, is_field: bool) -> bool:
    """Say whether a line belongs to the field above: by white space, or since that ends in a semicolon."""
    return line[:1] in {b" ", b"\t"} or (not is_field and value[-1].rstrip().endswith(b";"))


def _header(fields: list[tuple[str, list[bytes]]], body: int, defect: str = "") -> Header:
    return Header(tuple((name, b"".join(lines)) for name, lines in fields), body, defect)


def read_tree(octets: bytes, header: Header, end: int) -> Tree:
    """Open the entity whose header was read and give its leaves."""
    tree = Tree()
    _open(tree, octets, header, end, _Place())
    return tree


def content_type(header: Header, default: str = "text/plain") -> tuple[str, dict[str, str]]:
    """Give the type in lower case and its parameters; `default` where there is none to speak of."""
    kind, parameters = read_parameters(header.get("content-type"))
    if kind == "text":
        return "text/plain", parameters
    main, slash, sub = kind.partition("/")
    return (kind if main and slash and sub and "/" not in sub else default), parameters


def _open(tree: Tree, octets: bytes, header: Header, end: int, place: _Place) -> None:
    digest = place.container_type == "multipart/digest"
    kind, parameters = content_type(header, "message/rfc822" if digest else "text/plain")
    tree.note(header.defect)
    multipart, enclosed = kind.startswith("multipart/"), kind in _ENVELOPED
    too_deep = place.level >= DEEPEST or (enclosed and place.depth >= MOST_ENCLOSED)
    if too_deep and (multipart or enclosed):
        tree.note("parts are nested too deep; what lies below isn't read")
    elif multipart:
        _open_multipart(tree, octets, header, end, place)
        return
    content, defect = undo_encoding(octets[header.body : end], header.get("content-transfer-encoding"))
    tree.note(defect)
    _add(tree, header, (kind, parameters), content, place)
    if enclosed and not too_deep:
        tree.containers += 1
        inner = read_header(content, 0, len(content))
        _open(tree, content, inner, len(content), place.inside(kind, tree.containers, deeper=1))


def _open_multipart(tree: Tree, octets: bytes, header: Header, end: int, place: _Place) -> None:
    kind, parameters = content_type(header)
    tree.containers += 1
    inside = place.inside(kind, tree.containers)
    ranges = _split(tree, octets, header.body, end, parameters.get("boundary", ""))
    for start, stop in ranges:
        if len(tree.leaves) >= MOST_LEAVES:
            tree.note(f"more than {MOST_LEAVES} parts; the rest isn't read")
            return
        _open(tree, octets, read_header(octets, start, stop), stop, inside)
    if not ranges:
        tree.note("a multipart without its boundary lines; read as plain text")
        content, defect = undo_encoding(octets[header.body : end], header.get("content-transfer-encoding"))
        tree.note(defect)
        _add(tree, header, ("text/plain", {}), content, place)


def _split(tree: Tree, octets: bytes, start: int, end: int, boundary: str) -> list[tuple[int, int]]:
    """Give the ranges of the body parts; a boundary that doesn't occur is guessed from what stands there."""
    found = list(_delimiters(octets, start, end, boundary.encode("utf-8", "replace"))) if boundary else []
    if not found and (guess := _GUESS.search(octets, max(0, start - 1), end)):
        tree.note("the boundary of a multipart was guessed")
        found = list(_delimiters(octets, start, end, guess[1].rstrip()))
    ranges: list[tuple[int, int]] = []
    for (_, begin, closing), (stop, _, _) in pairwise([*found, (end, end, True)]):
        if closing:
            return ranges
        if begin <= stop:
            ranges.append((begin, stop))
    if found:
        tree.note("a multipart doesn't end with its closing boundary; perhaps it was cut off")
    return ranges


def _delimiters(octets: bytes, start: int, end: int, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """Yield of each boundary line where the part before it ends, the next begins, and whether it closes."""
    mark = b"\n--" + boundary
    at = octets.find(mark, max(0, start - 1), end)
    for _ in range(_LOOKALIKES):
        if at < 0:
            return
        stop = octets.find(b"\n", at + len(mark), end)
        stop = end if stop < 0 else stop
        tail = octets[at + len(mark) : stop].rstrip()
        if tail in {b"", b"--"}:
            yield at, min(stop + 1, end), tail == b"--"
        if tail == b"--":
            return
        at = octets.find(mark, stop, end)


def _add(tree: Tree, header: Header, kind: tuple[str, dict[str, str]], content: bytes, place: _Place) -> None:
    disposition, named = read_parameters(header.get("content-disposition"))
    filename = named.get("filename") or kind[1].get("name", "")
    part = Part(kind[0], kind[1], disposition, filename, content, place.depth)
    tree.leaves.append(Leaf(part, place.container, place.container_type))
