"""Clauses that hang on something else than coming: a reason for a bed, the way by night, a substitute."""

from collections.abc import Sequence

from mailer.intake.answer.clauses import PART, Clause
from mailer.intake.answer.dayparts import Calendar
from mailer.intake.answer.names import full_name

_EXTRAS = ("hotel", "stay", "home", "journey", "food", "diet", "allergy")
_OF_A_DISH = ("diet", "allergy", "thing")
_OF_COMING = ("attend", "nominal", "can", "refuse", "yes", "no", "wait", "unwait", "maybe", "promise", "stop")
_MORE_THAN_DRIVING = ("attend", "nominal", "refuse", "meeting", "hotel", "stay", "if", "unless", "maybe")
_GREETINGS = frozenset({"morning", "afternoon", "evening", "middag", "avond", "mogge", "nachmittag", "abend"})
_FIRST_WORDS = 2
_LONGEST = 8
"""Words in a clause such as `als dat gaat` or `als het kan niet te zacht`."""


def is_aside(clauses: Sequence[Clause], n: int, calendar: Calendar) -> bool:
    """Say whether the n-th clause only goes with a bed, a dish or a substitute, and decides nothing."""
    clause = clauses[n]
    if clause.asks:
        return False
    return (
        _is_the_way_by_night(clause, calendar)
        or _explains_an_extra(clauses, n)
        or _is_if_possible(clauses, n)
        or _is_of_the_substitute(clauses, n)
        or _goes_with_a_dish(clauses, n)
    )


def _is_the_way_by_night(clause: Clause, calendar: Calendar) -> bool:
    """Read `'s avonds rijd ik niet meer terug`: what is denied is the driving, and not the evening."""
    if not clause.has("drive") or not clause.has("neg", "cond") or clause.has(*_MORE_THAN_DRIVING):
        return False
    return clause.parts <= calendar.dinner if clause.has(PART) else clause.has("dark")


def is_if_it_can_be(clause: Clause, before: Clause | None) -> bool:
    """Say whether a coming is made to hang on being possible: `ik kom graag, indien mogelijk`."""
    if not clause.has("ifpossible") or clause.has(*_EXTRAS):
        return False
    said = clause if before is None or clause.has("attend", "can", "nominal", "yes") else before
    return said.has("attend", "can", "nominal", "yes") and not said.has(*_EXTRAS)


def _explains_an_extra(clauses: Sequence[Clause], n: int) -> bool:
    """Read `een kamer graag, want ik slaap licht en kom van ver`: the reason for a bed or a diet."""
    clause = clauses[n]
    coming = tuple(kind for kind in _OF_COMING if kind != "can" or not clause.has("drive"))
    if n == 0 or clauses[n - 1].sentence != clause.sentence or clause.has(*coming, *_EXTRAS, PART):
        return False
    if clause.lead == "and" and not _gives_a_reason(clause):
        return _explains_an_extra(clauses, n - 1)
    return _gives_a_reason(clause) and clauses[n - 1].has(*_EXTRAS) and not clauses[n - 1].has(*_OF_COMING)


def _is_if_possible(clauses: Sequence[Clause], n: int) -> bool:
    """Read `een kamer graag, als dat gaat`: a condition on the room, and not on the coming."""
    clause = clauses[n]
    if n == 0 or clauses[n - 1].sentence != clause.sentence or not clause.starts_with("if"):
        return False
    plain = not clause.unknown and not clause.has(
        "self", "attend", "refuse", "yes", "no", "neg", PART, *_EXTRAS
    )
    wished = clauses[n - 1].has(*_EXTRAS) and not clauses[n - 1].has(*_OF_COMING)
    return plain and wished and len(clause.tokens) <= _LONGEST


def _goes_with_a_dish(clauses: Sequence[Clause], n: int) -> bool:
    """Read `niet een beetje` behind an allergy, `maar gebruik hem liever niet` behind the medicine for it."""
    clause = clauses[n]
    before = clauses[max(0, n - 2) : n]
    beside = any(c.sentence == clause.sentence and c.has(*_OF_A_DISH) for c in before)
    other = (
        "self",
        "we",
        "event",
        "other",
        "colleague",
        "reason",
        "food",
        "eat",
        "diet",
        "all",
        "each",
        "rest",
    )
    return beside and clause.has("neg", "cond") and not clause.has(*_OF_COMING, *_EXTRAS, *other, PART)


def _gives_a_reason(clause: Clause) -> bool:
    return any(tag.places[0] < clause.first + _FIRST_WORDS for tag in clause.of("because"))


def _is_of_the_substitute(clauses: Sequence[Clause], n: int) -> bool:
    """Read the days in `in mijn plaats komt Rob Jansma, op beide dagen`: they are not the writer's."""
    clause = clauses[n]
    if clause.has("self", "we", *_OF_COMING) or not clause.has(PART, "each", "all"):
        return False
    before = [c for c in clauses[:n] if c.sentence == clause.sentence]
    return any(c.has("replace", "send") for c in before) and any(map(full_name, before))


def is_a_greeting(clause: Clause) -> bool:
    """Say whether a mail opens with a mere `Morning!`"""
    return clause.sentence == 0 and len(clause.tokens) == 1 and clause.tokens[0].word in _GREETINGS
