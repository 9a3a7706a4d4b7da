"""The whole way with programs nobody here wrote: swaks writes to a served Kring, and Anna is registered."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from mailer.message.mail import Mail
from mailer.message.parse import parse
from mailer.settings import meeting_file
from mailer.transport.arrival import Arrival
from mailer.transport.listener import Listener
from tests.kill.service import Service, free_port
from tests.real import needs
from tests.transport.postfix import postfix
from tests.transport.test_real import smtp_sink

ANNA = "anna.dewit@waterrijk.example"
INFO = "info@kennisplatform.example"
PATIENCE = 20.0

Sink = Callable[[], Sequence[Mail]]
"""Gives the mails that came for Anna so far, in the order they came."""


@dataclass
class Town:
    """Anna's mail server: an aiosmtpd listener that keeps every mail."""

    arrivals: list[Arrival] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.listener = Listener("127.0.0.1", 0, self.arrivals.extend, known=lambda address: address == ANNA)

    def mails(self) -> Sequence[Mail]:
        return [parse(arrival.octets) for arrival in self.arrivals]


@contextmanager
def town() -> Iterator[Town]:
    found = Town()
    found.listener.start()
    try:
        yield found
    finally:
        found.listener.stop()


@contextmanager
def serving(folder: Path, relay_port: int, port: int = 0) -> Iterator[Service]:
    service = Service(folder, relay_port, per_minute=6000, port=port)
    try:
        service.start()
        yield service
        service.stop()
    finally:
        service.close()


@dataclass
class Anna:
    """Writes with swaks to a server, and waits for what she gets."""

    program: str
    server: int
    sink: Sink

    def write(self, text: str, to: str = INFO, subject: str = "Aanmelden", *more: str) -> None:
        where = ["--server", f"127.0.0.1:{self.server}", "--helo", "waterrijk.example", "--timeout", "10"]
        what = ["--from", ANNA, "--to", to, "--h-Subject", subject, "--body", text]
        done = subprocess.run(
            [self.program, *where, *what, *more], capture_output=True, text=True, timeout=30, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def reply(self, answered: Mail, text: str) -> None:
        threaded = ["--add-header", f"In-Reply-To: <{answered.message_id}>"]
        self.write(text, answered.reply_to[0].address, "Re: uw mail", *threaded)

    def next_mail(self, number: int) -> Mail:
        """Wait for the mail of that number, counted from one."""
        until = time.monotonic() + PATIENCE
        while len(self.sink()) < number and time.monotonic() < until:
            time.sleep(0.05)
        assert len(self.sink()) == number, [mail.subject for mail in self.sink()]
        return self.sink()[-1]


def becomes_registered(anna: Anna, service: Service, folder: Path) -> None:
    """From the first mail to the registration."""
    meeting = meeting_file.sample_meeting(date.today())  # noqa: DTZ011
    file = folder / "meeting.toml"
    file.write_text(meeting_file.write(meeting), encoding="utf-8")
    service.command("meeting", "import", str(file))

    anna.write("Graag ontvang ik voortaan een uitnodiging.")
    question = anna.next_mail(1)
    assert "+" in question.reply_to[0].address, "a token says who answers"
    anna.reply(question, "Ja, dat klopt.")
    welcome = anna.next_mail(2)
    assert question.message_id != welcome.message_id

    service.command("send", meeting.key, "invitation", "--yes")
    invitation = anna.next_mail(3)
    assert meeting.host.municipality in invitation.text
    anna.reply(invitation, "Ja, ik kom. Ik eet vegetarisch.")
    understood = anna.next_mail(4)
    assert invitation.message_id in understood.in_reply_to or understood.references

    shown = json.loads(service.command("people", "show", ANNA, "--json"))
    assert [one["state"] for one in shown["subscriptions"]] == ["subscribed"]
    (registration,) = shown["registrations"]
    assert (registration["meeting"], registration["state"]) == (meeting.key, "accepted")
    assert registration["diet"] == "vegetarisch"
    assert [one["state"] for one in shown["in"]] == ["handled"] * 3
    assert [one["state"] for one in shown["out"]] == ["sent"] * 4


def test_anna_registers_by_swaks_and_an_aiosmtpd_sink(tmp_path: Path) -> None:
    program = needs("swaks")
    with town() as home, serving(tmp_path, home.listener.port) as service:
        becomes_registered(Anna(program, service.port, home.mails), service, tmp_path)


def test_anna_registers_with_postfix_in_between_and_smtp_sink_behind_it(tmp_path: Path) -> None:
    program, port = needs("swaks"), free_port()
    with smtp_sink(needs("smtp-sink"), tmp_path) as sink:
        routes = {
            "waterrijk.example": f"smtp:[127.0.0.1]:{sink}",
            "kennisplatform.example": f"smtp:[127.0.0.1]:{port}",
        }
        with postfix(routes) as between, serving(tmp_path, between, port) as service:
            anna = Anna(program, between, lambda: _kept(tmp_path / "kept"))
            becomes_registered(anna, service, tmp_path)


def _kept(folder: Path) -> Sequence[Mail]:
    """Give the mails smtp-sink wrote down; one that it is still writing has no end yet."""
    files = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    return [parse(octets) for path in files if (octets := path.read_bytes()).rstrip().endswith(b"--")]
