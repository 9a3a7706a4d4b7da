"""What we ourselves sent is not the writer's: compares a mail's lines with the text of the letter it answers.

It needs no language and no structure, and so saves what the other rules miss, both ways: a line of ours that
no mark shows as quoted is taken out, and a line that is not ours, in a quotation that otherwise is, is an
answer typed between our lines. Short lines need company: "Alleen donderdag" is in our letter too, as a button
that fills it into the writer's mail.
"""

import re
from itertools import groupby, pairwise

from mailer.message.own_words.header_block import label_of
from mailer.message.own_words.lines import QUOTATION, Line, Mark
from mailer.message.own_words.plain import unquoted

TYPED_BETWEEN = "words seem to be typed inside our own letter"
_WORD = re.compile(r"\w+")
_TELLING_WORDS = 4
_TELLING_LENGTH = 25
_RUN_LENGTH = 120
_OURS_SHARE = 0.7
_OURS_CERTAIN = 0.9
_MOST_WORDS = 80


class Ours:
    """The words of a letter of ours, for looking lines up in."""

    def __init__(self, sent_text: str) -> None:
        self._stream = f" {_normal(sent_text)} "
        self._lines = frozenset(_normal(line) for line in sent_text.split("\n"))
        self._read: dict[str, str] = {}

    def tells(self, text: str) -> bool:
        """Whether this line is ours and long enough that nobody would type the same by chance."""
        words = self._normal(text)
        long = words.count(" ") + 1 >= _TELLING_WORDS or len(words) >= _TELLING_LENGTH
        return long and f" {words} " in self._stream

    def holds(self, text: str) -> bool:
        """Whether this line can be ours, however short."""
        words = self._normal(text)
        if " " not in words:
            return words in self._lines
        return f" {words} " in self._stream

    def continues(self, above: str, text: str) -> bool:
        """Whether this line goes on where a quoted line of ours broke off."""
        return f" {' '.join([*self._normal(above).split()[-3:], self._normal(text)])} " in self._stream

    def mentions(self, text: str) -> bool:
        """Whether every word of this line is in the letter, in this order and together."""
        return f" {self._normal(text)} " in self._stream

    def prefix(self, text: str) -> int:
        """How many characters at the line's beginning are ours; 0 when too few to tell, or all of it."""
        found = list(_WORD.finditer(text))
        words = [match.group().lower() for match in found[:_MOST_WORDS]]
        for count in range(len(words) - 1, 1, -1):
            known = " ".join(words[:count])
            if known in self._lines or (count >= _TELLING_WORDS and f" {known} " in self._stream):
                behind = found[count - 1].end()
                return behind + len(text[behind:]) - len(text[behind:].lstrip(" ?.!:,;)*_"))
        return 0

    def _normal(self, text: str) -> str:
        """Give the words of a line, which several questions look at in turn."""
        if (words := self._read.get(text)) is None:
            words = self._read[text] = _normal(text)
        return words


def _normal(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def subtract(lines: list[Line], ours: Ours) -> list[Line]:
    """Mark as quoted what is ours among the own lines."""
    after_quotation = False
    result: list[Line] = []
    for own, group in groupby(lines, key=lambda line: line.mark is Mark.OWN):
        run = list(group)
        result += _without_ours(run, ours, after_quotation) if own else run
        after_quotation = after_quotation or any(line.mark in QUOTATION for line in run)
    return result


def without_loose_ends(lines: list[Line], ours: Ours) -> list[Line]:
    """Mark as quoted the ends of our own lines that a client wrapped onto a line without its mark."""
    kept = list(lines)
    for at in range(1, len(kept)):
        above, line = kept[at - 1], kept[at]
        broken = line.mark is Mark.OWN and not line.blank and above.mark is Mark.QUOTED and not above.blank
        if broken and ours.continues(unquoted(above.text), line.text):
            kept[at] = line.marked(Mark.QUOTED)
    return kept


def _without_ours(run: list[Line], ours: Ours, after_quotation: bool) -> list[Line]:
    """In a run of own lines, mark each stretch that is ours beyond chance."""
    result: list[Line] = []
    for held, group in groupby(run, key=lambda line: line.blank or ours.holds(line.text)):
        stretch = list(group)
        told = [line for line in stretch if held and not line.blank and ours.tells(line.text)]
        length = sum(len(line.text) for line in told)
        enough = len(told) > 1 and length >= _RUN_LENGTH
        if told and (enough or after_quotation or length >= 2 * _RUN_LENGTH):
            result += [line.marked(Mark.QUOTED) for line in stretch]
        else:
            result += stretch
    return result


def restore(lines: list[Line], ours: Ours) -> tuple[list[Line], str]:
    """Give back to the writer what stands between our lines below a header; and a doubt, "" for none."""
    end = _end_of_first(lines)
    below = [at for at, line in enumerate(lines[:end]) if line.mark is Mark.BELOW and not line.blank]
    held = [at for at in below if ours.holds(lines[at].text) or ours.prefix(lines[at].text)]
    share = _length(lines, held) / max(1, _length(lines, below))
    if not held or share < _OURS_SHARE:
        return lines, ""
    result: list[Line] = []
    doubt = ""
    for at, line in enumerate(lines):
        inside = line.mark is Mark.BELOW and not line.blank and at <= held[-1]
        pieces = _own_pieces(line, ours) if inside else [line]
        for piece in pieces:
            asked = bool(result) and result[-1].text.rstrip(" *_").endswith("?")
            if piece.mark is Mark.OWN and inside and not asked:
                doubt = TYPED_BETWEEN if share < _OURS_CERTAIN or ours.mentions(piece.text) else doubt
            result.append(piece)
    return result, doubt


def _end_of_first(lines: list[Line]) -> int:
    """Give where the first mail below ends: at the header fields of the one that it quotes in turn."""
    for at, (line, following) in enumerate(pairwise(lines)):
        if line.mark is Mark.BELOW and label_of(line.text) == "from" and label_of(following.text):
            return at
    return len(lines)


def _length(lines: list[Line], places: list[int]) -> int:
    return sum(len(lines[at].text) for at in places)


def _own_pieces(line: Line, ours: Ours) -> list[Line]:
    if ours.holds(line.text):
        return [line.marked(Mark.QUOTED)]
    place = ours.prefix(line.text)
    if not place:
        return [line.marked(Mark.OWN)]
    answer = line._replace(text=line.text[place:], mark=Mark.OWN)
    question = line._replace(text=line.text[:place], mark=Mark.QUOTED)
    return [question, answer] if not answer.blank else [question]


_NO_WORDS = re.compile(
    r"\[(?:cid|image|afbeelding)[^\[\]]{0,300}\]|<[^<>\s]{1,2000}>|https?://\S+", re.IGNORECASE
)


def bare_words(text: str) -> frozenset[str]:
    """Give the words people write in a text: no addresses of pages and pictures."""
    return frozenset(_WORD.findall(_NO_WORDS.sub(" ", text).lower()))
