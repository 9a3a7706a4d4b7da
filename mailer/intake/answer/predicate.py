"""Clauses that say in so many words that one comes, can, or stays away."""

from collections.abc import Iterator
from itertools import pairwise

from mailer.intake.answer.bed import gives_up_more, is_for_the_bed
from mailer.intake.answer.clauses import BEFORE_A_PLACE, ELSEWHEN, HOUR, PART, Clause
from mailer.intake.answer.dayparts import Calendar
from mailer.intake.answer.diet import OURS, THIRD
from mailer.intake.answer.findings import Aside, Doubt, Finding
from mailer.intake.answer.half import VERBS, half_hearted, is_only_long
from mailer.intake.answer.hours import arriving, is_not_before, leaves_at, leaving
from mailer.intake.answer.names import names
from mailer.intake.answer.refusal import absence
from mailer.intake.answer.scope import chosen_parts, comes_first, is_not_yet, joined, negations, stance
from mailer.intake.answer.subject import is_of_another_subject
from mailer.intake.verdict import Answer

_ONWARD = frozenset({"vanaf", "ab", "onwards"})
_WHETHER = frozenset({"of", "whether", "if", "ob", "si"})
_I = frozenset({"ik", "i", "ich", "je", "j'"})
PUTS = frozenset(
    {
        "meld",
        "melden",
        "geef",
        "geven",
        "schrijf",
        "zet",
        "noteer",
        "plaats",
        "register",
        "enrol",
        "melde",
        "inscris",
        "inscrivez",
        "inscrire",
        "sign",
        "put",
        "enroll",
        "trage",
        "tragen",
    }
)
"""Verbs that put somebody on the list."""
_MYSELF = frozenset(
    {"mij", "me", "mezelf", "mijzelf", "myself", "mich", "my", "zelf", "ons", "us", "uns", "moi"}
)
ADVERBS = frozenset(
    {
        *("natuurlijk", "uiteraard", "zeker", "absoluut", "beslist", "definitely", "certainly", "absolutely"),
        *("naturally", "surely", "of", "naturlich", "natuerlich", "selbstverstandlich", "sicher", "klar"),
        *("definitiv", "absolut", "bestimmt", "bien", "evidemment", "naturellement", "certainement"),
        *("absolument", "fansels", "wis", "unbedingt", "freilich", "rather", "logisch", "assurement"),
    }
)
"""Words of yes that only strengthen a verb: `da kann ich naturlich nicht`."""
_FROM = frozenset({"van", "via", "door", "from", "by", "von", "durch", "par", "fan", "troch"})


