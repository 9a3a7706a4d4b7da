"""Perhaps, conditions and promises: what keeps a clause from being a yes or a no."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from mailer.intake.answer.clauses import PART, Clause
from mailer.intake.answer.dayparts import Calendar
from mailer.intake.answer.findings import Doubt, Finding
from mailer.intake.answer.half import VERBS
from mailer.intake.answer.scope import comes_first, denied, stance
from mailer.intake.verdict import Answer

_SUPPOSING = frozenset({"should", "were", "sollte", "sollten", "mocht", "mochten", "soene"})
"""Verbs that open a condition without if: `should my leave be granted, I will come`."""
_FEW = 2
_MERE_HOPE = frozenset({"hope", "self", "wel", "also", "but", "and", "please"})
"""What `denk ik` and `ich hoffe` are made of: they hedge what stands beside them."""
_WHEN = frozenset({"wanneer", "when", "wann", "quand", "wannear"})
_ROLE = 3
_WRITER = frozenset({"ik", "wij", "we", "je", "men"})
_BEHIND_A_ROLE = frozenset(
    {"niet", "wel", "ook", "natuurlijk", "moeilijk", "graag", "toch", "zeker", "altijd", "vanzelf"}
)
_FINITE = frozenset(
    {
        *("kan", "ben", "wil", "mag", "moet", "hoor", "heb", "zal", "vind", "kom", "sluit", "doe", "ga"),
        *("meld", "schuif", "zie", "voel", "weet", "heet", "neem", "geef", "laat", "zeg", "schrijf", "zou"),
        *("kunnen", "zijn", "willen", "mogen", "moeten", "horen", "hebben", "zullen", "komen", "sluiten"),
    }
)
"""Verbs before the writer in a main clause that opens with something else."""
_BETWEEN = frozenset({"tussen", "between", "zwischen", "entre", "tusken"})
NOTHING = Doubt("nothing", "")
"""A reader knows the construction, and it says nothing of coming."""


def hedged(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    """Read perhaps, conditions and promises; those about the bed belong to the hotel."""
    if clause.has("hotel", "stay") and not clause.has(*VERBS):
        return
    if clause.has("late", "leave") and not clause.has("attend"):
        return
    if clause.has("maybe"):
        yield NOTHING if _perhaps_later(clause) else _perhaps(clause, calendar)
    elif _without_which(clause):
        yield Doubt("condition", clause.words, tentative=True)
    elif clause.has("promise"):
        yield Doubt("promise", clause.words, tentative=True)
    elif clause.has("ifpossible") and (clause.parts or clause.has(*VERBS)):
        yield Doubt("condition", clause.words, tentative=True)
    elif clause.has("hope") and clause.kinds <= _MERE_HOPE:
        yield Doubt("condition", clause.words, tentative=True, sentence=clause.sentence)
    elif clause.has("cond", "unless") or _hopes_to_come(clause) or _else(clause):
        yield Doubt("condition", clause.words, tentative=True, plain=_adds_nothing(clause))
    elif _supposes(clause):
        anywhere = clause.has("if") and clause.has(*VERBS, "yes")
        where = -1 if anywhere else clause.sentence
        plain = _adds_nothing(clause)
        yield Doubt("condition", clause.words, tentative=True, plain=plain, sentence=where)


def _supposes(clause: Clause) -> bool:
    """Say whether it opens a case, with an if or without one: `should my leave be granted`."""
    if clause.has("if") and not clause.has("wish") and not _is_a_role(clause):
        return True
    return clause.tokens[0].word in _SUPPOSING and len(clause.tokens) > _FEW


def _supposes_something_else(clause: Clause) -> bool:
    """Say whether a perhaps is about another thing: `ik ken misschien een goede spreker`."""
    word = all(len(tag.places) == 1 for tag in clause.of("maybe"))
    coming = clause.has("or", "event", "reason", "away", "must", PART, *VERBS)
    return word and bool(clause.unknown) and clause.has("self") and not coming


def _is_a_role(clause: Clause) -> bool:
    """Say whether `als` names what somebody is: `als getuige`, `niet als verdachte`."""
    words = [token.word for token in clause.tokens]
    if len(words) <= _ROLE and words[-2:-1] == ["als"] and words[-1] in clause.unknown:
        return True
    if words[0] == "als" and words[1:2] != [] and words[1] in clause.unknown:
        return _is_inverted(words[2:8])
    rows = zip(words, words[1:], words[2:], words[3:], strict=False)
    return any(
        who in _WRITER and one == "als" and two in clause.unknown and on in _BEHIND_A_ROLE
        for who, one, two, on in rows
    )


def _is_inverted(words: Sequence[str]) -> bool:
    """Say whether verb and subject follow as in a main clause: `als jurist kan ik hier niet ontbreken`."""
    return any(verb in _FINITE and who in _WRITER for verb, who in pairwise(words))


def _perhaps_later(clause: Clause) -> bool:
    """Say whether only the hour is uncertain: `ik ben er wellicht iets later`."""
    words = {tag.places[0] + 1 for tag in clause.of("maybe") if len(tag.places) == 1}
    return any({tag.places[0], tag.places[0] - 1} & words for tag in clause.of("late"))


def _adds_nothing(clause: Clause) -> bool:
    """Say whether a hedge only goes with a perhaps: `zou kunnen`, `of ik kan komen`."""
    return not clause.unknown and clause.starts_with("or", "if", "wh") and not clause.has("reason", "other")


def _perhaps(clause: Clause, calendar: Calendar) -> Finding:
    """Read `ik weet niet of ik kom`; not `ik weet niet of deze mail voor mij is`."""
    whether = [tag.places[0] for tag in clause.of("or") if comes_first(clause, "maybe", "or")]
    about_me = (tag for tag in clause.of("self", PART, *VERBS) if whether and tag.places[0] > whether[0])
    if _supposes_something_else(clause):
        return Doubt("perhaps-what", clause.words, sentence=clause.sentence)
    if clause.has("can", "comes") and clause.unknown and not clause.has("self", "we", "event", PART):
        return Doubt("perhaps-what", clause.words)
    if clause.has("refuse") and not whether:
        return Doubt("perhaps-what", clause.words)
    if comes_first(clause, "maybe", "wh") and any(token.word in _WHEN for token in clause.tokens):
        return Doubt("perhaps-what", clause.words, mild=True)
    if comes_first(clause, "maybe", "wh") or (whether and next(about_me, None) is None):
        return Doubt("perhaps-what", clause.words)
    between = any(token.word in _BETWEEN for token in clause.tokens)
    if clause.parts and (between or clause.parts != frozenset(calendar.meeting.daypart_keys)):
        return Doubt("perhaps-a-part", clause.words)
    return stance(clause, Answer.MAYBE, "perhaps")


def _hopes_to_come(clause: Clause) -> bool:
    return (
        clause.has("hope")
        and not clause.has("next")
        and clause.has(*VERBS, PART, "see", "yes")
        and not clause.has("idle")
    )


def _without_which(clause: Clause) -> bool:
    """Say whether it tells without what one cannot come: `zonder lift kan ik niet komen`."""
    told = clause.has("can", "attend") and not clause.parts and denied(clause)
    return told and clause.starts_with("except")


def _else(clause: Clause) -> bool:
    """Read `anders boek ik een vakantie`: what is done in another case."""
    first = any(tag.places[0] == clause.first for tag in clause.of("alt"))
    told = first and clause.has("self") and not clause.has("all", "each")
    return told and clause.has("reason", "event", "refuse", *VERBS)
