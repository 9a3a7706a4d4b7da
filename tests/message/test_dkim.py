"""Signatures of ours are checked by another program's eyes, and what they cover can't be changed unseen."""

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import dkim  # type: ignore[import-untyped]
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.domain.errors import BadInput, Unusable
from mailer.message.dkim import OVERSIGNED, Dkim
from mailer.message.dkim_key import read_key
from tests.letters import scene

Private = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey
NOW = 1_500_000_000
MAIL = (
    b"From: Marieke <info@kring.example>\r\n"
    b"To: Anna de Wit <anna.dewit@zwolle.example>\r\n"
    b"Subject: Uitnodiging\r\n"
    b"Date: Thu, 20 Jul 2017 12:00:30 +0200\r\n"
    b"\r\n"
    b"Beste Anna,\r\n"
    b"\r\n"
    b"Graag tot ziens in Hattem.\r\n"
)


def pem(key: Private, encryption: KeySerializationEncryption | None = None) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())


@cache
def private_rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@cache
def signer(algorithm: str = "rsa-sha256") -> Dkim:
    key = private_rsa() if algorithm == "rsa-sha256" else ed25519.Ed25519PrivateKey.generate()
    return Dkim("kring.example", "kring2017", read_key(pem(key)))


def genuine(octets: bytes, who: Dkim) -> bool:
    """What dkimpy says, with our record for its DNS."""
    name, value = who.record

    def dns(asked: bytes, timeout: int = 5) -> bytes:
        assert asked.decode() == f"{name}."
        return value.encode()

    return bool(dkim.verify(octets, dnsfunc=dns))


@pytest.mark.parametrize("algorithm", ["rsa-sha256", "ed25519-sha256"])
def test_another_program_finds_every_letter_genuine(algorithm: str) -> None:
    who = signer(algorithm)
    for kind, language in scene.every_letter():
        mail = scene.mail(kind, language)
        signed = who.signed(mail, NOW)
        assert signed.endswith(b"\r\n" + mail)
        assert genuine(signed, who), kind


FIELD_NAMES = st.sampled_from(
    ["To", "Subject", "subject", "DATE", "List-Id", "List-Unsubscribe", "X-Kring", "References", "Received"]
)
SIGNS = "ab=;:.<> \t"
LINES = st.text(SIGNS, max_size=30)
FIELDS = st.tuples(FIELD_NAMES, LINES, st.lists(LINES.filter(str.strip), max_size=2)).map(
    lambda field: f"{field[0]}:{field[1]}" + "".join(f"\r\n {line}" for line in field[2])
)
BODIES = st.lists(st.text(SIGNS, max_size=20), max_size=8).map("\r\n".join)


@settings(max_examples=400, deadline=None)
@given(
    before=st.lists(FIELDS, max_size=8),
    after=st.lists(FIELDS, max_size=8),
    body=BODIES | st.sampled_from(["", "\r\n", " \t", "\t\r\n ", "x\r\n \r\n\r\n", "\r\n\r\nx  y"]),
)
def test_another_program_finds_odd_mails_genuine(before: list[str], after: list[str], body: str) -> None:
    mail = "\r\n".join([*before, "From: info@kring.example", *after, "", body, ""]).encode()
    assert genuine(signer().signed(mail, NOW), signer())


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"Graag tot", b"Nooit tot"),
        (b"ziens in Hattem.", b"ziens in Hattem. Echt."),
        (b"Subject: Uitnodiging", b"Subject: Afzegging"),
        (b"Anna de Wit <anna", b"Anna de Wit <bart"),
        (b"From: Marieke", b"From: Wie dan ook"),
        (b"12:00:30", b"12:00:31"),
        (b"Beste Anna,\r\n", b"Beste Anna,\r\n\r\n"),
        (b"t=1500000000", b"t=1500000001"),
        *[(b"From: Marieke", name.title() + b": x@y.example\r\nFrom: Marieke") for name in OVERSIGNED],
    ],
)
def test_what_is_signed_can_not_be_changed_unseen(was: bytes, becomes: bytes) -> None:
    signed = signer().signed(MAIL, NOW)
    assert genuine(signed, signer())
    changed = signed.replace(was, becomes, 1)
    assert changed != signed
    assert not genuine(changed, signer())


def test_what_relays_do_to_white_space_leaves_it_whole() -> None:
    signed = signer().signed(MAIL, NOW)
    relayed = signed.replace(b"Subject: Uit", b"subject:\r\n\t Uit").replace(
        b"in Hattem.\r\n", b"in  Hattem. \r\n\r\n"
    )
    assert relayed != signed
    assert genuine(relayed, signer())


