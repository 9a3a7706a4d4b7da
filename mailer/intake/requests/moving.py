"""The judgement on a change of address: acted on when the writer plainly says from what to what."""

import re
from collections.abc import Iterator

from mailer.intake.requests.addresses import Change, change_of
from mailer.intake.requests.case import Case
from mailer.intake.requests.clauses import Clause, find_in
from mailer.intake.requests.grammar import SELF
from mailer.intake.requests.lexicon import requests_lexicon
from mailer.intake.verdict import Kind, Reason, Someone, Verdict
from mailer.intake.words import fold

_STILL_DOUBTS = frozenset(("privacy", "hostile", "undecided", "irony", "proviso", "part-only"))
"""What the mail holds against a wish, and against a change of address as well."""
_OF_A_MEETING = ("attend", "guests", "plans", "stay-over")
"""What answers a meeting: it would be lost beside a change."""
_OPEN = frozenset[int]()
"""No walls: a clause has none inside."""
_A_NAME = 3
"""So many letters of a name are no accident in an address."""
_DOUBTS = {
    "other": "for-somebody-else",
    "source": "for-somebody-else",
    "later": "later",
    "condition": "condition",
    "maybe": "undecided",
    "part": "part-only",
}


def judge_change(case: Case) -> Verdict | None:
    """Judge a change of address; None when the mail asks for none, or for more than that."""
    wishes, letter = case.reading.wishes, case.reading.letter
    said = (*letter.subject.sentences, *letter.said)
    if case.business:
        return None
    change = change_of(said, case.writer.email or "", case.ours)
    if (
        change is None
        or (_leaves(case) and not _instead(case, change))
        or not _personal(case, change)
        or (wishes and not change.new)
    ):
        return None
    if not (change.new or case.reading.about or _asked(case) or "mail" in change.words.lower()):
        return None
    doubts = (*change.doubts, *_doubts(case, change), *case.doubts)
    return case.verdict(
        Kind.ADDRESS_CHANGE, change.words, doubts, _moved(change, case.writer), change.new or None
    )


def _leaves(case: Case) -> bool:
    return any(wish.kind is Kind.UNSUBSCRIBE for wish in case.reading.wishes)


def _instead(case: Case, change: Change) -> bool:
    """Say whether `niet meer` is said of an address: `niet meer naar dit adres maar naar mijn nieuwe`."""
    letter = case.reading.letter
    return bool(change.new) and all(
        change.new in letter.said[wish.clause.sentence].text.lower()
        and not wish.clause.has("leave", "remove")
        for wish in case.reading.wishes
    )


def _personal(case: Case, change: Change) -> bool:
    named = change.old == case.writer.email and change.old in case.words.text.lower()
    named = named or (bool(change.new) and _asked(case))
    return (
        named
        or _is_like(change.new, case.writer, change.old)
        or case.reading.letter.speaks(*SELF, "my", "other", "send", "receive", "invite")
    )


def _asked(case: Case) -> bool:
    return case.reading.letter.speaks("ask-you", "want", "will", "settle", "my-address")


def _doubts(case: Case, change: Change) -> Iterator[Reason]:
    entering = [
        w.clause.words
        for w in case.reading.wishes
        if (w.clause.has("enrol", "join", "done") and not w.clause.has("stay", "be-invited"))
        or (w.clause.has("add") and "address" not in _said_of_an_address(w.clause))
    ]
    yield from (Reason("two-wishes", words) for words in entering)
    if change.new and not (_is_like(change.new, case.writer, change.old) or _in_the_same_house(case, change)):
        yield Reason("another-address", change.new)
    yield from (doubt for doubt in case.reading.doubts if doubt.rule in _STILL_DOUBTS)
    for clause in case.reading.letter.body:
        rules = [rule for kind, rule in _DOUBTS.items() if clause.has(kind)]
        if _is_like(change.new, case.writer, change.old) and not clause.has(
            "want", "will", "ask-you", "also"
        ):
            rules = [rule for rule in rules if rule not in {"for-somebody-else", "part-only"}]
        if {"old", "ended"} & _said_of_an_address(clause):
            rules = [rule for rule in rules if rule != "later"]
        yield from (Reason(rule, clause.words) for rule in rules)
        beside = clause.has("also") and any(token.word == change.new for token in clause.tokens)
        if beside and change.old not in case.words.text.lower():
            yield Reason("another-address", clause.words)
        if clause.has(*_OF_A_MEETING) or (clause.dated and clause.has("regret")):
            yield Reason("for-a-meeting", clause.words)
        if not case.reading.letter.speaks("add", "enrol") and clause.has("there-off") and not change.plain:
            yield Reason("negated-removal", clause.words)


def _said_of_an_address(clause: Clause) -> set[str]:
    """Give what the address lexicon finds in a clause: `het oude` goes `binnenkort`, and that is no doubt."""
    found = requests_lexicon().address.find([token.word for token in clause.tokens], _OPEN)
    return {hit.kind for hit in found}


def _in_the_same_house(case: Case, change: Change) -> bool:
    """Say whether it is a new name in the same house: both addresses are written out, or he tells of it."""
    told = change.old in case.words.text.lower() or _is_renamed(case)
    same_house = change.old.partition("@")[2] == change.new.partition("@")[2]
    return told and same_house and change.old == case.writer.email


def _is_renamed(case: Case) -> bool:
    """Say whether the writer tells of a new name: who marries gets a new address too."""
    found = (find_in(sentence, requests_lexicon().address) for sentence in case.reading.letter.said)
    return any(hit.kind == "renamed" for hits in found for hit in hits)


def _is_like(new: str, writer: Someone, old: str) -> bool:
    """Say whether an address has a part of the writer's name, or of his other address, in it."""
    names = fold(f"{writer.name or ''} {old.partition('@')[0]} {(writer.email or '').partition('@')[0]}")
    parts = [part for part in re.split(r"[\W\d_]+", names) if len(part) >= _A_NAME]
    return any(part in new.lower() for part in parts)


def _moved(change: Change, writer: Someone) -> tuple[Someone, ...]:
    if change.old == writer.email:
        return (writer,)
    return (Someone(change.old, writer.name, writer.organisation),) if change.old else ()
