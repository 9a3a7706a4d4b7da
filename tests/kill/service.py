"""A real service in a process of its own, a receiver that counts, and people who write meanwhile."""

import os
import signal
import smtplib
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

from mailer.app import Application
from mailer.domain.address import Mailbox
from mailer.domain.commands import ImportMeeting, ImportPerson
from mailer.domain.subscription import Proof
from mailer.service.work import Cause
from mailer.settings import configuration, secret
from mailer.settings.meeting_file import sample_meeting
from mailer.transport.arrival import Arrival
from mailer.transport.listener import Listener

HOUSE = Path(__file__).parent.parent.parent
COORDINATOR = Cause("Marieke")
STARTS_WITHIN = 30.0


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Receiver:
    """The next hop: counts each mail by who gets it and by its Message-ID and step."""

    seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.listener = Listener("127.0.0.1", 0, self._take, known=lambda _address: True)
        self.listener.start()

    def _take(self, arrivals: Sequence[Arrival]) -> None:
        for arrival in arrivals:
            head = arrival.octets.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
            fields = [line for line in head.split("\r\n") if line.lower().startswith("message-id:")]
            self.seen[arrival.forward_paths[0], fields[0].partition(":")[2].strip()] += 1


class Service:
    """`run_service.py serve`, started and killed as often as one likes."""

    def __init__(self, folder: Path, relay_port: int, per_minute: int, port: int = 0) -> None:
        self.port = port or free_port()
        self.config = folder / "kring.toml"
        self.config.write_text(
            f'database = "{folder / "kring.db"}"\nsecret = "{folder / "secret"}"\n'
            f'series = "{HOUSE / "config/series"}"\ntemplates = "{HOUSE / "templates"}"\n'
            f'hostname = "kring.example"\ntick_seconds = 1\n'
            f"[listener]\nport = {self.port}\n[web]\nport = 0\n[limits]\nper_minute = {per_minute}\n"
            f'[relay]\nhost = "127.0.0.1"\nport = {relay_port}\nsecurity = "none"\n',
            encoding="utf-8",
        )
        self._process: subprocess.Popen[bytes] | None = None
        self._log = (folder / "service.log").open("ab")

    def application(self) -> Application:
        """Open the same database beside the service, to set the scene and to look at the end."""
        found = configuration.read(self.config, {})
        return Application(found.settings, found.series, secret.read_or_make(found.settings.secret))

    def start(self) -> None:
        self._process = subprocess.Popen(
            self._words("serve"), cwd=HOUSE, env=self._environ, stdout=self._log, stderr=self._log
        )
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline:
            assert self._process.poll() is None, f"it ended by itself; see {self._log.name}"
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 0.2):
                return
            time.sleep(0.02)
        raise AssertionError("it does not listen")

    def command(self, *words: str) -> str:
        """Give what a command says that a coordinator types beside the running service."""
        done = subprocess.run(
            self._words(*words),
            cwd=HOUSE,
            env=self._environ,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @property
    def _environ(self) -> dict[str, str]:
        return {**os.environ, "KRING_CONFIG": str(self.config)}

    @staticmethod
    def _words(*words: str) -> list[str]:
        return [sys.executable, str(HOUSE / "run_service.py"), *words]

    def kill(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(10)

    def stop(self) -> None:
        """Stop it as an operator would."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        assert self._process.wait(60) == 0

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait(10)
        self._log.close()


@dataclass
class Writers:
    """People who keep writing to info@, and remember what was answered 250."""

    port: int
    accepted: set[str] = field(default_factory=set)
    refused: int = 0

    @contextmanager
    def writing(self) -> Iterator[None]:
        stop = threading.Event()
        thread = threading.Thread(target=self._write, args=(stop,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(30)

    def _write(self, stop: threading.Event) -> None:
        number = 0
        while not stop.wait(0.1):
            number += 1
            self._write_one(number)

    def _write_one(self, number: int) -> None:
        octets = (
            f"From: Gast {number} <gast{number}@schrijver.example>\r\nTo: info@kennisplatform.example\r\n"
            f"Subject: Aanmelden\r\nMessage-ID: <{number}@schrijver.example>\r\n\r\n"
            "Graag ontvang ik voortaan een uitnodiging.\r\n"
        ).encode()
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=10) as smtp:
                smtp.sendmail(f"gast{number}@schrijver.example", ["info@kennisplatform.example"], octets)
            self.accepted.add(sha256(octets).hexdigest())
        except (OSError, smtplib.SMTPException):
            self.refused += 1


def invite(app: Application, people: int) -> None:
    """Put people on the list and announce a meeting whose invitation is due."""
    app.open()
    for number in range(people):
        mailbox = Mailbox(f"lid{number}@waterrijk.example", f"Lid {number}")
        command = ImportPerson("kennisplatform", mailbox, "", "nl", Proof("import: test", at=app.clock()))
        app.bus.do(command, COORDINATOR)
    app.bus.do(ImportMeeting(sample_meeting(date.today())), COORDINATOR)  # noqa: DTZ011
