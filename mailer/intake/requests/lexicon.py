"""The words of requests to info@, per language, and the search for them: every language at once."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache, cached_property
from importlib import resources
from typing import Any

from mailer.intake.words import Entry, Finder, fold, make_finder

GROUPS = ("entry", "address", "line", "confirmation")


@dataclass(frozen=True)
class Requests:
    """What the files say together: the finders, short forms, and the words without weight.

    `request` finds what is asked, `address` what is said of a mail address, `line` how a mail is closed,
    `confirmation` the yes and no to "answer this mail to confirm".
    """

    request: Finder
    address: Finder
    line: Finder
    confirmation: Finder
    short: Mapping[str, str]
    function: frozenset[str]
    subjects: frozenset[str]
    joints: frozenset[str]
    unjoined: frozenset[str]
    unbegun: frozenset[str]
    conjunctions: frozenset[str]
    reasons: frozenset[str]
    owners: frozenset[str]
    pronouns: frozenset[str]
    pointing: frozenset[str]
    adverbs: frozenset[str]
    societies: frozenset[str]
    roles: frozenset[str]
    leads: frozenset[str]
    articles: frozenset[str]
    onto: frozenset[str]
    definite: frozenset[str]
    singular: frozenset[str]
    announcing: frozenset[str]
    offices: frozenset[str]
    groups: frozenset[str]
    copulas: frozenset[str]
    places: frozenset[str]
    tellers: frozenset[str]
    first_person: frozenset[str]
    first_verbs: frozenset[str]
    bare_verbs: frozenset[str]
    links: frozenset[str]
    genitives: frozenset[str]
    modals: frozenset[str]
    preambles: frozenset[str]
    purposes: frozenset[str]
    then: frozenset[str]
    greetings: frozenset[str]
    titles: frozenset[str]
    title_endings: tuple[str, ...]
    things: frozenset[str]
    endings: tuple[str, ...]
    calendar: frozenset[str]
    also: frozenset[str]
    either: frozenset[str]
    yet: frozenset[str]
    again: frozenset[str]
    undersigned: frozenset[str]
    third: frozenset[str]

    def is_title(self, word: str) -> bool:
        """Say whether a word names a function in an office: `teamleider`, `informatieadviseur`."""
        return word in self.titles or word.endswith(self.title_endings)

    def is_weightless(self, word: str) -> bool:
        """Say whether a word can stand in a wish without changing it."""
        known = word in self.function or word in self.titles or word in self.offices
        return known or word.endswith(self.endings) or word.isdigit() or len(word) == 1

    def goes_on(self, word: str) -> bool:
        """Say whether a word can stand inside the name of a function: `hoofd wonen en zorg`."""
        return word in self._inner or self.is_title(word)

    @cached_property
    def _inner(self) -> frozenset[str]:
        small = self.articles | self.conjunctions | self.announcing | self.genitives | self.owners
        return small | self.things | self.offices

    @cached_property
    def determiners(self) -> frozenset[str]:
        """The words that make a function somebody: `de teamleider`, `onze teamleider`."""
        return self.articles | self.owners

    @cached_property
    def telling(self) -> frozenset[str]:
        """The words behind which one tells where or as what one works."""
        return self.leads | self.announcing | self.societies | self.copulas | self.places


@cache
def requests_lexicon() -> Requests:
    """Read the files once; they are part of the package."""
    groups = entries()
    tables = _tables().values()
    lists: dict[str, Any] = {f.name: _words(f.name) for f in fields(Requests) if f.type == frozenset[str]}
    lists["leads"] |= lists["roles"]
    lists["offices"] |= lists["groups"] | lists["places"]
    return Requests(
        request=make_finder(groups["entry"], lists["function"]),
        address=make_finder(groups["address"], lists["function"]),
        line=make_finder(groups["line"], lists["function"]),
        confirmation=make_finder(groups["confirmation"], lists["function"]),
        short={fold(k): fold(v) for table in tables for k, v in table.get("short", {}).items()},
        title_endings=tuple(_words("title_endings")),
        endings=tuple(_words("endings") | _words("title_endings")),
        **lists,
    )


def _words(key: str) -> frozenset[str]:
    """Give a list of words in all languages together."""
    return frozenset(word for table in _tables().values() for word in fold(table.get(key, "")).split())


def entries() -> Mapping[str, tuple[Entry, ...]]:
    """Give every entry of every language by its group."""
    return {group: tuple(_entries(group)) for group in GROUPS}


def _entries(group: str) -> Iterable[Entry]:
    for language, table in _tables().items():
        for entry in table.get(group, ()):
            yield Entry(language, entry["class"], tuple(entry["words"]), tuple(entry["examples"]))


@cache
def _tables() -> Mapping[str, dict[str, Any]]:
    folder = resources.files("mailer.intake") / "lexicon" / "requests"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return {f.name.removesuffix(".toml"): tomllib.loads(f.read_text(encoding="utf-8")) for f in files}
