"""The console's languages: messages are written in English, and `.po` files have them in the others."""

from collections.abc import Iterable
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ENGLISH = "en"


def mark(message: str) -> str:
    """Mark a message for the catalogues; called `_`, which is what babel looks for."""
    return message


def translations(folder: Path) -> dict[str, NullTranslations]:
    """Give each language there is a catalogue of, and English; the catalogues are compiled here."""
    found: dict[str, NullTranslations] = {ENGLISH: NullTranslations()}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.stem)
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        found[path.stem] = GNUTranslations(compiled)
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
