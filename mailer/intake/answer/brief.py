"""Clauses without a verb of coming: `vrijdag niet`, `alleen donderdag`, `helaas`, one-word answers."""

from collections.abc import Callable, Iterator

from mailer.intake.answer.clauses import ELSEWHEN, HOUR, Clause, is_open
from mailer.intake.answer.dayparts import Calendar
from mailer.intake.answer.findings import Doubt, Finding
from mailer.intake.answer.hours import arriving, leaves_at, leaving
from mailer.intake.answer.names import full_name
from mailer.intake.answer.predicate import names_another
from mailer.intake.answer.scope import chosen_parts, comes_first, denied, negations, stance
from mailer.intake.verdict import Answer

_FIRM = ("in", "only", "wel", "yes", "please", "from", "through", "each", "all", "ok")
_OTHER_TOPICS = (
    *("hotel", "stay", "home", "journey", "need", "diet", "food", "allergy", "fine", "eat"),
    *("take", "mail", "name", "other"),
)
STAYS = frozenset({"blijf", "blijven", "stay", "bleibe", "reste", "bliuw"})
"""Verbs of `vrijdag blijf ik tot het einde`, which chooses no day."""
_YET = frozenset({"nog", "noch", "pas"})
_OF_NOTHING = ("thanks", "meeting", "idle", "event")
_BACK = frozenset({"wieder", "weer", "terug", "back", "wer", "werom", "zuruck", "retour"})
_DIARY = frozenset({"diary", "calendar", "kalender", "terminkalender", "aginda"})
_HEAVY = frozenset(
    {"viel", "veel", "lang", "lot", "long", "much", "beaucoup", "soad", "duur", "teuer", "cher"}
)
_SHORT = 5
"""Words in a clause such as `deze keer helaas niet`."""
_MOST_BESIDE = 2
"""Words that may stand beside `helaas` or `ik niet`, and mean nothing."""


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
    elif clause.has("leave") or leaves_at(clause):
        yield from leaving(clause, calendar)
    elif clause.has("see", "until"):
        yield from _greeting(clause)
    elif clause.has("late", HOUR) and not _is_back_elsewhere(clause):
        yield arriving(clause, calendar)
    else:
        yield from _with(clause, calendar)


def _is_of_something_else(clause: Clause) -> bool:
    if clause.has(ELSEWHEN, "diet", "food", "allergy", "fine", "hours"):
        return True
    if (clause.has("hope") and clause.has("thanks")) or _weighs(clause):
        return True
    if clause.has("take") and (clause.has("thing") or full_name(clause)):
        return True
    if clause.has("reason") and clause.has("self"):
        return True
    return clause.has("hotel", "stay", "home", "journey", "reason", "book") and not clause.has(
        "yes", "no", "wel", "only", "in"
    )


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
    if not clause.parts and comes_first(clause, "neg", "each", "all"):
        yield Doubt("not-all", clause.words)
        return
    parts = _named(clause, calendar)
    yield stance(clause, Answer.NO, "not-that-part", parts, only=clause.has("only") and bool(parts))


def _named(clause: Clause, calendar: Calendar) -> frozenset[str]:
    return chosen_parts(clause, calendar) or clause.parts


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
    elif clause.has(*_FIRM) or _in_the_diary(clause) or not clause.has(*_OF_NOTHING):
        rule = "that-part" if parts else "the-whole"
        stays = clause.has("idle") and any(token.word in STAYS for token in clause.tokens)
        stays = stays or _is_dinner_of_a_form(clause, calendar)
        bare = not (clause.has(*_FIRM, "choose") or _in_the_diary(clause))
        yield stance(clause, Answer.YES, rule, parts, only=clause.has("only"), bare=bare, remark=stays)


def _is_dinner_of_a_form(clause: Clause, calendar: Calendar) -> bool:
    """Say whether it is a line such as `Diner: ja`, which goes with the rest of the form."""
    words = [token.word for token in clause.tokens]
    return ":" in words[1:] and calendar.periods.get(words[words.index(":") - 1]) == "dinner"


def _in_the_diary(clause: Clause) -> bool:
    """Read `Thursday is in the diary`: a day that was written down is chosen."""
    return bool(clause.parts) and any(token.word in _DIARY for token in clause.tokens)


def _is_back_elsewhere(clause: Clause) -> bool:
    """Read `Freitag muss ich um acht wieder im Rathaus sein`: an hour at which one is wanted elsewhere."""
    return _must(clause) and any(token.word in _BACK for token in clause.tokens)


def _must(clause: Clause) -> bool:
    """Say whether it tells what the writer has to do that day: `vrijdag moet ik`."""
    return clause.has("must") and clause.has("self")


