"""A letter as it was edited: every version is kept; and the commands about them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LetterVersion:
    """One version of a letter; the newest is the one that goes out. Without a `source` it is as shipped."""

    id: int
    letter: str
    language: str
    source: str | None
    made_at: datetime
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class KeepLetter:
    """A letter says something else from now on; `after` is the version that was edited, 0 for the file."""

    letter: str
    language: str
    source: str
    after: int


@dataclass(frozen=True, slots=True)
class RestoreLetter:
    """A letter says again what an earlier version did, or with version 0 what came with Kring."""

    letter: str
    language: str
    version: int
