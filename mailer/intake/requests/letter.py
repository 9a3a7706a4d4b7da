"""A mail to the list's address as clauses: the subject's and the body's, and what is known of a quotation."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailer.intake.answer.reading import Sentence
from mailer.intake.requests.clauses import LONGEST, OURS, Clause, read_clauses, read_sentences
from mailer.intake.requests.lexicon import requests_lexicon
from mailer.intake.requests.subject import Subject, read_subject
from mailer.intake.words import fold

_OFFERED = re.compile(r"""["“„”*'](\w{3,20})[.,]?["”“*']""")
_SIGNED = 6
"""Words in the longest line that is a name or a closing."""
_OF_OTHERS = ("foreign", "business", "trade", "offer")
"""Classes that make a name the sign of what is none of ours."""
_OF_THE_QUOTATION = 4_000
"""Characters of a quotation that are read: the beginning says what it is, the end how to leave."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What the writer says, in order."""

    subject: Subject
    body: tuple[Clause, ...]
    said: tuple[Sentence, ...]
    """The body's sentences."""
    answers: frozenset[str]
    """The classes of ours in the mail that is answered."""
    offered: frozenset[str]
    """The folded words that the quoted mail puts between quotation marks: `antwoord dan "afmelden"`."""

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
        return [token.raw for clause in above for token in clause.strange]


def read_letter(text: str, subject: str, quoted: str | None, names: frozenset[str]) -> Letter:
    """Read a subject and the writer's own words; what he forwards is nobody's answer.

    `quoted` is what he quotes of the mail of ours that he answers, None when he answers none; `names` holds
    the folded words of his own name.
    """
    head, said = read_subject(subject), read_sentences("\n".join(_unsigned(text[:LONGEST], names)))
    answered = "" if head.forwards or quoted is None else quoted[:_OF_THE_QUOTATION]
    clauses = read_clauses(read_sentences(answered))
    return Letter(
        subject=head,
        body=read_clauses(said),
        said=said,
        offered=frozenset(_OFFERED.findall(fold(answered))),
        answers=_answered(head, None if quoted is None else clauses),
    )


def _unsigned(text: str, names: frozenset[str]) -> Iterator[str]:
    """Give the lines without those that only hold the writer's name, and a closing on its own.

    A name that tells of another's business stays, since it tells what the mail is: `Sales Team`.
    """
    lexicon = requests_lexicon()
    for line in text.split("\n"):
        words = [word.strip(".,;") for word in fold(line).split()[: _SIGNED + 1]]
        signed = words and len(words) <= _SIGNED and names.issuperset(words)
        if signed and not any(hit.kind in _OF_OTHERS for hit in lexicon.request.find(words, frozenset())):
            continue
        closing = len(words) <= _SIGNED and lexicon.line.find(words, frozenset())
        if closing and closing[0].places[0] == 0:
            yield ""
        yield line


def _answered(head: Subject, quoted: Sequence[Clause] | None) -> frozenset[str]:
    """Give the classes of ours in the mail that is answered, by its subject and by what is quoted.

    A mail of ours (`quoted` is not None) went to those on the list even where it is not quoted.
    """
    if head.forwards or not (head.replies or quoted is not None):
        return frozenset()
    clauses = (*head.clauses, *(quoted or ()))
    ours = {"invite"} if quoted is not None else set[str]()
    return frozenset(kind for kind in OURS if kind in ours or any(clause.has(kind) for clause in clauses))
