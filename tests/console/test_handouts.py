"""The lists to hand out: who comes, who sleeps there, who eats what, and the badges: page, CSV, xlsx."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from zipfile import ZipFile

import pytest
from selectolax.lexbor import LexborHTMLParser

from mailer.domain.address import Mailbox
from mailer.domain.commands import RecordAnswer
from mailer.domain.meals import MealKind, meals
from mailer.domain.meeting import DayPart
from tests.console.browser import Browser
from tests.console.conftest import Come
from tests.service.kring import ANNA, BART, CARLA, HATTEM, Kring

LISTS = f"/console/meetings/{HATTEM}/lists"
EVIL = Mailbox("formule@elders.example", '=HYPERLINK("http://elders.example")')
PARTS = ("thu-afternoon", "thu-evening", "fri-morning")


@pytest.fixture
def guests(kring: Kring) -> Kring:
    """Anna brings Kees and eats no meat, Bart comes on Thursday, Carla says nothing of a room."""
    kring.hattem()
    kring.enlist(ANNA, BART, CARLA, EVIL)
    answers = (
        (
            ANNA,
            {"dayparts": PARTS, "hotel": True, "diet": "Vegetarisch", "guests": ("Kees <kees@x.example>",)},
        ),
        (BART, {"dayparts": PARTS[:1], "hotel": False, "diet": " vegetarisch."}),
        (CARLA, {"dayparts": PARTS}),
        (EVIL, {"dayparts": PARTS[1:2], "diet": "@SUM(A1)"}),
    )
    for who, more in answers:
        kring.do(RecordAnswer(HATTEM, kring.person(who), "yes", **more))
    return kring


def cells(octets: bytes) -> list[list[object]]:
    """Read a workbook of one sheet: its texts stand in a file of their own (ECMA-376 part 1, 18.4)."""
    book = ZipFile(io.BytesIO(octets))
    texts, sheet = (
        LexborHTMLParser(book.read(f"xl/{name}").decode("utf-8"))
        for name in ("sharedStrings.xml", "worksheets/sheet1.xml")
    )
    said = [one.text() for one in texts.css("si")]
    return [
        [
            said[int(cell.text())] if cell.attributes.get("t") == "s" else int(cell.text())
            for cell in row.css("c")
        ]
        for row in sheet.css("row")
    ]


def test_a_list_is_looked_at_and_taken_along_as_xlsx(guests: Kring, marieke: Browser) -> None:
    page = marieke.get(f"/console/meetings/{HATTEM}")
    assert f"{LISTS}/participants" in page.links()
    page = marieke.get(f"{LISTS}/participants")
    assert page.heading == "Participants, Hattem, Thursday 14 September 2017"
    file = marieke.ask("GET", f"{LISTS}/participants/xlsx")
    assert file.head["content-disposition"] == 'attachment; filename="2017-09-14-participants.xlsx"'
    head, *rows = cells(file.octets)
    assert head[:4] == ["Name", "Organisation", "Mail address", "Thursday afternoon"]
    assert [row[0] for row in rows] == [EVIL.name, "Anna de Wit", "Kees", "Bart Smit", "Carla Jansen"]
    assert rows[1][3:] == ["x", "x", "x", "yes", "Vegetarisch", ""]
    assert rows[2] == ["Kees", "", "kees@x.example", "x", "x", "x", "", "", "Anna de Wit"]


def test_no_cell_is_a_formula_whatever_people_call_themselves(guests: Kring, marieke: Browser) -> None:
    for name in ("participants", "kitchen", "badges"):
        book = ZipFile(io.BytesIO(marieke.ask("GET", f"{LISTS}/{name}/xlsx").octets))
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml"), name
        text = marieke.ask("GET", f"{LISTS}/{name}/csv").octets.decode("utf-8-sig")
        read = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert [cell for cell in read if cell.startswith(("=", "+", "-", "@"))] == [], name
        assert f"'{EVIL.name}" in read or f"'{EVIL.name}" in text.replace('""', '"'), name


def test_csv_is_what_a_dutch_excel_opens_by_a_double_click(guests: Kring, come: Come) -> None:
    octets = come(language="nl").ask("GET", f"{LISTS}/badges/csv").octets
    assert octets.startswith(b"\xef\xbb\xbf")
    assert octets.decode("utf-8-sig").splitlines()[0] == "Naam;Organisatie"


def test_the_kitchen_hears_how_many_eat_what_at_each_meal(guests: Kring, marieke: Browser) -> None:
    _, *rows = cells(marieke.ask("GET", f"{LISTS}/kitchen/xlsx").octets)
    assert rows == [
        ["Thursday 14 September 2017, lunch", "all together", 4, ""],
        ["Thursday 14 September 2017, lunch", "Vegetarisch", 2, "Anna de Wit, Bart Smit"],
        ["Thursday 14 September 2017, lunch", "no wishes told", 2, ""],
        ["Thursday 14 September 2017, dinner", "all together", 4, ""],
        ["Thursday 14 September 2017, dinner", "@SUM(A1)", 1, EVIL.name],
        ["Thursday 14 September 2017, dinner", "Vegetarisch", 1, "Anna de Wit"],
        ["Thursday 14 September 2017, dinner", "no wishes told", 2, ""],
        ["Friday 15 September 2017, lunch", "all together", 3, ""],
        ["Friday 15 September 2017, lunch", "Vegetarisch", 1, "Anna de Wit"],
        ["Friday 15 September 2017, lunch", "no wishes told", 2, ""],
    ]


def test_the_hotel_hears_who_wants_a_room_and_who_is_to_be_asked(guests: Kring, marieke: Browser) -> None:
    _, *rows = cells(marieke.ask("GET", f"{LISTS}/hotel/xlsx").octets)
    assert [(row[0], *row[3:]) for row in rows] == [
        ("Anna de Wit", "yes", "Thursday 14 September 2017", "Kees"),
        ("Carla Jansen", "not said; ask", "Thursday 14 September 2017", ""),
    ]


def test_everybody_has_a_badge_guests_too(guests: Kring, marieke: Browser) -> None:
    page = marieke.get(f"/console/meetings/{HATTEM}/badges")
    assert [one.text() for one in page.tree.css(".badges .whose")] == [
        EVIL.name,
        *("Anna de Wit", "Kees", "Bart Smit", "Carla Jansen"),
    ]


def test_a_list_that_there_is_not_is_none(guests: Kring, marieke: Browser) -> None:
    for path in ("/nothing", "/participants/exe", "/participants/%00", "/__class__/csv"):
        assert marieke.get(f"{LISTS}{path}").status == 404, path


@pytest.mark.parametrize(
    ("starts", "ends", "held"),
    [
        (9, 12, []),
        (9, 12.5, [MealKind.LUNCH]),
        (13, 17, [MealKind.LUNCH]),
        (13.5, 18, []),
        (12.5, 18.5, [MealKind.LUNCH, MealKind.DINNER]),
        (20, 23, []),
    ],
)
def test_a_part_holds_the_meals_one_sits_through(
    kring: Kring, starts: float, ends: float, held: list[MealKind]
) -> None:
    kring.hattem()
    meeting = kring.meeting()
    midnight = meeting.starts.replace(hour=0)
    part = DayPart("x", {}, midnight + timedelta(hours=starts), midnight + timedelta(hours=ends))
    assert [one.kind for one in meals(replace(meeting, dayparts=(part,)))] == held
    both = replace(meeting, dayparts=(part, replace(part, key="y")))
    assert [one.dayparts for one in meals(both)] == [("x", "y")] * len(held), "a lunch is eaten once"
