"""Ends of quoted lines that a mail program wrapped onto a line of their own, without the ">" before it."""

from mailer.message.own_words.closing_words import DAYS, SPEAKING
from mailer.message.own_words.lines import Line, Mark, fold

LOOSE_END = "a piece of a quoted line may stand without its mark"
_WRAP_WIDTH = 60
_LONGEST_PIECE = 40


def mark_loose_ends(lines: list[Line]) -> tuple[list[Line], bool]:
    """Mark such ends as quoted, and say whether there is one that may as well be an answer.

    A client that wraps does it all through the mail: two or more such ends, and nothing else between the
    quoted lines, are believed. A single one stays the writer's.
    """
    between = [at for at in range(1, len(lines) - 1) if _stands_between(lines, at)]
    ends = [at for at in between if _looks_wrapped(lines[at - 1].text, lines[at].text)]
    if len(ends) < 2 or len(ends) < len(between):
        return lines, bool(ends)
    found = set(ends)
    return [line.marked(Mark.QUOTED) if at in found else line for at, line in enumerate(lines)], False


def _stands_between(lines: list[Line], at: int) -> bool:
    """Whether this is a line of its own directly between two quoted ones."""
    if lines[at].mark is not Mark.OWN or lines[at].blank:
        return False
    return lines[at - 1].mark is Mark.QUOTED and lines[at + 1].mark is Mark.QUOTED


def _looks_wrapped(above: str, piece: str) -> bool:
    ended = above.rstrip().endswith((".", "?", "!", ":", ";"))
    answers = SPEAKING.search(fold(piece)) or DAYS.search(fold(piece))
    return len(above) >= _WRAP_WIDTH and not ended and len(piece) <= _LONGEST_PIECE and not answers
