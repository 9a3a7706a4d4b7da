"""What comes with an answer: the hotel, and a question."""

from itertools import pairwise

from mailer.intake.answer.clauses import ELSEWHEN, PART, Clause
from mailer.intake.answer.diet import diet
from mailer.intake.answer.findings import Asked, Bed
from mailer.intake.answer.names import full_name
from mailer.intake.answer.scope import comes_first, negations

__all__ = ["asked", "bed", "diet"]

_HEDGES = ("maybe", "cond", "unless", "if", "promise")
_WISHES = ("please", "need", "book", "yes", "wel", "also", "incl", "attend", "ok", "each")
_SLEEPS = ("slaap", "slap", "overnacht", "logeer", "sleep", "stay", "schlaf", "ubernacht", "dors", "sliep")
"""How words for a night begin: sleeping at home says more of the hotel than going there."""
_FOR = frozenset(
    {"voor", "for", "fur", "pour", "foar", "van", "of", "von", "met", "with", "mit", "avec", "mei"}
)
_MOST_UNKNOWN = 2
_ASKED = (
    *("open", "wh", "polite", "attend", "can", "hotel", "stay", "diet", "food"),
    *(PART, "meeting", "room", "yes", "limit", "post", "past"),
)
_REQUESTS = ("attend", "refuse", "stop", "unwait", "wait", "diet", "food", "allergy")
_HANGING = (
    *("attend", "refuse", "hotel", "stay", "replace", "other", "colleague"),
    *("room", "only", "wait", "maybe", "comes"),
)


def bed(clause: Clause) -> Bed | None:
    """Read what the clause says of the hotel; None when it says nothing, undecided when one should ask."""
    if not clause.has("hotel", "stay", "home") or clause.has("past", "next", "counter"):
        return None
    if clause.asks:
        return _asked_bed(clause)
    if clause.has("yes") and clause.has("no"):
        return None
    return _told_bed(clause)


def _asked_bed(clause: Clause) -> Bed | None:
    """Read a question: `kunt u een kamer reserveren` is a wish, `wat kost het hotel` says nothing."""
    if (clause.has("polite") and clause.has("book")) or clause.has("may"):
        return Bed(not any(negations(clause)), clause.words)
    return None if clause.has("wh") else Bed(None, clause.words)


def _told_bed(clause: Clause) -> Bed | None:
    coming, negated = negations(clause)
    if _goes_home(clause):
        unclear = coming or (negated and not clause.has("hotel"))
        sleeps = any(token.word.startswith(_SLEEPS) for token in clause.tokens)
        travels = not sleeps and not clause.has("hotel", "stay", PART)
        return Bed(None if unclear else False, clause.words, travels=travels)
    if clause.has(*_HEDGES, "other", "colleague") or _names_someone(clause):
        return Bed(None, clause.words)
    if (coming or clause.has("refuse")) and (clause.has("cause") or len(clause.unknown) > 1):
        return None
    if negated or clause.has("no", "refuse") or _is_excepted(clause):
        return Bed(False if negated + coming <= 1 else None, clause.words)
    if coming:
        return Bed(None if clause.has("attend", "can") else False, clause.words)
    return Bed(True if _is_wished(clause) else None, clause.words)


def _goes_home(clause: Clause) -> bool:
    """Say whether the writer sleeps elsewhere, or travels back."""
    mine = clause.has("self") or not clause.has("other", "colleague")
    return clause.has("home") and mine and not clause.has(*_HEDGES)


def _is_excepted(clause: Clause) -> bool:
    """Say whether the bed is named behind `zonder` or `behalve`."""
    return comes_first(clause, "except", "hotel", "stay")


def _is_wished(clause: Clause) -> bool:
    """Say whether a clause that denies nothing asks for a bed."""
    if clause.has(ELSEWHEN):
        return False
    if clause.has("please", "need") or _comes_with(clause):
        return True
    wished = clause.has(*_WISHES) and len(clause.unknown) <= _MOST_UNKNOWN
    return clause.has("stay") or wished or clause.lead == "and" or not clause.unknown


def _comes_with(clause: Clause) -> bool:
    """Say whether the clause begins with a bed beside the coming: `met een kamer en een biertje`."""
    place = min(tag.places[0] for tag in clause.of("hotel", "stay")) - clause.first
    return any(token.word in {"met", "with", "mit", "avec", "mei"} for token in clause.tokens[:place])


def _names_someone(clause: Clause) -> bool:
    """Say whether a name stands in the clause: whose bed is it?"""
    if full_name(clause):
        return True
    pairs = pairwise(clause.tokens)
    return any(name.capital and name.word in clause.unknown and word.word in _FOR for word, name in pairs)


def asked(clause: Clause) -> Asked | None:
    """Read a question: a practical one, or one on which the answer hangs."""
    if clause.has("askfor") and not clause.asks:
        return Asked(clause.words, hanging=clause.has("attend", "hotel", "other", "colleague", "room"))
    if not clause.asks or clause.has("chat") or not (clause.unknown or clause.has(*_ASKED)):
        return None
    if _is_request(clause):
        return None
    return Asked(clause.words, hanging=not clause.has("wh") and _hangs(clause))


def _is_request(clause: Clause) -> bool:
    """Say whether it only asks us to do something: `kunt u een kamer reserveren`, `mag ik een kamer`."""
    if clause.has("may"):
        return clause.has("hotel", "stay")
    return clause.has("polite") and (
        clause.has(*_REQUESTS) or (clause.has("book") and clause.has("hotel", "stay"))
    )


def _hangs(clause: Clause) -> bool:
    points_back = (
        not clause.unknown and clause.has("can", "open") and not clause.has("meeting", "diet", "food", PART)
    )
    return clause.has(*_HANGING) or points_back or (clause.has("can") and bool(clause.parts))
