"""How much several senders send together on one PostgreSQL: `python bench/senders.py`.

A run is written down whole; then so many processes, each with connections of its own, send it together. The
rate is counted from the word to begin to the last mail settled. Senders, database and relay share the cores
of one machine here: this shows what the senders cost each other, not what several machines would reach.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from beside import private_key
from ground import BENCH, KEY, application, house, median, sink, table
from sqlalchemy import func, select

from mailer.domain.commands import StartRun, TakeStep
from mailer.domain.delivery import Claim, Outcome
from mailer.engine.sender import SenderLoop
from mailer.service.claims import OutboxClaims, Sender
from mailer.service.writing import write_on
from mailer.store.schema import deliveries
from mailer.store.unit_of_work import unit_of_work
from tests.postgres import Postgres, postgres

CONNECTIONS = 8


class Timed(OutboxClaims):
    """Claims that know when the last of them was settled."""

    last = 0.0

    def settle(self, claim: Claim, outcome: Outcome) -> None:
        super().settle(claim, outcome)
        self.last = time.monotonic()


def one_sender(folder: Path, url: str, port: int) -> None:
    """Send between two lines on standard input; tell how many mails that were, and when the last left."""
    app = application(url, port, folder / "templates")
    app.lease.renew()
    claims = Timed(app.database, app.house, app.clock, Sender(app.lease.name, CONNECTIONS))
    sender = SenderLoop(claims, app.courier)
    print("ready", flush=True)
    sys.stdin.readline()
    sender.start()
    sys.stdin.readline()
    sender.stop()
    app.lease.end()
    app.close()
    print(json.dumps({"mails": claims.settled, "last": claims.last}), flush=True)


def together(senders: int, server: Postgres, port: int, mails: int, octets: int, key: bytes) -> float:
    """Have so many processes send one run; give mails a second."""
    with tempfile.TemporaryDirectory(prefix="kring-bench-") as place:
        folder, url = Path(place), server.database()
        if key:
            (folder / KEY).write_bytes(key)
        _write_down(folder, url, port, mails, octets)
        command = [sys.executable, __file__, "--child", str(folder), url, str(port)]
        running = [_child(command) for _ in range(senders)]
        begun = time.monotonic()
        _say(running)
        _wait_for(folder, url, port)
        _say(running)
        found = [json.loads(one.communicate()[0]) for one in running]
    assert sum(one["mails"] for one in found) == mails, found
    last: float = max(one["last"] for one in found)
    return mails / (last - begun)


def _write_down(folder: Path, url: str, port: int, mails: int, octets: int) -> None:
    app = house(folder, url, mails, octets, port)
    with unit_of_work(app.database) as store:
        (meeting,) = store.meetings.all()
    app.bus.do(StartRun(app.bus.do(TakeStep(meeting.key, "invitation"), BENCH).run or 0), BENCH)
    while write_on(app.database, app.house, app.clock):
        pass
    app.close()


def _child(command: list[str]) -> "subprocess.Popen[str]":
    found = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert found.stdout is not None
    assert found.stdout.readline() == "ready\n"
    return found


def _say(running: list["subprocess.Popen[str]"]) -> None:
    for one in running:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()


def _wait_for(folder: Path, url: str, port: int) -> None:
    """Wait until everything is sent; a look every half second takes nothing from those who send."""
    app = application(url, port, folder / "templates")
    unsent = select(func.count()).where(deliveries.c.state != "sent")
    while True:
        with app.database.reading() as sql:
            if not sql.scalar(unsent):
                break
        time.sleep(0.5)
    app.close()


def main() -> None:
    """Print the table."""
    if sys.argv[1:2] == ["--child"]:
        one_sender(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
        return
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--mails", type=int, default=10_000)
    read.add_argument("--octets", type=int, default=20_480)
    read.add_argument("--rounds", type=int, default=5)
    read.add_argument("--senders", type=int, nargs="*", default=[1, 2, 4])
    given = read.parse_args()
    rows = []
    with sink() as port, postgres() as server:
        for words, key in (("", b""), (", each signing", private_key())):
            found = [
                [together(many, server, port, given.mails, given.octets, key) for many in given.senders]
                for _ in range(given.rounds)
            ]
            rows += [_row(place, words, given.senders, found) for place in range(len(given.senders))]
    table(f"{given.mails:,} mails of {given.octets:,} octets by several senders on one PostgreSQL", rows)


def _row(place: int, words: str, senders: list[int], found: list[list[float]]) -> dict[str, str]:
    return {
        "senders": f"{senders[place]}{words}",
        "mails/s": f"{median([rates[place] for rates in found]):,.0f}",
        f"over {senders[0]}": f"{median([rates[place] / rates[0] for rates in found]):.2f}",
    }


if __name__ == "__main__":
    main()
