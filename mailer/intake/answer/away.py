"""How long somebody is elsewhere: `on holiday until 20 September`, `van 8 tot 22 september in Italie`."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from mailer.intake.answer.clauses import Clause
from mailer.intake.answer.dayparts import Calendar
from mailer.intake.answer.findings import Aside, Stance
from mailer.intake.answer.moments import DATE, DAY_OF_MONTH
from mailer.intake.answer.scope import stance
from mailer.intake.verdict import Answer

_UNTIL = frozenset(
    {"tot", "t/m", "tm", "until", "till", "til", "bis", "jusqu'au", "jusqu'a", "jusque", "through", "oant"}
)
"""Words before the day up to which somebody is elsewhere."""
_SECOND = _UNTIL | {"to", "au", "and", "en", "und", "et"}
"""Words before the second day of two."""
_FROM = frozenset(
    {"van", "vanaf", "from", "as", "starting", "since", "between", "tussen", "ab", "vom", "von", "du", "des"}
    | {"zwischen", "entre", "partir", "fan", "tusken", "sinds", "seit", "depuis"}
)
_AWAY = frozenset(
    {
        *("vakantie", "verlof", "weg", "buitenland", "afwezig", "holiday", "leave", "abroad", "away"),
        *("vacation", "urlaub", "ausland", "abwesend", "conge", "conges", "vacances", "etranger"),
        *("absent", "absente", "fakansje", "holidays", "travelling", "traveling", "overseas", "sick"),
        *("verreist", "unterwegs", "reise", "reisen", "elternzeit", "reha", "krankgeschrieben", "fuort"),
        *("voyage", "deplacement", "mission", "ferlof", "butenlan", "op reis", "reis", "croisiere"),
    }
)
"""Words of being elsewhere for some days."""
_BACK = frozenset({"back", "return", "returning", "terug", "weer", "zuruck", "wieder", "retour", "werom"})
_END = frozenset({"end", "eind", "einde", "ende", "fin", "late"})
_NOT_AWAY = ("attend", "can", "nominal", "stay", "hotel", "past", "next", "diet", "food")
_BESIDE = 2
"""Words between a day and what opens or closes the range: `until Monday the 18th`."""


def absent(clause: Clause, calendar: Calendar) -> Stance | Aside | None:
    """Read an absence with its last day as a no to the day-parts in it, as an aside when there are none."""
    words = [token.word for token in clause.tokens]
    told = _AWAY & set(words) or clause.has("away", "reason")
    if clause.asks or clause.has(*_NOT_AWAY) or not told or _refuses(clause):
        return None
    over = _span(words, calendar)
    if over is None:
        return None
    parts = frozenset(p.key for p in calendar.meeting.dayparts if over[0] <= p.starts.date() <= over[1])
    return stance(clause, Answer.NO, "busy", parts, bare=True) if parts else Aside(clause.words)


def _refuses(clause: Clause) -> bool:
    """Say whether a no stands in it that is more than being elsewhere: not in `will be on holiday`."""
    words = [token.word for token in clause.tokens]
    named = ({words[place - clause.first] for place in tag.places} for tag in clause.of("refuse"))
    return any(_AWAY.isdisjoint(one) for one in named)


def _span(words: Sequence[str], calendar: Calendar) -> tuple[date, date] | None:
    """Give the first and the last day of the absence; who only tells the last one is away by now."""
    days = list(_days(words, calendar))
    if not days:
        return None
    first, last = days[0], days[-1]
    if len(days) > 1 and first[1] <= last[1] and _opens(words, last[0], _SECOND):
        return first[1], last[1]
    if _opens(words, last[0], _BACK):
        return first[1] if len(days) > 1 else date.min, last[1] - timedelta(days=1)
    if _opens(words, last[0], _UNTIL):
        return date.min, last[1]
    return (first[1], date.max) if _opens(words, first[0], _FROM) else None


def _opens(words: Sequence[str], place: int, openers: frozenset[str]) -> bool:
    return not openers.isdisjoint(words[max(0, place - 1 - _BESIDE) : place])


def _days(words: Sequence[str], calendar: Calendar) -> Iterator[tuple[int, date]]:
    """Give the days that are named, each with its place; one without a month is in that of the next."""
    for place, word in enumerate(words):
        ahead = words[place + 1 :]
        month = next((calendar.months[w] for w in ahead if w in calendar.months), None)
        if place and words[place - 1] in calendar.months and word.isdigit():
            month = calendar.months[words[place - 1]]
        month = month or calendar.meeting.dayparts[0].starts.month
        for day, of in _numbers(word, month):
            if found := _date(calendar.meeting.dayparts[0].starts.year, of, day):
                yield place, found
        if word in _END and ahead and calendar.months.get(ahead[-1]):
            yield place, date(calendar.meeting.dayparts[0].starts.year, month, 28)


def _numbers(word: str, month: int) -> Iterator[tuple[int, int]]:
    """Give the days with their months in `18`, `18th`, `18/9` and `8-22`."""
    if slashed := DATE.match(word):
        one, two = int(slashed[1]), int(slashed[2])
        yield from [(one, two)] if "-" not in word or two <= 12 else [(one, month), (two, month)]
    elif number := DAY_OF_MONTH.match(word):
        yield int(number[1]), month


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
