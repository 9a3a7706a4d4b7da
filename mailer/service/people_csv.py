"""People from a CSV file as offices really have them, and back: pure, octets in, lines out."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from mailer.domain.address import Mailbox, normalise
from mailer.domain.errors import BadInput
from mailer.domain.subscription import SubscriptionState
from mailer.service.formulas import harmless, meant
from mailer.service.sheet import Row, rows

_COLUMNS: Mapping[str, str] = {
    "address": "address adres email emailadres emailaddress mail mailadres primaryemail email1value",
    "name": "name naam fullname volledigenaam weergavenaam displayname",
    "first": "first firstname voornaam roepnaam givenname",
    "between": "tussenvoegsel tussenvoegsels",
    "last": "last lastname achternaam surname familienaam familyname",
    "organisation": "organisation organization organisatie gemeente bedrijf company organization1name",
    "language": "language taal",
    "series": "series",
    "state": "state",
    "suppressed": "suppressed",
}
"""What a column may be called: in lower case, and without anything but letters and digits."""

_LANGUAGES = {"nederlands": "nl", "dutch": "nl", "engels": "en", "english": "en"}
_EXPORTED = (
    *("address", "name", "organisation", "language"),
    *("series", "state", "since", "source", "suppressed"),
)
_NOT_ON_THE_LIST = {SubscriptionState.UNCONFIRMED, SubscriptionState.UNSUBSCRIBED}

_WITH_NAME = re.compile(r"([^<>]*)<([^<>]*)>[\s;,]*")
_QUOTES = " \"'"


@dataclass(frozen=True, slots=True)
class Line:
    """A person from the file and the line it begins on, counted from 1; or what is wrong with it."""

    number: int
    mailbox: Mailbox | None = None
    organisation: str = ""
    language: str = ""
    problem: str = ""


def read(octets: bytes, series: str = "") -> list[Line]:
    """Read the people of a file, each once.

    With a first line of column names these are used; without one, what has an @ is the address and the first
    other words are the name. In a file of our own, who is off the list, suppressed or on the list of another
    than `series` is a problem: nobody is put on a list by way of a copy. Raises `BadInput` for a file without
    one address.
    """
    found = rows(octets)
    if not any("@" in cell for row in found for cell in row.cells):
        raise BadInput("no line with a mail address; expected a CSV file with a column such as e-mail")
    names = _names(found[0])
    people = (
        line
        for row in (found[1:] if names else found)
        for line in (_named(row, names, series) if names else _unnamed(row))
    )
    return list(_without_doubles(people))


def write(people: Iterable[Mapping[str, object]]) -> str:
    """Write people as CSV with semicolons, so that a Dutch Excel opens it by a double click."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_EXPORTED)
    for person in people:
        writer.writerow([_cell(person.get(column)) for column in _EXPORTED])
    return out.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    return "" if value is None else harmless(str(value))


def _names(row: Row) -> dict[str, int]:
    """Give which column is where, from a first line of names; empty when it is no such line."""
    if any("@" in cell for cell in row.cells):
        return {}
    found: dict[str, int] = {}
    for number, cell in enumerate(row.cells):
        plain = "".join(char for char in cell.lower() if char.isalnum())
        for column, spellings in _COLUMNS.items():
            if plain in spellings.split():
                found.setdefault(column, number)
    return found


def _named(row: Row, names: Mapping[str, int], series: str) -> Iterator[Line]:
    cells = {column: meant(row.cells[place]) for column, place in names.items() if place < len(row.cells)}
    written = cells.get("address") or next((cell for cell in row.cells if "@" in cell), "")
    if problem := _barred(cells, series):
        yield Line(row.number, problem=problem)
    else:
        yield _person(row, written, _name(cells), cells.get("organisation", ""), cells.get("language", ""))


def _unnamed(row: Row) -> Iterator[Line]:
    filled = [cell for cell in row.cells if cell]
    addresses = [cell for cell in filled if "@" in cell]
    if len(addresses) == len(filled):
        yield from (_person(row, address) for address in addresses)
    elif len(addresses) > 1:
        yield Line(row.number, problem=f"more than one address: {', '.join(addresses)}")
    else:
        name = next((cell for cell in filled if "@" not in cell and any(map(str.isalpha, cell))), "")
        yield _person(row, "".join(addresses), name)


def _person(row: Row, written: str, name: str = "", organisation: str = "", language: str = "") -> Line:
    if not written:
        return Line(row.number, problem="no mail address")
    with_name = _WITH_NAME.fullmatch(written)
    named, address = with_name.groups() if with_name else ("", written.rstrip(";,"))
    address = address.strip(_QUOTES)
    if address[:7].lower() == "mailto:":
        address = address[7:]
    try:
        mailbox = Mailbox(normalise(address), name or _unquoted(named, address))
    except BadInput as error:
        return Line(row.number, problem=str(error))
    return Line(row.number, mailbox, organisation, _language(language))


def _unquoted(name: str, address: str) -> str:
    """Give a display name without its quotes; some programs repeat the address there."""
    plain = name.strip(_QUOTES)
    return "" if plain.lower() == address.lower() else plain


def _name(cells: Mapping[str, str]) -> str:
    first, full = cells.get("first", ""), cells.get("name", "")
    # beside a column for the first name, "Naam" is the family name
    last = cells.get("last") or ("" if not first or first in full else full)
    parts = " ".join(filter(None, (first, cells.get("between", ""), last)))
    return parts if last else full or parts


def _language(text: str) -> str:
    plain = text.lower()
    return _LANGUAGES.get(plain, plain.replace("_", "-").partition("-")[0])


def _barred(cells: Mapping[str, str], series: str) -> str:
    """Say why a line of a file that we wrote puts nobody on the list; "" where nothing is against it."""
    if cells.get("state", "") in _NOT_ON_THE_LIST:
        return f"{cells.get('address', '')} is {cells['state']} in the file"
    if cells.get("suppressed"):
        return f"{cells.get('address', '')} is suppressed in the file: {cells['suppressed']}"
    if series and cells.get("series", series) not in {"", series}:
        return f"{cells.get('address', '')} is on the list of {cells['series']} in the file"
    return ""


def _without_doubles(lines: Iterable[Line]) -> Iterator[Line]:
    seen: dict[str, int] = {}
    for line in lines:
        if line.mailbox is None:
            yield line
        elif (address := line.mailbox.address) in seen:
            yield Line(line.number, problem=f"{address} is in line {seen[address]} already")
        else:
            seen[address] = line.number
            yield line
