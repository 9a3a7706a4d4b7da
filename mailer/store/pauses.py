"""Pauses of the whole house in SQL: while one is open nothing is sent, and no step starts by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, func, insert, select, text, update

from mailer.domain.delivery import DeliveryState
from mailer.domain.sentence import sentence
from mailer.store.prepared import Prepared
from mailer.store.schema import OPEN, deliveries, pauses

COPIED = sentence("it is a copy of a house at work; what was open in it may have been sent since")
"""Why a copy is paused from the moment it is made."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Since when, and why."""

    since: datetime
    why: str

    @property
    def words(self) -> str:
        """Say it in one line."""
        return f"paused since {self.since:%Y-%m-%d %H:%M} UTC: {self.why}"


# Asked before every group that is claimed.
_OPEN = Prepared(
    select(pauses.c.since, pauses.c.why).where(pauses.c.released_at.is_(None)).order_by(pauses.c.id).limit(1)
)


class Pauses:
    """The pauses there were, and the one there is."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def open(self) -> Pause | None:
        """Give the pause that is not over; None when there is none."""
        return next((Pause(since, why) for since, why in _OPEN.rows(self._sql)), None)

    def begin(self, now: datetime, why: str) -> None:
        """Pause the house."""
        self._sql.execute(insert(pauses).values(since=now, why=why, released_by=""))

    def release(self, now: datetime, by: str) -> None:
        """End every pause."""
        ended = {"released_at": now, "released_by": by}
        self._sql.execute(update(pauses).where(pauses.c.released_at.is_(None)).values(**ended))

    def waiting(self) -> Sequence[Row[tuple[str, str | None, int]]]:
        """Count what would go out, by letter and meeting."""
        what = (deliveries.c.letter, deliveries.c.meeting)
        query = select(*what, func.count().label("many")).where(text(OPEN)).group_by(*what).order_by(*what)
        return self._sql.execute(query).all()

    def settle_waiting(self, to: DeliveryState, words: str) -> int:
        """Move all that would go out to another state; give how many that were."""
        done = self._sql.execute(update(deliveries).where(text(OPEN)).values(state=to.value, words=words))
        return done.rowcount
