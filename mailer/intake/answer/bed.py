"""What a clause says of the hotel: a bed that is wanted, one that is not, or one to ask about."""

from itertools import pairwise

from mailer.intake.answer.clauses import ELSEWHEN, FOR, PART, WITH, Clause
from mailer.intake.answer.findings import Bed
from mailer.intake.answer.names import full_name
from mailer.intake.answer.scope import comes_first, negations

_HEDGES = ("maybe", "cond", "unless", "if", "promise")
_WISHES = ("please", "need", "book", "yes", "wel", "also", "incl", "attend", "ok", "each", "wish")
_TO_AND_FRO = frozenset({"neer", "heen", "pendel", "pendelen", "commute", "commuting", "forth", "pendle"})
_FOR = frozenset(
    {"voor", "for", "fur", "pour", "foar", "van", "of", "von", "met", "with", "mit", "avec", "mei"}
)
_ME = frozenset({"ik", "mij", "me", "mijn", "i", "ich", "mich", "je", "moi", "my", "m'"})
_WOULD = frozenset({"zou", "zouden", "wurde", "wurden", "soe"})
_GIVEN_UP = (
    *("annul", "geannul", "schrap", "geschrapt", "cancel", "vervall", "vervalt", "afzeg", "afmeld"),
    *("verwijder", "storn", "streich", "absag", "entfall", "freigeb", "drop", "release", "skip", "supprim"),
    *("liber", "ferfal", "skras", "intrek", "terugtrek", "overslaan", "laten", "laat"),
)
"""How words for giving something up begin."""
_TO_GIVE_UP = frozenset(
    {"trek", "zeg", "zeggen", "meld", "melden", "sla", "slaan", "pas", "bedank", "af", "zie"}
)
"""Short words that do so as well."""
_DEFINITE = frozenset(
    {
        *("het", "de", "dat", "dit", "welk", "welke", "jullie", "uw", "the", "that", "this", "your", "which"),
        *("das", "die", "dem", "den", "der", "des", "im", "vom", "zum", "beim", "welches", "welchem"),
        *("l'", "le", "la", "les", "du", "au", "cet", "votre", "quel", "quelle", "it"),
    }
)
"""Words before a hotel or a room that is known: one asks about it, and not for it."""
_AT_STAKE = frozenset(
    {
        *("vrij", "plek", "plaats", "beschikbaar", "mogelijk", "available", "free", "left", "possible"),
        *("frei", "platz", "verfugbar", "moglich", "libre", "disponible", "place", "frij", "plak", "mooglik"),
        *("prijs", "kosten", "inbegrepen", "inclusief", "betalen", "price", "included", "cost", "pay"),
        *("preis", "inbegriffen", "enthalten", "bezahlen", "prix", "compris", "comprise", "payer", "priis"),
    }
)
"""Words that make a question about the hotel one on which the bed may hang: is there one, and who pays."""
_MOST_UNKNOWN = 2
_NEAR = 4
_BRIEF = 7
"""Words in a clause that wishes for a bed without a word of wishing: `een rustige kamer voor de nacht`."""
_IT = frozenset(
    {"die", "dat", "deze", "het", "hem", "it", "that", "one", "das", "es", "dies", "la", "l'", "dy"}
)
"""Words that stand for the room named before."""


def bed(clause: Clause) -> Bed | None:
    """Read what the clause says of the hotel; None when it says nothing, undecided when one should ask."""
    if clause.has("past", "next") or (clause.has("yes") and clause.has("no")):
        return None
    if clause.has("counter") and (clause.has("stay", "attend", "neg") or not clause.has("hotel")):
        return None
    if not clause.has("hotel", "stay", "home"):
        return _journey(clause) if clause.has("journey") else None
    return _asked_bed(clause) if clause.asks else _told_bed(clause)


def _journey(clause: Clause) -> Bed | None:
    """Read a journey home: by night or to and fro it leaves the bed empty, at the end it says nothing."""
    if clause.asks or clause.has(*_HEDGES, "other", "colleague") or any(negations(clause)):
        return None
    daily = clause.has("dark", "each") or any(token.word in _TO_AND_FRO for token in clause.tokens)
    return Bed(False, clause.words, travels=True, parts=clause.parts) if daily or clause.parts else None


def gives_back(clause: Clause, before: Clause) -> Bed | None:
    """Read `ik had een kamer gevraagd, maar die is niet meer nodig`: the room was named before."""
    if not (clause.has("need") and clause.has("neg") and before.has("hotel", "stay")) or clause.asks:
        return None
    plain = not clause.unknown and not clause.has("hotel", "stay", "food", "diet", "attend", "other", PART)
    points = any(token.word in _IT for token in clause.tokens)
    return Bed(False, clause.words) if plain and points else None


def is_about_the_house(clause: Clause) -> bool:
    """Say whether a question is about the hotel itself: `heeft het hotel wifi`, not `is er nog een kamer`."""
    if clause.has("stay", "book", "need", "please", "room", "attend", "may"):
        return False
    places = [tag.places[0] - clause.first for tag in clause.of("hotel")]
    known = all(n and clause.tokens[n - 1].word in _DEFINITE for n in places)
    return bool(places) and known and not any(token.word in _AT_STAKE for token in clause.tokens)


def _asked_bed(clause: Clause) -> Bed | None:
    """Read a question: `kunt u een kamer reserveren` is a wish, `wat kost het hotel` says nothing."""
    if (clause.has("polite") and clause.has("book", "home", "mind")) or clause.has("may"):
        return Bed(not any(negations(clause)) and not clause.has("home"), clause.words)
    if clause.has("wh", "home") or is_about_the_house(clause):
        return None
    return Bed(None, clause.words)


