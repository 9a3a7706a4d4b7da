"""The book of letters: finds them in their folder, writes a skeleton from one, and checks them all."""

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from markdown_it.tree import SyntaxTreeNode

from mailer.letters import letter_file
from mailer.letters.errors import LetterError
from mailer.letters.facts import Facts
from mailer.letters.html_part import html_part, layout
from mailer.letters.letter_file import Letter
from mailer.letters.markdown import tree
from mailer.letters.mime import assemble
from mailer.letters.sample import samples
from mailer.letters.skeleton import Skeleton
from mailer.letters.slots import marked
from mailer.letters.templating import LetterEnvironment, plain
from mailer.letters.text_part import text_part


class LetterBook:
    """The letters of a folder: `<kind>.<lang>.md`, what they share in `parts/`, and `layout.html`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._environment = LetterEnvironment(folder)
        self._page = layout(folder)

    def kinds(self) -> tuple[str, ...]:
        """Give the kinds of letters there are, in the order of the alphabet."""
        return tuple(sorted({kind for kind, _ in self._names()}))

    def languages(self, kind: str) -> tuple[str, ...]:
        """Give the languages a kind of letter is written in, in the order of the alphabet."""
        return tuple(sorted(language for found, language in self._names() if found == kind))

    def source(self, kind: str, language: str) -> str:
        """Give what stands in a letter's file; raises `LetterError`."""
        return letter_file.source_of(self._path(kind, language))

    def about(self, kind: str, language: str, source: str | None = None) -> Letter:
        """Say what a letter is, by its file or by another `source`; raises `LetterError`."""
        text = self.source(kind, language) if source is None else source
        return letter_file.read(self._path(kind, language), text)

    def skeleton(self, kind: str, language: str, facts: Facts, source: str | None = None) -> Skeleton:
        """Write a letter for everybody who shares these facts; `source` stands for what its file says.

        Raises `LetterError`, with file and line, for a letter that is missing or says what it can't.
        """
        text = self.source(kind, language) if source is None else source
        letter = letter_file.read(self._path(kind, language), text)
        known = {field.name: getattr(facts, field.name) for field in fields(facts)}
        subject = self._subject(letter, known)
        written = self._environment.words(letter.path, letter_file.body_of(text), known)
        body = tree(written, letter.path)
        footer = self._tree(f"parts/footer-{letter.reader}.{language}.md", known)
        html = html_part(self._page, subject, language, body, footer)
        return assemble(letter, language, facts.series, subject, text_part(body, footer), html)

    def check(self, kind: str, language: str, source: str | None = None) -> Sequence[LetterError]:
        """Give what is wrong with a letter, tried on an invented meeting with all facts and with few."""
        found: dict[str, LetterError] = {}
        for facts in samples(language):
            try:
                self.skeleton(kind, language, facts, source)
            except LetterError as error:
                found[str(error)] = error
        return tuple(found.values())

    def _tree(self, name: str, facts: dict[str, object]) -> SyntaxTreeNode:
        return tree(self._environment.body(name, facts), self._folder / name)

    def _subject(self, letter: Letter, facts: dict[str, object]) -> str:
        written = self._environment.words(letter.path, letter.subject, facts, letter.subject_line)
        if marked(written):
            raise LetterError(
                letter.path, letter.subject_line, "a subject is the same for everyone: no slots here"
            )
        return " ".join(plain(written).split())

    def _path(self, kind: str, language: str) -> Path:
        if language not in self.languages(kind):
            there = ", ".join(f"{found}.{language}" for found, language in sorted(self._names()))
            raise LetterError(self._folder / f"{kind}.{language}.md", 0, f"is missing; there is {there}")
        return self._folder / f"{kind}.{language}.md"

    def _names(self) -> set[tuple[str, str]]:
        names = (path.name.split(".") for path in self._folder.glob("*.*.md"))
        return {(name[0], name[1]) for name in names if len(name) == 3}
