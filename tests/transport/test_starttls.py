"""STARTTLS at our own door: offered with a certificate, asked of nobody, renewed without a restart."""

import os
import shutil
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import trustme

from mailer.domain.errors import Unusable
from mailer.transport.certificate import Certificate
from mailer.transport.listener import Listener
from tests.transport.cast import ANNA, KRING, SUBSCRIBE
from tests.transport.peer import House, listening, the_next_mail_is_read


@dataclass
class Office:
    """An authority, and the files in which its certificate for kring.example lies."""

    folder: Path

    def __post_init__(self) -> None:
        self.authority = trustme.CA()
        self.certificate, self.key = self.folder / "certificate.pem", self.folder / "key.pem"
        self.issue()

    def issue(self, name: str = "kring.example") -> int:
        """Write a new certificate into the files, as a renewal does; give its number."""
        made = self.authority.issue_cert(name, common_name=name)
        self.key.write_bytes(made.private_key_pem.bytes())
        self.certificate.write_bytes(b"".join(part.bytes() for part in made.cert_chain_pems))
        return int(ssl.PEM_cert_to_DER_cert(made.cert_chain_pems[0].bytes().decode()).hex(), 16)

    def trust(self) -> ssl.SSLContext:
        """What a peer that knows the authority goes by."""
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        return context

    @contextmanager
    def listening(self, **options: Any) -> Iterator[House]:
        with listening(certificate=Certificate(self.certificate, self.key), **options) as house:
            yield house


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@contextmanager
def client(house: House, context: ssl.SSLContext) -> Iterator[smtplib.SMTP]:
    """A peer that has started TLS and checked the name."""
    with smtplib.SMTP(timeout=5) as smtp:
        smtp.connect("127.0.0.1", house.listener.port)
        smtp._host = "kring.example"  # type: ignore[attr-defined]
        smtp.starttls(context=context)
        yield smtp


def presented(house: House, office: Office) -> int:
    """The certificate a peer is shown now, as a number."""
    with client(house, office.trust()) as smtp:
        assert isinstance(smtp.sock, ssl.SSLSocket)
        shown = smtp.sock.getpeercert(binary_form=True)
    assert shown
    return int(shown.hex(), 16)


def test_a_mail_comes_in_over_tls(office: Office) -> None:
    with office.listening() as house, client(house, office.trust()) as smtp:
        assert isinstance(smtp.sock, ssl.SSLSocket)
        assert smtp.sock.version() in {"TLSv1.2", "TLSv1.3"}
        smtp.sendmail(ANNA, [KRING], SUBSCRIBE)
        smtp.sendmail(ANNA, [KRING], SUBSCRIBE + b"x" * 900_000 + b"\r\n")
    assert [len(arrival.octets) for arrival in house.arrivals] == [len(SUBSCRIBE), len(SUBSCRIBE) + 900_002]
    assert house.arrivals[0].peer == "127.0.0.1"


def test_it_is_offered_once_and_nobody_must(office: Office) -> None:
    with office.listening() as house:
        with house.peer() as peer:
            assert "250-STARTTLS" in peer.offers
            assert peer.hand_over().startswith("250")
        with client(house, office.trust()) as smtp:
            smtp.ehlo()
            assert not smtp.has_extn("starttls")
            assert smtp.docmd("STARTTLS")[0] == 502
            smtp.sendmail(ANNA, [KRING], SUBSCRIBE)
    assert len(house.arrivals) == 2


def test_without_a_certificate_it_is_not_offered() -> None:
    with listening() as house, house.peer() as peer:
        assert "STARTTLS" not in peer.offers
        assert peer.say(b"STARTTLS\r\n").startswith("502")
        assert peer.hand_over().startswith("250")


def test_what_was_said_before_counts_no_more(office: Office) -> None:
    with office.listening() as house, smtplib.SMTP("127.0.0.1", house.listener.port, timeout=5) as smtp:
        smtp.ehlo()
        smtp.mail(ANNA)
        smtp._host = "kring.example"  # type: ignore[attr-defined]
        smtp.starttls(context=office.trust())
        assert smtp.docmd("MAIL FROM:<>")[0] == 503, "it has to greet again"
        smtp.ehlo()
        assert smtp.rcpt(KRING)[0] == 503


