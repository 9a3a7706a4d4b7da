"""What people call the letters of a timeline, in a mail: a digest names them so, and so they are answered."""

from collections.abc import Mapping

NAMES: Mapping[str, Mapping[str, str]] = {
    "save-the-date": {"nl": "datum vooraf", "en": "save the date"},
    "invitation": {"nl": "uitnodiging", "en": "invitation"},
    "reminder": {"nl": "herinnering", "en": "reminder"},
    "last-call": {"nl": "laatste oproep", "en": "last call"},
    "practical-information": {"nl": "praktische informatie", "en": "practical information"},
    "day-before": {"nl": "de dag ervoor", "en": "the day before"},
    "thank-you": {"nl": "bedankje", "en": "thank-you"},
    "recap": {"nl": "terugblik", "en": "recap"},
    "correction": {"nl": "correctie", "en": "correction"},
    "cancelled": {"nl": "afgelasting", "en": "cancellation"},
}
"""Letter -> language -> its name; a house's own letter is called by its key."""


def name_of(letter: str, language: str) -> str:
    """Name a letter in a language."""
    return NAMES.get(letter, {}).get(language) or letter.replace("-", " ")


def names_of(letter: str) -> frozenset[str]:
    """Give every name somebody may call a letter by, in lower case, hyphens as spaces."""
    names = {letter, *NAMES.get(letter, {}).values()}
    return frozenset(name.casefold().replace("-", " ") for name in names)
