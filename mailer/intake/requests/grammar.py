"""What the kinds of wishes have in common: who speaks, what is wanted, what a wish looks like."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mailer.intake.requests.clauses import DEEDS, Clause
from mailer.intake.requests.lexicon import requests_lexicon
from mailer.intake.verdict import Kind

PERSON = ("me", "us", "my-address")
"""The writer as the one it happens to: `mij`, `ons`, `dit adres`."""
SELF = ("self", "ask-self", *PERSON)
"""The writer in any role."""
NEVER = ("not", "no-more")
_FIRM_WISHES = ("want", "will", "onward", "ask-you", "ask-self", "herewith", "tired")
_WISHES = (*_FIRM_WISHES, "undecided", "maybe")


@dataclass(frozen=True, slots=True)
class Topic:
    """The classes of ours that a wish can point back to: spoken of before it, or in the mail it answers.

    `zet mij erop` below an invitation may be an answer to it; `haal mij eraf` can only mean the list.
    """

    said: frozenset[str] = frozenset()
    answered: frozenset[str] = frozenset()

    @property
    def any(self) -> frozenset[str]:
        """Both together."""
        return self.said | self.answered


@dataclass(frozen=True, slots=True)
class Found:
    """A wish by its kind, with the rules that make it doubtful."""

    kind: Kind
    rules: tuple[str, ...] = ()


def found(kind: Kind, rules: Iterable[str] = ()) -> Found:
    """Give a wish, with the rules that speak against acting on it."""
    return Found(kind, tuple(rules))


def wanted(clause: Clause) -> bool:
    """Say whether something is wished, asked, commanded or done by saying it."""
    states = clause.tokens[0].word in requests_lexicon().first_person
    asked = clause.asks and not states and clause.has(*PERSON) and clause.has(*DEEDS)
    return asked or clause.orders or clause.has(*_WISHES) or _lets_go(clause)


def _lets_go(clause: Clause) -> bool:
    """Say whether the writer says what may be done to him: `ik mag van de lijst af`, `mag eraf`."""
    opens = any(hit.kind == "may" and hit.places[0] == clause.first for hit in clause.hits)
    return opens or (clause.has("may") and clause.has("self", "my-address"))


def asked(clause: Clause) -> bool:
    """Say whether something is wished in more than a perhaps."""
    return clause.orders or clause.has(*_FIRM_WISHES)


def joins_a_list(clause: Clause) -> bool:
    """Say whether one is to be `lid van jullie mailinglijst`: nobody is taken off it."""
    return clause.has("join") and not clause.has(*NEVER, "leave", "remove", "undone", "there-off")


def wanted_in(sentence: Sequence[Clause]) -> bool:
    """Say whether any clause of a sentence wishes."""
    return any(map(wanted, sentence))


def behind(clause: Clause, *kinds: str) -> Iterator[tuple[list[str], str]]:
    """Give the first word of each hit of these classes, with the words in front of it."""
    words = [token.word for token in clause.tokens]
    for hit in clause.hits:
        if hit.kind.removesuffix("!") in kinds:
            place = hit.places[0] - clause.first
            yield words[:place], words[place]


def onto_list(clause: Clause) -> bool:
    """Say whether a list stands behind `op` or the like, as in `graag op de lijst`."""
    lexicon = requests_lexicon()
    for before, _ in behind(clause, "list", "some-list"):
        while before and before[-1] in lexicon.articles:
            before.pop()
        if before and before[-1] in lexicon.onto:
            return True
    return False


def of_the_writer(clause: Clause) -> bool:
    """Say whether the list or the invitation is the writer's own: `onze mailinglijst`."""
    owners = requests_lexicon().owners
    return any(before and before[-1] in owners for before, _ in behind(clause, "list", "some-list", "invite"))


def names_one_invitation(clause: Clause) -> bool:
    """Say whether one certain invitation is meant: `de uitnodiging`, not `een` or `uitnodigingen`."""
    lexicon = requests_lexicon()
    spoken = behind(clause, "invite")
    return any(
        before and before[-1] in lexicon.definite and word in lexicon.singular for before, word in spoken
    )


def points_back(clause: Clause) -> bool:
    """Say whether a pronoun stands for what was spoken of before: `ik hoef ze niet meer te krijgen`."""
    lexicon = requests_lexicon()
    words = [*(token.word for token in clause.tokens), ""]
    return any(
        word in lexicon.pronouns or (word in lexicon.pointing and (not behind or behind in lexicon.adverbs))
        for word, behind in pairwise(words)
    )
