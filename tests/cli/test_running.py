"""`serve` and `sandbox` as real processes: they start, answer, and stop in order when they are told to."""

import re
import signal
import smtplib
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailer.store.backup import backup
from mailer.store.database import Database
from tests.served import HOUSE, Served, served, until
from tests.transport.peer import Peer

INFO = "info@kennisplatform.example"
ANNA = "anna.dewit@waterrijk.example"
REQUEST = (
    f"From: Anna de Wit <{ANNA}>\r\nTo: {INFO}\r\nSubject: Aanmelden\r\nMessage-ID: <1@waterrijk.example>\r\n"
    "\r\nGraag ontvang ik voortaan een uitnodiging.\r\n"
).encode()


def write(service: Served, octets: bytes = REQUEST) -> None:
    with smtplib.SMTP("127.0.0.1", service.port, timeout=10) as smtp:
        smtp.sendmail(ANNA, [INFO], octets)


def captured(service: Served) -> list[Path]:
    return sorted((service.folder / "captured").glob("*.eml"))


def count(service: Served, question: str) -> int:
    with sqlite3.connect(f"file:{service.database}?mode=ro", uri=True) as sql:
        return int(sql.execute(question).fetchone()[0])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_starts_answers_and_stops_in_order(tmp_path: Path, number: signal.Signals) -> None:
    with served(tmp_path, "serve") as service:
        assert service.ask("/healthz") == (200, "ok\n")
        assert service.ask("/readyz") == (200, "ready\n")
        write(service)
        until(lambda: captured(service), "the question whether she wants to be on the list")
        assert "kring_mails_accepted_total 1.0" in service.ask("/metrics")[1]
        service.tell(number)
        assert service.ended() == 0
        until(lambda: "Stopped. Everything is kept" in service.said, "its last words")
        assert "Traceback" not in service.said
        assert ANNA not in service.said
    with sqlite3.connect(service.database) as sql:
        assert sql.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert sql.execute("SELECT count(*) FROM deliveries WHERE state = 'sending'").fetchone() == (0,)


def test_the_sandbox_starts_answers_and_stops_in_order(tmp_path: Path) -> None:
    with served(tmp_path, "sandbox") as service:
        assert "sample meeting" in service.said
        until(lambda: "/console/welcome/" in service.said, "the link into the console")
        assert service.ask(re.findall(r"(/console/welcome/\S+)", service.said)[0])[0] == 200
        write(service)
        until(lambda: captured(service), "the question whether she wants to be on the list")
        service.tell(signal.SIGTERM)
        assert service.ended() == 0


def test_a_second_ctrl_c_waits_for_nothing(tmp_path: Path) -> None:
    with served(tmp_path, "serve") as service, Peer(service.port) as slow:
        slow.data(to=INFO)
        slow.send(b"Subject: half a mail\r\n")
        service.tell(signal.SIGINT)
        until(lambda: "Stopping" in service.said, "its word that it stops")
        service.tell(signal.SIGINT)
        assert service.ended(5) == -signal.SIGINT


def test_a_mail_under_way_is_finished_and_no_other_is_begun(tmp_path: Path) -> None:
    with served(tmp_path, "serve") as service, Peer(service.port) as peer, Peer(service.port) as idle:
        peer.data(to=INFO)
        peer.send(REQUEST)
        service.tell(signal.SIGTERM)
        assert idle.reply().startswith("421 4.3.2")
        with pytest.raises(ConnectionRefusedError):
            Peer(service.port)
        assert peer.say(b".\r\n").startswith("250")
        assert peer.reply().startswith("421 4.3.2")
        assert service.ended() == 0
    assert count(service, "SELECT count(*) FROM inbox") == 1


def test_a_port_that_is_taken_is_said_and_nothing_runs_on(tmp_path: Path) -> None:
    with served(tmp_path, "serve") as service:
        done = subprocess.run(
            [sys.executable, str(HOUSE / "run_service.py"), "serve"],
            cwd=HOUSE,
            env={"KRING_CONFIG": str(service.config), "PATH": ""},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 8, done.stderr
        assert "does Kring run already?" in done.stderr
        assert service.ask("/readyz")[0] == 200


def test_a_certificate_that_can_not_be_used_is_said_at_the_start(tmp_path: Path) -> None:
    service = Served(tmp_path)
    text = service.config.read_text().replace(
        "[web]", 'certificate = "nowhere.pem"\nkey = "nowhere.key"\n[web]'
    )
    service.config.write_text(text)
    with pytest.raises(AssertionError, match=r"nowhere\.pem with key nowhere\.key can't be used"):
        service.start("serve")
    assert service.ended() == 7


def test_a_restored_copy_says_loudly_that_it_sends_nothing(tmp_path: Path) -> None:
    with served(tmp_path, "serve") as service:
        write(service)
        until(lambda: captured(service), "the question whether she wants to be on the list")
        service.tell(signal.SIGTERM)
        assert service.ended() == 0
    database = Database(f"sqlite:///{service.database}")
    (tmp_path / "old").mkdir()
    backup(database, tmp_path / "old" / "kring.db", datetime.now(UTC))
    database.close()
    with served(tmp_path / "old", "serve") as old:
        until(lambda: "NOTE: nothing is sent: paused since" in old.said, "its word that it is paused")
        assert old.ask("/readyz")[0] == 503
        assert "outbox release" in old.ask("/readyz")[1]
        write(old, REQUEST.replace(b"Anna de Wit", b"Bart Smit").replace(b"anna.dewit", b"b.smit"))
        until(
            lambda: count(old, "SELECT count(*) FROM deliveries WHERE state = 'due'"), "an answer that waits"
        )
        assert captured(old) == []
        assert re.search(r"event='started, but not ready'", old.said)
