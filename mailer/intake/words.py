"""The lexicon: classes of words per language, read from TOML, and the search for them in a row of words."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib import resources
from typing import NamedTuple

from mailer.intake.typos import TYPO_FROM, deletions, neighbours
from mailer.message.accents import without_accents

GAP = "_"
"""In an entry's words: up to `REACH` words that do not matter."""
REACH = 5

_OVERLAY = (
    "codeword self open wh polite may take with replace or alt apology post hours choose "
    "mind thing because drive dark nobody send"
)
OVERLAY = frozenset(_OVERLAY.split())
"""Classes that say who or how and take no word away from the others: `ik kom` is both `self` and `attend`."""

MISSPELT = frozenset(
    {"attend", "nominal", "refuse", "regret", "maybe", "diet", "can", "hotel", "stay", "allergy", "food"}
)
"""Classes of an answer whose words are known in spite of a typing error."""

Step = frozenset[str] | None


def fold(text: str) -> str:
    """Give the text without case, accents and typographic quotes: the spelling of the entries."""
    if text.isascii():
        return text.lower()
    return without_accents(text.replace("’", "'").replace("‘", "'"))


@dataclass(frozen=True, slots=True)
class Entry:
    """Words that mean one thing; each example must show that meaning (tests/intake/test_lexicon.py)."""

    language: str
    kind: str
    words: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """One lexicon file: entries, words without weight, short forms, and the names of the calendar."""

    tag: str
    base: str
    entries: tuple[Entry, ...]
    function: frozenset[str]
    """Small words that tell the language and mean nothing for an answer."""
    harmless: frozenset[str]
    """Other words that mean nothing for an answer."""
    short: Mapping[str, str]
    weekdays: tuple[tuple[str, ...], ...]
    months: tuple[tuple[str, ...], ...]
    periods: Mapping[str, tuple[str, ...]]


class Hit(NamedTuple):
    """An entry's class found in a row of words: which class, and at which places."""

    kind: str
    places: tuple[int, ...]


OWN: dict[str, tuple[tuple[Entry, ...], frozenset[str]]] = {}
"""A house's own entries and harmless words, per language; `mailer.intake.house_words` fills it."""


@lru_cache(maxsize=1)
def lexicon() -> Mapping[str, Language]:
    """Give every language of the lexicon by its tag; the files are part of the package."""
    folder = resources.files("mailer.intake") / "lexicon"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return {f.name[:-5]: _language(f.name[:-5], tomllib.loads(f.read_text(encoding="utf-8"))) for f in files}


def _language(tag: str, table: Mapping[str, object]) -> Language:
    entries = tuple(
        Entry(tag, e["class"], tuple(e["words"]), tuple(e.get("examples", ())))
        for e in _tables(table, "entry")
    )
    calendar = _table(table, "calendar")
    own, idle = OWN.get(tag, ((), frozenset()))
    return Language(
        tag=tag,
        base=str(table.get("base", "")),
        entries=(*entries, *own),
        function=frozenset(fold(str(table.get("function", ""))).split()),
        harmless=frozenset(fold(str(table.get("harmless", ""))).split()) | idle,
        short={fold(k): fold(v) for k, v in _table(table, "short").items()},
        weekdays=tuple(_spellings(day) for day in calendar["weekdays"]),
        months=tuple(_spellings(month) for month in calendar["months"]),
        periods={k: _spellings(v) for k, v in _table(calendar, "periods").items()},
    )


def _tables(table: Mapping[str, object], key: str) -> Iterable[dict[str, str]]:
    found = table.get(key, [])
    return found if isinstance(found, list) else []


def _table(table: Mapping[str, object], key: str) -> dict[str, str]:
    found = table.get(key, {})
    return found if isinstance(found, dict) else {}


def _spellings(text: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in text.split("|"))


class Word(NamedTuple):
    """A word as the entries see it."""

    forms: frozenset[str]
    """The ways an entry may name it: itself, a part with *, or the word that was meant."""
    opens: tuple[tuple[str, tuple[Step, ...]], ...]
    """The entries that begin with it."""


