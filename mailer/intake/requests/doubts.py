"""Why a wish is not acted on at once: conditions, other people, a day that is named, words nobody knows."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from mailer.intake.answer.reading import Token
from mailer.intake.requests.clauses import OURS, Clause
from mailer.intake.requests.lexicon import requests_lexicon
from mailer.intake.verdict import Reason

ANOTHER_AIM = "another-aim"
"""The rule that says: the wish names something that is not ours."""

_ANYWHERE = {
    "condition": "condition",
    "proviso": "condition",
    "later": "later",
    "undecided": "undecided",
    "maybe": "undecided",
    "part": "part-only",
    "irony": "irony",
}
"""Classes that make a wish doubtful anywhere in its sentence, and the rule they speak for."""
_IN_THE_WISH = {
    "matter": "asks-information",
    "ask-about": "other-request",
    "how": "asks-how",
    "whether": "asks-whether",
}
"""Classes that make a wish doubtful in its own clause."""


def doubts_of(
    clause: Clause, sentence: Sequence[Clause], writer: frozenset[str], spare: int
) -> Iterator[Reason]:
    """Say what speaks against a wish in its own sentence.

    `writer` holds the folded words of the writer's own name; `spare` is how many unknown words
    the wish can bear.
    """
    for part in sentence:
        yield from (Reason(rule, part.words) for kind, rule in _ANYWHERE.items() if part.has(kind))
    yield from (Reason(rule, clause.words) for kind, rule in _IN_THE_WISH.items() if clause.has(kind))
    if clause.dated:
        yield Reason("names-a-day", clause.words)
    yield from _others(clause, sentence, writer)
    yield from _taken_back(clause, sentence)
    if aims := list(_unknown_aims(clause, writer)):
        yield Reason(ANOTHER_AIM, " ".join(token.raw for token in aims))
    elif len(strange := [token for token in clause.unknown if _counts(token)]) > spare:
        yield Reason("not-understood", " ".join(token.raw for token in strange))


def _counts(token: Token) -> bool:
    return not token.capital and token.word not in requests_lexicon().leads


def _taken_back(clause: Clause, sentence: Sequence[Clause]) -> Iterator[Reason]:
    """Say what follows the wish in its sentence and limits it: `maar niet die van Bart`, no reason."""
    for part in sentence:
        limits = part.has("not") and not (part.tokens and part.tokens[0].word in requests_lexicon().reasons)
        if part.first > clause.first and limits and not part.has("no-more"):
            yield Reason("taken-back", part.words)


def _others(clause: Clause, sentence: Sequence[Clause], writer: frozenset[str]) -> Iterator[Reason]:
    """Say whom else the wish may be about: other people spoken of, or named."""
    himself = clause.has("me", "my-address")
    for part in (clause,) if himself else sentence:
        if part.has("other"):
            yield Reason("for-somebody-else", part.words)
    for part in sentence:
        if part is clause or (_is_row_of_names(part) and not (himself and len(part.tokens) == 1)):
            names = [token.raw for token in _names(part, writer)]
            yield from [Reason("somebody-is-named", " ".join(names))] if names else []


def _is_row_of_names(clause: Clause) -> bool:
    return sum(token.capital for token in clause.tokens) * 2 >= len(clause.tokens)


def _names(clause: Clause, writer: frozenset[str]) -> Iterator[Token]:
    """Give words with a capital that nobody knows, inside a clause: they may name a person.

    Not behind a word that announces a place or a function: `gemeente Veldrijk`, `hoofd Juridische Zaken`.
    """
    strange = {id(token) for token in clause.unknown}
    placed = clause.first == 0
    for token in clause.tokens:
        named = token.capital and id(token) in strange and not token.raw.isupper()
        if named and not placed and token.word not in writer:
            yield token
        placed = token.word in requests_lexicon().announcing or (placed and named)


def _unknown_aims(clause: Clause, writer: frozenset[str]) -> Iterator[Token]:
    """Give the unknown words that say what the wish is for: `de verzendlijst van de wijkkrant`.

    A phrase that names what is ours is understood, and so is what belongs to the platform, but not
    every role on it: `als verkoper op het platform`.
    """
    strange = {id(token) for token in clause.unknown}
    for lead, phrase in _aims(clause):
        if clause.has("platform") and lead not in requests_lexicon().roles:
            continue
        places = {place for place, _ in phrase}
        if any(
            h.kind in (*OURS, "meeting", "mails", "my-address") and places & set(h.places)
            for h in clause.hits
        ):
            continue
        before = ""
        for _, token in phrase:
            placed = token.capital and (before in requests_lexicon().announcing or token.word in writer)
            if id(token) in strange and not placed:
                yield token
            before = token.word if not placed else before


def _aims(clause: Clause) -> Iterator[tuple[str, list[tuple[int, Token]]]]:
    """Give the leads (`voor`, `over`, `als`), each with the words behind it and their places."""
    lexicon = requests_lexicon()
    starts = [n for n, token in enumerate(clause.tokens) if token.word in lexicon.leads | lexicon.onto]
    for start, end in pairwise((*starts, len(clause.tokens))):
        phrase = [(clause.first + n, clause.tokens[n]) for n in range(start + 1, end)]
        if clause.tokens[start].word in lexicon.leads:
            yield clause.tokens[start].word, phrase
