"""The subject as words of the writer's: a new subject may be the whole request, a reply's is the thread's."""

import re
from dataclasses import dataclass

from mailer.intake.answer.reading import Sentence
from mailer.intake.requests.clauses import Clause, read_clauses, read_sentences

_PREFIX = re.compile(
    r"\s*(re|antw|aw|antwoord|sv|tr|fw|fwd|wg|doorst|doorgestuurd|vs)\s?(?:\[\d+\])?\s?:", re.IGNORECASE
)
_FORWARD = frozenset(["fw", "fwd", "wg", "doorst", "doorgestuurd", "tr"])
_LABEL = re.compile(r"\s*(?:betreft|onderwerp|subject)\s?:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject's sentences and clauses, and whether it belongs to an earlier mail."""

    sentences: tuple[Sentence, ...]
    clauses: tuple[Clause, ...]
    replies: bool
    forwards: bool


def read_subject(text: str) -> Subject:
    """Read a subject; prefixes such as "Antw:" are taken off and remembered."""
    replies = forwards = False
    rest = text[:300]
    while match := _PREFIX.match(rest):
        forwards = forwards or match.group(1).lower() in _FORWARD
        replies = True
        rest = rest[match.end() :]
    if match := _LABEL.match(rest):
        rest = rest[match.end() :]
    said = read_sentences(rest)
    return Subject(said, read_clauses(said), replies, forwards)
