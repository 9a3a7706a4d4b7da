"""How long the console's pages take at the server, with few people and with many.

Everybody is invited and one in ten has answered; there are fifty meetings, and many mails came in.
"""

import argparse
import http.client
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from ground import BENCH, SERIES, house, median, table
from sqlalchemy import Table, insert

from mailer.app import Application
from mailer.domain.address import Mailbox
from mailer.domain.commands import ImportMeeting, InviteCoordinator
from mailer.domain.coordinator import Role
from mailer.letters.skeleton import Skeleton
from mailer.service.log_in import digest
from mailer.store.schema import deliveries, inbox, journal, registrations, runs, skeletons
from mailer.store.unit_of_work import unit_of_work

PAGES = {
    "today": "/console/",
    "inbox": "/console/inbox",
    "a mail": "/console/inbox/1",
    "meetings": "/console/meetings",
    "a meeting": "/console/meetings/sample",
    "a run that is done": "/console/runs/1",
    "a run that goes out": "/console/runs/2",
    "a run's progress": "/console/runs/2/progress",
    "who waits": "/console/meetings/sample/registered/wait?after=50",
    "who does not come": "/console/meetings/sample/registered/no?after=50",
    "participants": "/console/meetings/sample/lists/participants",
    "participants, xlsx": "/console/meetings/sample/lists/participants/xlsx",
    "kitchen": "/console/meetings/sample/lists/kitchen",
    "badges": "/console/meetings/sample/badges",
    "what a move leads to": "/console/meetings/sample/move?day=2199-09-20&time=12:00",
    "what a cancellation leads to": "/console/meetings/sample/cancel",
    "the answers closed": "/console/meetings/sample/close",
    "who was there": "/console/meetings/past-1/attendance",
    "people, many fit": "/console/people?q=nummer",
    "people, many fit, on": "/console/people?q=nummer&after=2500",
    "people, one fits": "/console/people?q=lid4999@",
    "people, nobody fits": "/console/people?q=nobody-has-this",
    "a person": "/console/people/17",
    "all that is kept of a person": "/console/people/20/dossier",
    "what an erasure takes away": "/console/people/20/erase",
    "a mail, the whole of it": "/console/inbox/1/whole",
    "the journal": "/console/journal",
    "the journal, of a meeting": "/console/journal?meeting=sample",
    "the journal, of a deed": "/console/journal?command=MoveMeeting",
    "the journal, of both": "/console/journal?meeting=sample&command=MoveMeeting",
    "the journal, of a person": "/console/journal?person=17",
    "a mail that was sent": "/console/deliveries/17",
    "a rehearsal": "/console/meetings/sample/rehearsal/recap",
    "who is left out of it": "/console/meetings/sample/rehearsal/reminder?who=left-out",
    "its letter": "/console/meetings/sample/rehearsal/recap/18/letter",
    "letters": "/console/letters",
    "a letter": "/console/letters/invitation/nl",
    "account": "/console/account",
}
STATES = ("waitlisted", "declined", "tentative", "waitlisted", "declined")
PORTION = 20_000
MAIL = b"From: a@town.example\r\nTo: info@kennisplatform.example\r\nSubject: Re: x\r\n\r\nMisschien.\r\n"
LETTER = b"Subject: Uitnodiging\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nKomt u ook?\r\n"
SKELETON = Skeleton("Uitnodiging", (LETTER,), ()).to_bytes()


def put(app: Application, what: Table, rows: Iterator[dict[str, Any]]) -> None:
    """Write rows in portions."""
    while portion := [row for row, _ in zip(rows, range(PORTION), strict=False)]:
        with app.database.transaction() as sql:
            sql.execute(insert(what), portion)


