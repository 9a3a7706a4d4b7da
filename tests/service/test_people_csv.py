"""People from CSV files as offices have them: Excel in its many ways, mail programs, and our own export."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.domain.address import Mailbox
from mailer.domain.errors import BadInput
from mailer.service.people_csv import Line, read, write

ANNA = Mailbox("anna.dewit@zwolle.example", "Anna de Wit")
BART = Mailbox("b.smit@deventer.example", "Bart Smit")
CARLA = Mailbox("carla@kampen.example", "Carla Jansen")
RENE = Mailbox("rene@zwolle.example", "René Groß")


def people(*lines: str, encoding: str = "utf-8", ending: str = "\r\n") -> list[Line]:
    return read(ending.join(lines).encode(encoding))


def mailboxes(*lines: str, encoding: str = "utf-8") -> list[Mailbox | None]:
    return [line.mailbox for line in people(*lines, encoding=encoding)]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_any_delimiter_and_any_line_end(delimiter: str, ending: str) -> None:
    rows = [["Naam", "E-mail"], [ANNA.name, ANNA.address], [BART.name, BART.address]]
    found = people(*(delimiter.join(row) for row in rows), ending=ending)
    assert [(line.number, line.mailbox) for line in found] == [(2, ANNA), (3, BART)]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-le-bom", "utf-16-be-bom"]
)
def test_any_encoding_excel_writes(encoding: str) -> None:
    text = f"Naam;E-mail\r\n{RENE.name};{RENE.address}\r\n"
    mark = "\ufeff" if encoding.endswith("-bom") else ""
    octets = (mark + text).encode(encoding.removesuffix("-bom"))
    assert [line.mailbox for line in read(octets)] == [RENE]


def test_a_mark_for_utf_8_counts_even_if_an_octet_is_wrong() -> None:
    octets = b"\xef\xbb\xbfE-mail;Naam\r\nanna.dewit@zwolle.example;Anna d\xe9 Wit\r\n"
    (line,) = read(octets)
    assert line.mailbox == Mailbox(ANNA.address, "Anna d\ufffd Wit")


def test_the_line_that_tells_excel_its_delimiter_is_no_person() -> None:
    found = people("sep=,", "naam,e-mail", '"Wit; Anna de",anna.dewit@zwolle.example')
    assert found == [Line(3, Mailbox(ANNA.address, "Wit; Anna de"))]


@pytest.mark.parametrize(
    "header",
    [
        "Naam;E-mailadres",
        "NAAM;E-MAIL ADRES",
        "name;email",
        "Full Name;E-mail Address",
        "Volledige naam;Mail",
        "Name;E-mail 1 - Value",
        "Weergavenaam;emailadres",
    ],
)
def test_columns_are_known_by_their_names_in_dutch_and_english(header: str) -> None:
    assert mailboxes(header, f"{ANNA.name};{ANNA.address}") == [ANNA]


def test_the_columns_may_stand_in_any_order_among_others() -> None:
    header = "Nr;Taal;Tussenvoegsel;E-mail;Achternaam;Gemeente;Voornaam;Telefoon"
    (line,) = people(header, "7;Engels;de;anna.dewit@zwolle.example;Wit;Gemeente Zwolle;Anna;038-1234567")
    assert line == Line(2, ANNA, "Gemeente Zwolle", "en")


def test_beside_a_first_name_naam_is_the_family_name() -> None:
    assert mailboxes("Voornaam;Naam;E-mail", "Bart;Smit;b.smit@deventer.example") == [BART]
    assert mailboxes("Voornaam;Naam;E-mail", "Bart;Bart Smit;b.smit@deventer.example") == [BART]


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("nl", "nl"),
        ("NL", "nl"),
        ("nl-NL", "nl"),
        ("en_GB", "en"),
        ("Nederlands", "nl"),
        ("English", "en"),
        ("", ""),
    ],
)
def test_a_language_is_known_by_tag_or_word(written: str, language: str) -> None:
    (line,) = people("e-mail;taal", f"{ANNA.address};{written}")
    assert line.language == language


@pytest.mark.parametrize(
    "line",
    [
        f"{ANNA.address};{ANNA.name}",
        f"{ANNA.name};{ANNA.address}",
        f"1;{ANNA.name};038-1234567;{ANNA.address}",
        f"{ANNA.name} <{ANNA.address}>",
        f'"{ANNA.name}" <{ANNA.address}>',
        f'"{ANNA.name} <{ANNA.address}>"',
        f"{ANNA.name} <{ANNA.address}>;",
        f"\ufeff\u200b{ANNA.name}\u00a0<{ANNA.address}>\u200b",
        f"{ANNA.name};mailto:{ANNA.address}",
        f"  {ANNA.name} ;  {ANNA.address.upper()}  ",
    ],
)
def test_without_column_names_what_has_an_at_sign_is_the_address(line: str) -> None:
    assert mailboxes(line) == [ANNA]


@pytest.mark.parametrize(
    "line",
    [
        '"Wit, Anna de" <anna.dewit@zwolle.example>',
        "Wit, Anna de <anna.dewit@zwolle.example>",
        '"Wit, Anna de";anna.dewit@zwolle.example',
        "Wit, Anna de;anna.dewit@zwolle.example",
        '"Wit, Anna de",anna.dewit@zwolle.example',
    ],
)
def test_a_comma_in_a_name_parts_nothing(line: str) -> None:
    assert mailboxes(line) == [Mailbox(ANNA.address, "Wit, Anna de")]


def test_a_line_copied_from_a_mail_program_holds_several_people() -> None:
    line = f"{ANNA.name} <{ANNA.address}>; {BART.name} <{BART.address}>; {CARLA.address}"
    assert mailboxes(line) == [ANNA, BART, Mailbox(CARLA.address)]


def test_an_address_that_is_repeated_as_a_name_is_no_name() -> None:
    assert mailboxes(f"'{ANNA.address}' <{ANNA.address}>") == [Mailbox(ANNA.address)]


def test_addresses_alone_are_enough() -> None:
    assert mailboxes("E-mail", ANNA.address, "", BART.address) == [
        Mailbox(ANNA.address),
        Mailbox(BART.address),
    ]


def test_empty_lines_are_skipped_and_the_others_keep_their_numbers() -> None:
    found = people("", "naam;e-mail", ";", f"Anna;{ANNA.address}", "  ;  ", "", f"Bart;{BART.address}")
    assert [line.number for line in found] == [4, 7]


def test_a_cell_may_hold_a_line_end() -> None:
    found = people("naam;e-mail", f'"Anna\nde Wit";{ANNA.address}', f"Bart Smit;{BART.address}", ending="\n")
    assert [(line.number, line.mailbox) for line in found] == [(2, ANNA), (4, BART)]


def test_somebody_who_is_in_the_file_twice_is_told_with_the_first_line() -> None:
    first, second = people(f"Anna;{ANNA.address}", f"A. de Wit;{ANNA.address.upper()}")
    assert first.mailbox is not None
    assert (second.mailbox, second.problem) == (None, f"{ANNA.address} is in line 1 already")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Dirk Visser;", "no mail address"),
        ("Dirk Visser;dirk@", "'dirk@' is not a mail address"),
        ("Dirk Visser;dirk@x@y.example", "is not a mail address"),
        ("Dirk Visser;dirk(at)visser.example", "is not a mail address"),
        ("Dirk;Visser dirk@rozenburcht.example", "is not a mail address"),
    ],
)
def test_what_is_wrong_with_a_line_is_told_and_the_others_are_read(line: str, problem: str) -> None:
    found = people("naam;e-mail", line, f"Anna de Wit;{ANNA.address}")
    assert found[0].mailbox is None
    assert problem in found[0].problem
    assert found[1].mailbox == ANNA


def test_two_addresses_of_one_person_are_a_question() -> None:
    (line,) = people(f"Anna;{ANNA.address};anna@thuis.example")
    assert line.problem == f"more than one address: {ANNA.address}, anna@thuis.example"


@pytest.mark.parametrize(
    ("octets", "told"),
    [
        (b"", "no line with a mail address"),
        (b"naam;e-mail\r\nAnna;\r\n", "no line with a mail address"),
        (b"PK\x03\x04 a@b.example", "this is a workbook"),
        (b"\xd0\xcf\x11\xe0 a@b.example", "this is a workbook"),
        (b"a@b.example\0\0\0", "this is no text file"),
        (b"naam;e-mail\r\n" + b"x" * 200_000 + b";a@b.example", "line 2: field larger than field limit"),
    ],
)
def test_a_file_that_can_not_be_read_is_told(octets: bytes, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        read(octets)


EXPORTED = {
    "address": ANNA.address,
    "name": ANNA.name,
    "organisation": "Gemeente Zwolle",
    "language": "nl",
    "series": "kennisplatform",
    "state": "subscribed",
}


def test_an_export_reads_back_the_same() -> None:
    (line,) = read(write([EXPORTED]).encode("utf-8-sig"), "kennisplatform")
    assert line == Line(2, ANNA, "Gemeente Zwolle", "nl")


@pytest.mark.parametrize(
    "name", ["=1+1", "+31 38 1234567", "-Anna", "@anna", "'=1+1", "＝1+1", '=HYPERLINK("x";"y")']
)
def test_a_name_is_never_a_formula_and_comes_back_as_it_was(name: str) -> None:
    text = write([EXPORTED | {"name": name}])
    cell = text.splitlines()[1].split(";", 1)[1].lstrip('"')
    assert cell.startswith("'")
    (line,) = read(text.encode())
    assert line.mailbox == Mailbox(ANNA.address, name)


def test_a_name_that_begins_with_an_apostrophe_keeps_it() -> None:
    (line,) = read(write([EXPORTED | {"organisation": "'s-Hertogenbosch"}]).encode())
    assert line.organisation == "'s-Hertogenbosch"


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("state", "unsubscribed", "is unsubscribed in the file"),
        ("state", "unconfirmed", "is unconfirmed in the file"),
        ("suppressed", "hard bounce", "is suppressed in the file: hard bounce"),
        ("series", "other", "is on the list of other in the file"),
    ],
)
def test_nobody_comes_onto_a_list_by_way_of_a_copy(column: str, value: str, problem: str) -> None:
    (line,) = read(write([EXPORTED | {column: value}]).encode(), "kennisplatform")
    assert (line.mailbox, line.problem) == (None, f"{ANNA.address} {problem}")


def test_a_column_state_of_another_country_means_nothing() -> None:
    assert mailboxes("e-mail;naam;state", f"{ANNA.address};{ANNA.name};Overijssel") == [ANNA]


@given(st.binary(max_size=400))
def test_no_octets_break_it(octets: bytes) -> None:
    try:
        found = read(octets + b"\na@b.example")
    except BadInput:
        return
    assert all(line.mailbox or line.problem for line in found)


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)


@given(st.lists(NAMES, min_size=1, max_size=5))
def test_whatever_people_are_called_an_export_reads_back_the_same(names: list[str]) -> None:
    exported = [
        EXPORTED | {"address": f"p{number}@kampen.example", "name": name} for number, name in enumerate(names)
    ]
    found = read(write(exported).encode("utf-8-sig"))
    assert [line.mailbox.name if line.mailbox else line.problem for line in found] == names
