"""What closes a mail: keeps the closing and the name, takes out the block below, and all that programs add.

A signature ends where somebody speaks again: a postscript, a sentence, an "ik". When a line can be both, it
stays, and the doubt says so: a line too much is read by a person, a word too few by nobody.
"""

from enum import Enum, auto
from itertools import takewhile

from mailer.domain.address import Mailbox
from mailer.message.own_words import closing_words as words
from mailer.message.own_words.header_block import is_rule
from mailer.message.own_words.lines import Line, Mark, fold
from mailer.message.own_words.signs import (
    Writer,
    ends_with_closing,
    is_banner,
    is_closing,
    is_device_line,
    is_disclaimer,
    is_legal,
    is_name,
    is_way_out,
)

WORKDAYS = "days named below the closing may be working days or an answer"
STRANGER = "another person's address stands below the closing"
_READ = 400
_MARGIN = 50
_BLOCK_LINES = 15
_SIGN_MARKS = frozenset({"--", "—", "-- "})


class _Place(Enum):
    BODY = auto()
    CLOSED = auto()
    """Directly below a closing: here the name comes."""
    BLOCK = auto()
    """In the block below the name."""
    MARKED = auto()
    """Below "-- ", which announces a signature (RFC 3676 section 4.3)."""


def mark_signature(run: list[Line], writer: Mailbox | None, wrapped: bool) -> tuple[list[Line], str]:
    """Mark in a run of the writer's lines what is signature; and give a doubt, "" when there is none.

    `wrapped` says that paragraphs are broken into lines, as in a text/plain body.
    """
    reader = _Reader(run, Writer(writer), wrapped)
    marked = [reader.read(at) for at in range(len(run))]
    return marked, reader.doubt


