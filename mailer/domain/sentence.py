"""What Kring says of what it does: a sentence with named places, and the facts that stand in them (pure)."""

from collections.abc import Mapping
from datetime import datetime


def sentence(words: str, /, **facts: object) -> str:
    """Say it in English, as it is kept and as the command line shows it.

    The words are written out where it is said (`sentence("{address} is off the list", address=...)`): the
    catalogues know it by them, and `mailer.speech` finds in a kept line the words it was made of. What may
    stand in a place goes by its name, as `mailer.speech.places` has it. A moment comes in its reader's zone.
    """
    return in_english(words, facts)


def in_english(words: str, facts: Mapping[str, object]) -> str:
    """Put the facts in their places; where there are none, the words stay as they are."""
    return words.format(**{name: _plain(fact) for name, fact in facts.items()}) if facts else words


def _plain(fact: object) -> object:
    return f"{fact:%Y-%m-%d %H:%M}" if isinstance(fact, datetime) else fact