def test_commands_smuggled_in_before_tls_are_dropped(office: Office) -> None:
    with office.listening() as house, house.peer() as peer:
        peer.send(b"STARTTLS\r\nEHLO elders.example\r\nMAIL FROM:<jan@elders.example>\r\n")
        assert peer.reply().startswith("220")
        secured = office.trust().wrap_socket(peer.socket, server_hostname="kring.example")
        secured.sendall(b"EHLO zwolle.example\r\nRCPT TO:<info@kring.example>\r\n")
        peer.socket = secured
        assert peer.reply().startswith("250")
        assert peer.reply().startswith("503"), "nobody's MAIL came first"
        secured.close()


@pytest.mark.parametrize("octets", [b"EHLO zwolle.example\r\n", b"\x16\x03\x01\x02\x00" + b"\xff" * 512, b""])
def test_who_breaks_the_handshake_harms_nobody(office: Office, octets: bytes) -> None:
    with office.listening(timeout=0.5) as house:
        with house.peer() as peer:
            assert peer.say(b"STARTTLS\r\n").startswith("220")
            peer.send(octets)
            while peer.socket.recv(4096):
                pass
        assert the_next_mail_is_read(house)
        assert presented(house, office)


def test_a_renewed_certificate_is_shown_to_the_next_peer(office: Office) -> None:
    with office.listening() as house:
        first = presented(house, office)
        second = office.issue()
        assert presented(house, office) == second != first


def test_a_renewal_gone_wrong_leaves_the_one_before(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    with office.listening() as house:
        first = presented(house, office)
        office.key.write_text("half a key")
        assert presented(house, office) == first
        assert "the one before stays in use" in caplog.text
        assert presented(house, office) == first
        assert caplog.text.count("the one before stays in use") == 1, "it is said once"
        assert presented(house, office) != office.issue()


def test_in_lmtp_too(office: Office) -> None:
    with office.listening(lmtp=True) as house, house.peer(b"LHLO zwolle.example\r\n") as peer:
        assert "250-STARTTLS" in peer.offers
        assert peer.say(b"STARTTLS\r\n").startswith("220")
        peer.socket = office.trust().wrap_socket(peer.socket, server_hostname="kring.example")
        assert peer.say(b"LHLO zwolle.example\r\n").startswith("250")
        assert peer.hand_over().startswith("250")
        peer.close()
    assert len(house.arrivals) == 1


class TestFiles:
    def refusal(self, office: Office) -> str:
        listener = Listener(
            "127.0.0.1",
            0,
            print,
            known=lambda _: True,
            certificate=Certificate(office.certificate, office.key),
        )
        with pytest.raises(Unusable) as told:
            listener.start()
        listener.stop()
        assert str(office.certificate) in str(told.value)
        assert str(office.key) in str(told.value)
        return str(told.value)

    def test_a_file_that_is_not_there(self, office: Office) -> None:
        office.certificate.unlink()
        assert self.refusal(office).endswith("No such file or directory")

    def test_a_key_of_another_certificate(self, office: Office) -> None:
        other = office.authority.issue_cert("elders.example")
        office.key.write_bytes(other.private_key_pem.bytes())
        assert self.refusal(office).endswith("the key is another certificate's")

    def test_a_file_that_holds_something_else(self, office: Office) -> None:
        office.certificate.write_text("Beste Anna,\n")
        assert "can't be used for STARTTLS: " in self.refusal(office)

    def test_a_key_with_a_password_asks_nobody(self, office: Office) -> None:
        openssl = shutil.which("openssl")
        if not openssl:
            pytest.skip("openssl is not installed")
        words = f"{openssl} rsa -in {office.key} -out {office.key}.x -aes128 -passout pass:geheim"
        if os.system(words + " 2>/dev/null"):
            words = words.replace(" rsa ", " ec ")
            assert os.system(words + " 2>/dev/null") == 0
        shutil.move(f"{office.key}.x", office.key)
        assert "can't be used for STARTTLS: " in self.refusal(office)
