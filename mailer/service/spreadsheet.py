"""A table as a file that a spreadsheet opens by a double click: CSV and xlsx, made in memory."""

import codecs
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter  # type: ignore[import-untyped]

from mailer.service.formulas import harmless

Cell = str | int
DELIMITERS = {"nl": ";"}
"""What Excel takes for the end of a cell, by the language of the office; a comma where nothing is said."""

_WIDEST = 60
_NARROWEST = 8


@dataclass(frozen=True, slots=True)
class Table:
    """A title, the heads of the columns, and the rows."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def as_csv(table: Table, language: str) -> bytes:
    """Write a table as CSV (RFC 4180): UTF-8 with the mark by which Excel knows it; no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=DELIMITERS.get(language, ","), lineterminator="\r\n")
    writer.writerows([_harmless(row) for row in (table.heads, *table.rows)])
    return codecs.BOM_UTF8 + out.getvalue().encode()


def as_xlsx(table: Table) -> bytes:
    """Write a table as a workbook: words stay words whatever they begin with, only numbers are numbers."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.set_header(f"&L{table.title.replace('&', '&&')[:200]}")
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        bold = book.add_format({"bold": True, "bottom": 1})
        for place, head in enumerate(table.heads):
            page.write_string(0, place, head, bold)
            page.set_column(place, place, _width(table, place), wrapped)
        for number, row in enumerate(table.rows, 1):
            for place, cell in enumerate(row):
                if isinstance(cell, int):
                    page.write_number(number, place, cell)
                else:
                    page.write_string(number, place, cell)
        page.autofilter(0, 0, len(table.rows), len(table.heads) - 1)
    return out.getvalue()


def _harmless(row: Sequence[Cell]) -> list[Cell]:
    return [harmless(cell) if isinstance(cell, str) else cell for cell in row]


def _width(table: Table, place: int) -> int:
    """Give a width in which a column is read without being dragged wider."""
    longest = max(len(str(row[place])) for row in (table.heads, *table.rows[:500]))
    return min(max(longest + 2, _NARROWEST), _WIDEST)