def test_both_ways_out_are_signed() -> None:
    """RFC 8058 section 4: who presses one-click unsubscribe may trust it only when it is signed."""
    signed = signer().signed(scene.mail("invitation"), NOW)
    assert not genuine(signed.replace(b"=One-Click", b"=One-Clock"), signer())
    assert not genuine(signed.replace(b"/unsubscribe/r", b"/unsubscribe/u"), signer())


def test_the_field_fits_its_lines_and_says_what_it_is() -> None:
    field = signer().signed(scene.mail("invitation"), NOW).partition(b"\r\nDate:")[0].decode()
    assert all(len(line) <= 78 for line in field.split("\r\n"))
    first, second, *_ = field.split("\r\n")
    assert first == "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; t=1500000000;"
    assert second == " d=kring.example; s=kring2017;"


@pytest.mark.parametrize(
    "mail",
    [
        MAIL.replace(b"Beste", "Bêste".encode()),
        MAIL.replace(b"Anna,\r\n", b"Anna,\n"),
        MAIL.replace(b"Anna,\r\n", b"Anna,\r"),
        MAIL.replace(b"Anna,\r\n", b"Anna,\n\r"),
        MAIL.replace(b"From:", b"Sender:"),
        b"",
        b"\r\n\r\nFrom: x@y.example\r\n",
        MAIL.removesuffix(b"\r\n"),
    ],
)
def test_what_a_relay_would_have_to_change_is_not_signed(mail: bytes) -> None:
    with pytest.raises(BadInput):
        signer().signed(mail, NOW)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text("From: \r\n\tx;=", max_size=80).map(str.encode))
def test_no_octets_break_the_signer(octets: bytes) -> None:
    try:
        signed = signer().signed(octets, NOW)
    except BadInput:
        return
    assert signed.endswith(octets)


class TestKeys:
    """What can be a key, and what is said of everything else."""

    def test_rsa_and_ed25519_are_read(self) -> None:
        assert read_key(pem(private_rsa())).algorithm == "rsa-sha256"
        assert read_key(pem(ed25519.Ed25519PrivateKey.generate())).algorithm == "ed25519-sha256"

    def test_the_key_is_not_shown(self) -> None:
        assert "sign=" not in repr(read_key(pem(private_rsa())))

    @pytest.mark.parametrize(
        ("octets", "words"),
        [
            (b"", "expected a private key in PEM, without a password"),
            (b"no key", "expected a private key in PEM, without a password"),
            (pem(ec.generate_private_key(ec.SECP256R1())), "found another kind"),
            (pem(rsa.generate_private_key(65537, 1024)), "at least 2048 bits, found 1024"),
            (
                pem(ed25519.Ed25519PrivateKey.generate(), BestAvailableEncryption(b"geheim")),
                "without a password",
            ),
        ],
    )
    def test_anything_else_is_refused_in_words(self, octets: bytes, words: str) -> None:
        with pytest.raises(BadInput, match=words):
            read_key(octets)

    def test_without_the_library_it_is_said_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        octets = pem(private_rsa())
        monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)
        with pytest.raises(Unusable, match=r"try: pip install '\.\[dkim\]'"):
            read_key(octets)


def test_kring_runs_without_the_library() -> None:
    """Nothing asks for it until a key is read."""
    code = "import sys; sys.modules['cryptography'] = None; import mailer.couriers, mailer.cli.doctor"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


OPENDKIM = shutil.which("opendkim", path="/usr/sbin:/usr/bin:/usr/local/sbin")


@pytest.mark.skipif(OPENDKIM is None, reason="OpenDKIM is not installed")
def test_opendkim_finds_every_letter_genuine_and_a_changed_one_not(tmp_path: Path) -> None:
    for kind, language in scene.every_letter():
        signed = signer().signed(scene.mail(kind, language), NOW)
        assert "(s=kring2017, d=kring.example, 2048-bit key) succeeded" in opendkim(signed, tmp_path), kind
    assert "succeeded" not in opendkim(
        signed.replace(b"Auto-Submitted: auto", b"Auto-Submitted: no"), tmp_path
    )


def opendkim(octets: bytes, folder: Path) -> str:
    """What OpenDKIM says of a mail, with a file for its DNS."""
    name, value = signer().record
    (folder / "dns").write_text(f"{name} {value}\n")
    (folder / "conf").write_text(f"Mode v\nTestDNSData {folder / 'dns'}\n")
    (folder / "mail.eml").write_bytes(octets)
    command = [str(OPENDKIM), "-x", str(folder / "conf"), "-v", "-t", str(folder / "mail.eml")]
    said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    return said.stdout + said.stderr
