"""Every message of the console is there in every language, and says the same things."""

import ast
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from string import Formatter
from time import process_time

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from mailer.console.pages import Pages
from mailer.domain.commands import CancelRun, PauseHouse
from mailer.domain.errors import KringError
from mailer.domain.sentence import in_english
from mailer.speech.catalogue import FOLDER, preferred
from mailer.speech.places import place
from mailer.speech.sentences import error_in_words, line_in_words
from mailer.store.unit_of_work import unit_of_work
from tests.console.browser import Browser
from tests.console.conftest import OMAR, Come
from tests.service.kring import Kring

HOUSE = Path(__file__).parent.parent.parent
CATALOGUES = sorted(FOLDER.glob("*.po"))
MAPPING = StringIO((FOLDER / "babel.cfg").read_text("utf-8"))
WAYS, OPTIONS = parse_mapping_cfg(MAPPING)  # type: ignore[no-untyped-call]
KEYWORDS: dict[str, None] = dict.fromkeys(re.findall(r" -k (\w+)", (HOUSE / "Makefile").read_text("utf-8")))
"""What is called with a sentence for the catalogues, as `make messages` looks for it."""


def messages() -> Iterator[str | tuple[str, ...]]:
    """Everything that is said in code or templates."""
    known = {**DEFAULT_KEYWORDS, **KEYWORDS}
    for _, _, message, _, _ in extract_from_dir(HOUSE, WAYS, OPTIONS, known, directory_filter=_ours):
        yield message


def _ours(folder: str) -> bool:
    parts = Path(folder).relative_to(HOUSE).parts
    return parts[:1] in {(), ("mailer",)} or parts in {("templates",), ("templates", "console")}


MESSAGES = set(messages())


def sentences() -> Iterator[tuple[str, ast.Call]]:
    """Every call with a sentence of whom coordinators read, and where it is."""
    for path in sorted((HOUSE / "mailer").rglob("*.py")):
        where = path.relative_to(HOUSE)
        if where.parts[1] in {"cli", "engine", "settings"}:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
                yield f"{where}:{node.lineno}", node


SENTENCES = list(sentences())


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


def places(words: object) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(str(words)) if name is not None}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_translation_names_what_the_message_names(path: Path) -> None:
    """A sentence may leave something out: what a command line would be told helps nobody in a browser."""

    def names(said: object) -> set[str]:
        return set(re.findall(r"%\((\w+)\)s", str(said)))

    catalogue = [one for one in read(path) if one.id]
    assert [one.id for one in catalogue if names(one.string) != names(one.id)] == []
    braces = [one for one in catalogue if one.python_brace_format]
    assert [one.id for one in braces if places(one.string) - places(one.id)] == []


def test_every_kind_of_error_and_every_line_that_is_kept_is_for_the_catalogues() -> None:
    kinds = {one.__name__ for one in KringError.__subclasses__() if one.__module__ == KringError.__module__}
    assert set(KEYWORDS) == kinds | {"sentence"}
    assert len(SENTENCES) > 100


@pytest.mark.parametrize(("where", "call"), SENTENCES, ids=[where for where, _ in SENTENCES])
def test_a_sentence_is_written_out_with_a_name_for_each_fact(where: str, call: ast.Call) -> None:
    """No f-string: the catalogues know a sentence by its words, so the facts come beside it."""
    words = call.args[0]
    assert isinstance(words, ast.Constant), f"{where}: write the sentence out, with a {{name}} for each fact"
    named = {one.arg for one in call.keywords}
    assert (named - {None} <= places(words.value)) if None in named else named == places(words.value), where
    assert words.value in MESSAGES
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", name) for name in places(words.value)), where


