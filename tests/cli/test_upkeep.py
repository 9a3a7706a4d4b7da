"""What an operator does now and then, and what is said when the house is not in order."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from mailer.cli.exits import Exit
from mailer.domain.commands import StartRun
from mailer.domain.delivery import DeliveryState, Outcome, Stage
from tests.cli.terminal import Said, Terminal
from tests.service.kring import ANNA, Kring

UNKNOWN = Outcome(DeliveryState.UNKNOWN, Stage.END_OF_DATA, words="the connection broke")


def ill(said: Said) -> dict[str, str]:
    """What the doctor finds not well."""
    return {row["what"]: row["words"] for row in said.rows if not row["well"]}


def test_the_doctor_finds_a_new_house_well(terminal: Terminal) -> None:
    said = terminal("doctor")
    assert said.code == Exit.DONE
    assert "database       yes   the database " in said.out
    assert "mail out       yes   no relay: every mail is kept in " in said.out
    assert ill(terminal("doctor", "--json")) == {}


def test_before_the_first_start_the_doctor_says_what_to_do_and_makes_no_database(
    unmigrated: Terminal, tmp_path: Path
) -> None:
    said = unmigrated("doctor", "--json")
    assert said.code == Exit.FAULTS
    assert ill(said) == {
        "database": f"the database {tmp_path}/kring.db is not there yet; run: run_service.py migrate"
    }
    assert not (tmp_path / "kring.db").exists()
    assert not (tmp_path / "secret").exists()
    assert unmigrated("migrate").out.startswith(f"the database {tmp_path}/kring.db is at version 0")
    assert unmigrated("doctor").code == Exit.DONE


def test_the_doctor_names_what_waits_and_what_nobody_knows(terminal: Terminal, kring: Kring) -> None:
    kring.enlist(ANNA)
    kring.tick()
    waiting = {row["what"]: row["words"] for row in terminal("doctor", "--json").rows}["waiting runs"]
    run = kring.run("invitation").id
    assert f"invitation of hattem-2017 ({run})" in waiting
    kring.do(StartRun(run))
    kring.post.next_outcome = UNKNOWN
    kring.settle()
    words = f"invitation to {ANNA.address} (1): may have arrived or not; run_service.py outbox resolve"
    assert ill(terminal("doctor", "--json")) == {"unknown mails": words}


def test_the_doctor_sees_a_relay_that_is_down(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KRING_RELAY_HOST", "127.0.0.1")
    monkeypatch.setenv("KRING_RELAY_PORT", "1")
    monkeypatch.setenv("KRING_HOSTNAME", "kring.example")
    said = terminal("doctor", "--json")
    assert said.code == Exit.FAULTS
    assert "can't reach 127.0.0.1 port 1" in ill(said)["mail out"]


def test_the_doctor_sees_a_certificate_that_can_not_be_used(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KRING_LISTENER_CERTIFICATE", str(tmp_path / "certificate.pem"))
    assert "a certificate needs the file of its key" in ill(terminal("doctor", "--json"))["settings"]
    monkeypatch.setenv("KRING_LISTENER_KEY", str(tmp_path / "key.pem"))
    assert "No such file or directory" in ill(terminal("doctor", "--json"))["certificate"]
    assert terminal("people", "list").code == Exit.DONE, "who only looks needs no certificate"


@pytest.fixture
def letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The house's letters, to be spoilt."""
    copytree("templates", tmp_path / "templates")
    monkeypatch.setenv("KRING_TEMPLATES", str(tmp_path / "templates"))
    return tmp_path / "templates" / "letters"


def test_the_doctor_reads_every_letter(terminal: Terminal, letters: Path) -> None:
    spoilt = letters / "understood-yes.nl.md"
    spoilt.write_text(spoilt.read_text("utf-8") + "\n{{ meeting.wether }}\n", "utf-8")
    (letters / "offer.en.md").unlink()
    words = ill(terminal("doctor", "--json"))["letters"]
    assert "offer.en.md is missing" in words
    assert "understood-yes.nl.md:" in words
    assert "wether" in words


def test_the_doctor_sees_that_the_letters_have_no_page(terminal: Terminal, letters: Path) -> None:
    (letters / "layout.html").unlink()
    assert ill(terminal("doctor", "--json")) == {"letters": f"{letters}/layout.html: is missing"}
    said = terminal("people", "list")
    assert said.code == Exit.FAULTS
    assert said.err == f"{letters}/layout.html: is missing\n"


