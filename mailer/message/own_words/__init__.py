"""The writer's own words: a mail without what it quotes, without signature, device line and disclaimer.

Three promises, in this order: no word of the writer's is lost; nothing quoted is left in; what is uncertain
is said to be so (`doubt`), and then nobody acts on it by himself. The order of work: the HTML's structure,
the quotation headers in the text, then the comparison with what we ourselves sent, then the signature.
"""

from dataclasses import dataclass

from mailer.message.mail import Mail
from mailer.message.own_words.answers import Inline, announces_inline, inline_answers
from mailer.message.own_words.lines import QUOTATION, Mark
from mailer.message.own_words.nesting import too_deep
from mailer.message.own_words.ours import bare_words
from mailer.message.own_words.page import page_lines
from mailer.message.own_words.plain import plain_lines
from mailer.message.own_words.reading import Reader, Reading

__all__ = ["Inline", "OwnWords", "own_words"]

NOT_FOUND = "the writer announces answers inside the quoted mail, and they were not found"
TOO_DEEP = "the HTML is too deep to be read as it was meant"
DISAGREE = "the text part and the HTML part say different things"


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


_NOTHING = Reading([], ())


def own_words(mail: Mail, sent_text: str = "") -> OwnWords:
    """Find what the writer of a mail wrote; never raises.

    `sent_text` is the text of the letter of ours that the mail answers, where it is known.
    """
    reader = Reader(mail, sent_text)
    page = reader.read(page_lines(mail.html), wrapped=False) if mail.html.strip() else _NOTHING
    if page.says_something and not _text_part_has_more(mail, page):
        return _told(page, _shape_doubts(mail))
    plain = reader.read(plain_lines(mail.text), wrapped=True) if mail.text.strip() else _NOTHING
    chosen, other = _choose(page, plain)
    return _told(chosen, _disagreement(chosen, other) + _shape_doubts(mail))


def _choose(page: Reading, plain: Reading) -> tuple[Reading, Reading]:
    """The HTML knows more, unless it is empty or its client lost the marks that the text still has."""
    if not page.says_something or (plain.structured and not page.structured and plain.text):
        return plain, page
    return page, plain


def _text_part_has_more(mail: Mail, page: Reading) -> bool:
    """Whether the text part has words, or marks of quotation, that the page lacks."""
    marks = "\n>" in f"\n{mail.text}" and not page.structured
    return marks or len(bare_words(mail.text) - page.all_words) > 1


def _disagreement(chosen: Reading, other: Reading) -> tuple[str, ...]:
    """Whether the other body has words of the writer's that the chosen one has nowhere."""
    said = bare_words(other.text)
    return (DISAGREE,) if said and len(said - chosen.all_words) > 1 else ()


def _shape_doubts(mail: Mail) -> tuple[str, ...]:
    return (TOO_DEEP,) if too_deep(mail.html) else ()


def _told(reading: Reading, doubts: tuple[str, ...]) -> OwnWords:
    text = reading.text
    inline = inline_answers(reading.lines)
    quoted = reading.words(*QUOTATION)
    doubts = (*reading.doubts, *doubts)
    if announces_inline(text) and quoted and not inline:
        doubts += (NOT_FOUND,)
    signature = reading.words(Mark.NAME, Mark.SIGNATURE)
    return OwnWords(text, inline, signature, quoted, "; ".join(dict.fromkeys(doubts)))
