"""What the benches of sending share: the receiver, Postfix's sender, and a house with people."""

import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

HOUSE = Path(__file__).parent.parent
sys.path.insert(0, str(HOUSE))

from report import table as table  # noqa: E402
from sqlalchemy import insert  # noqa: E402

from mailer.app import Application  # noqa: E402
from mailer.domain.commands import ImportMeeting  # noqa: E402
from mailer.service.work import Cause  # noqa: E402
from mailer.settings import series_file  # noqa: E402
from mailer.settings.dkim import DkimSettings  # noqa: E402
from mailer.settings.limits import LimitsSettings  # noqa: E402
from mailer.settings.meeting_file import sample_meeting  # noqa: E402
from mailer.settings.relay import Relay  # noqa: E402
from mailer.settings.settings import Settings  # noqa: E402
from mailer.store.schema import people, subscriptions  # noqa: E402

SBIN = Path("/usr/sbin")
BENCH = Cause("bench")
SERIES = "kennisplatform"
KEY = "dkim.pem"
"""A private key of this name beside the templates of a service makes it sign."""
_LINE = "Op donderdag eten we samen in het stadhuis, en op vrijdag wandelen we langs de rivier naar huis.\n"


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: how many mails in how many seconds, with how many seconds of the sender's CPU."""

    mails: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Mails a second."""
        return self.mails / self.seconds


@contextmanager
def sink(*options: str) -> Iterator[int]:
    """Run Postfix's `smtp-sink`, which takes every mail and forgets it; give its port."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    user = ["-u", "nobody"] if os.getuid() == 0 else []
    command = [str(SBIN / "smtp-sink"), *user, *options, f"127.0.0.1:{port}", "1000"]
    running = subprocess.Popen(command)
    until = time.monotonic() + 10
    try:
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.02)
        yield port
    finally:
        running.terminate()
        running.wait(10)


def source(port: int, mails: int, octets: int) -> Measured:
    """Send with Postfix's `smtp-source` over eight connections: one ready-made mail, again and again."""
    words = [str(SBIN / "smtp-source"), "-s", "8", "-l", str(octets), "-m", str(mails)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.monotonic()
    done = [*words, "-f", "a@kring.example", "-t", "b@town.example", f"127.0.0.1:{port}"]
    subprocess.run(done, check=True)
    seconds = time.monotonic() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(mails, seconds, cpu)


def letters(folder: Path, octets: int) -> Path:
    """Copy the letters, with an invitation that makes a mail of about so many octets."""
    to = folder / "templates"
    shutil.copytree(HOUSE / "templates", to)
    head = '+++\nsubject = "Uitnodiging"\nsent = "run"\nreader = "subscriber"\n+++\n{{ person.greeting }}\n\n'
    small = octets < 6000
    if small:
        shutil.copy(HOUSE / "bench" / "layout.html", to / "letters" / "layout.html")
        for footer in (to / "letters" / "parts").glob("footer-subscriber.*.md"):
            footer.write_text("Afmelden: {{ link.unsubscribe_mailto }}\n", encoding="utf-8")
    lines = max(1, (octets - (1300 if small else 7500)) // (2 * len(_LINE) + 12))
    body = "\n".join(_LINE for _ in range(lines))
    (to / "letters" / "invitation.nl.md").write_text(f"{head}{body}\n", encoding="utf-8")
    return to


def house(folder: Path, database: str, how_many: int, octets: int, port: int) -> Application:
    """Give a service with so many people on its list and a meeting whose invitation waits to be sent."""
    folder.mkdir(parents=True, exist_ok=True)
    app = application(database, port, letters(folder, octets))
    app.open()
    _enlist(app, how_many)
    app.bus.do(ImportMeeting(sample_meeting(date.today())), BENCH)  # noqa: DTZ011
    return app


def application(database: str, port: int, templates: Path) -> Application:
    """Open a service on a database, with a relay at a port of this machine; it signs where a key lies."""
    key = templates.parent / KEY
    settings = Settings(
        database=database,
        templates=templates,
        hostname="kring.example",
        limits=LimitsSettings(per_minute=0),
        relay=Relay("127.0.0.1", port, "none"),
        dkim=DkimSettings("kennisplatform.example", "bench", key) if key.exists() else None,
    )
    series = series_file.read_all(HOUSE / "config" / "series")
    return Application(settings, series, "a secret for the bench")


def _enlist(app: Application, how_many: int, portion: int = 20_000) -> None:
    now = datetime.now(UTC)
    consent = {"series": SERIES, "state": "subscribed", "since": now, "source": "bench"}
    for first in range(1, how_many + 1, portion):
        numbers = range(first, min(first + portion, how_many + 1))
        with app.database.transaction() as sql:
            sql.execute(
                insert(people),
                [
                    {
                        "id": number,
                        "address": f"lid{number}@gemeente{number % 300}.example",
                        "name": f"Lid van Nummer {number}",
                        "language": "nl",
                        "created_at": now,
                    }
                    for number in numbers
                ],
            )
            sql.execute(insert(subscriptions), [{"person": number, **consent} for number in numbers])


def median(values: Sequence[float]) -> float:
    """Give the middle one."""
    return statistics.median(values)
