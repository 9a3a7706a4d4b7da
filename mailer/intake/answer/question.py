"""What a clause asks: a practical question, one that the answer hangs on, or a mere request."""

from mailer.intake.answer.bed import is_about_the_house
from mailer.intake.answer.clauses import PART, Clause
from mailer.intake.answer.diet import MINE, for_me
from mailer.intake.answer.findings import Asked

_ASKED = (
    *("open", "wh", "polite", "attend", "can", "hotel", "stay", "diet", "food"),
    *(PART, "meeting", "room", "yes", "limit", "post", "past", "thing", "mind", "take"),
    *("wait", "unwait", "askfor", "other", "colleague", "need", "book", "home", "stay", "trifle", "incl"),
)
_PLATE = ("diet", "food", "allergy")
_REQUESTS = ("attend", "refuse", "stop", "unwait", "wait", "diet", "food", "allergy")
_HANGING = (
    *("attend", "refuse", "hotel", "stay", "replace", "other", "colleague"),
    *("room", "only", "wait", "comes", "maybe"),
)

_TELL = frozenset({"vertellen", "zeggen", "weten", "laten", "tell", "know", "sagen", "mitteilen", "dire"})
_MERE_WORDS = 3
"""Words of a question that may be no more than `goed toch?`."""
_WORTH = frozenset({"worth", "worthwhile", "zin", "moeite", "lohnt", "sinn", "vaut", "peine", "muoite"})
"""Words of a question whether coming is worth it."""
_RIDES = frozenset(
    {
        *("train", "car", "bus", "bike", "trein", "auto", "fiets", "zug", "bahn", "fahrrad", "voiture"),
        *("velo", "fyts", "taxi", "tram", "ferry", "carpool", "motor", "motorbike", "e-bike"),
    }
)
"""Words of a question how one gets there, on which nothing hangs: `can I come by train?`"""
_POINTER = 6
"""The same of one that points back at what was said: `zou dat ook kunnen?`."""
_THAT = frozenset({"dat", "dit", "that", "this", "das", "cela", "ca"})
"""Words that point back at what was said: `mag dat?`."""
_POINTING = _THAT | {"het", "it", "es", "le", "keuken", "kok", "kitchen", "chef", "kuche", "koch", "cuisine"}


def asked(clause: Clause) -> Asked | None:
    """Read a question: a practical one, or one on which the answer hangs."""
    if clause.has("askfor") and not clause.asks and not clause.has("chat"):
        return Asked(clause.words, hanging=clause.has("attend", "stay", "other", "colleague", "room"))
    if not clause.asks or clause.has("chat") or not _asks_something(clause):
        return None
    if not asks_to_be_told(clause) and (_is_request(clause) or _tells_politely(clause)):
        return None
    return Asked(clause.words, hanging=not clause.has("wh") and _hangs(clause))


def _asks_something(clause: Clause) -> bool:
    if clause.kinds and clause.kinds <= {PART, "and"} and not clause.unknown:
        return False
    if clause.kinds and clause.kinds <= set(_PLATE):
        return False
    return bool(clause.unknown) or clause.has(*_ASKED) or len(clause.tokens) > _MERE_WORDS


def _is_request(clause: Clause) -> bool:
    """Say whether it only asks us to do something: `kunt u een kamer reserveren`, `mag ik een kamer`."""
    mine = not clause.has("eat") or any(token.word in MINE for token in clause.tokens)
    points = any(token.word in _POINTING for token in clause.tokens) or clause.has("eat")
    pointed = clause.has("polite") and mine and points and not _others(clause)
    if clause.has("mind") and (clause.has(*_PLATE) or pointed):
        return not clause.has("wh")
    if for_me(clause) and clause.has(*_PLATE) and not clause.has("wh"):
        return True
    if clause.has("may"):
        return clause.has("hotel", "stay", *_PLATE)
    return clause.has("polite") and (
        clause.has(*_REQUESTS) or (clause.has("book", "home") and clause.has("hotel", "stay", "home"))
    )


def asks_to_be_told(clause: Clause) -> bool:
    """Say whether something is asked behind the request: `kunt u mij vertellen of er een laadpaal is`."""
    return any(token.word in _TELL for token in clause.tokens) and clause.has("or", "wh")


def _tells_politely(clause: Clause) -> bool:
    """Say whether `kunt u` stands behind what is spoken of: `mijn kamer kunt u annuleren` asks nothing."""
    polite = clause.of("polite")
    return bool(polite) and polite[0].places[0] >= clause.first + 2 and not clause.has("wh", "open")


def _others(clause: Clause) -> bool:
    """Say whether unknown words stand beside those of taking something into account."""
    known = {clause.tokens[place - clause.first].word for tag in clause.of("mind") for place in tag.places}
    return not set(clause.unknown) <= known


def _is_of_a_third(clause: Clause) -> bool:
    """Say whether it asks after somebody who is none of the writer's: `komt de wethouder van Hattem ook`."""
    if not clause.has("other", "comes") or clause.has("colleague", "may", "self", "we", "replace", PART):
        return False
    return not any(token.word in MINE for token in clause.tokens)


def _hangs(clause: Clause) -> bool:
    """Say whether the answer, or the bed, may depend on what is asked."""
    if clause.has(*_PLATE) or is_about_the_house(clause):
        return False
    if any(token.word in _WORTH for token in clause.tokens):
        return True
    if any(token.word in _RIDES for token in clause.tokens) and not clause.has(*_HANGING[2:], PART):
        return False
    if _is_of_a_third(clause):
        return False
    brief = not clause.unknown and len(clause.tokens) <= _POINTER
    points_back = brief and (clause.has("can") or any(t.word in _THAT for t in clause.tokens))
    if points_back and not clause.has("meeting", "thing", PART):
        return True
    if (
        clause.has("attend")
        and clause.unknown
        and not clause.has("self", "we", "may", "polite", *_HANGING[1:])
    ):
        return False
    if clause.unknown and not clause.has(*_HANGING[:-1], PART):
        return False
    return clause.has(*_HANGING) or (clause.has("can") and bool(clause.parts))
