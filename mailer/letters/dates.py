"""Dates, times and money in words, as a letter in Dutch or English writes them."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache

from babel.core import UnknownLocaleError
from babel.dates import format_date, format_datetime, get_day_names
from babel.numbers import format_currency

from mailer.domain.meeting import Costs

_LOCALES = {"nl": "nl_NL", "en": "en_GB"}
_WORDS = {
    "nl": {"and": "{} en {}", "to": "{} tot {}", "through": "{} tot en met {}"},
    "en": {"and": "{} and {}", "to": "{} to {}", "through": "{} to {}"},
}


def _locale(language: str) -> str:
    """Give the CLDR locale whose habits a language's letters follow; English ones are British."""
    return _LOCALES.get(language, language)


def day(when: date, language: str) -> str:
    """Say "vrijdag 1 september 2017"."""
    return format_date(when, "EEEE d MMMM y", _locale(language))


@cache
def weekday_names(language: str) -> tuple[str, ...]:
    """Give the names of the weekdays, Monday first; none for a language that CLDR does not have."""
    try:
        names = get_day_names("wide", "format", _locale(language))
    except (UnknownLocaleError, ValueError):
        return ()
    return tuple(str(names[day]) for day in range(7))


def within(words: str, language: str) -> str:
    """Give words that begin with a weekday as they stand within a sentence: `alleen donderdagmiddag`."""
    names = weekday_names(language)
    found = next((name for name in names if words.casefold().startswith(name.casefold())), "")
    return found + words[len(found) :]


def short_day(when: date, language: str) -> str:
    """Say "do 14 sep"."""
    return format_date(when, "EEE d MMM", _locale(language))


def moment(when: datetime, language: str) -> str:
    """Say "do 14 sep, 12:00", in the wall time the instant carries."""
    return format_datetime(when, "EEE d MMM, HH:mm", locale=_locale(language))


def moment_with_year(when: datetime, language: str) -> str:
    """Say "do 14 sep 2017, 12:00", for what may be long past."""
    return format_datetime(when, "EEE d MMM y, HH:mm", locale=_locale(language))


def days(first: date, last: date, language: str) -> str:
    """Say "donderdag 14 en vrijdag 15 september 2017": what both days share is said once, at the end."""
    return _span(first, last, language, ("EEEE d", "EEEE d MMMM", "EEEE d MMMM y"))


def short_days(first: date, last: date, language: str) -> str:
    """Say "14 en 15 september", for a subject."""
    return _span(first, last, language, ("d", "d MMMM", "d MMMM"))


def _span(first: date, last: date, language: str, patterns: Sequence[str]) -> str:
    within_month, within_year, whole = patterns
    end = format_date(last, whole, _locale(language))
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        pattern = within_month
    else:
        pattern = within_year if first.year == last.year else whole
    word = "and" if (last - first).days == 1 else "through"
    return _joined(word, format_date(first, pattern, _locale(language)), end, language)


def weekday(when: date, language: str) -> str:
    """Say "donderdag"."""
    return format_date(when, "EEEE", _locale(language))


def amount(units: int, currency: str, language: str) -> str:
    """Say "€ 300", in whole units."""
    pattern = "¤ #,##0" if language == "nl" else "¤#,##0"
    return format_currency(units, currency, pattern, _locale(language), currency_digits=False)


def price_range(costs: Costs, language: str) -> str:
    """Say "€ 300 tot € 450"."""
    least, most = (amount(units, costs.currency, language) for units in (costs.least, costs.most))
    return most if costs.least == costs.most else _joined("to", least, most, language)


def _joined(word: str, one: str, other: str, language: str) -> str:
    return _WORDS.get(language, _WORDS["en"])[word].format(one, other)
