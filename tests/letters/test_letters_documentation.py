"""docs/letters.md says what the code does: its tables are held against it."""

import re
from pathlib import Path

from mailer.letters.facts import NAMES
from mailer.letters.slots import SLOTS
from tests.letters.scene import BOOK

DOCUMENT = (Path(__file__).parents[2] / "docs" / "letters.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """Give the rows of the first table under a heading, without its head."""
    section = DOCUMENT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\|(.*)\|$", section, re.MULTILINE)
    return [[cell.strip().strip("`") for cell in row.split("|")] for row in rows[2:]]


def test_every_letter_is_in_the_table_with_what_it_is() -> None:
    documented = {kind: (sent, reader, calendar) for kind, _, sent, reader, calendar in table("The letters")}
    for kind in BOOK.kinds():
        for language in BOOK.languages(kind):
            found = BOOK.about(kind, language)
            assert documented[kind] == (found.sent.name.lower(), found.reader, found.method), kind
    assert set(documented) == set(BOOK.kinds())


def test_every_fact_is_in_the_table() -> None:
    facts = [
        f"{name}.{fact}" for name in ("series", "meeting", "answer", "digest", "said") for fact in NAMES[name]
    ]
    assert [name for name, _ in table("Facts")] == facts
    assert set(NAMES) == {"series", "meeting", "answer", "old", "next", "digest", "said"}
    assert NAMES["old"] == NAMES["next"] == NAMES["meeting"]


def test_every_slot_is_in_the_table() -> None:
    assert [name for name, _ in table("Slots")] == list(SLOTS)


def test_every_key_of_the_front_matter_is_in_the_table() -> None:
    assert [key for key, _ in table("A letter's file")] == ["subject", "sent", "reader", "calendar"]
