"""What the writer eats and does not eat, in the writer's own words."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from mailer.intake.answer.clauses import FOR, PART, Clause
from mailer.intake.answer.findings import Diet
from mailer.intake.answer.scope import comes_first

_DISHES = ("diet", "allergy", "food")
_BREAKS_THE_LIST = ("attend", "can", "refuse", "hotel", "stay", "eat", PART, "self")
_NOTHING = frozenset({"neg", "no", "fine", "and", "regret", "yes"})
_NONE = frozenset({"none", "nil", "nihil", "n/a", "nvt", "n.v.t", "neant", "aucun", "aucune", "keine", "nix"})
"""What stands behind `Dietary:` when there is nothing to say."""
_NEAR = 3
MINE = frozenset({"mijn", "my", "meine", "meiner", "meinen", "meinem", "mein", "mon", "ma", "mes", "myn"})
"""Words before a diet of the writer's own."""
OURS = MINE | {"onze", "ons", "our", "unser", "unsere", "unserem", "unseren", "notre", "nos", "us"}
"""Words before somebody or something of the writer's or his office's."""
_ME = frozenset({"mij", "me", "mich", "moi", "my"})
THIRD = frozenset(
    {
        *("is", "eet", "heeft", "mag", "lust", "volgt", "drinkt", "kan", "wil", "eats", "has", "can", "ist"),
        *("isst", "hat", "vertragt", "est", "mange", "a", "yt", "hat", "needs", "follows"),
    }
)
"""Verbs behind the name of somebody else."""


def diet(clause: Clause, following: Sequence[Clause], before: Clause | None = None) -> Diet | None:
    """Read a diet, None without a word of it; `following` and `before` stand beside it in the sentence."""
    if (clause.asks and not _is_told(clause)) or clause.has("past"):
        return None
    if clause.has("fine") or _is_of_another(clause) or _goes_on_of_another(clause, before):
        return Diet("", clause.words)
    if not (text := _dish(clause).strip(" -.,:;/")):
        return None
    return Diet(", ".join([text, *(other.words for other in _list(following))]), clause.words)


def _is_told(clause: Clause) -> bool:
    """Say whether a question tells a diet: `houdt u rekening met mijn allergie`."""
    if clause.has("polite", "may", "mind") or for_me(clause):
        return True
    if any(comes_first(clause, dish, "open", "wh") for dish in _DISHES):
        return True
    places = [tag.places[0] - clause.first for tag in clause.of(*_DISHES)]
    return any(clause.tokens[n - 1].word in MINE for n in places if n)


def for_me(clause: Clause) -> bool:
    """Say whether it is about what the writer gets: `kan het diner voor mij glutenvrij`."""
    return any(a.word in FOR and b.word in _ME for a, b in pairwise(clause.tokens))


def _is_of_another(clause: Clause) -> bool:
    """Say whether somebody else's diet is told: the writer's own is kept, and no other."""
    if not clause.has(*_DISHES, "eat") or clause.has("self", "we"):
        return False
    return clause.has("other", "colleague") or _begins_with_name(clause)


def _goes_on_of_another(clause: Clause, before: Clause | None) -> bool:
    """Say whether `en eet vegetarisch` goes on about somebody else: `zij is onze adviseur en eet halal`."""
    if before is None or clause.lead != "and" or not clause.has("eat") or clause.has("self", "we"):
        return False
    return before.has("other", "colleague") and not before.has("self", "we")


def _list(following: Sequence[Clause]) -> Iterator[Clause]:
    """Give the clauses that go on with a list of dishes."""
    for clause in following:
        if not clause.has("food", "diet") or clause.has(*_BREAKS_THE_LIST):
            return
        yield clause


def _dish(clause: Clause) -> str:
    """Give the words that name the diet, "" when none do."""
    if _is_form(clause):
        return clause.raw_from(clause.first + 1) if _is_filled_in(clause) else ""
    if _is_form(clause, "diet", "allergy") and not _is_filled_in(clause) and not clause.has("yes"):
        return ""
    if clause.has("food") and _denial(clause) is not None:
        return _named_dish(clause)
    if clause.has("allergy"):
        place = clause.of("allergy")[0].places[0]
        before = any(tag.places[0] < place for tag in clause.of("food", "diet"))
        return clause.words if before else clause.raw_from(place)
    if clause.has("diet"):
        return _adjective(clause)
    return _named_dish(clause)


def _named_dish(clause: Clause) -> str:
    """Read `ik eet geen vlees`, `vis eet ik niet`, `alles behalve noten` and `ik eet alleen kip`."""
    if clause.has("food") and (denial := _denial(clause)) is not None:
        return clause.raw_from(denial, clause.of("food")[-1].places[-1])
    if clause.has("food") and clause.has("except") and (not clause.has(PART) or _leaves_out(clause)):
        return clause.raw_from(clause.of("except")[0].places[0])
    if clause.has("food") and clause.has("eat") and clause.has("neg") and not clause.has("attend", PART):
        return clause.words
    if _is_refused(clause):
        return clause.words
    if clause.has("eat") and clause.has("only") and clause.has("food"):
        return clause.raw_from(clause.of("only")[0].places[0])
    if clause.has("eat") and clause.has("neg") and clause.unknown and not clause.has("attend", "can", PART):
        return clause.raw_from(clause.of("neg")[0].places[0])
    return ""


def _leaves_out(clause: Clause) -> bool:
    """Say whether the dish stands right behind the word: `lunch en diner graag zonder vlees`."""
    food = clause.of("food")[0].places[0]
    return any(0 < food - tag.places[-1] <= 2 for tag in clause.of("except"))


def _is_refused(clause: Clause) -> bool:
    """Read `vlees gebruik ik niet` and `varkensvlees graag niet`: a dish, and a denial shortly behind it."""
    if not clause.has("food") or clause.has("attend", "can", "refuse", "take", PART):
        return False
    place = clause.of("food")[-1].places[-1]
    return any(0 < tag.places[0] - place <= _NEAR + 1 for tag in clause.of("neg", "no"))


def _denial(clause: Clause) -> int | None:
    """Give the place of the negation shortly before the first dish."""
    food = clause.of("food")[0].places[0]
    return next((tag.places[0] for tag in clause.of("neg") if 0 < food - tag.places[0] <= _NEAR), None)


def _adjective(clause: Clause) -> str:
    """Read `vegetarisch`; `geen vegetarier` is no diet."""
    tags = clause.of("diet", "food")
    first = tags[0].places[0]
    denied = any(first - 2 <= tag.places[-1] and tag.places[0] < first for tag in clause.of("neg"))
    if denied and tags[0].kind == "diet":
        return ""
    return clause.raw_from(first, tags[-1].places[-1])


def _begins_with_name(clause: Clause) -> bool:
    """Say whether it begins with a name and its verb: `Lotte is veganist`."""
    name = clause.tokens[0].capital and clause.tokens[0].word in clause.unknown
    return name and any(token.word in THIRD for token in clause.tokens[1:4])


def _is_form(clause: Clause, *headings: str) -> bool:
    """Say whether it is a line such as `Dieet: geen vis`."""
    colon = len(clause.tokens) > 1 and clause.tokens[1].word == ":"
    return colon and clause.starts_with(*(headings or ("eat",)))


def _is_filled_in(clause: Clause) -> bool:
    """Say whether a form's line was filled in with more than no."""
    filled = [tag.kind for tag in clause.tags if tag.places[0] > clause.first + 1]
    told = [word for word in clause.unknown if word not in _NONE]
    return bool(told) or any(kind not in _NOTHING for kind in filled)
