"""A sheet of cells from the octets of a CSV file, as Excel and its kin really write them: pure."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mailer.domain.errors import BadInput

_DELIMITERS = ";\t,"
"""In the order in which they win when nothing tells them apart: Dutch offices have semicolons."""

_SAMPLE = 50
_NONE = "\x1f"
"""Stands for a delimiter where nothing is parted: the unit separator, which no sheet holds."""

_SEP = re.compile(r"sep=([;\t,|])\r?", re.IGNORECASE)
_MAILBOX = re.compile(r'[^<>]*<[^<>@]+@[^<>@]+>[\s;,"]*')
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How a workbook begins: .xlsx is a ZIP file, .xls a compound file."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, stripped; `number` is the line of the file it begins on, counted from 1."""

    number: int
    cells: tuple[str, ...]


def rows(octets: bytes) -> list[Row]:
    """Give the rows that are not empty.

    Cells are parted by semicolons, tabs or commas, whichever fits; the text is UTF-8 with or without a byte
    order mark, UTF-16 with one, or else windows-1252, of which Latin-1 is nearly a part. Raises `BadInput`
    for what is no text, or no CSV.
    """
    text = _text(octets)
    first, *rest = text.split("\n", 1)
    told = _SEP.fullmatch(first)  # the line in which Excel is told the delimiter
    body = rest[0] if told and rest else "" if told else text
    before = 1 if told else 0
    read = _parsed(body, told[1] if told else _delimiter(body))
    return [Row(row.number + before, row.cells) for row in read if any(row.cells)]


def _text(octets: bytes) -> str:
    if octets.startswith(_WORKBOOKS):
        raise BadInput("this is a workbook; in Excel, choose Save As and CSV UTF-8")
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        return octets.decode("utf-16", errors="replace")
    if b"\0" in octets:
        raise BadInput("this is no text file; save the sheet as CSV first")
    marked = octets.startswith(codecs.BOM_UTF8)
    try:
        return octets.decode("utf-8-sig", errors="replace" if marked else "strict")
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """Find the delimiter by which most rows are as wide as the first, if there is any."""
    sample = [line for line in text.splitlines()[:_SAMPLE] if line.strip()]
    if all(_MAILBOX.fullmatch(line) for line in sample):
        return _NONE  # the comma in "Wit, Anna de <...>" parts no cells
    best = max(_DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))
    return best if _evenness(sample, best) else _NONE


def _evenness(lines: list[str], delimiter: str) -> int:
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
    except csv.Error:
        return 0
    return widths.count(widths[0]) if widths and widths[0] > 1 else 0


def _parsed(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            yield Row(begins, tuple(map(_stripped, cells)))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise BadInput("line {line}: {why}", line=begins, why=error) from error


def _stripped(cell: str) -> str:
    """Give a cell in one line, without the invisible signs that come along from web pages."""
    return "".join(char for char in " ".join(cell.split()) if char.isprintable())