def test_wrong_settings_are_all_said_at_once(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KRING_TICK_SECONDS", "many")
    monkeypatch.setenv("KRING_NONSENSE", "1")
    monkeypatch.setenv("KRING_SERIES", "nowhere")
    mistakes = [
        'environment: KRING_TICK_SECONDS: expected a whole number from 1 to 3600, found "many"',
        "environment: KRING_NONSENSE: unknown; docs/configuration.md has all variables",
        "nowhere: expected a folder with at least one series, NAME.toml",
    ]
    said = terminal("people", "list")
    assert said.code == Exit.SETTINGS
    assert said.err.splitlines() == mistakes
    doctor = terminal("doctor", "--json")
    assert doctor.code == Exit.FAULTS
    assert [row["words"] for row in doctor.rows] == mistakes


def test_a_file_of_settings_that_is_not_there_is_said(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KRING_CONFIG", "gone.toml")
    said = terminal("people", "list")
    assert (said.code, said.err) == (Exit.SETTINGS, "gone.toml: can't be read: No such file or directory\n")


def test_a_secret_that_others_may_read_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x" * 64)
    (tmp_path / "secret").chmod(0o644)
    said = terminal("people", "list")
    assert said.code == Exit.SETTINGS
    assert "expected a file that only its owner may read" in said.err
    assert "only its owner may read" in ill(terminal("doctor", "--json"))["secret"]


def test_a_database_that_is_not_there_is_said_and_not_made(unmigrated: Terminal, tmp_path: Path) -> None:
    said = unmigrated("people", "list")
    assert said.code == Exit.DATABASE
    assert said.err == f"the database {tmp_path}/kring.db is not there yet; run: run_service.py migrate\n"
    assert not (tmp_path / "kring.db").exists()


def test_an_empty_database_is_said(unmigrated: Terminal, tmp_path: Path) -> None:
    (tmp_path / "kring.db").touch()
    assert unmigrated("people", "list").err.endswith("has no tables yet; run: run_service.py migrate\n")


def test_a_database_of_a_newer_kring_is_left_alone(terminal: Terminal, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "kring.db") as sql:
        sql.execute("UPDATE alembic_version SET version_num = '9999'")
    for words in (["people", "list"], ["migrate"]):
        said = terminal(*words)
        assert said.code == Exit.DATABASE
        assert "newer Kring; use that one" in said.err
    assert "newer Kring" in ill(terminal("doctor", "--json"))["database"]


def test_what_is_no_database_is_said(unmigrated: Terminal, tmp_path: Path) -> None:
    (tmp_path / "kring.db").write_text("a letter to nobody, long enough to be no database of any kind\n" * 20)
    for words in (["people", "list"], ["migrate"], ["backup", tmp_path / "copy.db"]):
        said = unmigrated(*words)
        assert said.code == Exit.DATABASE
        assert "file is not a database" in said.err


@pytest.fixture
def locked(terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """Another program holds the database, longer than we have patience."""
    monkeypatch.setattr("mailer.store.database.PATIENCE", 0.2)
    other = sqlite3.connect(tmp_path / "kring.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield terminal
    other.close()


def test_a_locked_database_is_said(locked: Terminal, tmp_path: Path) -> None:
    said = locked("people", "list")
    assert said.code == Exit.DATABASE
    assert said.err == (
        f"the database {tmp_path}/kring.db can't be used: database is locked; "
        "another program holds it; try again, or look for what has it open\n"
    )
    assert "database is locked" in ill(locked("doctor", "--json"))["database"]


@pytest.mark.parametrize(
    ("url", "code", "told"),
    [
        ("postgresql+pg8000://kring:geheim@localhost/kring", Exit.BAD_INPUT, "driver is not installed"),
        ("postgresql://kring:geheim@127.0.0.1:1/kring", Exit.DATABASE, "***@127.0.0.1:1/kring can't be used"),
        (
            "oracle://kring",
            Exit.SETTINGS,
            "KRING_DATABASE: expected a path, or a URL of SQLite or PostgreSQL",
        ),
        ("sqlite://host/kring.db", Exit.DATABASE, "the database can't be used: "),
    ],
)
def test_a_database_that_can_not_be_reached_is_said_without_its_password(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, url: str, code: Exit, told: str
) -> None:
    monkeypatch.setenv("KRING_DATABASE", url)
    said = terminal("people", "list")
    assert said.code == code
    assert told in said.err
    assert "geheim" not in said.err
    assert terminal("doctor").code == Exit.FAULTS


def test_a_folder_that_can_not_be_made_is_said(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("KRING_CAPTURED", str(tmp_path / "file" / "captured"))
    said = terminal("people", "list")
    assert (said.code, said.err) == (Exit.SYSTEM, f"{tmp_path}/file/captured: Not a directory\n")
    assert ill(terminal("doctor", "--json")) == {"mail out": f"{tmp_path}/file/captured: Not a directory"}


def test_a_backup_is_a_copy_for_its_owner_only(terminal: Terminal, kring: Kring, tmp_path: Path) -> None:
    kring.enlist(ANNA)
    copy = tmp_path / "backups" / "monday.db"
    said = terminal("backup", copy)
    assert said.code == Exit.DONE
    assert said.out.startswith(f"written to {copy} (")
    assert copy.stat().st_mode & 0o077 == 0
    assert [path.name for path in copy.parent.iterdir()] == ["monday.db"]
    with sqlite3.connect(copy) as sql:
        assert sql.execute("SELECT address FROM people").fetchall() == [(ANNA.address,)]


def test_a_backup_never_writes_over_anything(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "precious.db").write_text("precious")
    said = terminal("backup", tmp_path / "precious.db")
    assert said.code == Exit.REFUSED
    assert (tmp_path / "precious.db").read_text() == "precious"


def test_a_backup_into_no_folder_is_said(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert terminal("backup", tmp_path / "file" / "copy.db").code == Exit.SYSTEM
