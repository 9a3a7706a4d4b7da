"""A no in so many words: to all, to some parts, or to something smaller that is none of them."""

from mailer.intake.answer.clauses import HOUR, Clause
from mailer.intake.answer.dayparts import Calendar
from mailer.intake.answer.findings import Doubt, Finding
from mailer.intake.answer.scope import chosen_parts, comes_first, joined, stance
from mailer.intake.verdict import Answer

_NARROWING = ("limit", "late", HOUR, "all")
_THE = frozenset({"de", "het", "the", "der", "die", "das", "den", "dem", "le", "la", "l'", "it"})
"""Words before a lunch or an opening that is the meeting's own."""
_NEVER = 1_000_000
"""No sentence has this number: a doubt of it never holds."""
_MOST_UNKNOWN_IN_NO = 3


def absence(clause: Clause, calendar: Calendar, negated: int) -> Finding:
    """Read a no: to all, to some parts, or to something smaller that is none of them."""
    if clause.has("not_only"):
        return Doubt("not-only", clause.words)
    if clause.has("each", "all") and negated and not clause.has("refuse"):
        not_all = comes_first(clause, "neg", "each", "all")
        return Doubt("not-all", clause.words) if not_all else stance(clause, Answer.NO, "neither")
    if _of_a_trifle(clause):
        return Doubt("a-trifle", clause.words, sentence=_NEVER)
    if clause.has(*_NARROWING) or _narrow_object(clause):
        return Doubt("a-smaller-no", clause.words)
    parts = chosen_parts(clause, calendar)
    if parts and joined(clause, "and") and clause.has("attend") and not clause.has("can", "refuse", "regret"):
        return Doubt("scope-of-not", clause.words)
    if clause.has("each") and not parts and clause.has("attend", "nominal"):
        return stance(clause, Answer.NO, "not-both")
    return stance(clause, Answer.NO, "stays-away", parts, only=clause.has("only") and bool(parts))


def _of_a_trifle(clause: Clause) -> bool:
    """Say whether only something small is missed: `de opening mis ik`, `donderdag haal ik de lunch niet`."""
    if not clause.has("trifle") or clause.has("leave", "limit", "all"):
        return False
    if not clause.parts:
        return True
    places = [tag.places[0] - clause.first for tag in clause.of("trifle")]
    known = all(n and clause.tokens[n - 1].word in _THE for n in places)
    return known and not clause.has("reason", "cause") and not joined(clause, "and")


def _narrow_object(clause: Clause) -> bool:
    """Say whether unknown words may name what one cannot do: `ik kan niet parkeren` is no answer."""
    if clause.has("reason", "cause"):
        return False
    if clause.has("post") and not clause.has("attend", "refuse"):
        return True
    if _denies_a_manner(clause):
        return True
    if clause.has("attend", "refuse", "meeting", "event"):
        return _unknown_before_a_reason(clause) > _MOST_UNKNOWN_IN_NO
    return len(clause.unknown) > bool(clause.parts)


def _unknown_before_a_reason(clause: Clause) -> int:
    """Count the unknown words; those behind a `because` only tell why."""
    whys = [tag.places[0] - clause.first for tag in clause.of("because") if tag.places[0] > clause.first]
    told = {token.word for token in clause.tokens[: min(whys, default=None)]}
    return sum(word in told for word in clause.unknown)


def _denies_a_manner(clause: Clause) -> bool:
    """Say whether an unknown word stands right behind the denial: `ik kom niet onvoorbereid`."""
    if not clause.has("attend"):
        return False
    behind = {tag.places[-1] + 1 - clause.first for tag in clause.of("neg")}
    return any(n in behind and token.word in clause.unknown for n, token in enumerate(clause.tokens))
