"""An unread clause on a day that was accepted: whatever it says, the writer may be elsewhere then."""

from collections.abc import Iterator, Sequence

from mailer.intake.answer.bed import gives_up
from mailer.intake.answer.clauses import HOUR, THEN, Clause
from mailer.intake.answer.diet import OURS
from mailer.intake.answer.findings import Doubt, Stance
from mailer.intake.answer.names import names
from mailer.intake.answer.predicate import PUTS
from mailer.intake.answer.said import Said
from mailer.intake.verdict import Answer
from mailer.intake.words import fold

_HARMLESS = (
    *("leave", "late", HOUR, "drive", "journey", "thing", "take", "past", "next", "thanks", "see", "greet"),
    *("diet", "food", "eat", "fine", "allergy", "hotel", "stay", "home", "need", "until", "through", "wel"),
    *("with", "idle", "report", "incl", "from"),
)
"""Classes of what one says of a day on which one comes: how and when, with whom, what is eaten there."""
_BRIEF = 3
_DOES = ("comes", "attend", "can", "refuse", "replace", "send", "also", "neg", "no")
"""What somebody else does about the meeting itself: `people` reads it."""


def elsewhere(read: Sequence[Said], chosen: frozenset[str], whole: frozenset[str]) -> Iterator[Doubt]:
    """Give a doubt for each unread clause that names a part of what was accepted.

    `maar donderdagavond is mijn vrouw jarig`, `ik kan allenig vrijdag`: a word nobody knows decides there.
    """
    stances = [f for part in read for f in part.findings if isinstance(f, Stance)]
    refused = frozenset().union(*(s.parts for s in stances if s.parts and s.answer is Answer.NO))
    for part in read:
        clause = part.clause
        asks = clause.asks and not (clause.has("polite") and (clause.has("refuse") or gives_up(clause)))
        if asks and clause.parts and not clause.parts & (chosen | refused):
            yield Doubt("hangs-on-a-question", clause.words)
        if not part.findings and _puts_somebody_down(clause):
            yield Doubt("who-comes", clause.words)
        if not part.findings and _is_an_item(clause) and clause.parts - (chosen | refused):
            yield Doubt("all-or-these", clause.words)
        if part.findings or clause.asks or not clause.parts & chosen or clause.parts >= whole:
            continue
        if clause.has(*_HARMLESS) or clause.tokens[0].word in THEN or _is_of_others(clause):
            continue
        if clause.lead == "but" or clause.has("self", "we") or _is_of_mine(clause):
            yield Doubt("unread", clause.words)


def _is_an_item(clause: Clause) -> bool:
    """Say whether a part stands in a list in words we do not know: `Thu pm`."""
    return len(clause.tokens) <= _BRIEF and not clause.asks and not clause.has(*_HARMLESS, "self", "we")


def _puts_somebody_down(clause: Clause) -> bool:
    """Say whether somebody by name is put on the list in words we do not know: `put Julia down for it`."""
    puts = any(token.word in PUTS for token in clause.tokens)
    named = any(fold(name) not in PUTS for name, _ in names(clause))
    return puts and named and not clause.has("self", "we", "colleague", "other", "also", *_HARMLESS)


def _is_of_mine(clause: Clause) -> bool:
    """Say whether it tells of somebody or something of the writer's: `vrijdag vergadert onze raad`."""
    return any(token.word in OURS for token in clause.tokens)


def _is_of_others(clause: Clause) -> bool:
    return clause.has("other", "colleague") and clause.has(*_DOES)
