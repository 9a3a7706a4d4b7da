"""What comes with an answer: the hotel, a diet, a question."""

from collections.abc import Iterator, Sequence

from mailer.intake.answer.clauses import PART, Clause
from mailer.intake.answer.findings import Asked, Bed, Diet
from mailer.intake.answer.scope import negations

_ASKED = (
    "open",
    "wh",
    "polite",
    "attend",
    "can",
    "hotel",
    "stay",
    "diet",
    "food",
    PART,
    "meeting",
    "room",
    "yes",
    "limit",
)
_HEDGES = ("maybe", "cond", "if", "promise")
_WISHES = ("please", "need", "book", "yes", "wel", "also", "incl", "attend", "ok", "each")


def bed(clause: Clause) -> Bed | None:
    """Read what the clause says of the hotel; None when it says nothing, undecided when one should ask."""
    if not clause.has("hotel", "stay", "home") or clause.has("past", "next", "counter"):
        return None
    wanted = _asked_bed(clause) if clause.asks else _told_bed(clause)
    return None if wanted == "" else Bed(wanted if isinstance(wanted, bool) else None, clause.words)


def _asked_bed(clause: Clause) -> bool | str | None:
    """Read the bed in a question: `kunt u een kamer reserveren` is a wish, `wat kost het hotel` says nothing."""
    if (clause.has("polite") and clause.has("book")) or clause.has("may"):
        return not any(negations(clause))
    return "" if clause.has("wh") else None


def _told_bed(clause: Clause) -> bool | str | None:
    coming, negated = negations(clause)
    if clause.has(*_HEDGES) or clause.has("other", "colleague") or (clause.has("yes") and clause.has("no")):
        return "" if clause.has("yes") and clause.has("no") else None
    if clause.has("home"):
        if coming or (negated and not clause.has("hotel")):
            return None
        return False
    refused = negated or clause.has("no", "refuse") or (clause.has("except") and _behind(clause, "except"))
    if (coming or clause.has("refuse")) and (clause.has("cause") or len(clause.unknown) > 1):
        return ""
    if refused or (coming and not clause.has("attend", "can")):
        return False if negated + coming <= 1 else None
    if coming:
        return None
    if _names_someone(clause) or clause.has("elsewhen"):
        return None
    if (
        clause.has("stay")
        or (clause.has(*_WISHES) and len(clause.unknown) < 3)
        or clause.lead == "and"
        or not clause.unknown
    ):
        return True
    return None


def _names_someone(clause: Clause) -> bool:
    """Say whether a name stands in the clause: whose bed is it?"""
    return any(t.capital and t.word in clause.unknown for t in clause.tokens[1:])


def _behind(clause: Clause, kind: str) -> bool:
    """Say whether the bed is named behind the first word of that class."""
    return (
        clause.of("hotel", "stay")[-1].places[0] > clause.of(kind)[0].places[0]
        if clause.has("hotel", "stay")
        else False
    )


def diet(clause: Clause, following: Sequence[Clause]) -> Diet | None:
    """Read a diet, in the writer's words; `following` are the clauses behind it in the sentence."""
    if clause.asks or clause.has("past"):
        return None
    if clause.has("fine"):
        return Diet("", clause.words)
    text = " ".join(_dish(clause)).strip(" -.,:;/")
    if not text:
        return None
    more = [other.words for other in _list(following)]
    return Diet(", ".join([text, *more]), clause.words)


def _list(following: Sequence[Clause]) -> Iterator[Clause]:
    """Give the clauses that go on with a list of dishes."""
    for clause in following:
        if not clause.has("food", "diet") or clause.has(
            "attend", "can", "refuse", "hotel", "stay", "eat", PART, "self"
        ):
            return
        yield clause


def _dish(clause: Clause) -> Iterator[str]:
    """Give the words that name the diet."""
    names = clause.of("diet", "allergy", "food")
    if _is_form(clause):
        if _answers(clause):
            yield clause.raw_from(clause.first + 1)
    elif clause.has("allergy"):
        yield clause.raw_from(clause.of("allergy")[0].places[0])
    elif clause.has("diet"):
        yield from _adjective(clause)
    elif names and _negated_dish(clause):
        start = next(tag.places[0] for tag in clause.tags if tag.kind in {"neg", "no"})
        yield clause.raw_from(start, names[-1].places[-1])
    elif clause.has("eat") and clause.has("only") and clause.has("food"):
        yield clause.raw_from(clause.of("only")[0].places[0])
    elif clause.has("eat") and clause.has("neg") and clause.unknown and not clause.has("attend", "can", PART):
        yield clause.raw_from(clause.of("neg")[0].places[0])


def _adjective(clause: Clause) -> Iterator[str]:
    tags = clause.of("diet", "food")
    before = [
        tag
        for tag in clause.of("neg")
        if tag.places[-1] + 2 >= tags[0].places[0] and tag.places[0] < tags[0].places[0]
    ]
    if before and tags[0].kind == "diet":
        return
    if clause.has("other") or (
        any(t.capital for t in clause.tokens[:1])
        and clause.unknown
        and clause.tokens[0].word in clause.unknown
    ):
        yield clause.words
    else:
        yield clause.raw_from(tags[0].places[0], tags[-1].places[-1])


def _negated_dish(clause: Clause) -> bool:
    food = clause.of("food")[0].places[0]
    return any(0 < food - tag.places[0] <= 3 for tag in clause.of("neg"))


def _is_form(clause: Clause) -> bool:
    """Say whether it is a line such as `Dieet: geen vis`."""
    return (
        len(clause.tokens) > 1
        and clause.tokens[1].word == ":"
        and clause.has("eat")
        and clause.starts_with("eat")
    )


def _answers(clause: Clause) -> bool:
    """Say whether a form's line was filled in with more than no."""
    filled = [tag for tag in clause.tags if tag.places[0] > clause.first + 1]
    if clause.unknown or any(tag.kind in {"food", "diet", "allergy"} for tag in filled):
        return True
    return bool(filled) and not all(
        tag.kind in {"neg", "no", "fine", "and", "regret", "yes"} for tag in filled
    )


def asked(clause: Clause) -> Asked | None:
    """Read a question: a practical one, or one on which the answer hangs."""
    if clause.has("askfor") and not clause.asks:
        return Asked(clause.words, hanging=clause.has("attend", "hotel", "other", "colleague", "room"))
    if not clause.asks or clause.has("chat") or not (clause.unknown or clause.has(*_ASKED)):
        return None
    if (
        clause.has("polite")
        and clause.has("attend", "refuse", "stop", "unwait", "wait", "book")
        and clause.has("attend", "refuse", "stop", "unwait", "wait", "hotel", "stay")
    ):
        return None
    if clause.has("may") and clause.has("hotel", "stay"):
        return None
    if clause.has("wh"):
        return Asked(clause.words, hanging=False)
    hanging = clause.has(
        "attend", "refuse", "hotel", "stay", "replace", "other", "colleague", "room", "only", "wait", "maybe"
    )
    back = not clause.unknown and clause.has("can", "open") and not clause.has("meeting", PART)
    return Asked(clause.words, hanging or back or (clause.has("can") and bool(clause.parts)))