class _Reader:
    """Reads a run line by line, and remembers where in the letter it is."""

    def __init__(self, run: list[Line], writer: Writer, wrapped: bool) -> None:
        self.doubt = ""
        self._run = run
        self._writer = writer
        self._wrapped = wrapped
        self._place = _Place.BODY
        self._speaking = False
        """Whether the paragraph below the closing is somebody speaking."""
        self._begun = False
        """Whether the writer has said anything yet."""
        self._cut = False
        """Whether a line of the block was taken out."""
        self._added = False
        """Whether we are in a wrapped paragraph that a program added."""

    def read(self, at: int) -> Line:
        """Give the line with its mark settled."""
        line = self._run[at]
        if line.blank or line.mark is Mark.HEADER:
            self._speaking = self._added = False
            return line
        folded = fold(line.text[:_READ])
        mark = self._added_mark(line, folded) or self._letter_mark(at, line, folded)
        self._begun = self._begun or mark is Mark.OWN
        return line if mark is line.mark else line.marked(mark)

    def _added_mark(self, line: Line, folded: str) -> Mark | None:
        """What a program put there, wherever it stands; and what a client marks as the signature."""
        if is_device_line(folded):
            return Mark.SIGNATURE
        if is_banner(folded) or (self._added and not words.FIRST_PERSON.search(folded)):
            self._added = self._goes_on(line)
            return Mark.SIGNATURE
        if words.POSTSCRIPT.match(folded):
            self._place, self._speaking = _Place.BODY, True
            return Mark.OWN
        if line.mark is Mark.SIGNATURE:
            return Mark.OWN if self._speaks_in_marked(folded) else Mark.SIGNATURE
        return None

    def _goes_on(self, line: Line) -> bool:
        """Whether a paragraph is wrapped here, so that the next line belongs to it."""
        return self._wrapped and len(line.text) >= _MARGIN and not line.text.endswith((".", "!", "?"))

    def _letter_mark(self, at: int, line: Line, folded: str) -> Mark:
        if line.text.strip() in _SIGN_MARKS or (is_rule(line.text) and self._opens_footer(at)):
            self._place = _Place.MARKED
            return Mark.SIGNATURE
        if ends_with_closing(folded):
            self._place, self._cut, self._speaking = _Place.CLOSED, False, False
            return Mark.NAME if is_closing(folded) else Mark.OWN
        if self._place is _Place.BODY:
            return self._body_mark(at, line, folded)
        if self._place is _Place.CLOSED:
            self._place = _Place.BLOCK
            if is_name(line.text, folded):
                return Mark.NAME
        return self._block_mark(at, line, folded)

    def _opens_footer(self, at: int) -> bool:
        """Whether a drawn line stands in the block below the closing, or above a mailing list's footer."""
        if self._place is not _Place.BODY:
            return True
        rest = [fold(line.text[:_READ]) for line in self._run[at + 1 : at + 4]]
        footer = any(words.FOOTER.search(folded) and not words.FIRST_PERSON.search(folded) for folded in rest)
        return footer or any(is_disclaimer(folded) for folded in rest)

    def _body_mark(self, at: int, line: Line, folded: str) -> Mark:
        if is_disclaimer(folded) or (self._begun and is_way_out(folded)):
            self._added = self._goes_on(line)
            self._place = _Place.MARKED if self._begun else _Place.BODY
            return Mark.SIGNATURE
        if self._writer.is_named_in(folded) and is_name(line.text, folded) and self._contacts_follow(at):
            self._place, self._cut = _Place.BLOCK, False
            return Mark.NAME
        return Mark.OWN

    def _contacts_follow(self, at: int) -> bool:
        """Whether the mail goes on as a signature does, and is no list of people announced above."""
        above = next((line for line in reversed(self._run[max(0, at - 5) : at]) if not line.blank), None)
        if above is not None and above.text.endswith(":"):
            return False
        rest = [
            fold(line.text[:_READ]) for line in self._run[at + 1 : at + 1 + _BLOCK_LINES] if not line.blank
        ]
        told = list(takewhile(lambda folded: not words.SPEAKING.search(folded), rest))
        contacts = any(words.CONTACT.search(folded) or words.SLOGAN.search(folded) for folded in told)
        return contacts and all(self._writer.knows(folded) for folded in told)

    def _block_mark(self, at: int, line: Line, folded: str) -> Mark:
        """Below the closing: what speaks stays, what only tells who and where goes."""
        if self._is_clutter(folded):
            self._cut, self._added = True, is_legal(folded) and self._goes_on(line)
            self._place = _Place.MARKED if is_legal(folded) else self._place
            return Mark.SIGNATURE
        if self._speaking or self._speaks(line.text, folded):
            self._speaking = True
            if self._cut and words.DAYS.search(folded):
                self.doubt = WORKDAYS
            return Mark.OWN
        if self._place is not _Place.MARKED and not self._writer.knows(folded):
            self.doubt = STRANGER
            return Mark.OWN
        if self._may_be_said(at):
            self._speaking = True
            return Mark.OWN
        self._cut = True
        return Mark.SIGNATURE

    def _may_be_said(self, at: int) -> bool:
        """Whether words apart from the name, with no address or telephone below, may be a last remark."""
        if self._cut or self._place is not _Place.BLOCK or not self._run[at - 1].blank:
            return False
        return not _tells_where(self._run[at : at + _BLOCK_LINES])

    def _is_clutter(self, folded: str) -> bool:
        """Disclaimers, footers, slogans; and days of work, where the block is a signature beyond doubt."""
        if is_legal(folded) or words.SLOGAN.search(folded):
            return True
        personal = words.FIRST_PERSON.search(folded)
        if words.FOOTER.search(folded) and not personal:
            return True
        works = words.ATTENDANCE.match(folded) and words.DAYS.search(folded)
        return bool(works) and self._cut and not folded.startswith("ik ben")

    def _speaks(self, text: str, folded: str) -> bool:
        """Whether the writer goes on speaking on this line."""
        if words.ATTENDANCE.match(folded) and words.DAYS.search(folded):
            self.doubt = WORKDAYS
            return True
        if words.FIRST_PERSON.search(folded) and " " in folded:
            return True
        if self._place is _Place.MARKED:
            return words.ANSWERING.search(folded.split(None, 1)[0])
        labelled = words.CONTACT.search(folded)
        if words.DAYS.search(folded) and not labelled:
            return True
        if words.SPEAKING.search(folded) and not labelled:
            return True
        first = next((letter for letter in text if letter.isalnum()), "")
        sentence = text.rstrip().endswith((".", "!", "?")) and len(folded.split()) >= 5
        return not labelled and (sentence or (not self._cut and not first.isupper()))

    def _speaks_in_marked(self, folded: str) -> bool:
        """In what a client marks as the signature some writers type on: then they speak of themselves."""
        personal = words.FIRST_PERSON.search(folded) and " " in folded
        return bool(personal) and not words.ATTENDANCE.match(folded) and not is_legal(folded)


def _tells_where(lines: list[Line]) -> bool:
    """Whether an address, a telephone number, a page or a disclaimer stands in these lines."""
    folded = [fold(line.text[:_READ]) for line in lines]
    return any(words.CONTACT.search(text) or words.SLOGAN.search(text) or is_legal(text) for text in folded)
