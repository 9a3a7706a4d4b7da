"""Whether a long list costs more than it should: memory, the start of a run, a tick: `python bench/scale.py`.

    python bench/scale.py [--people 20000] [--few 2000]
    python bench/scale.py --people 1000000 --few 10000

The second line gives the figures that count; it takes up to half an hour and 4 GB of disk. All on SQLite in
a temporary folder. *Memory* is the peak resident set of a process that writes down and sends a whole run;
*start* is from the command line `send --yes` beside a running service to the first mail at the relay; a
*tick* is one look at the clock with nothing due.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from ground import BENCH, HOUSE, application, house, median, sink, table
from sending import in_a_process

from mailer.app import Application
from mailer.domain.commands import ImportMeeting
from mailer.settings.meeting_file import sample_meeting
from mailer.transport.arrival import Arrival
from mailer.transport.listener import Listener
from tests.served import Served

OCTETS = 20_480
MEETINGS = 50
TICKS = 50
RELAY = '[limits]\nper_minute = 0\n[relay]\nhost = "127.0.0.1"\nport = {}\nsecurity = "none"\n'


def memory(folder: Path, mails: int) -> float:
    """Send a whole run to a list that is ready; give the peak resident set of that process in MB."""
    with sink() as port:
        return in_a_process(folder, _sqlite(folder), port, mails)["memory"]


class FirstMail:
    """A relay that notes when the first mail has come to it."""

    def __init__(self) -> None:
        self.at, self._come = 0.0, threading.Event()
        self._listener = Listener("127.0.0.1", 0, self._take, known=lambda _address: True)
        self._listener.start()
        self.port = self._listener.port
        self.close = self._listener.stop

    def _take(self, _arrivals: Sequence[Arrival]) -> None:
        self.at = self.at or time.monotonic()
        self._come.set()

    def wait(self) -> float:
        """Give the moment, by `time.monotonic`."""
        if not self._come.wait(300):
            raise SystemExit("no mail comes")
        return self.at


def start(folder: Path) -> tuple[float, float]:
    """Have `send --yes` typed beside a running service; give the seconds to the first mail, and of CPU."""
    with closing(FirstMail()) as relay:
        more = (
            f'[limits]\nper_minute = 0\n[relay]\nhost = "127.0.0.1"\nport = {relay.port}\nsecurity = "none"\n'
        )
        service = Served(folder, more)
        try:
            service.start("serve")
            assert service.process is not None
            before, cpu = _cpu(service.process.pid), resource.getrusage(resource.RUSAGE_CHILDREN)
            begun = time.monotonic()
            _type(service, "send", sample_meeting(date.today()).key, "invitation", "--yes")  # noqa: DTZ011
            seconds = relay.wait() - begun
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            command = used.ru_utime + used.ru_stime - cpu.ru_utime - cpu.ru_stime
            return seconds, command + _cpu(service.process.pid) - before
        finally:
            service.close()


def _type(service: Served, *words: str) -> None:
    command = [sys.executable, str(HOUSE / "run_service.py"), *words]
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environ["KRING_CONFIG"] = str(service.config)
    done = subprocess.run(command, cwd=HOUSE, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)


def _cpu(process: int) -> float:
    """Give the seconds of CPU a process has used (proc(5), fields 14 and 15 of its stat)."""
    found = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(found[11]) + int(found[12])) / os.sysconf("SC_CLK_TCK")


def ticks(app: Application) -> tuple[float, float]:
    """Look at the clock again and again; give a usual tick and the one an hour later, in milliseconds."""
    for number in range(MEETINGS):
        meeting = sample_meeting(date.today() + timedelta(days=400))  # noqa: DTZ011
        app.bus.do(ImportMeeting(replace(meeting, key=f"kring-{number}")), BENCH)
    app.tick()
    app.tick()
    usual = median([_one(app) for _ in range(TICKS)])
    begun = app.clock()
    later = []
    for hours in range(1, 6):
        moment = begun + timedelta(hours=hours, minutes=hours)
        app.bus.clock = lambda: moment  # noqa: B023 - asked before the next turn
        later.append(_one(app))
    return usual, median(later)


def _one(app: Application) -> float:
    begun = time.perf_counter()
    done = app.tick()
    assert not done, done
    return (time.perf_counter() - begun) * 1000


def measured(place: Path, people: int, what: Sequence[str]) -> dict[str, float]:
    """Measure so many people; the run comes last, because it leaves the database another one."""
    folder = place / str(people)
    house(folder, _sqlite(folder), people, OCTETS, port=25).close()
    found = {}
    if "start" in what:
        found["start"], found["start, CPU"] = start(_copy(folder))
    if "tick" in what:
        with closing(application(_sqlite(copied := _copy(folder)), 25, copied / "templates")) as app:
            found["tick"], found["tick, an hour later"] = ticks(app)
    if "memory" in what:
        found["memory"] = memory(folder, people)
    shutil.rmtree(folder)
    return found


def _copy(folder: Path) -> Path:
    copied = folder.with_name("copy")
    shutil.rmtree(copied, ignore_errors=True)
    return Path(shutil.copytree(folder, copied))


def _sqlite(folder: Path) -> str:
    return f"sqlite:///{folder}/kring.db"


WORDS = {
    "memory": ("peak resident set of a whole run, MB", "at most 1.3 times, under 150"),
    "start": ("`send --yes` to the first mail at the relay, s", "at most 5"),
    "start, CPU": ("of that CPU, command and service together, s", ""),
    "tick": (f"a tick, {MEETINGS} meetings and nothing due, ms", "at most 5"),
    "tick, an hour later": ("the tick of each hour, which looks at every meeting, ms", ""),
}


def row(name: str, few: float, many: float, heads: tuple[str, str]) -> dict[str, str]:
    """Give a row of the table."""
    words, goal = WORDS[name]
    return {
        "measure": words,
        heads[0]: f"{few:.1f}",
        heads[1]: f"{many:.1f}",
        "ratio": f"{many / few:.2f}",
        "goal": goal,
    }


def main() -> None:
    """Print the table."""
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("--people", type=int, default=20_000)
    read.add_argument("--few", type=int, default=2_000)
    read.add_argument("--what", nargs="*", default=["start", "tick", "memory"])
    found = read.parse_args()
    with tempfile.TemporaryDirectory(prefix="kring-bench-") as place:
        few, many = (measured(Path(place), people, found.what) for people in (found.few, found.people))
    heads = (f"{found.few:,} people", f"{found.people:,} people")
    table("A long list", [row(name, few[name], many[name], heads) for name in few])


if __name__ == "__main__":
    main()
