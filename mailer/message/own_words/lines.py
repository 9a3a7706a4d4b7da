"""The lines of a mail, each with a mark that says whose words they are."""

import re
from enum import Enum, auto
from typing import NamedTuple

from mailer.message.accents import without_accents


class Mark(Enum):
    """Whose words a line holds, as far as is known."""

    OWN = auto()
    INDENTED = auto()
    """Set in from the margin: quoted when a quotation header introduces it, else the writer's."""
    PREFIX = auto()
    """In the element where a client writes "X wrote:"; some clients let the writer type in it too."""
    CUT = auto()
    """A client's sign that all that follows is quoted."""
    HEADER = auto()
    """A quotation header: "On ... wrote:" and its like."""
    QUOTED = auto()
    """Quoted by structure: a ">" before it, or an element that clients quote with."""
    BELOW = auto()
    """Quoted because it stands below a quotation header, and nothing else shows where the quotation ends."""
    NAME = auto()
    """A closing or the name below it: the writer's own words, and a part of the signature."""
    SIGNATURE = auto()

    __hash__ = object.__hash__  # members are unique; Enum's own hash is written in Python, and slow


QUOTATION = frozenset({Mark.HEADER, Mark.QUOTED, Mark.BELOW})
UNSETTLED = frozenset({Mark.OWN, Mark.INDENTED, Mark.PREFIX})


class Line(NamedTuple):
    """One line as a reader sees it, without its line end and white space before that."""

    text: str
    mark: Mark = Mark.OWN
    colour: str = ""
    """The colour the client gave its first words, as written in the style; "" when none."""
    struck: bool = False
    """Whether words in it are struck out."""

    @property
    def blank(self) -> bool:
        """Whether nothing can be read on it."""
        return not self.text

    def marked(self, mark: Mark) -> "Line":
        """Give the same line with another mark."""
        return self if mark is self.mark else Line(self.text, mark, self.colour, self.struck)


_UNSEEN = [
    *(0x00AD, 0x034F, 0x061C, 0x180E, 0x200B, 0x200C, 0x200E, 0x200F, 0xFEFF, 0xFFFC),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2065),
    *range(0x2066, 0x206A),
]
_CHARACTERS = {
    **dict.fromkeys(map(chr, _UNSEEN), ""),
    **dict.fromkeys(map(chr, (160, 8199, 8239, 12288)), " "),
    **dict.fromkeys(map(chr, (0x2028, 0x2029)), "\n"),
}
_ODD = re.compile(f"[{''.join(_CHARACTERS)}]")


def clean(text: str) -> str:
    """Drop what cannot be seen (soft hyphens, direction marks), make every kind of space a space."""
    return text if text.isascii() else _ODD.sub(_seen, text)


def _seen(odd: re.Match[str]) -> str:
    return _CHARACTERS[odd.group()]


_UNDIVIDED = dict(zip("łŁøØđĐıæÆ", "llooddiee", strict=True))
_STROKED = re.compile(f"[{''.join(_UNDIVIDED)}]")


def fold(text: str) -> str:
    """Give the text without case and accents, to compare words that people type either way."""
    if text.isascii():
        return text.lower()
    return without_accents(_STROKED.sub(_undivided, text))


def _undivided(stroked: re.Match[str]) -> str:
    return _UNDIVIDED[stroked.group()]


def joined(lines: list[Line]) -> str:
    """The lines as one text, with at most one blank line between two paragraphs."""
    kept: list[str] = []
    for line in lines:
        text = "" if line.blank else line.text.rstrip()
        if text or (kept and kept[-1]):
            kept.append(text)
    return "\n".join(kept).strip("\n")
