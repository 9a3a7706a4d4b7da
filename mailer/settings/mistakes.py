"""What is wrong in the configuration: every mistake with its file, its key and what was expected."""

from collections.abc import Iterable
from dataclasses import dataclass

from mailer.domain.errors import BadInput

ENVIRONMENT = "environment"
"""Stands for the file in a mistake that was made in an environment variable."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to put right. `key` is dotted, lists count from 1; "" means the file as a whole."""

    file: str
    key: str
    words: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.key, self.words) if part)


class SettingsError(BadInput):
    """The configuration can't be used; `mistakes` holds all that is wrong with it, one a line in the text."""

    def __init__(self, mistakes: Iterable[Mistake]):
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


def refuse(mistakes: Iterable[Mistake]) -> None:
    """Raise `SettingsError` if there are any."""
    if found := tuple(mistakes):
        raise SettingsError(found)
