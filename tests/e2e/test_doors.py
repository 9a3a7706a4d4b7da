"""The door for mail as the settings describe it: LMTP from a server in front, STARTTLS from elsewhere."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mailer.app import Application
from mailer.domain.errors import Unusable
from mailer.settings.doors import MailDoor
from tests.e2e.scene import ANNA, INFO, application, inbox_counts
from tests.transport.peer import Peer
from tests.transport.test_starttls import Office

REQUEST = f"From: {ANNA}\r\nSubject: Aanmelden\r\n\r\nGraag op de lijst.\r\n".encode()


@contextmanager
def listening(folder: Path, door: MailDoor) -> Iterator[Application]:
    app = application(folder, listener=door)
    app.open()
    try:
        app.listener.start()
        yield app
    finally:
        app.listener.stop()
        app.close()


def test_by_lmtp_every_recipient_has_an_answer(tmp_path: Path) -> None:
    with listening(tmp_path, MailDoor(port=0, protocol="lmtp")) as app:
        with Peer(app.listener.port, b"LHLO mx.kennisplatform.example\r\n") as peer:
            peer.say(f"MAIL FROM:<{ANNA.address}>\r\n".encode())
            for to in (INFO, INFO.replace("@", "+a-token@"), "jan@elders.example"):
                peer.say(f"RCPT TO:<{to}>\r\n".encode())
            peer.say(b"DATA\r\n")
            peer.send(REQUEST + b".\r\n")
            assert [peer.reply()[:3] for _ in range(2)] == ["250", "250"]
            assert peer.say(b"QUIT\r\n").startswith("221")
        assert inbox_counts(app) == {"received": 2}


def test_with_a_certificate_in_the_settings_mail_comes_over_tls(tmp_path: Path) -> None:
    office = Office(tmp_path)
    door = MailDoor(port=0, certificate=office.certificate, key=office.key)
    with listening(tmp_path, door) as app, smtplib.SMTP(timeout=5) as smtp:
        smtp.connect("127.0.0.1", app.listener.port)
        smtp._host = "kring.example"  # type: ignore[attr-defined]
        smtp.starttls(context=office.trust())
        smtp.sendmail(ANNA.address, [INFO], REQUEST)
        assert inbox_counts(app) == {"received": 1}


def test_a_certificate_that_is_not_there_is_said_at_the_start_and_not_before(tmp_path: Path) -> None:
    door = MailDoor(port=0, certificate=tmp_path / "nowhere.pem", key=tmp_path / "nowhere.key")
    with pytest.raises(Unusable, match=r"nowhere\.pem"), listening(tmp_path, door):
        pass
