"""What moments are called: names of days, months and times of day, numbers of dates and hours."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from mailer.domain.meeting import DayPart
from mailer.intake.answer.reading import Token
from mailer.intake.typos import TYPO_FROM, neighbours
from mailer.intake.words import lexicon

_NOON, _EVENING = 12, 17
LONG_NAME = 4
TIMES = frozenset({"morning", "afternoon", "evening", "dinner", "daytime"})
DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{2,4}))?$")
DAY_OF_MONTH = re.compile(r"(\d{1,2})(?:e|de|ste|th|st|nd|rd|er|eme|ten|te|ter)?$")
CLOCK = re.compile(r"(\d{1,2})(?:[.:h](\d{2}))?(u|h|uur|pm|am|uhr)?$")
HOURS = frozenset(["uur", "u", "h", "uhr", "pm", "am", "o'clock", "heures", "heure", "oere"])
SPELT_HOURS = {
    word: hour
    for hour, words in enumerate(
        (
            "een one ein eins une",
            "twee tweeen two zwei deux twa",
            "drie drieen three drei trois trije",
            "vier vieren four quatre fjouwer",
            "vijf vijven five funf cinq fiif",
            "zes zessen six sechs",
            "zeven zevenen seven sieben sept",
            "acht achten eight huit",
            "negen negenen nine neun neuf",
            "tien tienen ten zehn dix",
            "elf elven eleven onze",
            "twaalf twaalven twelve zwolf midi",
        ),
        1,
    )
    for word in words.split()
}
"""Hours as they are spelt, beside a word of BEFORE_AN_HOUR or before `uur`."""
BEFORE_AN_HOUR = frozenset(
    [
        "tot",
        "until",
        "till",
        "til",
        "bis",
        "na",
        "vanaf",
        "om",
        "rond",
        "tegen",
        "half",
        "omstreeks",
        "around",
        "um",
        "gegen",
        "halb",
        "vers",
        "past",
        "kwart",
        "about",
        "at",
        "circa",
        "ca",
    ]
)
TO_THE_HOUR = frozenset(
    {"kwart", "vijf", "tien", "twintig", "quarter", "twenty", "viertel", "zwanzig", "kertier"}
)
"""Words before the minutes to or past an hour: `kwart over twaalf`, `quarter past two`."""
_PAST = frozenset({"over", "voor", "past", "to", "nach", "vor", "foar"})
_HALF = frozenset({"half", "halb", "healwei"})
NOT_A_DAY = HOURS | frozenset(
    [
        "personen",
        "persoon",
        "people",
        "persons",
        "personnes",
        "personen",
        "euro",
        "eur",
        "%",
        "jaar",
        "minuten",
        "min",
    ]
)
OF_THE_DAY = frozenset(
    [
        *(
            "on",
            "of",
            "van",
            "op",
            "the",
            "de",
            "den",
            "am",
            "vom",
            "des",
            "le",
            "du",
            "de",
            "la",
            "fan",
            "'e",
            "e",
        ),
        *("session", "sessie", "programma", "deel", "gedeelte", "programme", "part", "sesje"),
    ]
)
MITTAG = frozenset({"mittag", "mittags"})
"""German noon is in the morning part where that ends with a lunch: `bis Freitagmittag`."""
NUMBERED = frozenset(["onderdeel", "dagdeel", "blok", "deel", "part", "teil", "partie", "dagdiel"])
"""Words before the number of a part: `onderdeel 1`."""
WISHING = frozenset(
    [
        *(
            "good",
            "nice",
            "lovely",
            "goede",
            "goeden",
            "goeie",
            "fijne",
            "prettige",
            "mooie",
            "guten",
            "gute",
        ),
        *("schonen", "schone", "bon", "bonne", "goeie", "noflike", "moaie"),
    ]
)
"""Words that make a greeting or a wish of a time of day: `good morning`, `fijne avond`."""
FARTHEST = 4
"""Words between a time of day and its day: `afternoon session on the first day`."""
JOINTS = frozenset(
    [
        "op",
        "in",
        "the",
        "de",
        "het",
        "en",
        "and",
        "und",
        "et",
        "dans",
        "am",
        "an",
        "le",
        "la",
        "'s",
        "s",
        "on",
        "te",
        "oan",
    ]
)

OF_TIME = frozenset({"'s", "s", "des"})
"""Words that belong to a time of day: `'s avonds`."""
BEFORE_A_DATE = frozenset({"am", "le"})
"""Words that make a bare number the day of a month: `am 13. kann ich nicht`."""
NUMBERS = {"one": 1, "two": 2, "eins": 1, "zwei": 2, "un": 1, "deux": 2, "ien": 1, "twa": 2, "twee": 2}
BEHIND_A_DAY = frozenset(
    {
        *(
            "niet",
            "wel",
            "ook",
            "tot",
            "pas",
            "vanaf",
            "ben",
            "kom",
            "kan",
            "lukt",
            "dan",
            "alleen",
            "helaas",
        ),
        *("zeker", "sla", "moet", "is", "wordt", "blijft", "volledig", "misschien", "en", "maar", "doe"),
    }
)
"""Words that may follow `de tweede` where a day is meant."""
CUT_OFF = {"vrij": "vrijdag"}
"""Words that name a day only behind another one: `do en vrij`."""
ADVERBS = frozenset({"moarns", "middeis", "juns", "morgens", "vormittags", "nachmittags", "abends"})
"""Times of day that are adverbs: they are of the day that was named."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A day-part, a moment outside the meeting (`parts` empty), or a time of the clock (`hour`)."""

    first: int
    last: int
    parts: frozenset[str]
    hour: int | None = None