SAMPLES = {
    r"\d{1,19}": "12",
    r"\S{1,320}": "anna.dewit@zwolle.example",
    r"[\w-]{1,100}": "invitation",
    r"[^:]{1,200}": "Marieke",
    r"[\w, -]{1,1000}": "thu-afternoon, thu-evening",
    r"\d{4}-\d\d-\d\d \d\d:\d\d": "2027-09-16 12:00",
    r"\d{4}-\d\d-\d\d": "2027-09-16",
    ".+": "Ja; ik kom (met Bart) is paused",
}
KEPT = sorted({call.args[0].value for _, call in SENTENCES if call.func.id == "sentence"})  # type: ignore[attr-defined]


@pytest.mark.parametrize("words", KEPT)
def test_a_kept_line_is_found_again_with_its_facts(words: str) -> None:
    """Two sentences that could have made one line would let the page say the wrong one."""
    patterns = {name: place(name).pattern for name in places(words)}
    facts = {
        name: place(name).fact(SAMPLES.get(pattern) or pattern.partition("|")[0])
        for name, pattern in patterns.items()
    }
    line = in_english(words, facts)
    assert line_in_words(line, "nl") == error_in_words(KringError(words, **facts), "nl")
    assert line_in_words(line, "en") is not None


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


def test_a_refusal_is_said_in_the_visitors_language(busy: Kring, come: Come) -> None:
    marieke, omar = come(language="nl"), come(OMAR, language="en")
    page = marieke.get("/console/runs/99")
    assert (page.status, page.heading) == (404, "Dat is er niet")
    assert page.first("main .words").text() == "Er is geen verzending met nummer 99."
    fields = {"form_token": page.first("footer [name=form_token]").attributes["value"] or ""}
    refused = marieke.post("/console/runs/1/resume", fields)
    assert refused.status == 409
    said = "Verzending 1 staat op „gaat weg”; alleen wat gepauzeerd is, kan verdergaan."
    assert refused.first("main .words").text() == said
    fields = {"form_token": omar.get("/console/").first("footer [name=form_token]").attributes["value"] or ""}
    refused = omar.post("/console/runs/1/resume", fields)
    assert refused.first("main .words").text() == "Run 1 is running; only a paused run is resumed."


def test_the_journal_is_said_in_the_readers_language(busy: Kring, come: Come) -> None:
    """The lines are those that a Kring before this one kept as well; what people typed stays as it is."""
    busy.do(CancelRun(1, "de verkeerde brief"))
    busy.do(PauseHouse("is paused <b>"))
    with unit_of_work(busy.app.database) as store:
        store.journal.write(busy.now, "Marieke by mail", "DoneBefore", "words of long ago", inbox=8)
    marieke = come(language="nl")
    said = marieke.get("/console/journal").said
    assert "anna.dewit@waterrijk.example: komt (donderdagmiddag, donderdagavond, vrijdagochtend)" in said
    assert "verzending 1 (uitnodiging, hattem-2017): stopgezet; de verkeerde brief" in said
    assert "hattem-2017 is aangekondigd voor donderdag 14 september 2017" in said
    assert "„Een nieuwe website voor u?” van verkoop@bureau.example: met rust gelaten" in said
    assert "words of long ago door Marieke per mail" in said
    followed = marieke.get("/console/try/mails/8").said
    assert "de mail van dirk@rozenburcht.example wacht op de coördinator" in followed
    said = come(OMAR, language="en").get("/console/journal").said
    assert "anna.dewit@waterrijk.example is accepted (Thursday afternoon, Thursday evening" in said


@pytest.mark.parametrize(
    "line",
    [
        "a: " * 30_000 + "is parked",
        "mail 1 is dealt with: " * 40 + "x is off the list",
        "x moved from 2017-99-99 99:99 to 0000-00-00 00:00",
        "run " + "9" * 1900,
        "{address} is {0} off the list",
        "; ".join(["x is off the list"] * 90),
    ],
)
def test_no_line_takes_long_or_is_taken_for_another(line: str) -> None:
    began = process_time()
    line_in_words(line, "nl")
    assert process_time() - began < 1