def predicate(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    """Read such a clause: a doubt where two of its words disagree, else a no, else a yes."""
    if not clause.has(*VERBS) or _only_of_the_bed(clause):
        return
    if is_of_another_subject(clause):
        yield Aside(clause.words)
        return
    negated, _ = negations(clause)
    if trouble := _trouble(clause, negated):
        yield Doubt(trouble, clause.words)
    if trouble == "more-than-one":
        yield from _presence(clause, calendar)
    if trouble:
        return
    if clause.has("nor", "neither"):
        yield stance(clause, Answer.NO, "neither", clause.parts)
    elif negated and is_not_before(clause):
        yield from arriving(clause, calendar)
    elif negated or clause.has("refuse", "no"):
        yield absence(clause, calendar, negated)
    else:
        yield from _presence(clause, calendar)


def _only_of_the_bed(clause: Clause) -> bool:
    """Say whether `kan`, `gebruik` or `annuleren` speaks of the hotel alone."""
    if is_for_the_bed(clause) or (clause.has("drive") and not clause.has("attend", "refuse", "nominal")):
        return True
    if not clause.has("hotel", "stay", "home", "journey") or clause.has("attend", "nominal", PART):
        return False
    more = ("self", "we", "meeting", "event", "cause", "stay", "home")
    return not (clause.has("refuse") and clause.has(*more))


def _trouble(clause: Clause, negated: int) -> str:
    """Name what makes the clause unreadable, "" when nothing does."""
    checks = (
        ("double-negation", _denies_twice(clause, negated)),
        ("scope-of-not", negated > 0 and _denies_another_verb(clause)),
        ("either-part", names_another(clause)),
        ("yes-and-no", _says_both(clause, negated)),
        ("more-than-one", not negated and not clause.has("nor") and _is_of_more(clause)),
        ("perhaps-what", negated + clause.has("refuse") > 0 and _weighs_whether(clause)),
        ("not-yet", negated == 1 and _can_not_yet(clause)),
        ("garbled", clause.has("garbled") and not negated),
        ("yes-and-no", not negated and (_attends_something_else(clause) or _is_sorry_and_away(clause))),
        (
            "another-day",
            clause.has(ELSEWHEN) and not clause.has("reason", "letter") and not _tells_why(clause),
        ),
        ("condition", (clause.has("wish") and negated > 0) or _not_without(clause)),
        ("who-comes", _registers_another(clause) or (not negated and _is_verb_of_ours(clause))),
        ("what-is-cancelled", gives_up_more(clause)),
        ("condition", _only_with_a_bed(clause, negated)),
    )
    return next((name for name, found in checks if found), "")


def _tells_why(clause: Clause) -> bool:
    """Say whether a day only belongs to the reason: `omdat mijn contract op 31 mei afloopt kom ik niet`."""
    return clause.starts_with("because") and clause.has("neg", "refuse") and clause.has("self")


def _can_not_yet(clause: Clause) -> bool:
    return clause.has("can") and is_not_yet(clause) and not clause.has("attend", "refuse", "reason")


def _weighs_whether(clause: Clause) -> bool:
    """Say whether what is denied is an answer: `mijn agenda laat niet toe te zeggen of ik kom`."""
    pairs = pairwise(clause.tokens)
    return any(one.word in _WHETHER and two.word in _I for one, two in pairs) and clause.has("attend", "can")


def names_another(clause: Clause) -> bool:
    """Say whether a part is named beside another one: `donderdag of vrijdag`, `anders vrijdag`."""
    or_first = any(tag.places[0] == clause.first for tag in clause.of("or", "alt"))
    if clause.starts_with("because") and not or_first and not joined(clause, "or"):
        return False
    if clause.has("only") and comes_first(clause, "neg", "or"):
        return True
    return joined(clause, "or") or (bool(clause.parts) and (or_first or clause.has("alt")))


def _not_without(clause: Clause) -> bool:
    """Say whether one comes only with something: `niet zonder mijn collega`."""
    withouts = {tag.places[0] for tag in clause.of("except")}
    return any(tag.places[-1] + 1 in withouts for tag in clause.of("neg"))


def _only_with_a_bed(clause: Clause, negated: int) -> bool:
    """Say whether one stays away without a bed: `zonder hotel kom ik niet`."""
    return (negated > 0 or clause.has("refuse")) and comes_first(clause, "except", "hotel", "stay")


def _registers_another(clause: Clause) -> bool:
    """Say whether somebody else is put on the list: `ik meld mijn wethouder aan`."""
    somebody = clause.has("other", "colleague") or any(names(clause)) or _one_of_ours(clause)
    if not somebody or clause.has("also", "take", "replace", "with", "and"):
        return False
    words = [token.word for token in clause.tokens]
    puts = {words[place - clause.first] for tag in clause.of("attend") for place in tag.places}
    theirs = {place - clause.first for tag in clause.of("other", "colleague") for place in tag.places}
    return bool(puts & PUTS) and not any(w in _MYSELF and n not in theirs for n, w in enumerate(words))


def _one_of_ours(clause: Clause) -> bool:
    """Say whether something of the writer's is named by a word we do not know: `our trainee`."""
    pairs = pairwise(clause.tokens)
    return any(one.word in OURS and two.word in clause.unknown for one, two in pairs)


def _is_verb_of_ours(clause: Clause) -> bool:
    """Say whether the verb is somebody's of ours: `onze schepen wil graag komen`."""
    words = [token.word for token in clause.tokens[:3]]
    opens = len(words) > 2 and words[0] in OURS and words[1] in clause.unknown and words[2] in THIRD
    return opens and not clause.has("self", "we")


def _denies_twice(clause: Clause, negated: int) -> bool:
    """Say whether two negations may cancel out: `niet onmogelijk`; `kan niet, verhinderd` says no twice."""
    refusals = {tag.places[0] for tag in clause.of("refuse")}
    if any(tag.places[-1] + 1 in refusals or tag.places[0] == clause.first for tag in clause.of("neg")):
        return bool(refusals)
    return negated > 1 or (negated > 0 and bool(refusals) and not clause.has("can", "attend"))


def _denies_another_verb(clause: Clause) -> bool:
    """Say whether a second subject stands between coming and not: `glad to come so long as I don't speak`."""
    comings, nots = clause.of("attend"), clause.of("neg")
    if not comings or not nots or comings[0].places[-1] > nots[0].places[0] or clause.has("can", "refuse"):
        return False
    between = range(comings[0].places[-1] + 2, nots[0].places[0])
    return any(tag.places[0] in between for tag in clause.of("self"))


def _attends_something_else(clause: Clause) -> bool:
    """Say whether what keeps one away stands beside the coming: `I'm attending a wedding in Italy`."""
    if not clause.has("reason") or clause.has("refuse", "regret", "counter", "though", "late", "leave", PART):
        return False
    return clause.has("attend", "nominal") and not clause.has("can", "each", "all", "wel", "here", "back")


def _is_sorry_and_away(clause: Clause) -> bool:
    """Say whether one is elsewhere to his regret, whatever verb of coming was heard in it."""
    if clause.has("refuse", "can", "late", "leave", "only", "limit", "except", "trifle", "no"):
        return False
    return clause.has("attend") and clause.has("regret") and clause.has("away", "reason")


def _says_both(clause: Clause, negated: int) -> bool:
    if clause.has("refuse") and joined(clause, "attend"):
        return True
    if all(clause.word_of(tag) in ADVERBS for tag in clause.of("yes")):
        return False
    return clause.has("refuse", "no") or (negated > 0 and not clause.parts)


def _is_of_more(clause: Clause) -> bool:
    """Say whether `wij` or `mijn collega en ik` come: who are they?"""
    pair = clause.has("self") and not clause.has("take", "replace", "also") and _has_a_colleague(clause)
    group = clause.has("we") and clause.has("attend") and not clause.has("refuse", "self", "take")
    return pair or group


def _has_a_colleague(clause: Clause) -> bool:
    """Say whether a colleague is spoken of, and not only where something came from: `via een collega`."""
    places = [tag.places[0] - clause.first for tag in clause.of("colleague")]
    return any(not n or clause.tokens[n - 1].word not in _FROM for n in places)


def _presence(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    """Read a yes, or nothing when the verb has another object."""
    if _says_something_else(clause):
        return
    if doubt := half_hearted(clause):
        yield Doubt(doubt, clause.words, mild=doubt == "words-unknown" and is_only_long(clause))
    elif clause.has("leave") or leaves_at(clause):
        yield from leaving(clause, calendar)
    elif clause.has("limit") or (clause.has("trifle") and not clause.has("through")):
        yield stance(clause, Answer.YES, "comes-for-a-bit", clause.parts, remark=True)
    elif clause.has(HOUR) and not clause.has("attend") and not clause.parts:
        yield Doubt("from-when", clause.words)
    elif clause.has("late", HOUR) or _from_something(clause):
        yield from arriving(clause, calendar)
    elif clause.has("not_only") and not clause.parts:
        yield stance(clause, Answer.YES, "comes")
        yield Doubt("not-alone", clause.words)
    else:
        yield _coming(clause, calendar)


def _from_something(clause: Clause) -> bool:
    """Say whether one comes in the course of a day: `donderdag ben ik er vanaf de tweede inleiding`."""
    opens, days = clause.of("from"), clause.of(PART)
    alone = len(opens) == 1 and bool(days) and days[-1].places[-1] < opens[0].places[0]
    return (
        alone and clause.word_of(opens[0]) in _ONWARD and not clause.has("only", "through", "until", "each")
    )


def _says_something_else(clause: Clause) -> bool:
    """Say whether the verb has an object that no list knows: `dan kan ik mijn verhaal kwijt`."""
    if clause.has("attend"):
        return _has_to_be_elsewhere(clause)
    if clause.has("can"):
        return not clause.has("wel") and (bool(clause.unknown) or clause.has("food", "take", "post", "book"))
    if clause.has("nominal") and any(token.word in OURS for token in clause.tokens):
        return bool(clause.unknown)
    return bool(clause.unknown) and not clause.has("please", "yes")


def _has_to_be_elsewhere(clause: Clause) -> bool:
    """Say whether one must be in another place that day: `vrijdag moet ik in Den Haag zijn`."""
    if not (clause.has("must") and clause.has("self") and clause.parts) or clause.has("here"):
        return False
    pairs = pairwise(clause.tokens)
    return any(a.word in BEFORE_A_PLACE and b.capital and b.word in clause.unknown for a, b in pairs)


def _coming(clause: Clause, calendar: Calendar) -> Finding:
    parts = chosen_parts(clause, calendar)
    rule = "the-whole" if clause.parts and not parts else "comes"
    of_a_day = bool(parts) and comes_first(clause, PART, "all") and not clause.has("each", "also", "incl")
    if clause.has("all", "each") and not clause.has("only", "not_only") and not of_a_day:
        parts, rule = frozenset(), "the-whole"
    return stance(
        clause,
        Answer.YES,
        rule,
        parts,
        only=clause.has("only", "from", "through") and bool(parts),
        remark=bool(parts) and clause.has("also", "dine", "back") and not clause.has("only", "wel"),
    )
