"""The lexicon: each entry's examples show its class, and no entry says more than its class may."""

import re

import pytest

from mailer.intake.tongues import spoken
from mailer.intake.words import Entry, finder, fold, lexicon

ENTRIES = [
    pytest.param(language.tag, entry, id=f"{language.tag}-{entry.kind}")
    for language in lexicon().values()
    for entry in language.entries
]
NEGATIONS = frozenset(
    ["niet", "geen", "nooit", "not", "never", "nicht", "kein", "keine", "net", "gjin", "ne"]
)
WORD = re.compile(r"👍|✅|❌|👎|😜|[+/\d]*\w+(?:['’/-]\w+)*")


def row(text: str, tag: str) -> list[str]:
    """Give the words of a text, short forms written out, as the reader of answers sees them."""
    short = lexicon()[tag].short
    words = [short.get(fold(word), fold(word)) for word in WORD.findall(text)]
    split = [re.sub(r"^((?:j|n|d|l|s|m|t|c|qu)')(?=[aeiouyh])", r"\1 ", word) for word in words]
    return " ".join(split).split()


@pytest.mark.parametrize(("tag", "entry"), ENTRIES)
def test_an_example_shows_the_class_of_its_entry(tag: str, entry: Entry) -> None:
    assert entry.examples, "an entry without examples has no tests"
    for example in entry.examples:
        languages = tuple(dict.fromkeys([tag, *filter(None, [lexicon()[tag].base])]))
        kinds = {hit.kind for hit in finder(languages).find(row(example, tag), frozenset())}
        assert entry.kind in kinds, example


@pytest.mark.parametrize(("tag", "entry"), ENTRIES)
def test_words_are_written_as_they_are_looked_up(tag: str, entry: Entry) -> None:
    for words in entry.words:
        assert words == fold(words).strip(), words
        assert not words.startswith("_"), words
        assert not words.endswith("_"), words
        assert "*" not in words.split(), f"{words}: a bare * fits every word"


@pytest.mark.parametrize(("tag", "entry"), ENTRIES)
def test_no_word_of_coming_swallows_a_negation(tag: str, entry: Entry) -> None:
    """`ik kan niet komen` must keep its `niet`: only idioms such as `niet ontbreken` may hold one."""
    if entry.kind not in {"yes", "can", "nominal", "see", "ok", "please", "wel", "back", "stay", "book"}:
        return
    for words in entry.words:
        assert NEGATIONS.isdisjoint(words.replace("|", " ").split()), words


@pytest.mark.parametrize("word", ["niet", "wel", "geen", "nit", "neit", "not", "nicht"])
def test_short_words_are_never_guessed(word: str) -> None:
    assert finder(tuple(lexicon())).meant(word) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [("aanwzig", "aanwezig"), ("verhindrd", "verhinderd"), ("onmogelijkk", "onmogelijk")],
)
def test_a_long_word_is_known_with_one_letter_wrong(written: str, meant: str) -> None:
    assert meant in finder(("nl",)).forms(written)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("ik ben er graag bij", "nl"),
        ("i will be there", "en"),
        ("ich bin gerne dabei", "de"),
        ("je ne peux pas venir", "fr"),
        ("ik kin der net by weze", "fy"),
    ],
)
def test_the_language_shows_in_the_small_words(text: str, first: str) -> None:
    assert spoken(text.split())[0] == first


def test_without_small_words_every_language_is_tried() -> None:
    assert set(spoken(["hattem"])) == set(lexicon())
