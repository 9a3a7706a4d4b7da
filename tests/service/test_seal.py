"""Signing beside the loop: the mail comes back signed, and meanwhile everything else goes on."""

import asyncio
import threading
from pathlib import Path

import dkim  # type: ignore[import-untyped]
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from mailer.domain.delivery import Envelope
from mailer.domain.errors import BadInput
from mailer.message.dkim import Dkim
from mailer.message.dkim_key import DkimKey
from mailer.service.checks import of_signing
from mailer.service.seal import Sealer, read_dkim

MAIL = b"From: info@kring.example\r\nSubject: Uitnodiging\r\n\r\nTot ziens.\r\n"
ENVELOPE = Envelope("info+b1@kring.example", "anna.dewit@zwolle.example", MAIL, "7")


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    file = tmp_path / "dkim.pem"
    key = Ed25519PrivateKey.generate()
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return file


def test_an_envelope_comes_back_with_its_mail_signed_and_nothing_else_changed(key_file: Path) -> None:
    who = read_dkim("kring.example", "kring2017", key_file)
    sealed = asyncio.run(seal_one(Sealer(who, clock=lambda: 1_500_000_000.9)))
    assert sealed == Envelope(ENVELOPE.reverse_path, ENVELOPE.forward_path, sealed.octets, "7")
    assert sealed.octets.endswith(MAIL)
    assert b" t=1500000000;" in sealed.octets
    assert dkim.verify(sealed.octets, dnsfunc=lambda name, timeout=5: who.record[1].encode())


async def seal_one(sealer: Sealer, envelope: Envelope = ENVELOPE) -> Envelope:
    return await sealer(envelope)


def test_while_a_mail_is_signed_the_loop_does_other_things() -> None:
    done = threading.Event()

    def slow(octets: bytes) -> bytes:
        assert done.wait(30)
        return b"signature"

    async def both() -> Envelope:
        sealing = asyncio.create_task(seal_one(Sealer(signed_by(slow))))
        await asyncio.sleep(0)
        done.set()
        return await sealing

    assert b"b=c2lnbmF0dXJl\r\n" in asyncio.run(both()).octets


def test_what_can_not_be_signed_is_said_where_the_mail_is_awaited() -> None:
    sealer = Sealer(signed_by(lambda octets: octets))
    with pytest.raises(BadInput, match="seven bits"):
        asyncio.run(seal_one(sealer, Envelope("", "anna@zwolle.example", b"From: \xff\r\n\r\n")))


def test_many_at_a_time_each_get_their_own_and_one_that_fails_fails_alone(key_file: Path) -> None:
    who = read_dkim("kring.example", "kring2017", key_file)
    mails = [MAIL.replace(b"Tot ziens", b"Tot ziens %d" % number) for number in range(50)]
    mails[7] = b"no mail"

    async def all_at_once() -> list[Envelope | BaseException]:
        sealer = Sealer(who)
        envelopes = [
            Envelope("", f"persoon{number}@zwolle.example", mail) for number, mail in enumerate(mails)
        ]
        return await asyncio.gather(*map(sealer, envelopes), return_exceptions=True)

    for number, sealed in enumerate(asyncio.run(all_at_once())):
        if number == 7:
            assert isinstance(sealed, BadInput)
        else:
            assert isinstance(sealed, Envelope)
            assert sealed.forward_path == f"persoon{number}@zwolle.example"
            assert sealed.octets.endswith(mails[number])


def test_a_loop_that_ends_in_the_middle_leaves_nothing_for_the_next(key_file: Path) -> None:
    going_on = threading.Event()

    def slow(octets: bytes) -> bytes:
        assert going_on.wait(30)
        return b"signature"

    sealer = Sealer(signed_by(slow))

    async def give_up() -> None:
        sealing = [asyncio.create_task(seal_one(sealer)) for _ in range(3)]
        await asyncio.sleep(0.01)
        sealing[0].cancel()

    asyncio.run(give_up())
    going_on.set()
    assert asyncio.run(seal_one(sealer)).octets.endswith(MAIL)


def signed_by(sign: object) -> Dkim:
    return Dkim("kring.example", "kring2017", DkimKey("rsa-sha256", "MIIB", sign))  # type: ignore[arg-type]


class TestKeyFile:
    """A key that can't be used stops the start, in words that name its file."""

    def test_one_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(BadInput, match=r"dkim\.key_file: .*nowhere can't be read: No such file"):
            read_dkim("kring.example", "kring2017", tmp_path / "nowhere")

    def test_one_that_holds_something_else(self, tmp_path: Path) -> None:
        (tmp_path / "words").write_text("geheim")
        with pytest.raises(BadInput, match=r"dkim\.key_file: .*words: expected a private key") as refused:
            read_dkim("kring.example", "kring2017", tmp_path / "words")
        assert "geheim" not in str(refused.value)


class TestDoctor:
    """What is said of signing."""

    WHO = signed_by(bytes)

    @pytest.mark.parametrize("mailbox", ["info@kring.example", "info@noord.kring.example"])
    def test_the_record_to_publish(self, mailbox: str) -> None:
        check = of_signing(self.WHO, [mailbox])
        assert check.well
        assert check.words.endswith(": kring2017._domainkey.kring.example v=DKIM1; k=rsa; p=MIIB")

    @pytest.mark.parametrize(
        "mailbox", ["info@kringen.example", "info@mijnkring.example", "info@zwolle.example"]
    )
    def test_a_mailbox_elsewhere(self, mailbox: str) -> None:
        check = of_signing(self.WHO, ["info@kring.example", mailbox])
        assert not check.well
        assert check.words.startswith(f"kring.example signs for {mailbox}: another domain")
