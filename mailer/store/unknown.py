"""Deliveries whose fate nobody knows, in SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select, text, update

from mailer.domain.delivery import DeliveryState
from mailer.domain.errors import Refused
from mailer.domain.unknown import Held, Unknown
from mailer.store.outbox import DELIVERY, delivery_of
from mailer.store.schema import UNSETTLED, Instant, attempts, deliveries, pauses, people

_UNKNOWN = DeliveryState.UNKNOWN.value


class Unknowns:
    """What nobody knows the fate of."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def get(self, delivery: int) -> Unknown:
        """Give one; raises `Refused` for a delivery that is not unknown."""
        row = self._sql.execute(_query(deliveries.c.id == delivery)).first()
        if row is None:
            raise Refused(
                "delivery {delivery} is not unknown; run_service.py outbox resolve lists those",
                delivery=delivery,
            )
        return _unknown(row)

    def not_held(self, limit: int = 100) -> Sequence[Unknown]:
        """Give those that the house may still do something about, the oldest first."""
        query = _query(deliveries.c.held.is_(None)).order_by(deliveries.c.id).limit(limit)
        return [_unknown(row) for row in self._sql.execute(query)]

    def hold(self, one: Unknown, held: Held, words: str) -> None:
        """Note that the house does nothing more about one by itself, and why."""
        where = and_(deliveries.c.id == one.delivery.id, deliveries.c.state == _UNKNOWN)
        self._sql.execute(update(deliveries).where(where).values(held=held.value, words=words))

    def listed(self, run: int | None = None) -> Sequence[dict[str, Any]]:
        """Give those a person is asked about, of one run or all, each with the name and since when."""
        asked = or_(deliveries.c.held.is_(None), deliveries.c.held != Held.LEFT.value)
        where = asked if run is None else and_(asked, deliveries.c.run == run)
        names = ("id", "letter", "address", "meeting", "step", "run", "words")
        columns = (*(deliveries.c[name] for name in names), people.c.name, _SINCE.label("since"))
        query = select(*columns).join(people, people.c.id == deliveries.c.person).where(_IS_UNKNOWN, where)
        return [dict(row) for row in self._sql.execute(query.order_by(deliveries.c.id)).mappings()]

    def released_at(self) -> datetime | None:
        """Give when the house was released last, None if it never was paused."""
        found: datetime | None = self._sql.scalar(select(func.max(pauses.c.released_at, type_=Instant)))
        return found


_IS_UNKNOWN = and_(text(UNSETTLED), deliveries.c.state == _UNKNOWN)
_ENDED_SO = and_(attempts.c.delivery == deliveries.c.id, attempts.c.state == _UNKNOWN)
_TIMES = select(func.count()).select_from(attempts).where(_ENDED_SO).scalar_subquery()
_SINCE = func.coalesce(
    select(func.max(attempts.c.at, type_=Instant)).where(_ENDED_SO).scalar_subquery(),
    deliveries.c.made_at,
    type_=Instant,
)


def _query(where: ColumnElement[bool]) -> Select[Any]:
    columns = (*DELIVERY, deliveries.c.held, _TIMES.label("times"), _SINCE.label("since"))
    return select(*columns).where(_IS_UNKNOWN, where)


def _unknown(row: Row[Any]) -> Unknown:
    return Unknown(delivery_of(row), row.since, row.times, Held(row.held) if row.held else None)
