"""What may take a yes back within its clause: unknown words, a purpose, a smaller thing one comes for."""

from itertools import pairwise

from mailer.intake.answer.clauses import HOUR, PART, WITH, Clause
from mailer.intake.answer.names import together_with

VERBS = ("attend", "nominal", "can", "refuse")
"""The classes that carry a clause on coming."""
_CLOSE = 3
_MOST_UNKNOWN = 1
_MOST_UNKNOWN_HERE = 3
"""The same beside the name of the place: `ik kom met een rugzak vol vragen naar Hattem`."""
_PURPOSE = frozenset(
    {
        *(
            "voor",
            "naar",
            "bij",
            "tot",
            "als",
            "aan",
            "paar",
            "zonder",
            "for",
            "to",
            "at",
            "as",
            "few",
            "couple",
        ),
        *("zum", "zur", "fur", "als", "ein", "pour", "au", "comme", "sans", "foar", "nei", "by"),
    }
)
"""Words behind which stands what one comes for, or how much of it."""
_WHENCE = frozenset({"uit", "vanuit", "from", "aus", "depuis", "ut"})
_DENIALS = frozenset({"niet", "not", "nicht", "net", "pas"})
_PERSONS = frozenset({"ons", "mij", "me", "hem", "haar", "hen"})
_ENDS_OF_ER = frozenset({"mee", "voor", "tegen", "op", "aan", "van", "over", "uit", "door", "toe", "naar"})


def half_hearted(clause: Clause) -> str:
    """Name what may take a yes back, "" when nothing does."""
    checks = (
        ("words-unknown", _has_unknown_words(clause) or _is_about_it(clause) or _idles_in_denial(clause)),
        ("and-the-rest", clause.has("atleast") and bool(clause.parts) and not clause.has("only")),
        ("only-what", clause.has("limit", "trifle", "only") and _restricts_to_something_else(clause)),
        (
            "until",
            _stays_until_a_part(clause) and not clause.has("see", "leave", HOUR) and not _spans(clause),
        ),
    )
    return next((name for name, found in checks if found), "")


def _spans(clause: Clause) -> bool:
    """Say whether it tells from where to where: `vanaf de lunch op donderdag tot de lunch op vrijdag`."""
    return clause.has("from") and clause.has("trifle") and len(clause.of(PART)) > 1


def is_only_long(clause: Clause) -> bool:
    """Say whether a clause has unknown words, and none that may name a part, a purpose or somebody."""
    if clause.lead == "but" or clause.has(
        PART, "each", "all", "only", "or", "if", "neg", "other", "we", "back"
    ):
        return False
    if _is_about_it(clause) or _idles_in_denial(clause) or _names_a_purpose(clause):
        return False
    words = [token.word for token in clause.tokens]
    with_whom = (n for n, word in enumerate(words) if word in WITH)
    return not any(word in clause.unknown for n in with_whom for word in words[n + 1 : n + 4])


def _stays_until_a_part(clause: Clause) -> bool:
    """Say whether one comes until a part or after it: `tot het diner`, not `Thursday after our council`."""
    ends = [tag.places[-1] for tag in clause.of("until")]
    return any(0 < part.places[0] - end <= _CLOSE for part in clause.of(PART) for end in ends)


def _has_unknown_words(clause: Clause) -> bool:
    """Say whether words that no list knows may take a yes back, or name a smaller thing one comes for."""
    if not clause.has("attend") or clause.has("take", "colleague", "org", "diet", "food", "also"):
        return False
    if _is_pair(clause) or together_with(clause):
        return False
    if clause.has("late") and clause.has(HOUR):
        return _names_a_purpose(clause)
    most = _MOST_UNKNOWN_HERE if clause.has("here", "thing") else _MOST_UNKNOWN
    return len(clause.unknown) - _whence(clause) > most or _names_a_purpose(clause)


def _whence(clause: Clause) -> int:
    """Count the capitals behind `uit` or `vanuit`: where somebody comes from changes nothing."""
    pairs = pairwise(clause.tokens)
    return sum(a.word in _WHENCE and b.capital and b.word in clause.unknown for a, b in pairs)


def _is_pair(clause: Clause) -> bool:
    """Say whether `en ik` or `ik en` stands in it: then the unknown words are somebody's name."""
    ands = {tag.places[0] for tag in clause.of("and")}
    return any({tag.places[0] - 1, tag.places[-1] + 1} & ands for tag in clause.of("self"))


def _is_about_it(clause: Clause) -> bool:
    """Say whether `er` or `bij` belongs to something else: `ik ben er klaar mee`, `zijn bij ons heidagen`."""
    words = [token.word for token in clause.tokens]
    last = clause.first + len(words) - 1
    split = any(tag.places[-1] == last for tag in clause.of("attend"))
    ends = {tag.places[-1] - clause.first for tag in clause.of("attend")}
    beside = ((n, one, two) for n, (one, two) in enumerate(pairwise(words)))
    at_ours = any(n in ends and one == "bij" and two in _PERSONS for n, one, two in beside)
    return ("er" in words and words[-1] in _ENDS_OF_ER and not split) or at_ours


def _idles_in_denial(clause: Clause) -> bool:
    """Say whether an idiom with a denial stands beside the verb: `ik ben er nog niet aan toegekomen`."""
    words = [token.word for token in clause.tokens]
    idioms = (words[place - clause.first] for tag in clause.of("idle") for place in tag.places)
    return clause.has("attend") and not _DENIALS.isdisjoint(idioms)


def _names_a_purpose(clause: Clause) -> bool:
    """Say whether an unknown word stands behind a word such as `voor`: `ik meld me aan voor de wandeling`."""
    words = [token.word for token in clause.tokens]
    unknown = (n for n, word in enumerate(words) if word in clause.unknown)
    return any(not _PURPOSE.isdisjoint(words[max(0, n - 2) : n]) for n in unknown)


def _restricts_to_something_else(clause: Clause) -> bool:
    """Say whether `alleen` restricts to what is no day-part: `alleen voor de lunch`."""
    only = clause.of("only")
    if not only:
        return False
    if clause.has("limit", "trifle"):
        return True
    verb = clause.of(*VERBS)[0].places[0]
    return not clause.parts and verb < only[0].places[0] < clause.first + len(clause.tokens) - 1
