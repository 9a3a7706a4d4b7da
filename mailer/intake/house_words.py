"""A house's own words beside the shipped lexicon of answers, each entry held to its examples."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mailer.domain.errors import BadInput
from mailer.intake.answer.reading import sentences
from mailer.intake.words import OWN, Entry, finder, fold, lexicon, make_finder, weightless

DENIALS = frozenset(
    ["niet", "geen", "nooit", "not", "never", "nicht", "kein", "keine", "net", "gjin", "ne", "non"]
)
"""An entry that holds one of these may swallow a denial; the shipped ones are looked at one by one."""

_KEYS = frozenset({"class", "words", "examples"})


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a file, at which entry (counted from 1; 0 is the file as a whole)."""

    file: Path
    entry: int
    words: str

    def __str__(self) -> str:
        return f"{self.file}: " + (f"entry {self.entry}: " if self.entry else "") + self.words


def learn(folder: Path | None) -> None:
    """Take up the words of `<language>.toml` in a folder, in place of those learned before.

    Nothing is learned of None, or of a folder that is not there. Raises `BadInput` with every mistake in any
    file, such as an example that does not show its entry's class; then the shipped lexicon stays as it is.
    """
    _forget()
    files = sorted(folder.glob("*.toml")) if folder and folder.is_dir() else []
    read = {path: _read(path) for path in files}
    mistakes = [one for found in read.values() for one in found if isinstance(one, Mistake)]
    if not mistakes:
        for path, found in read.items():
            entries = tuple(one for one in found if isinstance(one, Entry))
            OWN[path.stem] = (entries, frozenset(one for one in found if isinstance(one, str)))
        _clear()
        mistakes = [m for path, found in read.items() for m in _unshown(path, found)]
    if mistakes:
        _forget()
        raise BadInput(
            "the words of the house can't be used:\n{mistakes}", mistakes="\n".join(map(str, mistakes))
        )


def _forget() -> None:
    OWN.clear()
    _clear()


def _clear() -> None:
    for cached in (lexicon, finder, weightless):
        cached.cache_clear()


def _read(path: Path) -> list[Entry | Mistake | str]:
    """Give a file's entries, harmless words and mistakes."""
    if path.stem not in lexicon():
        return [Mistake(path, 0, f"there is no language {path.stem!r}; there is: {', '.join(lexicon())}")]
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return [Mistake(path, 0, str(error))]
    if unknown := sorted(set(table) - {"harmless", "entry"}):
        return [Mistake(path, 0, f"unknown: {', '.join(unknown)}; expected harmless and [[entry]]")]
    harmless, entries = table.get("harmless", ""), table.get("entry", [])
    if not isinstance(harmless, str) or not isinstance(entries, list):
        return [Mistake(path, 0, "expected harmless as a text, and each entry below [[entry]]")]
    found = [_entry(path, number, one) for number, one in enumerate(entries, 1)]
    return [*fold(harmless).split(), *found]


def _entry(path: Path, number: int, table: Mapping[str, Any]) -> Entry | Mistake:
    if set(table) != _KEYS or not all(_texts(table[name]) for name in ("words", "examples")):
        return Mistake(path, number, "expected class, words and examples, the last two as lists of texts")
    kinds = {entry.kind for language in lexicon().values() for entry in language.entries}
    if table["class"] not in kinds:
        there = ", ".join(sorted(kinds))
        return Mistake(path, number, f"there is no class {table['class']!r}; there is: {there}")
    entry = Entry(path.stem, table["class"], tuple(table["words"]), tuple(table["examples"]))
    words = next(_spelt_wrong(entry), "")
    return Mistake(path, number, words) if words else entry


def _texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) and one for one in value)


def _spelt_wrong(entry: Entry) -> Iterator[str]:
    for words in entry.words:
        if words != fold(words).strip():
            yield f"write {words!r} as {fold(words).strip()!r}: lower case, without accents"
        if words.startswith("_") or words.endswith("_") or "*" in words.split():
            yield f"{words!r}: a gap stands between words, and a * beside letters"
        if DENIALS & set(words.replace("|", " ").split()):
            yield f"{words!r} holds a denial, which it would hide; leave that word out"


def _unshown(path: Path, found: list[Entry | Mistake | str]) -> Iterator[Mistake]:
    """Give the entries with an example that does not show the class, alone or beside all others."""
    for number, entry in enumerate((one for one in found if not isinstance(one, str)), 1):
        if isinstance(entry, Entry):
            for example in entry.examples:
                if not _shows(entry, example):
                    words = f"the example {example!r} is not read as {entry.kind!r}"
                    yield Mistake(
                        path, number, f"{words}: other words in it say more, or the entry is not in it"
                    )


def _shows(entry: Entry, example: str) -> bool:
    language = lexicon()[entry.language]
    tags = tuple(dict.fromkeys(filter(None, [entry.language, language.base])))
    rows = [
        [token.word for token in one.tokens if not token.wall] for one in sentences(example, language.short)
    ]
    return all(
        any(hit.kind == entry.kind for row in rows for hit in one.find(row, frozenset()))
        for one in (make_finder([entry], (), frozenset()), finder(tags))
    )
