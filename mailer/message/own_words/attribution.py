"""Attribution lines: "On 14 September 2017, Kring <info@kring.example> wrote:" in any client's words.

Not a list of patterns, which would miss the next client, but a grammar of words: every word of an attribution
is a verb of writing, a part of a date, a part of a name, or one of the few words that join them. One pronoun
or auxiliary verb makes it a sentence that somebody typed.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from mailer.message.own_words.lines import UNSETTLED, Line, Mark, fold
from mailer.message.own_words.vocabulary import CALENDAR, OPENERS, PARTICLES, SENTENCE, WROTE

LONGEST = 500
"""Characters in the longest attribution; what is longer is text."""
_MOST_LINES = 4
_MOST_WORDS = 40
_NAME_BEFORE_VERB = 10
_SHORT = 6

_LETTERS = re.compile(r"[^\W\d_]+")
_ASIDE = re.compile(r'<[^<>]{0,260}>|"[^"]{0,120}"|\[[^\[\]]{0,260}\]|\([^()]{0,260}\)')
_WORD = re.compile(r"[^\s/]+")
_MOMENT = re.compile(r"\d{1,2}[:.]\d{2}|\d{4}")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}")
_JUNK = " \t*_,;.:'\"<>()[]|،‏/：-"
_NAMES = frozenset({"dan", "will", "may", "al"})
"""Words of a sentence that open an attribution when they are a name."""


class Start(NamedTuple):
    """Where an attribution starts: a line, and a place in that line."""

    line: int
    column: int


class _Word(NamedTuple):
    text: str
    """Folded, without punctuation around it."""
    capital: bool
    start: Start
    opens_line: bool


def attribution(lines: list[Line], last: int, introduces: bool) -> Start | None:
    """Give where the attribution that ends with line `last` starts; None when that line ends none.

    `introduces` says that a quotation follows directly, which makes a short or colon-less form believable.
    """
    text = lines[last].text.rstrip(" *_\t")
    colon = text.endswith((":", "：")) or (text.startswith("--") and text.endswith("--"))
    if len(text) > LONGEST * 4 or not (colon or introduces):
        return None
    first = _first_line(lines, last)
    words, address = _read(lines, first, last)
    if len(words) > _MOST_WORDS:
        words = words[-_MOST_WORDS:]
    for at in _candidates(words):
        if _fits(words[at:], address, colon, introduces):
            return _earliest(words, at).start
    return None


def _first_line(lines: list[Line], last: int) -> int:
    """How far up the lines reach that one attribution may be wrapped over."""
    first, size = last, len(lines[last].text)
    while first > 0 and last - first + 1 < _MOST_LINES:
        above = lines[first - 1]
        size += len(above.text)
        if above.blank or above.mark not in UNSETTLED or size > LONGEST:
            break
        first -= 1
    return first


def _read(lines: list[Line], first: int, last: int) -> tuple[list[_Word], bool]:
    """Give the words of these lines without addresses and asides, and whether there was an address."""
    text = "\n".join(line.text for line in lines[first : last + 1])
    text = text.replace("&lt;", "   <").replace("&gt;", ">   ")
    skipped = max(0, len(text) - LONGEST)  # only where one line alone is longer
    bare = _ASIDE.sub(_blank_out, text[skipped:])
    words = [
        _word(found, Start(number, found.start() + skipped), column == 0 and skipped == 0)
        for number, row in enumerate(bare.split("\n"), first)
        for column, found in enumerate(_WORD.finditer(row))
    ]
    return words, "@" in text[skipped:]


def _blank_out(found: re.Match[str]) -> str:
    """Put as many spaces there (a date in brackets stays), so that columns still count."""
    text = found.group()
    keep = text[0] == "(" and "@" not in text and any(letter.isdigit() for letter in text)
    return text if keep else "".join("\n" if letter == "\n" else " " for letter in text)


def _word(found: re.Match[str], start: Start, opens_line: bool) -> _Word:
    bare = found.group().strip(_JUNK)
    letter = next((c for c in bare if c.isalpha()), "")
    return _Word(fold(bare), letter == letter.upper(), start, opens_line)


def _candidates(words: list[_Word]) -> Iterator[int]:
    """Where the attribution may start: at a date with its opener, else at a line, the latest first."""
    for at in range(len(words) - 1, -1, -1):
        if _opens_with_date(words, at):
            yield at
    for at in range(len(words) - 1, -1, -1):
        if words[at].opens_line and words[at].text:
            yield at


def _earliest(words: list[_Word], found: int) -> _Word:
    """It may hold two dates, or its opener twice ("El El vie"): take it from the first in its line."""
    line = words[found].start.line
    for at in range(found):
        opens = _opens_with_date(words, at) or words[at].text == words[at + 1].text
        if opens and words[at].start.line == line and not any(_speaks(word) for word in words[at:found]):
            return words[at]
    return words[found]


def _speaks(word: _Word) -> bool:
    return word.text in SENTENCE and not _belongs(word)


def _opens_with_date(words: list[_Word], at: int) -> bool:
    """Whether an opener with a capital ("Op", "On") stands there and a day or number directly behind it."""
    word = words[at]
    if not (word.text in OPENERS and word.capital) or at + 1 >= len(words):
        return False
    return any(_is_date(following) for following in words[at + 1 : at + 3])


def _is_date(word: _Word) -> bool:
    return _has_digit(word) or (word.text in CALENDAR and len(word.text) > 1)


def _has_digit(word: _Word) -> bool:
    return "@" not in word.text and any(c.isdigit() for c in word.text)


def _fits(words: list[_Word], address: bool, colon: bool, introduces: bool) -> bool:
    """Whether these words are an attribution and nothing else."""
    words = [word for word in words if word.text]
    unknown = _unknown(words)
    if unknown is None:
        return False
    verb = next((at for at, word in enumerate(words) if word.text in WROTE), None)
    dated = words[0].text in OPENERS or _is_date(words[0])
    if verb is None:
        return colon and unknown == 0 and address and _tells(_MOMENT, words)
    if not dated and verb > _NAME_BEFORE_VERB:
        return False
    if colon and (address or _tells(_CLOCK, words)):
        return unknown <= 4
    digits = any(_has_digit(word) for word in words)
    if introduces and digits:
        return unknown <= 2 and (colon or dated)
    return introduces and colon and unknown == 0 and len(words) <= _SHORT and words[0].capital


def _unknown(words: list[_Word]) -> int | None:
    """How many words no attribution needs; None when one of them makes it a sentence."""
    if not words or (words[0].text in SENTENCE and words[0].text not in _NAMES and not _is_date(words[0])):
        return None
    strange = [word for word in words[1:] if not _belongs(word)]
    return None if any(word.text in SENTENCE for word in strange) else len(strange)


def _belongs(word: _Word) -> bool:
    known = word.text in WROTE or word.text in CALENDAR or word.text in PARTICLES or word.text in OPENERS
    return known or word.capital or "@" in word.text or _has_digit(word)


def _tells(what: re.Pattern[str], words: list[_Word]) -> bool:
    return any("@" not in word.text and what.search(word.text) for word in words)


_COLONS = 12
"""Colons in a line that are looked at."""


def split_after_attribution(line: Line) -> list[Line]:
    """Cut a line in two where quoted text is glued to the attribution in front of it ("wrote:> text")."""
    if line.mark not in UNSETTLED or ":" not in line.text:
        return [line]
    for place in _ends(line.text):
        head, rest = line.text[:place], line.text[place:].strip()
        if rest and len(head) <= LONGEST * 4 and attribution([line._replace(text=head)], 0, rest[0] == ">"):
            mark = Mark.QUOTED if rest[0] == ">" else line.mark
            return [line._replace(text=head), line._replace(text=rest, mark=mark)]
    return [line]


def _ends(text: str) -> Iterator[int]:
    """The places where an attribution may end inside a line: a colon behind a verb or an address."""
    place = -1
    verb = False
    for _ in range(_COLONS):
        start, place = place + 1, text.find(":", place + 1, LONGEST * 4)
        if place < 0 or place == len(text) - 1:
            return
        if text[place - 1 : place].isdigit() and text[place + 1].isdigit():
            continue  # in a time
        before = text[max(start, place - LONGEST) : place]
        verb = verb or not WROTE.isdisjoint(_LETTERS.findall(fold(before)))
        if verb or before.rstrip().endswith(">"):
            yield place + 1
