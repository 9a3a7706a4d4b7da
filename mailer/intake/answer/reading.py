"""The writer's words as sentences of tokens: folded for the lexicon, raw for names and diets."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from mailer.intake.words import fold, lexicon

_TOKEN = re.compile(
    r"(?P<plain>[^\W\d_]++(?=[ ,]))"
    r"|(?P<mail>[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,6})"
    r"|(?P<date>\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?(?![\w/]))"
    r"|(?P<clock>\d{1,2}[.:]\d{2}(?!\d))"
    r"|(?P<short>[tT]/[mM]\b|\d+/\d+|\+\d\b|(?:[^\W\d_]\.){2,6}[^\W\d_]?(?!\w)|'[a-zA-Z]\b)"
    r"|(?P<word>[^\W_]+(?:['’\-][^\W_]+)*)"
    r"|(?P<percent>%)"
    r"|(?P<sign>👍|✅|✔|❌|👎|😜)"
    r"|(?P<end>[.!?;…]+)"
    r"|(?P<wall>[,:()\[\]–—]|(?<=\s)[-+](?=\s))"
)
_ELISION = re.compile(r"(?:j|n|d|l|s|m|t|c|qu)'(?=[aeiouyh]\w|y$)")
_TITLES = frozenset(
    [
        "dhr",
        "mw",
        "mevr",
        "mr",
        "mrs",
        "ms",
        "dr",
        "drs",
        "ir",
        "ing",
        "prof",
        "st",
        "m",
        "mme",
        "fr",
        "hr",
        "herr",
    ]
)
_CUT_SHORT = frozenset(
    [
        "jan",
        "feb",
        "apr",
        "aug",
        "sept",
        "sep",
        "okt",
        "oct",
        "nov",
        "dec",
        "do",
        "vr",
        "ma",
        "di",
        "wo",
        "za",
        "zo",
        "thu",
        "fri",
        "tel",
        "ca",
        "nr",
        "evt",
        "incl",
        "inclusief",
        "exclusief",
        "excl",
        "inkl",
        "zgn",
        "dwz",
        "mbt",
        "ivm",
        "resp",
    ]
)
_CLOSERS = frozenset(
    {"a.u.b.", "s.v.p.", "e.d.", "o.i.d.", "n.v.t.", "e.a.", "z.s.m.", "a.s.", "j.l.", "d.v.", "p.p.", "m.i."}
)
_LONGEST = 150
"""Words after which a sentence is cut: people do not write longer ones, and hostile texts cost the square."""
_LONGEST_NAME = 3
_WRAPPED = 60
"""A line this long, without an end of sentence, goes on in the next one."""


class Token(NamedTuple):
    """A word or a wall (comma, colon, bracket, dash) between words."""

    word: str
    raw: str
    wall: bool = False
    mail: bool = False
    capital: bool = False


@dataclass(frozen=True)
class Sentence:
    """Tokens up to a full stop or the end of the line; `asks` when it ends in a question mark."""

    tokens: tuple[Token, ...]
    asks: bool
    opens_line: bool
    text: str

    @cached_property
    def words(self) -> tuple[Token, ...]:
        """The tokens without the walls."""
        return tuple(token for token in self.tokens if not token.wall)

    @cached_property
    def walls(self) -> frozenset[int]:
        """The places, among the words, of those that a wall follows; -1 for one in front of all."""
        walls = [place for place, token in enumerate(self.tokens) if token.wall]
        return frozenset(place - number - 1 for number, place in enumerate(walls))


def sentences(text: str, short: Mapping[str, str]) -> Iterator[Sentence]:
    """Give the sentences of a text; short forms are written out."""
    for line in _lines(text):
        yield from _in_line(line, short)


def _lines(text: str) -> Iterator[str]:
    """Give the lines, with those that a mail program wrapped joined again."""
    held = ""
    for line in text.split("\n"):
        line = line.strip()
        if held and _is_signed(line):
            yield held
            held = ""
        held = f"{held} {line}".strip() if held else line
        if len(line) < _WRAPPED or line[-1] in ".!?:;" or "@" in line.rpartition(" ")[2]:
            if held:
                yield held
            held = ""
    if held:
        yield held


def _is_signed(line: str) -> bool:
    """Say whether a line is a name, and not the rest of a wrapped one."""
    words = line.split()
    return 0 < len(words) <= _LONGEST_NAME and all(word[0].isupper() and word.isalpha() for word in words)


def _in_line(line: str, short: Mapping[str, str]) -> Iterator[Sentence]:
    tokens: list[Token] = []
    start, opens = 0, True
    for match in _TOKEN.finditer(line):
        if match.lastgroup == "end":
            if tokens and _ends(line, match, tokens):
                yield Sentence(
                    _joined(tokens), "?" in match.group(), opens, line[start : match.end()].strip()
                )
                tokens, start, opens = [], match.end(), False
            elif not tokens and "?" not in match.group():
                start = match.end()
        else:
            tokens.extend(_tokens(match, short))
            if match.lastgroup == "short" and _closes(line, match):
                yield Sentence(_joined(tokens), False, opens, line[start : match.end()].strip())
                tokens, start, opens = [], match.end(), False
        if len(tokens) >= _LONGEST:
            yield Sentence(_joined(tokens), False, opens, line[start : match.end()].strip())
            tokens, start, opens = [], match.end(), False
    if tokens:
        yield Sentence(_joined(tokens), False, opens, line[start:].strip())


def _closes(line: str, match: re.Match[str]) -> bool:
    """Say whether a short form such as `a.u.b.` is the last word of its sentence."""
    rest = line[match.end() : match.end() + 2]
    return fold(match.group()) in _CLOSERS and rest[:1].isspace() and rest[1:].isupper()


def _joined(tokens: list[Token]) -> tuple[Token, ...]:
    """Give the tokens without the brackets and commas around an address: it belongs to the name before it."""
    beside = {m for n, token in enumerate(tokens) if token.mail for m in (n - 1, n + 1)}
    return tuple(token for n, token in enumerate(tokens) if not (token.wall and n in beside))


def _ends(line: str, match: re.Match[str], tokens: list[Token]) -> bool:
    """Say whether a full stop ends the sentence: not one inside a word or behind an abbreviation."""
    if match.group() != ".":
        return True
    rest = line[match.end() : match.end() + 2]
    if rest and not rest[0].isspace():
        cut_short = tokens[-1].word in _CUT_SHORT and rest[0] in ",:;"
        return not rest[0].isalnum() and not cut_short
    last = tokens[-1].word
    if last in _TITLES or (len(tokens[-1].raw) == 1 and tokens[-1].capital and rest[1:2].isupper()):
        return False
    if last.isdigit() and rest:
        return not rest[1:].islower() and _next_word(line, match) not in _month_names()
    return not (last in _CUT_SHORT and rest[1:2].islower())


def _next_word(line: str, match: re.Match[str]) -> str:
    """Give the word behind a place of a line, without what closes it: `am 21. September.`"""
    return fold(line[match.end() :].split()[0]).strip(".,;:!?)")


@lru_cache(maxsize=1)
def _month_names() -> frozenset[str]:
    """Give the names of the months in all languages: German writes `14. September`."""
    return frozenset(name for language in lexicon().values() for names in language.months for name in names)


def _tokens(match: re.Match[str], short: Mapping[str, str]) -> tuple[Token, ...]:
    raw, kind = match.group(), match.lastgroup
    if kind == "plain" and raw.isascii() and (word := raw.lower()) not in short:  # as most words are
        return (Token(word, raw, False, False, raw[0].isupper()),)
    if kind == "wall":
        return (Token(raw, raw, wall=True),)
    if kind == "mail":
        return (Token(raw.lower(), raw.strip("."), mail=True),)
    if kind == "percent":
        return (Token("percent", raw),)
    word = fold(raw).rstrip(".") if kind == "short" else fold(raw)
    if len(raw) == 1 and raw.isupper() and match.string[match.end() : match.end() + 1] == ".":
        return (Token(word, raw, capital=True),)
    if (meant := short.get(word)) is None and "'" in word and (elided := _ELISION.match(word)):
        meant = f"{elided.group()} {word[elided.end() :]}"
    words = (meant or word).split()
    before = (Token(one, "") for one in words[:-1])
    return (*before, *(Token(one, raw, capital=raw[0].isupper()) for one in words[-1:]))