@dataclass(frozen=True)
class Finder:
    """Finds the entries of some languages in a row of folded words, the longest first, without overlap."""

    index: Mapping[str, tuple[tuple[str, tuple[Step, ...]], ...]]
    wild: tuple[str, ...]
    known: frozenset[str]
    near: Mapping[str, str]
    _words: dict[str, Word] = field(default_factory=dict)

    def forms(self, word: str) -> frozenset[str]:
        """Give the ways an entry may name this word."""
        return self._word(word).forms

    def _word(self, word: str) -> Word:
        if (found := self._words.get(word)) is None:
            forms = (word, *self._fitting(word))
            if len(forms) == 1 and (meant := self.meant(word)):
                forms = (word, meant)
            opens = (entry for form in forms for entry in self.index.get(form, ()))
            found = Word(frozenset(forms), tuple(opens))
            if len(self._words) < 20_000:
                self._words[word] = found
        return found

    def _fitting(self, word: str) -> list[str]:
        """Give the `start*`, `*end` and `*middle*` of the entries that fit the word."""
        starts = {word[:n] + "*" for n in range(1, len(word) + 1)}
        ends = {"*" + word[n:] for n in range(len(word))}
        middles = {w for w in self._middles if w.strip("*") in word}
        return sorted((starts | ends) & self._wild | middles)

    @cached_property
    def _wild(self) -> frozenset[str]:
        return frozenset(self.wild)

    @cached_property
    def _middles(self) -> tuple[str, ...]:
        return tuple(w for w in self.wild if w.startswith("*") and w.endswith("*"))

    def meant(self, word: str) -> str | None:
        """Give the long word that a misspelt one means; None when it is a word itself, or no one can tell."""
        if not TYPO_FROM - 1 <= len(word) <= 20 or word in self.known:
            return None
        hits = {self.near[d] for d in (word, *deletions(word)) if d in self.near}
        hits = {h for h in hits if h[0] == word[0] and abs(len(h) - len(word)) <= 1}
        return hits.pop() if len(hits) == 1 else None

    def find(self, words: Sequence[str], walls: frozenset[int]) -> list[Hit]:
        """Give the hits in order of place; a gap never crosses one of the `walls` (places of punctuation)."""
        seen = self._words.get
        row = [seen(word) or self._word(word) for word in words]
        openings = [place for place, word in enumerate(row) if word.opens]
        if not openings:
            return []
        present = frozenset[str]().union(*[word.forms for word in row])
        hits = [hit for place in openings for hit in _at(row, place, walls, present)]
        hits.sort(key=lambda hit: (-len(hit.places), hit.places[-1] - hit.places[0], hit.places))
        taken: set[int] = set()
        kept = []
        for hit in hits:
            if hit.kind in OVERLAY:
                kept.append(hit)
            elif taken.isdisjoint(hit.places):
                taken.update(hit.places)
                kept.append(hit)
        return sorted(kept, key=lambda hit: hit.places)


def _at(row: Sequence[Word], place: int, walls: frozenset[int], present: frozenset[str]) -> Iterator[Hit]:
    """Give the hits that begin at a place; `present` are the forms of all the words."""
    for kind, steps in row[place].opens:
        if len(steps) == 1:
            yield Hit(kind, (place,))
        elif (
            steps[-1] and not steps[-1].isdisjoint(present) and (places := _follow(row, steps, place, walls))
        ):
            yield Hit(kind, places)


def _follow(
    row: Sequence[Word], steps: tuple[Step, ...], place: int, walls: frozenset[int]
) -> tuple[int, ...] | None:
    """Give the places where the steps fall one after the other from `place`; a gap takes the nearest."""
    places: list[int] = []
    reach = 0
    for step in steps:
        if step is None:
            reach = REACH
            continue
        for ahead in range(place, min(place + reach + 1, len(row))):
            if not step.isdisjoint(row[ahead].forms):
                break
            if ahead in walls:
                return None
        else:
            return None
        places.append(ahead)
        place, reach = ahead + 1, 0
    return tuple(places)


@lru_cache(maxsize=64)
def finder(languages: tuple[str, ...]) -> Finder:
    """Give the finder for these languages and the ones they are based on."""
    chosen = [lexicon()[tag] for tag in languages]
    return make_finder(
        (entry for language in chosen for entry in language.entries),
        (word for language in chosen for word in language.function | language.harmless),
        MISSPELT,
    )


def make_finder(
    entries: Iterable[Entry], function: Iterable[str], misspelt: frozenset[str] | None = None
) -> Finder:
    """Give the finder for these entries; no word of `function` is ever read as a misspelt entry.

    `misspelt` are the classes whose words are known in spite of a typing error; None is every class.
    """
    entries = tuple(entries)
    index: dict[str, dict[tuple[str, tuple[Step, ...]], None]] = {}
    for entry in entries:
        for steps in map(_steps, entry.words):
            for first in steps[0] or ():
                index.setdefault(first, {})[entry.kind, steps] = None
    words = {
        w for patterns in index.values() for _, steps in patterns for step in steps if step for w in step
    }
    return Finder(
        index={first: tuple(patterns) for first, patterns in index.items()},
        wild=tuple(sorted(w for w in words if "*" in w)),
        known=frozenset(words | set(function)),
        near=neighbours(
            word
            for entry in entries
            if misspelt is None or entry.kind in misspelt
            for steps in map(_steps, entry.words)
            for step in steps
            for word in step or ()
            if len(word) >= TYPO_FROM and word.isalpha()
        ),
    )


def _steps(text: str) -> tuple[Step, ...]:
    return tuple(None if w == GAP else frozenset(fold(w).split("|")) for w in text.split())


@lru_cache(maxsize=64)
def weightless(languages: tuple[str, ...]) -> frozenset[str]:
    """Give the words that carry no meaning for an answer in these languages."""
    return frozenset().union(*(lexicon()[tag].function | lexicon()[tag].harmless for tag in languages))
