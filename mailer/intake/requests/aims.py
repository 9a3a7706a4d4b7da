"""What a wish is for: the phrases behind `voor`, `van`, `als`, and the words in them that nobody knows."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from mailer.intake.answer.reading import Token
from mailer.intake.requests.clauses import DEEDS, OURS, Clause
from mailer.intake.requests.grammar import PERSON
from mailer.intake.requests.lexicon import requests_lexicon

_UNDERSTOOD = frozenset((*OURS, "meeting", "mails", "you", *PERSON))


_POLITE = 2
"""`U` and `Uw` have a capital out of politeness."""


@dataclass(frozen=True, slots=True)
class _Aim:
    """A lead, the word's classes in front of it, and the phrase behind it."""

    lead: str
    before: frozenset[str]
    kinds: frozenset[str]
    """The classes in the phrase."""
    phrase: tuple[Token, ...]


def unknown_aims(clause: Clause, writer: frozenset[str]) -> list[str]:
    """Give the unknown words that say what a wish is for: `de verzendlijst van de wijkkrant`.

    A phrase that names what is ours is understood, and so is what belongs to the platform, but not every
    role on it: `als verkoper op het platform`. `writer` holds the folded words of the writer's name.
    """
    strange = {id(token) for token in clause.unknown} - clause.placed
    strange |= {id(token) for token in clause.tokens[1:] if _is_a_name(token)} - clause.placed
    strange -= {id(t) for t in clause.tokens if t.capital and t.word in writer}
    lexicon = requests_lexicon()
    roles, societies = lexicon.roles, lexicon.societies
    unknown: list[str] = []
    for aim in _aims(clause):
        ours = aim.kinds & _UNDERSTOOD or (clause.has("platform") and aim.lead not in roles)
        if aim.lead in societies:
            unknown += [token.raw for token in aim.phrase] if _joins_there(clause, aim) else []
        elif "elsewhere" in aim.kinds:
            unknown += [token.raw for token in aim.phrase]
        elif aim.lead in lexicon.genitives and aim.before & {"list", "some-list"} and not ours:
            unknown += [token.raw for token in aim.phrase if _may_own(token) or id(token) in strange]
        elif not ours:
            unknown += [token.raw for token in _strange(aim.phrase, strange)]
    return unknown


def _is_a_name(token: Token) -> bool:
    """Say whether a small word is written as a name's: `voor de Dag van de Stad`, not `voor U`."""
    return token.capital and len(token.word) > _POLITE and token.word in requests_lexicon().function


def _may_own(token: Token) -> bool:
    """Say whether a word may own another list: `de verzendlijst van de controllers`."""
    lexicon = requests_lexicon()
    return lexicon.is_title(token.word) or token.word in lexicon.groups | lexicon.things


def _joins_there(clause: Clause, aim: _Aim) -> bool:
    """Say whether one enters or leaves what is named: `uitschrijven bij de club`, not `manager bij ...`."""
    enters = clause.has("enrol", "leave", "join") and aim.before & {*DEEDS, *PERSON, "want"}
    listed = aim.before & {"list", "some-list"}
    return bool(enters or listed) and not aim.kinds & {*OURS, "you", "ask-you"}


def _strange(phrase: tuple[Token, ...], strange: set[int]) -> Iterator[Token]:
    """Give the unknown words of a phrase, without the place behind `gemeente` or the like."""
    announcing, calendar = requests_lexicon().announcing, requests_lexicon().calendar
    placed = False
    for token in phrase:
        if id(token) in strange and token.word not in calendar and not (placed and token.capital):
            yield token
        placed = token.word in announcing or (placed and token.capital)


def _aims(clause: Clause) -> Iterator[_Aim]:
    lexicon = requests_lexicon()
    leads = lexicon.leads | lexicon.societies
    taken = {place - clause.first for hit in clause.hits for place in hit.places}
    words = enumerate(clause.tokens)
    starts = [n for n, token in words if token.word in leads | lexicon.onto and n not in taken]
    for start, end in pairwise((*starts, len(clause.tokens))):
        lead = clause.tokens[start].word
        if lead in leads:
            before = _kinds(clause, range(start - 1, start))
            yield _Aim(lead, before, _kinds(clause, range(start + 1, end)), clause.tokens[start + 1 : end])


def _kinds(clause: Clause, words: range) -> frozenset[str]:
    """Give the classes of the words at these numbers, in a command or not."""
    places = {clause.first + n for n in words}
    return frozenset(hit.kind.removesuffix("!") for hit in clause.hits if places & set(hit.places))
