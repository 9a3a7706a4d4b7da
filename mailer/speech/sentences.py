"""What Kring says of what it does, in a coordinator's language: a refusal, or a line kept in English.

A kept line carries no facts beside it: the sentence it was made of is found among those the catalogues know.
So lines of before are said too, and who is forgotten is forgotten in one place.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from string import Formatter

from mailer.domain.errors import KringError
from mailer.speech.catalogue import messages, say
from mailer.speech.places import SENTENCES, fact_in_words, free, place

_LONGEST = 2000
"""Characters of a kept line that is looked into; what is longer stays as it is."""
_DEEPEST = 3
"""Lines within lines: a decision on a mail tells what was done, and that why."""


def error_in_words(error: KringError, language: str) -> str:
    """Say why something can't be."""
    return _said(error.sentence, error.facts, language, 0)


def as_sentence(words: str) -> str:
    """Begin with a capital, unless it begins with a name of ours or an address, and end with a full stop."""
    begins = words.partition(" ")[0]
    capital = words[:1].upper() + words[1:] if begins.isalpha() else words
    return capital if capital.endswith((".", "?", "!")) else f"{capital}."


def line_in_words(line: str, language: str) -> str | None:
    """Say a line that was kept; None for one that fits no sentence, such as what a person typed."""
    return _line(line, language, 0)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A sentence, how a line made of it looks, and a piece that every such line has."""

    sentence: str
    pattern: re.Pattern[str]
    piece: str

    def facts(self, line: str) -> Mapping[str, object] | None:
        """Give what stands in the places; None for a line that is not made of this sentence."""
        found = self.pattern.fullmatch(line) if self.piece in line else None
        if found is None:
            return None
        try:
            return {name: place(name).fact(text) for name, text in found.groupdict().items()}
        except ValueError:
            return None


def _line(line: str, language: str, depth: int) -> str | None:
    if len(line) > _LONGEST or depth > _DEEPEST:
        return None
    if line in messages():
        return say(line, language)
    for one in _kept():
        if (facts := one.facts(line)) is not None:
            return _said(one.sentence, facts, language, depth + 1)
    return _lines(line.split("; "), language, depth + 1)


def _lines(lines: Sequence[str], language: str, depth: int) -> str | None:
    """Say what was done at one go; None where one of it can't be said."""
    said = [_line(one, language, depth) for one in lines] if len(lines) > 1 else []
    known = [one for one in said if one is not None]
    return "; ".join(known) if known and len(known) == len(lines) else None


def _said(sentence: str, facts: Mapping[str, object], language: str, depth: int) -> str:
    if not facts:
        return say(sentence, language)
    words = {name: _word(name, fact, language, depth) for name, fact in facts.items()}
    return say(sentence, language).format(**words)


def _word(name: str, fact: object, language: str, depth: int) -> str:
    if name in SENTENCES:
        return _line(str(fact), language, depth + 1) or str(fact)
    return fact_in_words(name, fact, language)


@cache
def _kept() -> Sequence[_Kept]:
    """Give the sentences that can be found again, those with the most words of their own first."""
    found = [one for sentence in messages() if (one := kept_form(sentence)) is not None]
    return sorted(found, key=lambda one: (-len(one.piece), one.sentence))


def kept_form(sentence: str) -> _Kept | None:
    """Give how lines made of a sentence look; None where they can't be read again, or in two ways."""
    pieces = list(Formatter().parse(sentence)) if "{" in sentence else []
    names = [name for _, name, _, quoted in pieces if name and not quoted]
    piece = max((literal for literal, _, _, _ in pieces), key=len, default="").strip()
    if not names or not piece or len(free(names)) > 1 or len(set(names)) < sum(1 for one in pieces if one[1]):
        return None
    pattern = "".join(
        re.escape(literal) + (f"(?P<{name}>{place(name).pattern})" if name else "")
        for literal, name, _, _ in pieces
    )
    return _Kept(sentence, re.compile(pattern, re.DOTALL), piece)
