"""Clauses that speak of somebody beside the writer: who comes along, stands in, or is still looked for."""

from collections.abc import Sequence

from mailer.intake.answer.clauses import WITH, Clause
from mailer.intake.answer.diet import MINE, OURS
from mailer.intake.answer.names import full_name, is_of_a_name, names, together_with

_DETERMINERS = frozenset(
    {
        *(
            "een",
            "mijn",
            "m'n",
            "onze",
            "iemand",
            "twee",
            "drie",
            "a",
            "an",
            "my",
            "our",
            "somebody",
            "someone",
        ),
        *("ein", "eine", "einen", "mein", "meine", "meinen", "unsere", "unseren", "jemand", "jemanden"),
        *("un", "une", "mon", "ma", "mes", "notre", "quelqu'un", "in", "ien", "myn", "us", "immen"),
    }
)
"""Words before somebody who is brought along; `ik breng stroopwafels mee` has none."""
_DEPUTY = ("plaatsvervang", "vervang", "deputy", "substitute", "vertret", "rempla")
"""How nouns for who might stand in begin: `mijn plaatsvervanger kan ook niet`."""
ALONG = frozenset({"mee", "mit", "along", "mei"})
_TAKE = frozenset({"neem", "breng", "nehme", "bringe", "nim", "bring", "take"})
"""Verbs that are cut in two by who is brought along: `ik neem Els Bakker van ons team mee`."""
SOMEBODY = frozenset({"iemand", "someone", "somebody", "jemand", "jemanden", "quelqu'un", "immen"})
_LEAVE = frozenset(
    {"mag", "mogen", "kan", "kunnen", "may", "can", "could", "darf", "kann", "peut", "mei", "kin"}
)
_GOES = frozenset({"gaat", "komt", "goes", "comes", "geht", "kommt", "va", "vient", "viendra", "giet"})
"""Verbs that say by themselves that somebody goes: `Rob Jansma gaat`."""
_STANDS_IN = frozenset(
    {
        *("gaat", "komt", "kan", "doet", "zal", "springt", "goes", "can", "will", "comes", "geht", "kommt"),
        *("kann", "wird", "va", "vient", "viendra", "peut", "ira", "giet", "kin"),
    }
)
"""Verbs of who goes instead: `maar Rob Jansma gaat`."""
_MYSELF = frozenset({"me", "myself", "mezelf", "mijzelf", "mysels", "moi-meme", "mich", "ich", "moi", "ik"})
"""Words beside an and for the writer himself: `Arjan Post and me`."""
_TELLS = ("attend", "can", "refuse", "neg", "no", "self", "past", "reason", "thanks", "send", "replace")
"""Classes that make a line about a colleague more than the heading of a name."""


def replaces(clause: Clause) -> bool:
    """Say whether somebody stands in for the writer: not in `niemand kan mij vervangen`."""
    somebody = full_name(clause) or clause.has("other", "colleague")
    nouns = all(clause.word_of(tag).startswith(_DEPUTY) for tag in clause.of("replace"))
    if nouns and clause.has("neg", "refuse") and not clause.has("self"):
        return False
    return clause.has("replace") and (somebody or not clause.has("nobody", "neg", "refuse"))


def takes(clause: Clause) -> bool:
    """Say whether the clause itself says that somebody comes along, or asks if he may."""
    if clause.has("neg", "idle", "counter") or _is_of_a_thing(clause):
        return False
    if clause.asks and full_name(clause) and not clause.has("polite"):
        return _asks_leave(clause)
    if _brings_unnamed(clause) or _has_along(clause):
        return True
    named = full_name(clause)
    if together_with(clause) or (clause.has("with") and clause.has("attend", "see")):
        return True
    return (clause.has("take") and _someone(clause)) or (
        clause.has("also") and clause.has("attend") and (named or clause.has("colleague"))
    )


def _asks_leave(clause: Clause) -> bool:
    """Say whether it asks if somebody may come too: `mag Rob Jansma mee`, not `komt Rob Jansma ook`."""
    return clause.has("take") or any(token.word in _LEAVE for token in clause.tokens)


def _has_along(clause: Clause) -> bool:
    """Say whether the verb was cut off: `ik neem, als dat mag, mijn collega Rob Jansma mee`."""
    words = {token.word for token in clause.tokens}
    mine = clause.has("self") and bool(words & _TAKE)
    takes = clause.has("colleague", "other") or mine or bool(words & (MINE | OURS))
    return bool(words & ALONG) and takes and full_name(clause) and not clause.asks


def _brings_unnamed(clause: Clause) -> bool:
    """Say whether the writer comes with somebody of his: `ik kom met mijn secretaresse`."""
    if not clause.has("attend") or clause.has("thing") or clause.asks:
        return False
    rows = zip(clause.tokens, clause.tokens[1:], clause.tokens[2:], strict=False)
    return any(a.word in WITH and b.word in MINE and c.word in clause.unknown for a, b, c in rows)


def _is_of_a_thing(clause: Clause) -> bool:
    """Say whether what is brought along is a thing: `ik neem mijn laptop mee`."""
    return clause.has("thing") and not clause.has("other", "colleague", "with") and not full_name(clause)


