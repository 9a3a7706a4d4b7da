"""The lexicon of requests: every entry shows with its own examples what it means."""

from collections import Counter

import pytest

from mailer.intake.answer.reading import sentences
from mailer.intake.requests.clauses import find_in
from mailer.intake.requests.lexicon import GROUPS, entries, requests_lexicon
from mailer.intake.words import Entry, Finder, fold

ENTRIES = [(group, entry) for group in GROUPS for entry in entries()[group]]


def _finder(group: str) -> Finder:
    lexicon = requests_lexicon()
    finders = {"entry": lexicon.request, "address": lexicon.address, "line": lexicon.line}
    return finders.get(group, lexicon.confirmation)


@pytest.mark.parametrize(("group", "entry"), ENTRIES, ids=[f"{e.language}-{e.kind}" for _, e in ENTRIES])
def test_an_entry_is_found_in_its_examples(group: str, entry: Entry) -> None:
    assert entry.examples
    for example in entry.examples:
        hits = [h for s in sentences(example, requests_lexicon().short) for h in find_in(s, _finder(group))]
        assert entry.kind in {hit.kind for hit in hits}, f"{example!r}: {hits}"


@pytest.mark.parametrize("group", GROUPS)
def test_no_words_stand_in_two_classes(group: str) -> None:
    classes = {(words, entry.kind) for entry in entries()[group] for words in entry.words}
    twice = [words for words, count in Counter(words for words, _ in classes).items() if count > 1]
    assert twice == []


def test_words_are_written_as_they_are_looked_up() -> None:
    odd = [w for _, entry in ENTRIES for w in entry.words if fold(w) != w]
    assert odd == []
