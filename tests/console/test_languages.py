"""Every message of the console is there in every language, and says the same things."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from mailer.console.catalogue import preferred
from mailer.console.pages import FOLDER, Pages
from tests.console.browser import Browser
from tests.console.conftest import Come

HOUSE = Path(__file__).parent.parent.parent
CATALOGUES = sorted(FOLDER.glob("*.po"))
JINJA = {"trim_blocks": "true", "lstrip_blocks": "true"}


def messages() -> Iterator[str | tuple[str, ...]]:
    """Everything that is said in code or templates."""
    ways = [("mailer/console/**.py", "python"), ("templates/console/**.html", "jinja2")]
    found = extract_from_dir(HOUSE, ways, {"templates/console/**.html": JINJA}, directory_filter=_ours)
    for _, _, message, _, _ in found:
        yield message


def _ours(folder: str) -> bool:
    parts = Path(folder).relative_to(HOUSE).parts[:2]
    return parts in {(), ("mailer",), ("mailer", "console"), ("templates",), ("templates", "console")}


MESSAGES = set(messages())


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.stem, abort_invalid=True)


def test_there_is_much_to_say_and_dutch_to_say_it_in() -> None:
    assert len(MESSAGES) > 100
    assert "nl" in {path.stem for path in CATALOGUES}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_no_message_is_untranslated_doubtful_or_left_over(path: Path) -> None:
    catalogue = read(path)
    there = {one.id: one for one in catalogue if one.id}
    assert MESSAGES - set(there) == set(), "make messages adds them"
    assert set(there) - MESSAGES == set(), "nobody says these any more"
    words = {one.id: one.string if isinstance(one.string, tuple) else (one.string,) for one in there.values()}
    assert [message for message, said in words.items() if not all(said)] == []
    assert [one.id for one in there.values() if one.fuzzy] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_translation_names_what_the_message_names(path: Path) -> None:
    def names(said: object) -> set[str]:
        return set(re.findall(r"%\((\w+)\)s", str(said)))

    wrong = [one.id for one in read(path) if one.id and names(one.string) != names(one.id)]
    assert wrong == []


def test_each_language_has_a_name_for_itself() -> None:
    assert Pages().languages == ["en", "nl"]


@pytest.mark.parametrize(
    ("accepted", "spoken"),
    [
        ("", "en"),
        ("nl", "nl"),
        ("nl-NL,nl;q=0.9,en;q=0.8", "nl"),
        ("en-GB,nl;q=0.9", "en"),
        ("fr,nl;q=0.1", "nl"),
        ("fr", "en"),
        ("nl;q=0", "en"),
        ("nl;q=viel,;;;,*", "en"),
        ("nl;q=" + "9" * 5000, "nl"),
    ],
)
def test_a_stranger_is_spoken_to_in_the_browsers_language(accepted: str, spoken: str) -> None:
    assert preferred(accepted, ["en", "nl"]) == spoken


def test_the_door_speaks_dutch_to_a_dutch_browser(stranger: Browser) -> None:
    page = stranger.get("/console/log-in", Accept_Language="nl-NL,nl;q=0.9")
    assert page.heading == "Inloggen"
    assert page.first("html").attributes["lang"] == "nl"


def test_a_coordinator_chooses_a_language(come: Come) -> None:
    marieke = come(language="nl")
    page = marieke.get("/console/account")
    assert page.heading == "Uw account"
    page = marieke.submit(page, "footer form", {"language": "en"})
    assert page.heading == "Your account"
    assert marieke.get("/console/").heading == "Today"
    marieke.submit(page, "footer form", {"language": "xx"})
    assert marieke.get("/console/").heading == "Today"
