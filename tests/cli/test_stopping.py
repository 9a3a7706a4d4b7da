"""Stopped in the middle of a run: what the relay is being given is finished, and the rest waits."""

import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from mailer.app import Application
from mailer.domain.address import Mailbox
from mailer.domain.commands import ImportMeeting, ImportPerson, StartRun
from mailer.domain.run import RunState
from mailer.domain.subscription import Proof
from mailer.service.work import Cause
from mailer.settings import configuration, secret
from mailer.settings.meeting_file import sample_meeting
from mailer.store.unit_of_work import unit_of_work
from mailer.transport.arrival import Arrival
from mailer.transport.listener import Listener
from tests.served import Served, until

PEOPLE = 120
MARIEKE = Cause("Marieke")


class SlowRelay:
    """A next hop that takes its time for every mail, and counts them."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.listener = Listener("127.0.0.1", 0, self._take, known=lambda _address: True)

    def _take(self, arrivals: Sequence[Arrival]) -> None:
        time.sleep(0.03 * len(arrivals))
        self.seen.update(arrival.forward_paths[0] for arrival in arrivals)


def invite(service: Served) -> None:
    """Put people on the list and let the invitation of the sample meeting go."""
    found = configuration.read(service.config, {})
    app = Application(found.settings, found.series, secret.read_or_make(found.settings.secret))
    app.open()
    for number in range(PEOPLE):
        person = Mailbox(f"lid{number}@waterrijk.example", f"Lid {number}")
        app.bus.do(ImportPerson("kennisplatform", person, "", "nl", Proof("import", at=app.clock())), MARIEKE)
    app.bus.do(ImportMeeting(sample_meeting(date.today())), MARIEKE)  # noqa: DTZ011
    app.tick()
    with unit_of_work(app.database) as store:
        (run,) = store.runs.in_state(RunState.WAITING)
    app.bus.do(StartRun(run.id), MARIEKE)
    app.close()


def states(service: Served) -> dict[str, int]:
    with sqlite3.connect(f"file:{service.database}?mode=ro", uri=True) as sql:
        return dict(sql.execute("SELECT state, count(*) FROM deliveries GROUP BY state").fetchall())


def test_a_run_that_is_stopped_and_started_again_reaches_everybody_once(tmp_path: Path) -> None:
    relay = SlowRelay()
    relay.listener.start()
    port = relay.listener.port
    to_relay = f'[relay]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
    service = Served(tmp_path, f'{to_relay}[limits]\npreset = "own"\n')
    try:
        invite(service)
        service.start("serve")
        until(lambda: len(relay.seen) > 10, "the run is under way")
        service.tell(signal.SIGTERM)
        assert service.ended() == 0
        left = states(service)
        assert set(left) <= {"due", "deferred", "sent"}, "claims not handed over were given back"
        assert left["sent"] == len(relay.seen) < PEOPLE
        service.out.clear()
        service.start("serve")
        until(lambda: states(service).get("sent") == PEOPLE, "everybody has it")
        service.tell(signal.SIGTERM)
        assert service.ended() == 0
        assert set(relay.seen.values()) == {1}
        assert len(relay.seen) == PEOPLE
    finally:
        service.close()
        relay.listener.stop()