def single(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    """Read one-word answers, and a clause such as `deze keer niet` or `dan zit ik in het buitenland`."""
    if clause.has("see") and _in_another_month(clause, calendar):
        return
    if clause.has("hotel", "diet", "stay") and clause.tags[0].kind in {"yes", "ok"}:
        yield stance(clause, Answer.YES, "yes", bare=True)
    elif not clause.has(*_OTHER_TOPICS) or _is_away_with_others(clause):
        found = [reader(clause) for reader in _BRIEF]
        yield from [finding for finding in found if finding is not None][:1]


def _in_another_month(clause: Clause, calendar: Calendar) -> bool:
    """Say whether a month is named in which the meeting is not: `see you in October`."""
    named = {calendar.months[token.word] for token in clause.tokens if token.word in calendar.months}
    return bool(named) and named.isdisjoint(day.month for day in calendar.days)


def _is_away_with_others(clause: Clause) -> bool:
    """Say whether the writer is elsewhere, in what company: `ik zit dan met mijn gezin op Kreta`."""
    topics = clause.kinds & set(_OTHER_TOPICS)
    return clause.has("self", "we", "event") and clause.has("away", "reason") and topics <= {"other", "take"}


def _both(clause: Clause) -> Finding | None:
    if comes_first(clause, "neg", "no"):
        return Doubt("double-negation", clause.words)
    clash = clause.has("yes") and (clause.has("no") or denied(clause))
    return Doubt("yes-and-no", clause.words) if clash else None


def _no(clause: Clause) -> Finding | None:
    if not clause.has("no"):
        return None
    bare = not clause.starts_with("no") or bool(clause.unknown)
    return stance(clause, Answer.NO, "no", bare=bare)


def _is_not_yet(clause: Clause) -> bool:
    """Say whether `nog` stands right before the denial: `nog niet, helaas`."""
    nots = {tag.places[0] - clause.first for tag in clause.of("neg")}
    return any(n - 1 >= 0 and clause.tokens[n - 1].word in _YET for n in nots)


def _not_this_time(clause: Clause) -> Finding | None:
    """Read `deze keer niet` and `ik niet`."""
    if not denied(clause) or clause.unknown or len(clause.tokens) > _SHORT or _is_not_yet(clause):
        return None
    brief = clause.has("regret", "event", "here") or _beside(clause, "self", "neg") < _MOST_BESIDE
    mine = brief and clause.has("regret", "event", "self", "here")
    return stance(clause, Answer.NO, "not-this-time") if mine else None


def _yes(clause: Clause) -> Finding | None:
    plain = clause.has("yes") and not clause.unknown
    return stance(clause, Answer.YES, "yes", bare=True) if plain else None


def _i_do(clause: Clause) -> Finding | None:
    """Read `ik wel`."""
    plain = clause.has("wel") and clause.has("self") and _beside(clause, "wel", "self") < _MOST_BESIDE
    return stance(clause, Answer.YES, "comes") if plain else None


def _there(clause: Clause) -> Finding | None:
    """Read `ik ben daar`, and nothing behind it."""
    here = [token.word for token in clause.tokens if not token.wall]
    plain = here[-1:] in (["daar"], ["dort"]) and len(here) <= _SHORT and clause.has("self")
    told = plain and not clause.unknown and not denied(clause) and bool({"ben", "bin", "zal"} & set(here))
    return stance(clause, Answer.YES, "comes") if told else None


def _stays(clause: Clause) -> Finding | None:
    """Read `je reste jusqu'a la fin`: one who stays to the end, whenever he comes."""
    stays = clause.has("through") and clause.has("self", "we") and not clause.parts and not clause.unknown
    plain = stays and not denied(clause) and not clause.has("leave", "reason", "drive")
    return stance(clause, Answer.YES, "the-whole") if plain else None


def _in(clause: Clause) -> Finding | None:
    """Read `I'm in!`; not `I'm in Rome`."""
    plain = clause.has("in") and not clause.unknown and _beside(clause, "in", "yes", "ok") < _MOST_BESIDE
    return stance(clause, Answer.YES, "comes") if plain and not denied(clause) else None


def _eager(clause: Clause) -> Finding | None:
    """Read `dit wil ik niet missen`."""
    eager = clause.has("eager") and not denied(clause)
    return stance(clause, Answer.YES, "eager", bare=True) if eager else None


def _reason(clause: Clause) -> Finding | None:
    """Read `dan ben ik op vakantie`: a no where nothing else is said."""
    away = clause.has("away") and bool(clause.unknown)
    if not (clause.has("reason") or away) or clause.parts or clause.has("idle", "leave"):
        return None
    told = clause.has("event", "regret", "away", "each", "all") or clause.lead == "but"
    if told and is_open(clause):
        return Doubt("not-yet", clause.words)
    return stance(clause, Answer.NO, "reason", bare=True) if told else None


def _regret(clause: Clause) -> Finding | None:
    """Read `helaas`: a no where nothing else is said; with unknown words only an excuse for one."""
    if not clause.has("regret") or clause.parts:
        return None
    if clause.has("event") and not denied(clause):
        return stance(clause, Answer.NO, "regret", bare=True)
    if clause.has("idle", "askfor"):
        return None
    if not clause.unknown and _beside(clause, "regret", "event", "but") <= _MOST_BESIDE:
        return stance(clause, Answer.NO, "regret", bare=True)
    return stance(clause, Answer.NO, "excuse", bare=True) if clause.lead == "but" else None


def _beside(clause: Clause, *kinds: str) -> int:
    """Count the words that stand beside those of these classes."""
    return len(clause.tokens) - len({place for tag in clause.of(*kinds) for place in tag.places})


def _see_you(clause: Clause) -> Finding | None:
    friendly = clause.has("see") and not denied(clause)
    return stance(clause, Answer.YES, "see-you", bare=True) if friendly else None


def _agreed(clause: Clause) -> Finding | None:
    """Read `prima` and `graag`, when nothing stands beside them."""
    plain = clause.has("ok", "please") and not clause.unknown and not denied(clause)
    beside = _beside(clause, "ok", "please", "event")
    if not plain or beside > 1 or clause.lead == "but" or clause.has("askfor", "thanks", "idle"):
        return None
    return stance(clause, Answer.YES, "agreed", bare=True)


_BRIEF: tuple[Callable[[Clause], Finding | None], ...] = (
    *(_both, _no, _not_this_time, _stays, _in, _yes, _i_do, _there, _eager, _reason, _regret, _see_you),
    _agreed,
)
"""The readings of a brief clause; the first that knows it counts."""