def _told_bed(clause: Clause) -> Bed | None:
    coming, negated = negations(clause)
    if _sleeps_elsewhere(clause):
        unclear = coming or (negated and not clause.has("hotel"))
        return Bed(None if unclear else False, clause.words)
    if clause.has("other", "colleague") and not clause.has("self"):
        inherited = clause.lead == "and" and any(t.places == (clause.first,) for t in clause.of("other"))
        if coming or negated or (inherited and not clause.has("hotel")):
            return None
    if _is_unsure(clause, coming + negated) or clause.has("other", "colleague"):
        return Bed(None, clause.words)
    if _names_someone(clause):
        return Bed(None, clause.words)
    if is_for_the_bed(clause):
        return Bed(not coming and not clause.has("refuse"), clause.words)
    if (coming or clause.has("refuse")) and (clause.has("cause") or len(clause.unknown) > 1):
        return None
    if negated or clause.has("no", "refuse") or _is_excepted(clause):
        return _unwanted(clause, negated + coming)
    if coming:
        return Bed(None if clause.has("attend", "can") else False, clause.words)
    wished = _is_wished(clause)
    return Bed(True if wished else None, clause.words, vague=not wished)


def _sleeps_elsewhere(clause: Clause) -> bool:
    """Say whether the writer sleeps elsewhere, or gives a room back."""
    mine = clause.has("self") or not clause.has("other", "colleague")
    found = any(len(tag.places) > 2 for tag in clause.of("home"))
    return clause.has("home") and (mine or found) and not clause.has(*_HEDGES)


def _is_unsure(clause: Clause, nots: int) -> bool:
    """Say whether a bed hangs on something; a wish to have one where possible is a wish."""
    if clause.has("ifpossible") and (nots or clause.has("no", "refuse", "except")):
        return True
    return clause.has(*_HEDGES) and not _is_mere_wish(clause)


def _is_mere_wish(clause: Clause) -> bool:
    """Say whether the only hedge is the `zou` of a wish: `een kamer zou ik op prijs stellen`."""
    hedges = clause.of(*_HEDGES)
    would = all(clause.word_of(tag) in _WOULD and len(tag.places) == 1 for tag in hedges)
    return would and clause.has("book", "please", "need")


def is_for_the_bed(clause: Clause) -> bool:
    """Say whether one puts his name down for the hotel: `voor het hotel meld ik mij niet aan`."""
    other = ("cause", "only", "meeting", "event", "also", "stay", PART)
    if not clause.has("attend", "nominal", "refuse") or clause.has(*other):
        return False
    if not any(token.word in _ME for token in clause.tokens):
        return False
    places = [tag.places[0] - clause.first for tag in clause.of("hotel")]
    return any(t.word in FOR for n in places for t in clause.tokens[max(0, n - 2) : n])


def gives_up(clause: Clause) -> bool:
    """Say whether a room is cancelled: `de kamer mag vervallen`."""
    places = [place - clause.first for tag in clause.of("home") for place in tag.places]
    words = [clause.tokens[n].word for n in places if n < len(clause.tokens)]
    return any(word.startswith(_GIVEN_UP) or word in _TO_GIVE_UP for word in words)


def gives_up_more(clause: Clause) -> bool:
    """Say whether something else goes with the room: `annuleer mijn deelname en het hotel`."""
    return gives_up(clause) and clause.has("attend", "nominal", "meeting", PART)


def _unwanted(clause: Clause, nots: int) -> Bed:
    """Give a bed that is denied; two negations may cancel out, and one may be of the room's place."""
    if nots and _only_not_there(clause):
        return Bed(None, clause.words, vague=True)
    return Bed(False if nots <= 1 else None, clause.words)


def _only_not_there(clause: Clause) -> bool:
    """Say whether what is denied may be a place of the room: `een kamer graag niet naast de keuken`."""
    wishes, nots = clause.of("please"), clause.of("neg")
    behind = clause.first + len(clause.tokens) - 1 - nots[-1].places[-1] if nots else 0
    return bool(wishes and clause.unknown) and wishes[0].places[0] < nots[-1].places[0] and behind > 1


def _is_excepted(clause: Clause) -> bool:
    """Say whether the bed is named behind `zonder` or `behalve`."""
    return comes_first(clause, "except", "hotel", "stay")


def _is_wished(clause: Clause) -> bool:
    """Say whether a clause that denies nothing asks for a bed."""
    if clause.has(ELSEWHEN):
        return False
    if clause.has("please", "need", "ifpossible") or _comes_with(clause):
        return True
    wished = clause.has(*_WISHES) and len(clause.unknown) <= _MOST_UNKNOWN
    brief = len(clause.tokens) <= _BRIEF and (clause.lead == "and" or not clause.unknown)
    return clause.has("stay") or wished or brief


def _comes_with(clause: Clause) -> bool:
    """Say whether the clause begins with a bed beside the coming: `met een kamer en een biertje`."""
    place = min(tag.places[0] for tag in clause.of("hotel", "stay")) - clause.first
    return any(token.word in WITH for token in clause.tokens[max(0, place - _NEAR) : place])


def _names_someone(clause: Clause) -> bool:
    """Say whether a name stands in the clause: whose bed is it?"""
    if full_name(clause):
        return True
    pairs = pairwise(clause.tokens)
    return any(name.capital and name.word in clause.unknown and word.word in _FOR for word, name in pairs)
