"""What the doctor says to somebody whose mail we sign."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from mailer.cli.exits import Exit
from tests.cli.terminal import Said, Terminal


@pytest.fixture
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "dkim.pem"
    key = Ed25519PrivateKey.generate()
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    monkeypatch.setenv("KRING_DKIM_DOMAIN", "kennisplatform.example")
    monkeypatch.setenv("KRING_DKIM_SELECTOR", "kring2017")
    monkeypatch.setenv("KRING_DKIM_KEY_FILE", str(file))
    return file


def signing(said: Said) -> tuple[bool, str]:
    [row] = [row for row in said.rows if row["what"] == "signing"]
    return row["well"], row["words"]


def test_the_doctor_says_what_to_publish(terminal: Terminal, key_file: Path) -> None:
    said = terminal("doctor", "--json")
    well, words = signing(said)
    assert (said.code, well) == (Exit.DONE, True)
    assert "kring2017._domainkey.kennisplatform.example v=DKIM1; k=ed25519; p=" in words


def test_the_doctor_sees_a_domain_that_is_not_the_senders(
    terminal: Terminal, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KRING_DKIM_DOMAIN", "kring.example")
    said = terminal("doctor", "--json")
    assert said.code == Exit.FAULTS
    well, words = signing(said)
    assert not well
    assert words.startswith("kring.example signs for info@kennisplatform.example: another domain")


def test_the_doctor_sees_a_key_that_can_not_be_used(terminal: Terminal, key_file: Path) -> None:
    key_file.write_text("no key")
    words = f"dkim.key_file: {key_file}: expected a private key in PEM, without a password"
    assert signing(terminal("doctor", "--json")) == (False, words)


def test_nothing_starts_with_a_key_that_can_not_be_used(
    terminal: Terminal, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KRING_RELAY_HOST", "127.0.0.1")
    monkeypatch.setenv("KRING_HOSTNAME", "kring.example")
    key_file.unlink()
    said = terminal("serve")
    assert said.code == Exit.BAD_INPUT
    assert said.err == f"dkim.key_file: {key_file} can't be read: No such file or directory\n"


def test_where_the_relay_signs_the_doctor_says_nothing_of_it(terminal: Terminal) -> None:
    assert "signing" not in terminal("doctor").out
