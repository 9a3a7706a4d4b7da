"""One body of a mail, read: each of its lines with whose words it holds."""

from dataclasses import dataclass
from itertools import groupby

from mailer.message.mail import Mail
from mailer.message.own_words.answers import restore_coloured, restore_named
from mailer.message.own_words.header_block import is_rule, tells_forward
from mailer.message.own_words.lines import QUOTATION, Line, Mark, joined
from mailer.message.own_words.ours import Ours, bare_words, restore, subtract, without_loose_ends
from mailer.message.own_words.quotation import mark_quotation
from mailer.message.own_words.signature import mark_signature
from mailer.message.own_words.wrapping import unwrapped

MOST_LINES = 10_000
"""Lines that are read with care; what comes behind them keeps the mark it has."""
BELOW_ONLY = "nothing stands above the quoted mail: an answer may stand in or below it"
STRUCK = "words are struck out"
QUOTED_ONLY = "only lines with > and no header of a quotation: they may be the writer's"
TOO_LONG = "the mail is longer than people write"


@dataclass(frozen=True, slots=True)
class Reading:
    """One body of the mail, read."""

    lines: list[Line]
    doubts: tuple[str, ...]

    def words(self, *marks: Mark) -> str:
        """The text of the lines with these marks."""
        return joined([line for line in self.lines if line.mark in marks])

    @property
    def text(self) -> str:
        """The writer's own words."""
        return self.words(Mark.OWN, Mark.NAME)

    @property
    def structured(self) -> bool:
        """Whether the body itself marks what is quoted."""
        return any(line.mark is Mark.QUOTED for line in self.lines)

    @property
    def says_something(self) -> bool:
        """Whether there is anything to read in it."""
        return any(not line.blank for line in self.lines)

    @property
    def all_words(self) -> frozenset[str]:
        """Every word in it, quoted or not."""
        return bare_words("\n".join(line.text for line in self.lines))


class Reader:
    """Reads a body with what is known about the mail around it."""

    def __init__(self, mail: Mail, sent_text: str) -> None:
        self._writer = mail.originator
        self._forwarded = tells_forward(mail.subject)
        self._ours = Ours(sent_text) if sent_text.strip() else None

    def read(self, lines: list[Line], wrapped: bool) -> Reading:
        """Settle whose words each line holds."""
        reading = self._read(lines[:MOST_LINES], wrapped)
        rest = lines[MOST_LINES:]
        if not rest:
            return reading
        ends_quoted = reading.lines[-1].mark in QUOTATION
        rest = [line.marked(Mark.BELOW) if ends_quoted else line for line in rest]
        return Reading([*reading.lines, *rest], (*reading.doubts, TOO_LONG))

    def _read(self, lines: list[Line], wrapped: bool) -> Reading:
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
        return Reading(lines, tuple(doubt for doubt in doubts if doubt))

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
