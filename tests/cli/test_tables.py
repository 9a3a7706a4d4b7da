"""How a table fits a terminal: beside as far as it fits, below its row what does not, and never cut off."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.cli.layout import lay_out, lines, lines_below
from mailer.cli.tables import show
from tests.cli.terminal import Screen

COLUMNS = ["id", "address", "kind", "reason"]
ANNA = ["1", "anna.dewit@waterrijk.example", "registration", "condition: tenzij mijn agenda anders beslist"]
BART = ["12", "b.smit@dijkveld.example", "subscribe", "Graag"]


def drawn(columns: Sequence[str], rows: Sequence[Sequence[str]], room: int) -> list[str]:
    layout = lay_out(columns, rows, room)
    return [
        *lines(columns, layout),
        *(line for row in rows for line in (*lines(row, layout), *lines_below(columns, row, layout, room))),
    ]


def test_what_fits_is_a_line_a_row() -> None:
    assert drawn(COLUMNS, [ANNA, BART], 120) == [
        "id  address                       kind          reason",
        "1   anna.dewit@waterrijk.example  registration  condition: tenzij mijn agenda anders beslist",
        "12  b.smit@dijkveld.example       subscribe     Graag",
    ]


def test_words_are_wrapped_in_their_column_where_there_is_room() -> None:
    assert drawn(COLUMNS, [ANNA, BART], 80) == [
        "id  address                       kind          reason",
        "1   anna.dewit@waterrijk.example  registration  condition: tenzij mijn agenda",
        "                                                anders beslist",
        "12  b.smit@dijkveld.example       subscribe     Graag",
    ]


def test_words_go_below_where_there_is_not() -> None:
    assert drawn(COLUMNS, [ANNA, BART], 55) == [
        "id  address                       kind",
        "1   anna.dewit@waterrijk.example  registration",
        "    reason: condition: tenzij mijn agenda anders",
        "        beslist",
        "12  b.smit@dijkveld.example       subscribe",
        "    reason: Graag",
    ]


def test_a_column_with_nothing_in_it_is_left_out() -> None:
    assert drawn(["id", "diet", "kind"], [["1", "", "x"], ["2", "", ""]], 80) == ["id  kind", "1   x", "2"]


@given(
    st.lists(st.lists(st.text("abc -@", max_size=40), min_size=3, max_size=3), min_size=1, max_size=5),
    st.integers(20, 120),
)
def test_nothing_is_ever_cut_off(rows: list[list[str]], room: int) -> None:
    text = "".join("".join(drawn(["one", "two", "three"], rows, room)).split())
    for row in rows:
        for cell in row:
            assert "".join(cell.split()).replace("-", "")[:8] in text.replace("-", "")


def test_in_a_pipe_every_row_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("COLUMNS", "40")
    show([dict(zip(COLUMNS, row, strict=True)) for row in (ANNA, BART)], COLUMNS)
    assert screen.octets.getvalue().decode().splitlines() == drawn(COLUMNS, [ANNA, BART], 1000)