def period(part: DayPart) -> str:
    """Give the time of day a part is in: morning, afternoon, evening; day when it spans noon and evening."""
    start, end = part.starts.hour, part.ends.hour
    if start < _NOON:
        return "day" if end >= _EVENING else "morning"
    return "afternoon" if start < _EVENING else "evening"


def spelt_hour(words: Sequence[str], place: int) -> Mention | None:
    """Read `vijf uur`, `half drie`, `een uur of vijf`, `vijven` and `kwart over twaalf`.

    `words` begin one before the `place` of the sentence, unless that is the first.
    """
    before, word, *ahead = words if place else ("", *words)
    if word in TO_THE_HOUR and ahead and ahead[0] in _PAST:
        skip = 1 + (ahead[1:2] != [] and ahead[1] in _HALF)
        hour = SPELT_HOURS.get(ahead[skip]) if len(ahead) > skip else None
        return Mention(place, place + skip + 1, frozenset(), hour) if hour else None
    hour = SPELT_HOURS.get(word)
    if hour == 1 and ahead[:2] == ["uur", "of"] and len(ahead) > 2 and ahead[2] in SPELT_HOURS:
        return Mention(place, place + 3, frozenset(), SPELT_HOURS[ahead[2]])
    spoken = ahead[:1] == ["uur"] or before in BEFORE_AN_HOUR
    if hour is None or not spoken or (hour == 1 and ahead[:1] != ["uur"] and before != "half"):
        return None
    return Mention(place, place + (ahead[:1] == ["uur"]), frozenset(), hour)


@lru_cache(maxsize=64)
def names(languages: tuple[str, ...]) -> tuple[dict[str, int], dict[str, int], dict[str, str]]:
    """Give the names of weekdays, months and times of day; the first language that has a name decides."""
    weekdays: dict[str, int] = {}
    months: dict[str, int] = {}
    periods: dict[str, str] = {}
    for language in (lexicon()[tag] for tag in reversed(languages)):
        weekdays.update((name, n) for n, names in enumerate(language.weekdays) for name in names)
        months.update((name, n) for n, names in enumerate(language.months, 1) for name in names)
        periods.update((name, kind) for kind, names in language.periods.items() for name in names)
    return weekdays, months, periods


@lru_cache(maxsize=64)
def near_names(languages: tuple[str, ...]) -> dict[str, str]:
    """Give the weekdays with one letter left out: `doderdag` is Thursday."""
    return neighbours(name for name in names(languages)[0] if len(name) >= TYPO_FROM)


def is_pointed_at(tokens: Sequence[Token], place: int) -> bool:
    """Say whether a short name such as `do` stands behind a word such as `alleen`."""
    return place > 0 and tokens[place - 1].word in {"alleen", "enkel", "op", "de", "only", "nur"}


def is_hour(tokens: Sequence[Token], place: int) -> bool:
    """Say whether a number is an hour, an amount or the like, and no day of a month."""
    return place + 1 < len(tokens) and tokens[place + 1].word in NOT_A_DAY


def on_that_day(
    tokens: Sequence[Token], found: Mention, day: frozenset[str], seen: frozenset[str]
) -> frozenset[str]:
    """Give the parts of a bare time of day: of the day before it, of an earlier one, of the meeting."""
    return (found.parts & day or found.parts & seen) or (
        frozenset() if tokens[found.first].word in OF_TIME | ADVERBS else found.parts
    )
