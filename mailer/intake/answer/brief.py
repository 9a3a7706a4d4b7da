"""Clauses that name a day and leave the verb of coming out: `vrijdag niet`, `alleen donderdag`."""

from collections.abc import Iterator

from mailer.intake.answer.asides import is_a_greeting
from mailer.intake.answer.clauses import ELSEWHEN, HOUR, PART, WITH, Clause
from mailer.intake.answer.dayparts import Calendar
from mailer.intake.answer.findings import Doubt, Finding
from mailer.intake.answer.hours import arriving, leaves_at, leaving
from mailer.intake.answer.names import full_name
from mailer.intake.answer.predicate import names_another
from mailer.intake.answer.scope import chosen_parts, comes_first, joined, negations, stance
from mailer.intake.verdict import Answer

_FIRM = ("in", "only", "wel", "yes", "please", "from", "through", "each", "all", "ok")
STAYS = frozenset({"blijf", "blijven", "stay", "bleibe", "reste", "bliuw"})
"""Verbs of `vrijdag blijf ik tot het einde`, which chooses no day."""
_OF_NOTHING = ("thanks", "meeting", "idle", "event")
_BACK = frozenset({"wieder", "weer", "terug", "back", "wer", "werom", "zuruck", "retour"})
_DIARY = frozenset({"diary", "calendar", "kalender", "terminkalender", "aginda"})
_AGENDA = frozenset({"agenda"})
_END = frozenset({"eind", "einde", "slot"})
_WRITTEN = frozenset(
    {"gezet", "genoteerd", "geblokt", "vrijgemaakt", "vrijgehouden", "gereserveerd", "staan"}
)
_SOMETHING = frozenset({"er", "al", "iets", "wat", "een", "ander", "anders", "nog", "andere"})
"""Words of a diary that is full, or of something else in it."""
_PROBLEMS = frozenset({"problem", "probleem", "probleme", "souci", "issue"})
_HEAVY = frozenset(
    {"viel", "veel", "lang", "lot", "long", "much", "beaucoup", "soad", "duur", "teuer", "cher"}
)
_MOST_BESIDE = 2
"""Words nobody knows that may stand beside `ook het diner`."""


_VERBS_OF_TELLING = (
    "vind vinden vond lijkt lijken klinkt klinken duurt duren kost kosten heb hebben heeft had hadden "
    "betekent have has find seems seem sounds costs cost think means finde finden habe haben hat "
    "kostet klingt dauert ai avons trouve coute coutent semble fyn fine ha"
)
_TELLING = frozenset(_VERBS_OF_TELLING.split())
"""Verbs of a clause that tells about a day and does not choose it: `twee dagen weg vind ik veel`."""


