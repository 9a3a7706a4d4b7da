"""Reading stored mail once more: what the program and its lexicon make of it today; changes nothing."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from mailer.domain.inbox import Arrived
from mailer.domain.meeting import Meeting
from mailer.intake.verdict import Standing
from mailer.message.mail import Mail
from mailer.message.parse import parse
from mailer.service.reading import Around, look_around, read
from mailer.service.work import House
from mailer.store.database import Database
from mailer.store.unit_of_work import UnitOfWork, unit_of_work

Fields = Mapping[str, Any]

_NO_MATTER = frozenset({"why", "own_words", "about"})
"""Fields of a verdict that nothing is done with."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """A stored mail: its verdict when it came, its verdict now, and what the coordinator decided."""

    number: int
    received_at: datetime
    originator: str
    subject: str
    old: Fields
    new: Fields
    decided: Fields | None

    @property
    def changed(self) -> tuple[str, ...]:
        """The fields that are another now."""
        return tuple(
            name for name in self.new if name not in _NO_MATTER and self.new[name] != self.old.get(name)
        )


def replay(database: Database, house: House) -> Iterator[Replayed]:
    """Read every mail that has a verdict once more, in the order they came; a transaction a mail."""
    number = 0
    while True:
        with unit_of_work(database) as store:
            row = store.inbox.understood_after(number)
            if row is None:
                return
            number = row.id
            arrived = store.inbox.get(number)
            mail = parse(arrived.octets, arrived.reverse_path)
            around = _as_it_was(store, look_around(store, house, arrived, mail), row.setting or {})
        new = _read_again(house, arrived, mail, around)
        yield Replayed(number, row.received_at, row.originator, row.subject, row.verdict, new, row.decided)


def _read_again(house: House, arrived: Arrived, mail: Mail, around: Around) -> Fields:
    verdict = asdict(read(house, arrived, mail, around).verdict)
    fields: Fields = json.loads(json.dumps(verdict))
    return fields


def _as_it_was(store: UnitOfWork, now: Around, kept: Fields) -> Around:
    """Take the meeting and the writer as they were when the mail came, as far as that was kept."""
    told = _meeting(store, kept)
    return replace(
        now,
        meeting=told if now.meeting else None,
        perhaps=None if now.meeting else told,
        standing=Standing(kept.get("standing", Standing.NONE)),
        dayparts=tuple(kept.get("dayparts", ())),
    )


def _meeting(store: UnitOfWork, kept: Fields) -> Meeting | None:
    if not kept.get("meeting"):
        return None
    return store.meetings.at_revision(store.meetings.get(kept["meeting"]), kept["revision"])
