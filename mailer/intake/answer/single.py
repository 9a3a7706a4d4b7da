"""One-word answers, and clauses such as `deze keer niet` or `dan zit ik in het buitenland`."""

from collections.abc import Callable, Iterator
from functools import lru_cache

from mailer.intake.answer.clauses import Clause, is_open
from mailer.intake.answer.dayparts import Calendar
from mailer.intake.answer.findings import Doubt, Finding
from mailer.intake.answer.scope import comes_first, denied, is_not_yet, stance
from mailer.intake.verdict import Answer
from mailer.intake.words import lexicon

_OTHER_TOPICS = (
    *("hotel", "stay", "home", "journey", "need", "diet", "food", "allergy", "fine", "eat"),
    *("take", "mail", "name", "other"),
)
_SHORT = 5
"""Words in a clause such as `deze keer helaas niet`."""
_BRIEFEST = 3
_MOST_BESIDE = 2
"""Words that may stand beside `helaas` or `ik niet`, and mean nothing."""


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


def _not_this_time(clause: Clause) -> Finding | None:
    """Read `deze keer niet` and `ik niet`."""
    if not denied(clause) or clause.unknown or len(clause.tokens) > _SHORT or is_not_yet(clause):
        return None
    words = [token.word for token in clause.tokens]
    goes = clause.has("self", "we") and words[-2:] in (["ga", "niet"], ["gaan", "niet"])
    if goes or words == ["niet"]:
        return stance(clause, Answer.NO, "not-this-time", bare=not goes)
    brief = clause.has("regret", "event", "here") or _beside(clause, "self", "neg") < _MOST_BESIDE
    mine = brief and clause.has("regret", "event", "self", "here")
    return stance(clause, Answer.NO, "not-this-time") if mine else None


def _yes(clause: Clause) -> Finding | None:
    plain = clause.has("yes") and not clause.unknown
    return stance(clause, Answer.YES, "yes", bare=True) if plain else None


def _i_do(clause: Clause) -> Finding | None:
    """Read `ik wel`."""
    words = [token.word for token in clause.tokens]
    if (
        words[:2] == ["doe", "ik"]
        and len(words) <= _BRIEFEST
        and not clause.has("neg", "if")
        and not clause.unknown
    ):
        return stance(clause, Answer.YES, "comes")
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
    if not plain or beside > 1 or clause.lead == "but" or clause.has("askfor", "thanks", "idle", "meeting"):
        return None
    taken = {place - clause.first for tag in clause.of("ok", "please", "event") for place in tag.places}
    if any(n not in taken and token.word not in _small_words() for n, token in enumerate(clause.tokens)):
        return None
    return stance(clause, Answer.YES, "agreed", bare=True)


_NOUNS = frozenset({"team", "day", "days", "year", "time", "week", "morning", "part", "tag", "tage", "jour"})


@lru_cache(maxsize=1)
def _small_words() -> frozenset[str]:
    """Give the small words of all languages: a noun beside `prima` is what is praised, and no answer."""
    return frozenset().union(*(language.function for language in lexicon().values())) - _NOUNS


_BRIEF: tuple[Callable[[Clause], Finding | None], ...] = (
    *(_both, _no, _not_this_time, _stays, _in, _yes, _i_do, _there, _eager, _reason, _regret, _see_you),
    _agreed,
)
"""The readings of a brief clause; the first that knows it counts."""