def is_pair(spoken: Sequence[Clause], n: int) -> bool:
    """Say whether somebody by name and the writer come together: `Rob Jansma en ik komen`."""
    clause = spoken[n]
    paired = clause.has("and") and (clause.has("self") or any(t.word in _MYSELF for t in clause.tokens))
    if not paired or clause.has("neg", "refuse", "no", "idle"):
        return False
    before = [c for c in spoken[:n] if c.sentence == clause.sentence]
    bare = len(clause.tokens) <= len(("and", "me"))
    named = full_name(clause) or (bare and any(map(full_name, before[-2:])))
    told = any(c.has("count") or (c.has("we") and c.has("attend", "nominal")) for c in before)
    return named and (clause.has("attend") or told or _come_behind(spoken, n))


def _come_behind(spoken: Sequence[Clause], n: int) -> bool:
    """Say whether the verb of a pair stands behind a bracket: `me and Els Bakker (our lawyer) are coming`."""
    behind = [c for c in spoken[n + 1 :] if c.sentence == spoken[n].sentence]
    bare = not spoken[n].has("attend", "can", "refuse", "hotel", "see", "thanks")
    return bare and any(c.has("attend") and not c.has("self", "neg", "other", "colleague") for c in behind)


def sends(spoken: Sequence[Clause], n: int) -> bool:
    """Say whether somebody is sent: `ik stuur Rob Jansma`."""
    clause = spoken[n]
    return clause.has("send") and not clause.asks and (_someone(clause) or _names_behind(spoken, n))


def takes_along(spoken: Sequence[Clause], n: int) -> bool:
    """Say whether the writer brings somebody, told by name behind it or not at all."""
    clause = spoken[n]
    if _heads_a_name(spoken, n) or (clause.has("also") and clause.has("attend") and _names_behind(spoken, n)):
        return True
    if not clause.has("take") or clause.asks or clause.has("neg", "idle", "counter", "food"):
        return False
    somebody = any(token.word in _DETERMINERS for token in clause.tokens) and not _is_of_a_thing(clause)
    named = _names_behind(spoken, n) or (clause.has("self") and _names_before(spoken, n))
    if any(token.word in SOMEBODY for token in clause.tokens) and clause.has("self"):
        return True
    if named or (clause.has("self") and bool(clause.unknown) and somebody):
        return True
    return not clause.has("self") and any(_someone(c) for c in spoken[:n] if c.sentence == clause.sentence)


def _heads_a_name(spoken: Sequence[Clause], n: int) -> bool:
    """Say whether a line of a form names a companion: `collega die meekomt: Rob Jansma`."""
    clause = spoken[n]
    if clause.asks or clause.has(*_TELLS):
        return False
    if any(len(tag.places) > 1 for tag in clause.of("name")) and full_name(clause):
        return True
    if not _names_behind(spoken, n):
        return False
    closes = n + 2 >= len(spoken) or spoken[n + 2].sentence != clause.sentence
    return closes and (clause.has("colleague") or any(len(tag.places) > 1 for tag in clause.of("name")))


def _names_before(spoken: Sequence[Clause], n: int) -> bool:
    """Say whether the clause before names somebody: `onze adviseur, Rob Jansma, neem ik mee`."""
    return n > 0 and spoken[n - 1].sentence == spoken[n].sentence and full_name(spoken[n - 1])


def seeks(clause: Clause) -> bool:
    """Say whether a substitute is still looked for: `ik vraag of Teun wil`."""
    named = _someone(clause) or any(names(clause))
    return named and clause.has("askfor", "maybe", "promise") and not clause.has("neg")


def _names_behind(spoken: Sequence[Clause], n: int) -> bool:
    """Say whether the clause behind names somebody: `ik breng onze adviseur mee: Rob Jansma`."""
    if n + 1 >= len(spoken) or spoken[n + 1].sentence != spoken[n].sentence:
        return False
    behind = spoken[n + 1]
    return full_name(behind)


def _someone(clause: Clause) -> bool:
    if clause.has("other", "colleague"):
        return True
    found = [name for name, _ in names(clause)]
    return any(" " in name for name in found) or (bool(found) and clause.has("take", "replace", "send"))


def may_stand_in(clause: Clause) -> bool:
    """Say whether a no speaks of who comes instead: a colleague, or `maar Rob Jansma gaat`."""
    if is_about_colleague(clause):
        return True
    if clause.asks or clause.has("self", "neg", "refuse", "no", "past", "thanks", "greet", "reason", "see"):
        return False
    verb = len(clause.tags) == 1 or any(token.word in _STANDS_IN for token in clause.tokens)
    stands_in = clause.lead == "but" and verb
    beside = len(clause.unknown) - max((len(name.split()) for name, _ in names(clause)), default=0)
    return full_name(clause) and (clause.has("wel") or (stands_in and beside <= 0))


def is_about_colleague(clause: Clause) -> bool:
    """Say whether a no speaks of a colleague: as a rule the one who comes instead."""
    return (
        clause.has("colleague")
        and not clause.has("neg", "refuse", "no", "reason", "idle", "greet", "nobody")
        and not clause.asks
    )


def comes(clause: Clause) -> bool:
    """Say whether somebody else is told to come."""
    if not (clause.has("comes", "other", "colleague") or is_of_a_name(clause)) or not _someone(clause):
        return False
    if clause.asks:
        return clause.has("comes", "attend", "can") and (clause.has("colleague") or _asks_leave(clause))
    if clause.has("neg", "refuse", "no", "counter", "idle", "behalf", "reason"):
        return False
    if is_of_a_name(clause) and clause.tokens[-1].word in _GOES:
        return True
    others = not clause.has("self")
    return (
        clause.has("comes", "also", "take")
        or (clause.has("wel") and (others or any(names(clause))))
        or (others and clause.has("attend", "can"))
    )
