"""The languages of coordinators: messages are written in English, and `.po` files have them in the others."""

from collections.abc import Iterable, Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ENGLISH = "en"
FOLDER = Path(__file__).resolve().parents[2] / "templates" / "console"
"""Always beside the program: `templates` of the settings is about letters, and a house that keeps its letters
elsewhere keeps no pages and no catalogues there."""


def mark(message: str) -> str:
    """Mark a message for the catalogues; called `_`, which is what babel looks for."""
    return message


def translations(folder: Path = FOLDER) -> dict[str, NullTranslations]:
    """Give each language there is a catalogue of, and English; the catalogues are compiled here."""
    found: dict[str, NullTranslations] = {ENGLISH: NullTranslations()}
    for language, catalogue in _catalogues(folder).items():
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        found[language] = GNUTranslations(compiled)
    return found


def say(message: str, language: str) -> str:
    """Give a message in a language; in English where that has no catalogue, or not this message."""
    spoken = _spoken()
    return spoken.get(language, spoken[ENGLISH]).gettext(message) if message else ""


def languages() -> list[str]:
    """Give the languages that are spoken."""
    return sorted(_spoken())


@cache
def _spoken() -> Mapping[str, NullTranslations]:
    return translations()


@cache
def messages(folder: Path = FOLDER) -> frozenset[str]:
    """Give every message a catalogue knows, in English."""
    known = (one.id for catalogue in _catalogues(folder).values() for one in catalogue)
    return frozenset(one for one in known if isinstance(one, str) and one)


@cache
def _catalogues(folder: Path) -> Mapping[str, Catalog]:
    found = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            found[path.stem] = read_po(file, locale=path.stem)
    return found


def preferred(accepted: str, known: Iterable[str]) -> str:
    """Give the known language that Accept-Language (RFC 9110 section 12.5.4) likes best, or English."""
    languages = list(known)
    wishes = [_wish(one) for one in accepted.split(",")[:20]]
    for _, tag in sorted((one for one in wishes if one[0] > 0), key=lambda one: -one[0]):
        if tag in languages:
            return tag
    return ENGLISH


def _wish(words: str) -> tuple[float, str]:
    tag, _, quality = words.strip().partition(";")
    try:
        wanted = float(quality.partition("=")[2] or 1)
    except ValueError:
        wanted = 0.0
    return wanted, tag.strip().partition("-")[0].lower()
