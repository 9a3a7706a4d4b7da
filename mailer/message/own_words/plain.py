"""A text/plain body as lines, with what is quoted by ">" marked (RFC 3676 section 4.5)."""

import re
from itertools import groupby, pairwise

from mailer.message.charset import decode
from mailer.message.own_words.lines import Line, Mark, clean

_ENCODED = re.compile(r"=[0-9A-F]{2}=[0-9A-F]{2}|=(?:20|3D|C2|E2)")
_ENCODED_OCTET = re.compile(rb"=([0-9A-F]{2})")
_SET_IN_LINES = 2
_MAILTO = re.compile(r"<mailto:([^<>\s]{1,254})>")


def plain_lines(text: str) -> list[Line]:
    """Split a body with LF line ends into lines; never raises."""
    text = clean(_without_mailto(_without_soft_breaks(text)))
    return _with_broken_attribution(_with_set_in([_line(raw) for raw in text.split("\n")]))


def unquoted(text: str) -> str:
    """Give a quoted line without the marks in front of it."""
    return text.lstrip("> \t")


def _line(raw: str) -> Line:
    bare = raw.lstrip()
    if bare.startswith(">") and not raw.startswith(">From "):  # an mbox file puts > before such own words
        return Line(bare.rstrip(), Mark.QUOTED)
    indented = bare and (raw.startswith(("\t", "  ")))
    return Line(raw.rstrip(), Mark.INDENTED if indented else Mark.OWN)


def _with_set_in(lines: list[Line]) -> list[Line]:
    """Only a few lines together are set in; a single one is the beginning of a paragraph."""
    settled: list[Line] = []
    for indented, group in groupby(lines, key=lambda line: line.mark is Mark.INDENTED or line.blank):
        stretch = list(group)
        if indented and sum(line.mark is Mark.INDENTED for line in stretch) < _SET_IN_LINES:
            stretch = [line.marked(Mark.OWN) for line in stretch]
        settled += stretch
    return settled


def _without_soft_breaks(text: str) -> str:
    """Some mails say 7bit and carry quoted-printable (RFC 2045 section 6.7): undo it where that is clear."""
    if text.count("=\n") < 2 or not _ENCODED.search(text):
        return text
    octets = text.replace("=\n", "").encode("utf-8", errors="replace")
    return decode(_ENCODED_OCTET.sub(lambda found: bytes([int(found.group(1), 16)]), octets), "utf-8")


def _without_mailto(text: str) -> str:
    """Outlook writes "name<mailto:address>": leave the address, once."""
    if "<mailto:" not in text:
        return text
    return _MAILTO.sub(_address_once, text)


def _address_once(found: re.Match[str]) -> str:
    address = found.group(1)
    shown = found.string[max(0, found.start() - len(address)) : found.start()]
    return "" if shown.lower() == address.lower() else f" <{address}>"


def _with_broken_attribution(lines: list[Line]) -> list[Line]:
    """Gmail breaks "X <info@kring.example>:" before its last two characters: that > quotes nothing."""
    kept = list(lines)
    for at, (line, following) in enumerate(pairwise(lines)):
        if following.text in {">:", "> :"} and line.mark is not Mark.QUOTED and "<" in line.text:
            kept[at + 1] = following.marked(Mark.OWN)
    return kept
