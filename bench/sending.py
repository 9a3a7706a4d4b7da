"""How fast a run goes out, every state on disk, beside Postfix's `smtp-source`: `python bench/sending.py`.

Each round sends the same number of mails of the same size to the same `smtp-sink`, in turn by `smtp-source`
(ready-made mails, nothing kept) and by Kring in a process of its own: an audience written down, each mail
filled for its person, claims and outcomes committed in groups to SQLite with synchronous=FULL. What counts is
the median of five rounds.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from ground import BENCH, Measured, application, house, median, sink, source, table

from mailer.app import Application
from mailer.domain.commands import StartRun, TakeStep
from mailer.domain.delivery import Claim, Outcome
from mailer.engine.loop import Loop
from mailer.engine.sender import SenderLoop
from mailer.service.claims import OutboxClaims, Sender
from mailer.service.writing import write_on
from mailer.store.unit_of_work import unit_of_work


class Counted(OutboxClaims):
    """Claims that know when the first and the last of so many was settled."""

    def __init__(self, app: Application, connections: int, wanted: int) -> None:
        super().__init__(app.database, app.house, app.clock, Sender(app.lease.name, connections))
        self._wanted, self.all_settled, self.first = wanted, threading.Event(), 0.0

    def take(self) -> Claim | None:
        claim = super().take()
        self.first = self.first or time.monotonic()
        return claim

    def settle(self, claim: Claim, outcome: Outcome) -> None:
        super().settle(claim, outcome)
        if self.settled == self._wanted:
            self.all_settled.set()


def send(folder: Path, database: str, port: int, mails: int, connections: int) -> dict[str, float]:
    """Take the invitation and send it all; give seconds, CPU and memory of this process."""
    app = application(database, port, folder / "templates")
    app.lease.renew()
    with unit_of_work(app.database) as store:
        (meeting,) = store.meetings.all()
    claims = Counted(app, connections, mails)
    sender = SenderLoop(claims, app.courier)
    writing = Loop("write", lambda: write_on(app.database, app.house, app.clock))
    before, cpu = time.monotonic(), _cpu()
    run = app.bus.do(TakeStep(meeting.key, "invitation"), BENCH).run
    app.bus.do(StartRun(run or 0), BENCH)
    writing.start()
    sender.start()
    if not claims.all_settled.wait(3600):
        raise SystemExit("it does not end")
    sender.stop()
    seconds = time.monotonic() - before
    writing.stop()
    with unit_of_work(app.database) as store:
        counts = store.views.runs()[0]["deliveries"]
    assert counts == {"sent": mails}, counts
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = {"seconds": seconds, "cpu": _cpu() - cpu, "first": claims.first - before, "memory": memory}
    app.lease.end()
    app.close()
    return found


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def in_a_process(
    folder: Path, database: str, port: int, mails: int, connections: int = 8
) -> dict[str, float]:
    """Send in a process of its own."""
    words = [str(folder), database, str(port), str(mails), str(connections)]
    done = subprocess.run(
        [sys.executable, __file__, "--child", *words], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def measured(octets: int, mails: int, rounds: int, database: str = "") -> dict[str, str]:
    """Measure one size; give a row of the table."""
    theirs: list[Measured] = []
    ours: list[Measured] = []
    with sink() as port:
        for _ in range(rounds):
            theirs.append(source(port, mails, octets))
            with tempfile.TemporaryDirectory() as place:
                url = database or f"sqlite:///{place}/kring.db"
                house(Path(place), url, mails, octets, port).close()
                found = in_a_process(Path(place), url, port, mails)
            ours.append(Measured(mails, found["seconds"], found["cpu"]))
    ratio = median([one.rate / other.rate for one, other in zip(ours, theirs, strict=True)])
    cpu = median([one.cpu / other.cpu for one, other in zip(ours, theirs, strict=True)])
    return {
        "mail": f"{octets} octets",
        "Kring, mails/s": f"{median([one.rate for one in ours]):.0f}",
        "smtp-source, mails/s": f"{median([one.rate for one in theirs]):.0f}",
        "ratio": f"{ratio:.2f}",
        "CPU over smtp-source's": f"{cpu:.2f}",
    }


def main() -> None:
    """Print the table."""
    if sys.argv[1:2] == ["--child"]:
        folder, database, port, mails, connections = sys.argv[2:]
        print(json.dumps(send(Path(folder), database, int(port), int(mails), int(connections))))
        return
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--mails", type=int, default=10_000)
    read.add_argument("--rounds", type=int, default=5)
    read.add_argument("--octets", type=int, nargs="*", default=[20_480, 2_048])
    found = read.parse_args()
    rows = [measured(octets, found.mails, found.rounds) for octets in found.octets]
    table("A run of personalised letters, every state durable", rows)


if __name__ == "__main__":
    main()