def elliptic(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    """Read a clause that names day-parts, or the whole, and leaves the verb out."""
    if (not clause.parts and not clause.has("each", "all", "neither")) or _is_of_something_else(clause):
        return
    negated, _ = negations(clause)
    if clause.has("reason", "job") and not clause.parts:
        return
    if names_another(clause):
        yield Doubt("either-part", clause.words)
    elif (clause.has("yes") and clause.has("no")) or negated > 1:
        yield Doubt("yes-and-no", clause.words)
    elif clause.has("neither", "nor"):
        yield stance(clause, Answer.NO, "neither", clause.parts)
    elif negated or clause.has("no"):
        yield from _without(clause, calendar)
    else:
        yield from _chosen(clause, calendar)


def _chosen(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    """Read a day that is named and not denied, with how long one is there."""
    if clause.has("leave") or leaves_at(clause):
        yield from leaving(clause, calendar)
    elif _ends_early(clause):
        last = clause.parts <= calendar.on(calendar.days[-1])
        told = stance(clause, Answer.YES, "leaves-early", clause.parts)
        yield told if last else Doubt("until", clause.words)
    elif clause.has("see", "until"):
        yield from _greeting(clause)
    elif clause.has("late", HOUR) and not _is_back_elsewhere(clause):
        yield from arriving(clause, calendar)
    else:
        yield from _with(clause, calendar)


def _is_of_something_else(clause: Clause) -> bool:
    if clause.has(ELSEWHEN, "diet", "food", "allergy", "fine", "hours") or is_a_greeting(clause):
        return True
    if clause.has("leave") and clause.has(HOUR) and clause.parts:
        return False
    if (clause.has("hope") and clause.has("thanks")) or _weighs(clause):
        return True
    if clause.has("take") and (clause.has("thing") or full_name(clause)):
        return True
    if clause.has("eat") and not clause.parts:
        return True
    if clause.has("reason", "stay") and clause.has("self") and not clause.has("only"):
        return True
    if clause.tags[0].kind in {PART, "each", "all"} and _comes_with_a_bed(clause):
        return False
    return clause.has("hotel", "stay", "home", "journey", "reason", "book") and not clause.has(
        "yes", "no", "wel", "only", "in"
    )


def _comes_with_a_bed(clause: Clause) -> bool:
    """Read `beide dagen inclusief overnachting`: the days are what is chosen."""
    joined = clause.has("incl") or any(token.word in WITH for token in clause.tokens)
    return joined and clause.has("hotel", "stay") and not clause.has("self", "we", "neg", "reason", "no")


def _tells(clause: Clause) -> bool:
    told = clause.has("self", "we") and not clause.has("yes", "wel")
    return told and any(token.word in _TELLING for token in clause.tokens)


def _weighs(clause: Clause) -> bool:
    """Say whether it says what two days are: `zwei Tage sind viel`."""
    heavy = any(token.word in _HEAVY for token in clause.tokens)
    return heavy and not clause.has("self", "we", "attend", "please", "yes", "only")


def _without(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    """Read `vrijdag niet`; an unknown word may be the verb that is denied: `vrijdag werk ik niet`."""
    if clause.unknown and not clause.has("no", "regret"):
        return
    if clause.has("trifle") and not joined(clause, "and") and not clause.has("and", "reason"):
        return
    if not clause.parts and comes_first(clause, "neg", "each", "all"):
        yield Doubt("not-all", clause.words)
        return
    parts = _named(clause, calendar)
    yield stance(clause, Answer.NO, "not-that-part", parts, only=clause.has("only") and bool(parts))


def _named(clause: Clause, calendar: Calendar) -> frozenset[str]:
    return chosen_parts(clause, calendar) or clause.parts


def _ends_early(clause: Clause) -> bool:
    """Say whether one stays until something smaller on a day: `vrijdag tot de koffie`."""
    days, ends = clause.of(PART), clause.of("until")
    behind = bool(days and ends) and days[-1].places[-1] < ends[-1].places[0]
    return behind and clause.has("trifle") and not clause.has("see", "self", "neg")


def _greeting(clause: Clause) -> Iterator[Finding]:
    """Read `tot donderdag`."""
    if clause.has("see") or not clause.unknown:
        yield stance(clause, Answer.YES, "see-you", clause.parts, bare=True)


def _with(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    """Read `donderdag graag` and `ook het diner`."""
    parts = _named(clause, calendar)
    if clause.has("trifle") and clause.has("only"):
        yield Doubt("only-what", clause.words)
    elif clause.has("eat", "also", "incl", "dine"):
        if len(clause.unknown) > _MOST_BESIDE:
            return
        if clause.has("yes"):
            yield stance(clause, Answer.YES, "yes")
        yield stance(clause, Answer.YES, "that-part-too", parts, remark=True)
    elif (clause.unknown and not clause.has("only", "yes", "please")) or _must(clause) or _tells(clause):
        return
    elif clause.has("other", "colleague", "we"):
        yield Doubt("more-than-one", clause.words)
    elif (
        clause.has(*_FIRM) or _is_no_problem(clause) or _is_held_free(clause) or not clause.has(*_OF_NOTHING)
    ):
        rule = "that-part" if parts else "the-whole"
        stays = clause.has("idle") and any(token.word in STAYS for token in clause.tokens)
        stays = stays or _is_dinner_of_a_form(clause, calendar)
        bare = not (clause.has(*_FIRM, "choose") or _is_no_problem(clause) or _in_the_diary(clause))
        yield stance(clause, Answer.YES, rule, parts, only=clause.has("only"), bare=bare, remark=stays)


def _is_no_problem(clause: Clause) -> bool:
    """Read `Friday is no problem at all`."""
    return clause.has("idle") and any(token.word in _PROBLEMS for token in clause.tokens)


def _is_dinner_of_a_form(clause: Clause, calendar: Calendar) -> bool:
    """Say whether it is a line such as `Diner: ja`, which goes with the rest of the form."""
    words = [token.word for token in clause.tokens]
    return ":" in words[1:] and calendar.periods.get(words[words.index(":") - 1]) == "dinner"


def _is_held_free(clause: Clause) -> bool:
    """Read a day in the diary, and `de tweede tot het eind`."""
    to_the_end = bool(clause.parts) and not clause.has("self", "we", "event")
    return _in_the_diary(clause) or (to_the_end and any(token.word in _END for token in clause.tokens))


def _in_the_diary(clause: Clause) -> bool:
    """Read `Thursday is in the diary`, `beide dagen in de agenda gezet`: what was written down is chosen."""
    words = {token.word for token in clause.tokens}
    if words & _AGENDA and words & _WRITTEN and not words & _SOMETHING:
        return not clause.unknown
    return bool(clause.parts) and bool(words & _DIARY)


def _is_back_elsewhere(clause: Clause) -> bool:
    """Read `Freitag muss ich um acht wieder im Rathaus sein`: an hour at which one is wanted elsewhere."""
    return _must(clause) and any(token.word in _BACK for token in clause.tokens)


def _must(clause: Clause) -> bool:
    """Say whether it tells what the writer has to do that day: `vrijdag moet ik`."""
    return clause.has("must") and clause.has("self")
