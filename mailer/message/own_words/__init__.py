"""The writer's own words: a mail without what it quotes, without signature, device line and disclaimer.

Three promises, in this order: no word of the writer's is lost; nothing quoted is left in; what is uncertain
is said to be so (`doubt`), and then nobody acts on it by himself. The order of work: the HTML's structure,
the quotation headers in the text, then the comparison with what we ourselves sent, then the signature.
"""

from dataclasses import dataclass
from itertools import groupby

from mailer.message.mail import Mail
from mailer.message.own_words.answers import (
    Inline,
    announces_inline,
    inline_answers,
    restore_coloured,
    restore_named,
)
from mailer.message.own_words.header_block import is_rule, tells_forward
from mailer.message.own_words.lines import QUOTATION, Line, Mark, joined
from mailer.message.own_words.ours import Ours, bare_words, restore, subtract, without_loose_ends
from mailer.message.own_words.page import page_lines, too_deep
from mailer.message.own_words.plain import plain_lines
from mailer.message.own_words.quotation import mark_quotation
from mailer.message.own_words.signature import mark_signature
from mailer.message.own_words.wrapping import unwrapped

__all__ = ["Inline", "OwnWords", "own_words"]

BELOW_ONLY = "nothing stands above the quoted mail: an answer may stand in or below it"
NOT_FOUND = "the writer announces answers inside the quoted mail, and they were not found"
STRUCK = "words are struck out"
TOO_DEEP = "the HTML is too deep to be read as it was meant"
DISAGREE = "the text part and the HTML part say different things"
QUOTED_ONLY = "only lines with > and no header of a quotation: they may be the writer's"


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Whose words are whose in a mail: what is not in `text` is in `signature` or in `quoted`."""

    text: str
    """The writer's words, from above, between and below the quotation, in order; with closing and name."""
    inline: tuple[Inline, ...]
    """What the writer answered between quoted lines, each with the question above it; also in `text`."""
    signature: str
    """Closing, name and the block below it, device line, disclaimer, banner."""
    quoted: str
    doubt: str
    """Why the border between own and quoted is uncertain, in words for a coordinator; "" when it is not."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One body of the mail, read."""

    lines: list[Line]
    doubts: tuple[str, ...]

    def words(self, *marks: Mark) -> str:
        return joined([line for line in self.lines if line.mark in marks])

    @property
    def text(self) -> str:
        return self.words(Mark.OWN, Mark.NAME)

    @property
    def structured(self) -> bool:
        """Whether the body itself marks what is quoted."""
        return any(line.mark is Mark.QUOTED for line in self.lines)


def own_words(mail: Mail, sent_text: str = "") -> OwnWords:
    """Find what the writer of a mail wrote; never raises.

    `sent_text` is the text of the letter of ours that the mail answers, where it is known.
    """
    reader = _Reader(mail, sent_text)
    page = reader.read(page_lines(mail.html), wrapped=False) if mail.html.strip() else None
    plain = reader.read(plain_lines(mail.text), wrapped=True) if mail.text.strip() else None
    chosen, other = _choose(page, plain)
    return _told(chosen, _disagreement(chosen, other) + _shape_doubts(mail))


def _choose(page: _Reading | None, plain: _Reading | None) -> tuple[_Reading, _Reading | None]:
    """The HTML knows more, unless it is empty or its client lost the marks that the text still has."""
    if page is None or not any(not line.blank for line in page.lines):
        return plain or _Reading([], ()), None
    if plain is not None and plain.structured and not page.structured and plain.text:
        return plain, page
    return page, plain


def _disagreement(chosen: _Reading, other: _Reading | None) -> tuple[str, ...]:
    """Whether the other body has words of the writer's that the chosen one has nowhere."""
    if other is None:
        return ()
    known = bare_words("\n".join(line.text for line in chosen.lines))
    missing = bare_words(other.text) - known
    return (DISAGREE,) if len(missing) > 1 else ()


def _shape_doubts(mail: Mail) -> tuple[str, ...]:
    return (TOO_DEEP,) if too_deep(mail.html) else ()


def _told(reading: _Reading, doubts: tuple[str, ...]) -> OwnWords:
    text = reading.text
    inline = inline_answers(reading.lines)
    quoted = reading.words(*QUOTATION)
    doubts = (*reading.doubts, *doubts)
    if announces_inline(text) and quoted and not inline:
        doubts += (NOT_FOUND,)
    signature = reading.words(Mark.NAME, Mark.SIGNATURE)
    return OwnWords(text, inline, signature, quoted, "; ".join(dict.fromkeys(doubts)))


class _Reader:
    """Reads a body with what is known about the mail around it."""

    def __init__(self, mail: Mail, sent_text: str) -> None:
        self._writer = mail.originator
        self._forwarded = tells_forward(mail.subject)
        self._ours = Ours(sent_text) if sent_text.strip() else None

    def read(self, lines: list[Line], wrapped: bool) -> _Reading:
        """Settle whose words each line holds."""
        if self._ours:
            lines = without_loose_ends(lines, self._ours)
        marked = mark_quotation(lines, self._forwarded)
        lines, doubts = marked.lines, [marked.doubt]
        if self._ours:
            lines, doubt = restore(subtract(lines, self._ours), self._ours)
            doubts.append(doubt)
        lines = self._with_answers(lines)
        lines, found = self._without_signature(lines, wrapped)
        doubts += found
        if wrapped:
            lines = unwrapped(lines)
        doubts += self._doubts(lines)
        return _Reading(lines, tuple(doubt for doubt in doubts if doubt))

    def _with_answers(self, lines: list[Line]) -> list[Line]:
        above = joined([line for line in lines if line.mark is Mark.OWN])
        named = restore_named(lines, self._writer.name if self._writer else "")
        return restore_coloured(named, above)

    def _without_signature(self, lines: list[Line], wrapped: bool) -> tuple[list[Line], list[str]]:
        result: list[Line] = []
        doubts: list[str] = []
        for quoted, group in groupby(_without_rules(lines), key=lambda line: line.mark in QUOTATION):
            run = list(group)
            if not quoted:
                run, doubt = mark_signature(run, self._writer, wrapped)
                doubts.append(doubt)
            result += run
        return result, doubts

    def _doubts(self, lines: list[Line]) -> list[str]:
        own = [line for line in lines if line.mark in {Mark.OWN, Mark.NAME} and not line.blank]
        if any(line.struck for line in own):
            return [STRUCK]
        if own or self._forwarded:
            return []
        if any(line.mark is Mark.BELOW and not line.blank for line in lines):
            return [BELOW_ONLY]
        marks = {line.mark for line in lines if not line.blank}
        return [QUOTED_ONLY] if Mark.QUOTED in marks and Mark.HEADER not in marks else []


def _without_rules(lines: list[Line]) -> list[Line]:
    """A line drawn directly above a quotation belongs to it."""
    result = list(lines)
    above_quotation = True
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        if above_quotation and line.mark not in QUOTATION and is_rule(line.text):
            result[at] = line.marked(Mark.HEADER)
        elif not line.blank:
            above_quotation = line.mark in QUOTATION
    return result
