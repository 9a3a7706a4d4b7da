"""The invitation list at the command line, and one person's whole history."""

from pathlib import Path
from shutil import copyfile

import pytest

from mailer.cli.exits import Exit
from mailer.domain.address import Mailbox
from mailer.domain.subscription import SubscriptionState
from tests.cli.terminal import Terminal
from tests.service.kring import ANNA, BART, CARLA, SERIES, Kring
from tests.service.test_machines import report

CONSENT = ("--series", SERIES, "--source", "sign-up sheet of 12 May 2026")


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Anna, Bart, an empty line, Anna again and somebody whose address can't be right."""
    file = tmp_path / "deelnemers.csv"
    lines = [
        "Naam;E-mailadres;Gemeente;Taal",
        f"Anna de Wit;{ANNA.address};Gemeente Waterrijk;Nederlands",
        f";Bart Smit <{BART.address}>;Dijkveld;en",
        ";;;",
        f"A. de Wit;{ANNA.address.upper()};;",
        "Dirk Visser;dirk(at)rozenburcht;;",
    ]
    file.write_bytes("\r\n".join(lines).encode("utf-8-sig"))
    return file


def people(terminal: Terminal) -> dict[str, str]:
    return {row["address"]: row["state"] for row in terminal("people", "list", "--json").rows}


def test_a_sheet_is_imported_with_a_report_of_every_line(terminal: Terminal, sheet: Path) -> None:
    said = terminal("people", "import", sheet, *CONSENT, "--json")
    assert said.code == Exit.FAULTS
    assert [(row["line"], row["address"], row["result"]) for row in said.rows] == [
        (2, ANNA.address, "added"),
        (3, BART.address, "added"),
        (5, "", "refused"),
        (6, "", "refused"),
    ]
    assert said.rows[2]["because"] == f"{ANNA.address} is in line 2 already"
    assert people(terminal) == {ANNA.address: "subscribed", BART.address: "subscribed"}


def test_where_consent_comes_from_stands_with_the_person(terminal: Terminal, sheet: Path) -> None:
    terminal("people", "import", sheet, *CONSENT)
    (row,) = terminal("people", "show", BART.address, "--json").rows
    (found,) = row["subscriptions"]
    assert found["source"] == "import: sign-up sheet of 12 May 2026"
    assert found["proof_words"] == "deelnemers.csv, line 3"
    assert row["language"] == "en"


def test_a_dry_run_says_the_same_and_changes_nothing(terminal: Terminal, sheet: Path) -> None:
    dry = terminal("people", "import", sheet, *CONSENT, "--dry-run", "--json")
    assert people(terminal) == {}
    assert terminal("people", "import", sheet, *CONSENT, "--json").rows == dry.rows


def test_importing_again_adds_nobody(terminal: Terminal, sheet: Path) -> None:
    terminal("people", "import", sheet, *CONSENT)
    said = terminal("people", "import", sheet, *CONSENT)
    assert "4 people in the file: 2 known, 2 refused" in said.out


def test_who_left_is_not_put_back_and_it_is_said(terminal: Terminal, sheet: Path, kring: Kring) -> None:
    kring.enlist(BART)
    kring.write(BART, "Graag afmelden van de uitnodigingslijst.", "Afmelden")
    rows = terminal("people", "import", sheet, *CONSENT, "--json").rows
    assert rows[1]["result"] == "refused"
    assert "left the list" in rows[1]["because"]
    assert kring.subscription(BART) is SubscriptionState.UNSUBSCRIBED


def test_a_suppressed_address_is_added_and_told(terminal: Terminal, sheet: Path) -> None:
    terminal("people", "suppress", BART.address, "--why", "asked by telephone")
    rows = terminal("people", "import", sheet, *CONSENT, "--json").rows
    assert (rows[1]["result"], rows[1]["because"]) == ("added", "nothing is sent there: by hand")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (
            ["--series", SERIES, "--source", "  "],
            Exit.BAD_INPUT,
            "--source is empty; say where the consent is from",
        ),
        (["--series", SERIES], Exit.USAGE, "Missing option '--source'"),
        (
            ["--series", "kennis", "--source", "x"],
            Exit.NOT_FOUND,
            "there is no series 'kennis'; there is: kennisplatform",
        ),
    ],
)
def test_no_import_without_a_list_and_a_source(
    terminal: Terminal, sheet: Path, words: list[str], code: Exit, told: str
) -> None:
    said = terminal("people", "import", sheet, *words)
    assert said.code == code
    assert told in said.err
    assert people(terminal) == {}


@pytest.mark.parametrize(
    ("octets", "told"),
    [
        (b"PK\x03\x04rest", "this is a workbook; in Excel, choose Save As and CSV UTF-8"),
        (b"name\0mail", "this is no text file; save the sheet as CSV first"),
        (b"name;mail\r\nAnna;\r\n", "no line with a mail address"),
        (b"", "no line with a mail address"),
    ],
)
def test_a_file_that_is_no_sheet_is_told(
    terminal: Terminal, tmp_path: Path, octets: bytes, told: str
) -> None:
    (tmp_path / "list.csv").write_bytes(octets)
    said = terminal("people", "import", tmp_path / "list.csv", *CONSENT)
    assert said.code == Exit.BAD_INPUT
    assert told in said.err


def test_a_file_that_is_not_there_is_told(terminal: Terminal, tmp_path: Path) -> None:
    said = terminal("people", "import", tmp_path / "gone.csv", *CONSENT)
    assert said.code == Exit.SYSTEM
    assert said.err == f"{tmp_path / 'gone.csv'}: No such file or directory\n"


