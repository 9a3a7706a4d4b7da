"""A mail to the list's address as clauses: the subject's and the body's."""

from dataclasses import dataclass

from mailer.intake.answer.reading import Sentence
from mailer.intake.requests.clauses import Clause, read_clauses, read_sentences
from mailer.intake.requests.subject import Subject, read_subject


@dataclass(frozen=True, slots=True)
class Letter:
    """What the writer says, in order."""

    subject: Subject
    body: tuple[Clause, ...]
    sentences: tuple[Sentence, ...]
    """The subject's sentences, then the body's."""

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The subject's clauses, then the body's."""
        return (*self.subject.clauses, *self.body)

    def speaks(self, *kinds: str) -> bool:
        """Say whether one of these classes is anywhere in it."""
        return any(clause.has(*kinds) for clause in self.clauses)

    @property
    def strange(self) -> list[str]:
        """The body's words that nobody knows, above the closing; names and places are none."""
        above = (clause for clause in self.body if not clause.closed)
        return [token.raw for clause in above for token in clause.unknown if not token.capital]


def read_letter(text: str, subject: str) -> Letter:
    """Read a subject and the writer's own words."""
    head, said = read_subject(subject), read_sentences(text)
    return Letter(head, read_clauses(said), (*head.sentences, *said))
