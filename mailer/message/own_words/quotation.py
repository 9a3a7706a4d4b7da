"""Where quotations begin and end: settles for each line of a mail whether it is quoted.

Own code, and not quotequail: that library cuts a mail once and calls all below it quoted, so that what is
typed below or between the quoted lines is lost; it knows few languages, no glued headers and no header
block without a rule above it; and its patterns take quadratic time on hostile lines ("Op heeft heeft ...").
"""

from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from mailer.message.own_words.attribution import Start, attribution, split_after_attribution
from mailer.message.own_words.header_block import (
    block_end,
    groupwise_header,
    is_separator,
    label_of,
    split_at_separator,
    split_before_block,
)
from mailer.message.own_words.lines import QUOTATION, UNSETTLED, Line, Mark
from mailer.message.own_words.loose_ends import LOOSE_END, mark_loose_ends

AFTER_BLOCK = "the mail begins with the header of another: what follows may be quoted"
BETWEEN = "words stand between a quotation header and what it quotes"
SET_IN = "text stands below a quotation that is only set in"


class Marked(NamedTuple):
    """Lines with every mark settled, and why one may doubt them ("" when one may not)."""

    lines: list[Line]
    doubt: str = ""


class _Kind(Enum):
    SIGN = auto()
    """A client's element, or a separator line."""
    BLOCK = auto()
    """Header fields with no sign above them."""
    ATTRIBUTION = auto()


class _Header(NamedTuple):
    """The lines that a quotation header takes."""

    start: Start
    end: int
    kind: _Kind


def mark_quotation(lines: list[Line], forwarded: bool = False) -> Marked:
    """Settle for each line whether it is quoted. `forwarded`: the subject announces a forwarded mail."""
    lines, loose = mark_loose_ends([piece for line in lines for piece in _unglued(line)])
    doubts = [LOOSE_END] if loose else []
    at = 0
    while at < len(lines):
        header = _header_at(lines, at)
        if header:
            at = _apply(lines, header)
            at += _quote_what_follows(lines, at, header, forwarded, doubts)
        else:
            at += 1
    return Marked(_settled(lines), "; ".join(doubts))


def _unglued(line: Line) -> Iterator[Line]:
    if ":" not in line.text and "--" not in line.text:  # as most lines are
        yield line
        return
    for piece in split_at_separator(line):
        for part in split_before_block(piece):
            yield from split_after_attribution(part)


def _header_at(lines: list[Line], at: int) -> _Header | None:
    """Give the quotation header that this line opens, or, for an attribution, that it ends."""
    line = lines[at]
    here = Start(at, 0)
    if line.mark is Mark.CUT:
        return _Header(here, _with_block(lines, at + 1), _Kind.SIGN)
    if line.mark is Mark.QUOTED:
        return _Header(here, at + 1, _Kind.SIGN) if groupwise_header(lines, at) else None
    if line.mark not in UNSETTLED or line.blank:
        return None
    if is_separator(line.text):
        return _Header(here, _with_block(lines, at + 1), _Kind.SIGN)
    end = block_end(lines, at)
    if end > at:
        return _Header(here, end, _Kind.BLOCK)
    start = attribution(lines, at, _introduces(lines, at))
    return _Header(start, _with_block(lines, at + 1), _Kind.ATTRIBUTION) if start else None


def _introduces(lines: list[Line], at: int) -> bool:
    """Whether a quotation follows directly, as its marks or its block of header fields show."""
    following = _next_text(lines, at + 1)
    if following == len(lines):
        return False
    if lines[following].mark in {Mark.QUOTED, Mark.CUT}:
        return True
    return following == at + 1 and block_end(lines, following) > following


def _with_block(lines: list[Line], at: int) -> int:
    """Take the block of header fields too that follows a separator or an attribution."""
    start = _next_text(lines, at)
    if start == len(lines) or lines[start].mark not in UNSETTLED:
        return at
    end = block_end(lines, start)
    if end == start and label_of(lines[start].text):
        end = start + 1
    return end if end > start else at


def _next_text(lines: list[Line], at: int) -> int:
    while at < len(lines) and lines[at].blank and lines[at].mark is not Mark.CUT:
        at += 1
    return at


def _apply(lines: list[Line], header: _Header) -> int:
    """Mark the header's lines in place; give the line behind it."""
    first, column = header.start
    end = header.end
    before = lines[first].text[:column].rstrip()
    if before:
        lines[first : first + 1] = [
            lines[first]._replace(text=before),
            lines[first]._replace(text=lines[first].text[column:]),
        ]
        first, end = first + 1, end + 1
    for at in range(first, end):
        lines[at] = lines[at].marked(Mark.HEADER)
    return end


def _quote_what_follows(
    lines: list[Line], at: int, header: _Header, forwarded: bool, doubts: list[str]
) -> int:
    """Mark what the header quotes where no mark shows it; give how many lines that took."""
    start = _next_text(lines, at)
    if start == len(lines) or lines[start].mark not in UNSETTLED:
        return 0
    if lines[start].mark is Mark.INDENTED:
        return _quote_indented(lines, at, doubts)
    if not _says_something(lines[: header.start.line]):
        if header.kind is _Kind.BLOCK and not forwarded:
            doubts.append(AFTER_BLOCK)
            return 0
        if header.kind is _Kind.ATTRIBUTION and any(line.mark is Mark.QUOTED for line in lines[start:]):
            doubts.append(BETWEEN)
            return 0
    for below in range(at, len(lines)):
        if lines[below].mark not in QUOTATION:
            lines[below] = lines[below].marked(Mark.BELOW)
    return len(lines) - at


def _quote_indented(lines: list[Line], at: int, doubts: list[str]) -> int:
    end = at
    by_spaces = (
        lines[_next_text(lines, at)].text[:1].isspace()
    )  # not by an element of a page, which has an end
    while end < len(lines) and (lines[end].mark is Mark.INDENTED or lines[end].blank):
        lines[end] = lines[end].marked(Mark.QUOTED)
        end += 1
    if by_spaces and any(line.mark in UNSETTLED and not line.blank for line in lines[end:]):
        doubts.append(SET_IN)
    return end - at


def _says_something(lines: list[Line]) -> bool:
    return any(line.mark not in QUOTATION and not line.blank for line in lines)


def _settled(lines: list[Line]) -> list[Line]:
    """Decide on what is still open: set in without a header is the writer's, and so is most of a prefix."""
    settled: list[Line] = []
    quoted_next = False  # whether a quotation, and no header of it, begins below
    for line in reversed(lines):
        mark = line.mark
        if mark is Mark.PREFIX and not line.blank:
            mark = Mark.HEADER if quoted_next else Mark.OWN
        elif mark in UNSETTLED:
            mark = Mark.OWN
        if not line.blank:
            quoted_next = mark is Mark.QUOTED
        settled.append(line.marked(mark) if mark is not line.mark else line)
    settled.reverse()
    return settled