def test_what_is_exported_is_imported_into_another_house(
    terminal: Terminal,
    sheet: Path,
    kring: Kring,
    tmp_path: Path,
    empty_database: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal("people", "import", sheet, *CONSENT)
    kring.enlist(CARLA, Mailbox("dora@lindelaan.example", '=HYPERLINK("x")'))
    kring.write(CARLA, "Graag afmelden van de uitnodigingslijst.", "Afmelden")
    out = tmp_path / "export.csv"
    assert "4 people" in terminal("people", "export", out).out
    assert out.read_bytes().startswith(b"\xef\xbb\xbfaddress;name;")
    assert ";\"'=HYPERLINK(" in out.read_text("utf-8")
    copyfile(empty_database, tmp_path / "other.db")
    monkeypatch.setenv("KRING_DATABASE", str(tmp_path / "other.db"))
    said = terminal("people", "import", out, *CONSENT, "--json")
    by_address = {row["address"]: row for row in said.rows}
    assert by_address["dora@lindelaan.example"]["name"] == '=HYPERLINK("x")'
    assert people(terminal).keys() == {ANNA.address, BART.address, "dora@lindelaan.example"}
    assert [row["because"] for row in said.rows if row["result"] == "refused"] == [
        f"{CARLA.address} is unsubscribed in the file"
    ]


def test_an_export_does_not_write_over_a_file_unasked(terminal: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "export.csv"
    out.write_text("precious")
    said = terminal("people", "export", out, typed="n\n")
    assert said.code == Exit.REFUSED
    assert out.read_text() == "precious"
    assert terminal("people", "export", out, "--yes").code == Exit.DONE
    assert out.read_text("utf-8-sig").startswith("address;")


def test_an_export_of_one_list_goes_to_the_screen(terminal: Terminal, kring: Kring) -> None:
    kring.enlist(ANNA)
    assert (
        terminal("people", "export", "--series", SERIES)
        .out.splitlines()[1]
        .startswith(f"{ANNA.address};Anna de Wit;")
    )
    assert terminal("people", "export", "--series", "kennis").code == Exit.NOT_FOUND


def test_the_list_is_searched_by_name_address_or_organisation(terminal: Terminal, kring: Kring) -> None:
    kring.enlist(ANNA, BART)
    assert [row["address"] for row in terminal("people", "list", "SMIT", "--json").rows] == [BART.address]
    assert terminal("people", "list", "%").out == "nobody with '%' in name, address or organisation\n"
    assert terminal("people", "list").out.splitlines() == [
        "address                       name         state",
        f"{ANNA.address}  Anna de Wit  subscribed",
        f"{BART.address}       Bart Smit    subscribed",
    ]


def test_a_persons_history_has_every_mail_in_and_out_in_the_order_of_time(
    terminal: Terminal, kring: Kring
) -> None:
    kring.write(ANNA, "Bijgaand onze factuur 118.", "Factuur")
    kring.write(ANNA, "Graag ontvang ik voortaan een uitnodiging.", "Aanmelden")
    kring.later(hours=1)
    kring.reply(ANNA, "Ja, dat klopt.")
    said = terminal("people", "show", ANNA.address)
    lines = [
        line[18:].split("  ")[0] for line in said.out.splitlines() if line.startswith(f"{kring.now:%Y}-")
    ]
    assert lines == ["in 1", "in 2", "", "out 1", "in 3", "", "out 2"]
    assert "Factuur" in said.out
    (row,) = terminal("people", "show", "anna", "--json").rows
    assert [mail["subject"] for mail in row["in"]][:2] == ["Factuur", "Aanmelden"]
    assert [mail["letter"] for mail in row["out"]] == ["confirm-subscription", "subscribed"]


def test_a_bounce_stands_in_the_history_of_who_bounced(terminal: Terminal, kring: Kring) -> None:
    kring.enlist(BART)
    kring.write(BART, "Graag afmelden van de uitnodigingslijst.", "Afmelden")
    kring.arrive(report(BART.address))
    (row,) = terminal("people", "show", "bart", "--json").rows
    assert [mail["kind"] for mail in row["in"]] == ["unsubscribe", "bounce"]
    assert row["suppressed"] == "hard bounce"


def test_part_of_a_name_will_do_when_it_is_one_persons(terminal: Terminal, kring: Kring) -> None:
    kring.enlist(ANNA, BART)
    assert "Bart Smit" in terminal("people", "show", "smit").out
    several = terminal("people", "show", "example")
    assert several.code == Exit.NOT_FOUND
    assert f"  Anna de Wit <{ANNA.address}>\n  Bart Smit <{BART.address}>\n" in several.err
    nobody = terminal("people", "show", "zeger@hoek.example")
    assert nobody.code == Exit.NOT_FOUND
    assert "nobody has 'zeger@hoek.example' in name or address" in nobody.err


def test_a_suppressed_address_is_told_on_its_page(terminal: Terminal, kring: Kring) -> None:
    kring.enlist(BART)
    said = terminal("people", "suppress", f" {BART.address.upper()} ", "--why", "asked by telephone")
    assert said.out == f"{BART.address} is suppressed: by hand\n"
    assert "Nothing is sent to this address: by hand" in terminal("people", "show", "bart").out
    assert "subscribed, by hand" in terminal("people", "list").out


def test_what_is_no_address_is_not_suppressed(terminal: Terminal) -> None:
    said = terminal("people", "suppress", "bart", "--why", "x")
    assert said.code == Exit.BAD_INPUT
    assert said.err.startswith("'bart' is not a mail address")
