"""The judgement on a change of address: acted on when the writer plainly says from what to what."""

from collections.abc import Iterator

from mailer.intake.requests.addresses import Change, change_of
from mailer.intake.requests.case import Case
from mailer.intake.requests.grammar import SELF
from mailer.intake.verdict import Kind, Reason, Someone, Verdict

_STILL_DOUBTS = frozenset(("privacy", "hostile", "undecided", "irony", "proviso", "part-only"))
"""What the mail holds against a wish, and against a change of address as well."""
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
    wishes = case.reading.wishes
    if case.business or any(wish.kind is Kind.UNSUBSCRIBE for wish in wishes):
        return None
    change = change_of(case.reading.letter.sentences, case.writer.email or "", case.ours)
    if change is None or not _personal(case) or (wishes and not change.new):
        return None
    if not (change.new or case.reading.about or _asked(case) or "mail" in change.words.lower()):
        return None
    doubts = (*change.doubts, *_doubts(case), *case.doubts)
    return case.verdict(
        Kind.ADDRESS_CHANGE, change.words, doubts, _moved(change, case.writer), change.new or None
    )


def _personal(case: Case) -> bool:
    return case.reading.letter.speaks(*SELF, "my", "other")


def _asked(case: Case) -> bool:
    return case.reading.letter.speaks("ask-you", "want", "will", "settle", "my-address")


def _doubts(case: Case) -> Iterator[Reason]:
    yield from (doubt for doubt in case.reading.doubts if doubt.rule in _STILL_DOUBTS)
    for clause in case.reading.letter.body:
        yield from (Reason(rule, clause.words) for kind, rule in _DOUBTS.items() if clause.has(kind))
        if clause.dated:
            yield Reason("names-a-day", clause.words)


def _moved(change: Change, writer: Someone) -> tuple[Someone, ...]:
    if change.old == writer.email:
        return (writer,)
    return (Someone(change.old, writer.name, writer.organisation),) if change.old else ()
