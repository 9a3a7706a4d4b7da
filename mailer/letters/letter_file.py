"""A letter's file, `<kind>.<lang>.md`: between two lines `+++` what it is (TOML), below them what it says."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from mailer.letters.errors import LetterError

_FENCE = "+++"


class Sent(StrEnum):
    """What makes it go out, and so its Auto-Submitted field (RFC 3834 section 5)."""

    RUN = "auto-generated"
    ANSWER = "auto-replied"


class Reader(StrEnum):
    """Who gets it: a subscriber's letter says how to leave the list and has the List-* fields."""

    SUBSCRIBER = "subscriber"
    STRANGER = "stranger"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as its file has it, but for the body; the subject is a template.

    `method` is the METHOD of the calendar object (RFC 5546) that the letter carries, "" for none.
    """

    path: Path
    subject: str
    subject_line: int
    sent: Sent
    reader: Reader
    method: str


def source_of(path: Path) -> str:
    """Give what stands in a letter's file; raises `LetterError`."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LetterError(path, 0, f"can't be read: {error}") from error


def read(path: Path, source: str) -> Letter:
    """Read what stands, or would stand, in a letter's file.

    Raises `LetterError` with the file, and the line where one can be told.
    """
    lines = source.splitlines()
    if not lines or lines[0] != _FENCE or _FENCE not in lines[1:]:
        raise LetterError(path, 1, f"a letter begins with what it is, in TOML between two lines {_FENCE}")
    end = lines.index(_FENCE, 1)
    about = _about(path, lines[1:end])
    subject = about.pop("subject", "")
    letter = Letter(
        path=path,
        subject=subject,
        subject_line=_line_of("subject", lines),
        sent=Sent[_one_of(path, lines, "sent", about.pop("sent", ""), ("run", "answer")).upper()],
        reader=Reader(_one_of(path, lines, "reader", about.pop("reader", ""), tuple(Reader))),
        method=_one_of(path, lines, "calendar", about.pop("calendar", ""), ("", "REQUEST", "CANCEL")),
    )
    if not subject.strip():
        raise LetterError(path, 1, 'a letter has a subject: subject = "..."')
    for key in about:
        raise LetterError(
            path, _line_of(key, lines), f"{key} is unknown here: subject, sent, reader, calendar"
        )
    return letter


def body_of(source: str) -> str:
    """Give what a letter says, on the lines where it stands: empty ones replace what the letter is."""
    head, fence, body = source.partition(f"\n{_FENCE}\n")
    return "\n" * (head.count("\n") + 2) + body if fence and head.startswith(_FENCE) else source


def _about(path: Path, lines: list[str]) -> dict[str, str]:
    try:
        return {key: str(value) for key, value in tomllib.loads("\n".join(["", *lines])).items()}
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise LetterError(path, 1, f"is no TOML between its lines {_FENCE}: {error}") from error


def _one_of(path: Path, lines: list[str], key: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        choices = ", ".join(f'"{choice}"' for choice in allowed if choice)
        raise LetterError(path, _line_of(key, lines), f"{key} is {value!r}; expected one of {choices}")
    return value


def _line_of(key: str, lines: list[str]) -> int:
    """Give the line a key stands on; 1, where the front matter begins, for a key that is missing."""
    return next((n for n, line in enumerate(lines, 1) if line.partition("=")[0].strip() == key), 1)
