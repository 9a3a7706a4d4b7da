"""What one clause asks: to come on the list or to leave it; with everything that makes one ask back."""

from collections.abc import Sequence
from dataclasses import dataclass

from mailer.intake.requests.clauses import DEEDS, OURS, Clause
from mailer.intake.requests.coming import coming
from mailer.intake.requests.doubts import doubts_of
from mailer.intake.requests.grammar import PERSON, Topic, wanted
from mailer.intake.requests.leaving import leaving, refusing
from mailer.intake.verdict import Kind, Reason

_OF_WISHES = DEEDS | {*OURS, "there-on", "there-off", "mails", "my-entry", "waiting-list"}
"""The classes of which a wish has at least one."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A request of one clause.

    `firm`: it is asked for, not only spoken of. `named`: it says itself what it is about. `himself`: the
    writer speaks of himself in its sentence.
    """

    kind: Kind
    clause: Clause
    firm: bool
    named: bool
    himself: bool = False
    doubts: tuple[Reason, ...] = ()


def wish_of(clause: Clause, sentence: Sequence[Clause], topic: Topic, writer: frozenset[str]) -> Wish | None:
    """Read the wish of a clause, None when there is none.

    `sentence` holds the clauses of its sentence, `writer` the folded words of the writer's own name.
    """
    if clause.kinds.isdisjoint(_OF_WISHES) or clause.has("offer", "foreign", "business"):
        return None
    wish = leaving(clause, topic) or refusing(clause, sentence, topic) or coming(clause, sentence, topic.said)
    if wish is None:
        return None
    of_itself = (Reason(rule, clause.words) for rule in wish.rules)
    around = doubts_of(clause, sentence, writer, wish.kind is Kind.UNSUBSCRIBE)
    return Wish(
        wish.kind,
        clause,
        firm=_is_firm(clause, sentence),
        named=clause.has(*OURS, "waiting-list") or (clause.has("mails") and clause.has("you")),
        himself=clause.has("self") or any(part.has(*PERSON, "ask-self") for part in sentence),
        doubts=(*of_itself, *around),
    )


def _declines(clause: Clause) -> bool:
    """Say whether it refuses without a verb: `dus geen uitnodigingen meer voor mij`."""
    tells = clause.has("perfect", "receive", "self", "other", "told")
    return clause.has("no-more") and clause.has("invite") and clause.has(*PERSON) and not tells


def _is_firm(clause: Clause, sentence: Sequence[Clause]) -> bool:
    """Say whether the clause wishes; a wish elsewhere in the sentence is its own unless that has a deed."""
    if wanted(clause) or _declines(clause):
        return True
    others = [part for part in sentence if part is not clause and wanted(part)]
    return bool(others) and not any(part.has(*DEEDS) for part in others)
