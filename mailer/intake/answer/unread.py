"""What the grammar did not read: words near the decision that make a careful person look again."""

from collections.abc import Iterator, Sequence

from mailer.intake.answer.clauses import ELSEWHEN, PART, Clause
from mailer.intake.answer.findings import Doubt
from mailer.intake.answer.scope import negations
from mailer.intake.verdict import Answer

_ALWAYS = ("stop", "stray", "joke")
_WEIGHTY = ("attend", "can", "refuse", "maybe", PART, "each", "all")


def blind_spots(
    read: Sequence[tuple[Clause, bool]],
    below: Sequence[Clause],
    answer: Answer | None,
) -> Iterator[Doubt]:
    """Give the doubts about clauses that said nothing we understood; `read` pairs a clause with whether it did.

    `below` stands under the closing salutation: a signature as a rule, an afterthought sometimes.
    """
    told = False
    for clause, understood in read:
        if (
            clause.has("meeting", "attend")
            and clause.has(ELSEWHEN)
            and not clause.has("reason", "next", "past")
        ):
            yield Doubt("another-day", clause.words)
        for kind in _ALWAYS:
            if clause.has(kind):
                yield Doubt(kind, clause.words)
        if answer is Answer.YES and not understood and _may_take_back(clause, told):
            yield Doubt("unread", clause.words)
        told = told or understood
    for clause in below:
        if clause.has("self") and clause.has(*_WEIGHTY):
            yield Doubt("below-the-greeting", clause.words)


def _may_take_back(clause: Clause, told: bool) -> bool:
    """Say whether an unread clause may take a yes back: it contrasts, denies or regrets behind it."""
    if (
        clause.has("past", "next")
        or clause.asks
        or (clause.has("other", "colleague") and not clause.has("self"))
    ):
        return False
    if clause.has("reason") and clause.has("event") and not clause.has("idle"):
        return True
    denies = negations(clause)[0] > 0 and not clause.has("food", "diet", "allergy", "fine")
    if clause.lead == "but" and (clause.has("limit", "only") or (clause.has("self") and clause.unknown)):
        return not clause.has("idle", "late", "leave", "eat", "diet", "food")
    if clause.lead == "but" or told:
        return (
            denies
            or clause.has("refuse", "counter")
            or (clause.lead == "but" and clause.has("regret", ELSEWHEN))
        )
    return clause.has("refuse") or (denies and clause.has("can", "attend", PART))