def fill(app: Application, people: int, mails: int) -> None:
    """Invite everybody, have one in ten answer, let mails come in, and begin a second run."""
    now = app.clock()
    with unit_of_work(app.database) as store:
        sample = store.meetings.all()[0]
    for number in range(1, 50):
        away = timedelta(days=200 * number)
        parts = tuple(replace(one, starts=one.starts - away, ends=one.ends - away) for one in sample.dayparts)
        past = replace(sample, key=f"past-{number}", starts=sample.starts - away, ends=sample.ends - away)
        deadline = (now - away).date()
        app.bus.do(ImportMeeting(replace(past, dayparts=parts, deadline=deadline)), BENCH)
    fixed = {"meeting": sample.key, "revision": 0, "made_at": now}
    written = {"digest": "d", "letter": "invitation", "language": "nl", "octets": SKELETON}
    put(app, skeletons, iter([written]))
    run = {"letter": "invitation", **fixed}
    put(app, runs, iter([{"step": "invitation", "state": "done", **run}]))
    put(app, runs, iter([{"step": "reminder", "state": "running", **run, "letter": "reminder"}]))
    for number, (step, state) in enumerate((("invitation", "sent"), ("reminder", "due")), 1):
        one = {"letter": step, "step": step, "run": number, "state": state, "series": SERIES, "skeleton": "d"}
        one.update(fixed, slots={}, next_at=now, sent_at=now if state == "sent" else None)
        addressed = (
            {**one, "person": who, "address": f"person{who}@town.example", "message_id": f"{who}-{number}@x"}
            for who in range(1, people + 1)
        )
        put(app, deliveries, addressed)
    answer = {"meeting": sample.key, "dayparts": list(sample.daypart_keys), "guests": [], "changed_at": now}
    answers = (
        {
            **answer,
            "person": who,
            "uid": f"u-{who}",
            "state": "accepted" if who <= 150 else STATES[who // 10 % 5],
            "waiting_since": now,
        }
        for who in range(10, people + 1, 10)
    )
    put(app, registrations, answers)
    came = {
        "recipient": "info@kennisplatform.example",
        "reverse_path": "",
        "received_at": now,
        "octets": MAIL,
    }
    arrived = (
        {
            **came,
            "digest": str(number),
            "state": "parked" if number < 200 else "ignored",
            "kind": "registration",
        }
        for number in range(mails)
    )
    put(app, inbox, arrived)
    line = {"at": now, "who": "bench", "why": "", "details": {}}
    put_on = ({**line, "command": "ImportPerson", "what": "x", "person": who} for who in range(1, people + 1))
    put(app, journal, put_on)
    wrote = {**line, "command": "RecordAnswer", "meeting": sample.key, "what": "x is accepted"}
    put(app, journal, ({**wrote, "person": who} for who in range(10, people + 1, 10)))


def asked(port: int, path: str, cookie: str, rounds: int) -> float:
    """Give the milliseconds a page takes, the median of some rounds after a first."""
    took = []
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
        for _ in range(rounds + 1):
            begun = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            took.append(1000 * (time.perf_counter() - begun))
            assert answer.status == 200, (path, answer.status)
    return median(took[1:])


def log_in(app: Application) -> str:
    """Log somebody in; give the cookie."""
    who = Mailbox("marieke@kennisplatform.example", "Marieke")
    app.bus.do(InviteCoordinator(who, Role.COORDINATOR, "nl", digest("bench")), BENCH)
    origin = f"http://127.0.0.1:{app.web.port}"
    kind = "application/x-www-form-urlencoded"
    with closing(http.client.HTTPConnection("127.0.0.1", app.web.port)) as connection:
        head = {"Origin": origin, "Content-Type": kind}
        connection.request("POST", "/console/welcome/bench", urlencode({"password": ""}), head)
        return str(connection.getresponse().getheader("Set-Cookie")).partition(";")[0]


def measured(folder: Path, people: int, given: argparse.Namespace) -> dict[str, float]:
    """Give the milliseconds of each page, in a house with so many people."""
    app = house(folder, f"sqlite:///{folder / 'kring.db'}", people, 2048, 1)
    try:
        fill(app, people, given.mails)
        app.web.start()
        cookie = log_in(app)
        return {name: asked(app.web.port, path, cookie, given.rounds) for name, path in PAGES.items()}
    finally:
        app.web.stop()
        app.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("--people", type=int, nargs="+", default=[5000, 1_000_000])
    read.add_argument("--mails", type=int, default=100_000)
    read.add_argument("--rounds", type=int, default=9)
    given = read.parse_args(arguments)
    found = {}
    for people in given.people:
        with tempfile.TemporaryDirectory() as folder:
            found[people] = measured(Path(folder), people, given)
    rows = [
        {"page": name, **{f"{people} people": f"{by[name]:.0f} ms" for people, by in found.items()}}
        for name in PAGES
    ]
    table("The pages of the console, at the server", rows)


if __name__ == "__main__":
    main()
