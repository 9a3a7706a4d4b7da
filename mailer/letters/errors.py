"""The one error of this room: a letter that can't be written, and where in its file."""

from pathlib import Path

from mailer.domain.errors import KringError


class LetterError(KringError):
    """A letter's file says something it can't; names the file, the line (0 is unknown) and what to do."""

    def __init__(self, path: Path, line: int, words: str) -> None:
        self.path = path
        self.line = line
        self.words = words
        super().__init__(f"{path}:{line}: {words}" if line else f"{path}: {words}")
