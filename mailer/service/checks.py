"""What a doctor looks at: each check says in words how it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailer.domain.delivery import Courier, DeliveryState
from mailer.domain.inbox import InboxState
from mailer.domain.run import RunState
from mailer.letters.errors import LetterError
from mailer.service.work import House
from mailer.store.database import Database
from mailer.store.migrate import up_to_date
from mailer.store.unit_of_work import UnitOfWork, unit_of_work

LONG = timedelta(hours=1)
"""How long a mail may stay unread or unsent before the doctor frowns."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    what: str
    well: bool
    words: str


def all_checks(database: Database, house: House, courier: Courier, now: datetime) -> Iterator[Check]:
    """Look at everything, the outermost last."""
    if not up_to_date(database):
        yield Check("database", well=False, words="of another version; run: run_service.py migrate")
        return
    yield Check("database", well=True, words="at this program's version")
    yield from _letters(house)
    with unit_of_work(database) as store:
        yield from _rows(store, now)
    fault = courier.check()
    yield Check("relay", well=not fault, words=fault or "answers, and takes our log-in")


def _letters(house: House) -> Iterator[Check]:
    faults = []
    for series in house.series.values():
        for step in series.timeline:
            faults += [
                f"{step.letter}.{language} is missing"
                for language in series.languages
                if language not in house.letters.languages(step.letter)
            ]
    found: list[LetterError] = [
        error
        for kind in house.letters.kinds()
        for language in house.letters.languages(kind)
        for error in house.letters.check(kind, language)
    ]
    faults += [str(error) for error in found]
    yield Check("letters", well=not faults, words="; ".join(faults) or "every one can be written")


def _rows(store: UnitOfWork, now: datetime) -> Iterator[Check]:
    parked = len(store.inbox.in_state(InboxState.PARKED))
    yield Check("parked mails", well=True, words=f"{parked} wait for the coordinator")
    unread = [row for row in store.inbox.in_state(InboxState.RECEIVED) if now - row.received_at > LONG]
    yield Check("unread mails", well=not unread, words=f"{len(unread)} for more than an hour; does it run?")
    unknown = store.outbox.in_state(DeliveryState.UNKNOWN)
    names = ", ".join(f"{one.letter} to {one.address} ({one.id})" for one in unknown)
    yield Check("unknown deliveries", well=not unknown, words=names or "none")
    failed = len(store.outbox.in_state(DeliveryState.FAILED))
    yield Check("failed deliveries", well=not failed, words=f"{failed}; run_service.py outbox list")
    waiting = store.runs.in_state(RunState.WAITING)
    names = ", ".join(f"{run.step} of {run.meeting}" for run in waiting)
    yield Check("waiting runs", well=True, words=names or "none")
