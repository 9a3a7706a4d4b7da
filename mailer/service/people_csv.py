"""People from a CSV file as offices really have them, and back: pure, octets in, lines out."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parseaddr

from mailer.domain.address import Mailbox, normalise
from mailer.domain.errors import BadInput

_COLUMNS: Mapping[str, frozenset[str]] = {
    "address": frozenset(
        {"address", "adres", "e-mail", "email", "e-mailadres", "emailadres", "mail", "mailadres"}
    ),
    "name": frozenset({"name", "naam", "volledige naam", "full name", "weergavenaam", "display name"}),
    "first": frozenset({"voornaam", "first name", "firstname"}),
    "last": frozenset({"achternaam", "last name", "lastname", "surname"}),
    "between": frozenset({"tussenvoegsel", "tussenvoegsels"}),
    "organisation": frozenset(
        {"organisation", "organization", "organisatie", "gemeente", "bedrijf", "company"}
    ),
    "language": frozenset({"language", "taal"}),
}
_EXPORTED = ("address", "name", "organisation", "language", "state", "since", "source")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file, counted from 1: a person, or what is wrong with it; neither for an empty one."""

    number: int
    mailbox: Mailbox | None = None
    organisation: str = ""
    language: str = ""
    problem: str = ""


def read(octets: bytes) -> list[Line]:
    """Read a file: any of comma, semicolon and tab; UTF-8 with or without BOM, UTF-16 with, or windows-1252.

    With a first line of column names these are used; without one, the cell with an @ is the address. Raises
    `BadInput` for a file that is no text or has no line with an address.
    """
    text = _text(octets)
    rows = list(enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)), 1))
    filled = [(number, [cell.strip() for cell in row]) for number, row in rows if any(map(str.strip, row))]
    if not any("@" in cell for _, row in filled for cell in row):
        raise BadInput("no line with a mail address; expected a CSV file with a column such as e-mail")
    names = _names(filled[0][1])
    lines = [_line(number, row, names) for number, row in (filled[1:] if names else filled)]
    return list(_without_doubles(lines))


def write(people: Iterable[Mapping[str, object]]) -> str:
    """Write people as CSV with a semicolon and a BOM, so that a Dutch Excel opens it by a double click."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_EXPORTED)
    for person in people:
        writer.writerow([_harmless(str(person.get(column, ""))) for column in _EXPORTED])
    return out.getvalue()


def _text(octets: bytes) -> str:
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        return octets.decode("utf-16", errors="replace")
    if b"\0" in octets:
        raise BadInput("this is no text file; save the sheet as CSV first")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(";,\t", key=first.count)


def _names(row: Sequence[str]) -> dict[str, int]:
    """Give which column is where, from a first line of names; empty when it is no such line."""
    if any("@" in cell for cell in row):
        return {}
    found: dict[str, int] = {}
    for number, cell in enumerate(row):
        for column, spellings in _COLUMNS.items():
            if cell.lower() in spellings:
                found.setdefault(column, number)
    return found


def _line(number: int, row: Sequence[str], names: Mapping[str, int]) -> Line:
    cells = {column: row[place] for column, place in names.items() if place < len(row)}
    written = cells.get("address") or next((cell for cell in row if "@" in cell), "")
    if not written:
        return Line(number, problem="no mail address")
    name, address = parseaddr(written)
    try:
        mailbox = Mailbox(normalise(address or written), _name(cells, row, written, name))
    except BadInput as error:
        return Line(number, problem=str(error))
    return Line(number, mailbox, cells.get("organisation", ""), cells.get("language", "").lower())


def _name(cells: Mapping[str, str], row: Sequence[str], written: str, with_address: str) -> str:
    parts = " ".join(filter(None, (cells.get(part, "") for part in ("first", "between", "last"))))
    named = with_address or cells.get("name", "") or parts
    if named or cells:
        return named
    return next((cell for cell in row if cell and cell != written), "")


def _without_doubles(lines: Iterable[Line]) -> Iterator[Line]:
    seen: dict[str, int] = {}
    for line in lines:
        first = seen.setdefault(line.mailbox.address, line.number) if line.mailbox else line.number
        yield line if first == line.number else Line(line.number, problem=f"the same address as line {first}")


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from taking somebody's name for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
