"""The outbox in SQL: what is to be sent, to whom, and how far it has come."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    union,
    update,
)

from mailer.domain.delivery import DELIVERY_MOVES, Delivery, DeliveryState
from mailer.domain.errors import NotFound, Refused
from mailer.domain.registration import CONCERNED
from mailer.store.prepared import Given, PreparedForMany
from mailer.store.schema import OPEN, attempts, deliveries, registrations, skeletons

_OPEN = (DeliveryState.DUE.value, DeliveryState.DEFERRED.value)
_TOLD = (DeliveryState.SENDING.value, DeliveryState.SENT.value, DeliveryState.UNKNOWN.value)
MAY_BE_READ = or_(
    *(deliveries.c.state == state for state in _TOLD),
    exists().where(attempts.c.delivery == deliveries.c.id, attempts.c.state == DeliveryState.UNKNOWN.value),
)
"""What was unknown once may have been read, also when it is to go out again or was cancelled before that."""

DELIVERY = tuple(deliveries.c[name] for name in Delivery._fields)
"""The columns that make a delivery, in the order of its fields."""

_STATE = Delivery._fields.index("state")
_STATES = {state.value: state for state in DeliveryState}
_COLUMNS = Delivery._fields[:-1]
"""What is told of a new delivery: all but its number, which comes last."""


def _new(given: Given) -> dict[str, ColumnElement[Any]]:
    return {**{name: given(name) for name in _COLUMNS}, "claimed_by": literal("")}


_INSERT = PreparedForMany(
    deliveries,
    _COLUMNS,
    lambda given: insert(deliveries).from_select(list(_new(given)), select(*_new(given).values())),
    one=lambda given: insert(deliveries).values(_new(given)),
)


class Outbox:
    """Deliveries and their attempts. Only `mailer.service.outgoing` adds to it."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def keep_skeleton(self, digest: str, letter: str, language: str, octets: bytes) -> None:
        """Keep a skeleton once; its digest is its name."""
        if self._sql.scalar(select(skeletons.c.digest).where(skeletons.c.digest == digest)) is None:
            values = {"digest": digest, "letter": letter, "language": language, "octets": octets}
            self._sql.execute(insert(skeletons).values(**values))

    def skeleton(self, digest: str) -> bytes:
        """Give a kept skeleton's octets."""
        found = self._sql.scalar(select(skeletons.c.octets).where(skeletons.c.digest == digest))
        if found is None:
            raise NotFound("there is no skeleton {digest}", digest=digest)
        return bytes(found)

    def language(self, digest: str) -> str:
        """Give the language a kept skeleton is written in."""
        return str(self._sql.scalar(select(skeletons.c.language).where(skeletons.c.digest == digest)))

    def add(self, *new: Delivery) -> None:
        """Write new deliveries; the database refuses a second one of its kind."""
        if new:
            _INSERT.each(self._sql, [_row(one) for one in new])

    def get(self, delivery: int) -> Delivery:
        """Give one; raises `NotFound`."""
        row = self._sql.execute(select(*DELIVERY).where(deliveries.c.id == delivery)).first()
        if row is None:
            raise NotFound(
                "there is no delivery {delivery}; run_service.py outbox list shows what is not settled",
                delivery=delivery,
            )
        return delivery_of(row)

    def by_message_id(self, message_ids: Iterable[str]) -> Delivery | None:
        """Give the newest delivery with one of these Message-IDs, or None."""
        where = deliveries.c.message_id.in_(list(message_ids))
        row = self._sql.execute(select(*DELIVERY).where(where).order_by(deliveries.c.id.desc())).first()
        return delivery_of(row) if row else None

    def move(self, which: Sequence[Delivery], to: DeliveryState, **values: Any) -> None:
        """Move deliveries to a state by compare-and-set; raises `Refused` if one is not where it was."""
        for one in which:
            legal = [state.value for state, moves in DELIVERY_MOVES.items() if to in moves]
            where = and_(
                deliveries.c.id == one.id,
                deliveries.c.state == one.state.value,
                deliveries.c.state.in_(legal),
            )
            done = self._sql.execute(update(deliveries).where(where).values(state=to.value, **values))
            if done.rowcount != 1:
                raise Refused(
                    "delivery {delivery} can't go from {delivery_state} to {to}",
                    delivery=one.id,
                    delivery_state=one.state,
                    to=to,
                )

    def open_of_run(self, run: int) -> Sequence[Delivery]:
        """Give what a run has not sent yet."""
        return self._list(and_(deliveries.c.run == run, text(OPEN)))

    def failed_of(self, run: int, after: int = 0, limit: int = 200) -> Sequence[int]:
        """Give the numbers of what of a run failed, from after a number."""
        failed = and_(deliveries.c.run == run, deliveries.c.state == DeliveryState.FAILED.value)
        query = select(deliveries.c.id).where(failed, deliveries.c.id > after).order_by(deliveries.c.id)
        return self._sql.scalars(query.limit(limit)).all()

    def unfinished(self, run: int) -> bool:
        """Whether anything of a run is still to be sent or being sent."""
        states = (*_OPEN, DeliveryState.SENDING.value)
        where = and_(deliveries.c.run == run, deliveries.c.state.in_(states))
        return self._sql.scalar(select(deliveries.c.id).where(where).limit(1)) is not None

    def stop_run(self, run: int, words: str) -> int:
        """Cancel what a run has not sent yet; give how many that were."""
        return self._stop(deliveries.c.run == run, DeliveryState.CANCELLED, words)

    def stop_meeting(self, meeting: str, words: str) -> int:
        """Cancel what is still to be sent for a meeting; give how many that were."""
        return self._stop(deliveries.c.meeting == meeting, DeliveryState.CANCELLED, words)

    def stop_person(self, person: int, words: str) -> int:
        """Suppress what is still to be sent to a person; give how many that were."""
        return self._stop(deliveries.c.person == person, DeliveryState.SUPPRESSED, words)

    def _stop(self, which: ColumnElement[bool], to: DeliveryState, words: str) -> int:
        stopped = update(deliveries).where(which, text(OPEN)).values(state=to.value, words=words)
        return self._sql.execute(stopped).rowcount

    def in_state(self, *states: DeliveryState, limit: int = 1000) -> Sequence[Delivery]:
        """Give the deliveries in these states, the oldest first."""
        return self._list(deliveries.c.state.in_([state.value for state in states]), limit)

    def of_step(self, meeting: str, step: str) -> Sequence[Delivery]:
        """Give every delivery of a step, at any revision."""
        return self._list(and_(deliveries.c.meeting == meeting, deliveries.c.step == step))

    def without_step(self) -> Sequence[Delivery]:
        """Give every delivery that no step of a timeline made: the automatic answers and notices."""
        return self._list(deliveries.c.step.is_(None))

    def count_told(self, meeting: str) -> int:
        """Count who may know of a meeting: who may have read a letter of it, and who is registered."""
        read = select(deliveries.c.person).where(deliveries.c.meeting == meeting, MAY_BE_READ)
        registered = select(registrations.c.person).where(
            registrations.c.meeting == meeting, registrations.c.state.in_([one.value for one in CONCERNED])
        )
        return self._sql.scalar(select(func.count()).select_from(union(read, registered).subquery())) or 0

    def newest_to(self, address: str) -> Delivery | None:
        """Give the newest delivery that has left for an address, or None."""
        where = and_(deliveries.c.address == address, deliveries.c.state.in_(_TOLD))
        row = self._sql.execute(select(*DELIVERY).where(where).order_by(deliveries.c.id.desc())).first()
        return delivery_of(row) if row else None

    def newest_about(self, meeting: str, person: int) -> Delivery | None:
        """Give the newest delivery about a meeting that has left for a person, or None."""
        about = and_(deliveries.c.meeting == meeting, deliveries.c.person == person)
        where = and_(about, deliveries.c.state.in_(_TOLD))
        row = self._sql.execute(select(*DELIVERY).where(where).order_by(deliveries.c.id.desc())).first()
        return delivery_of(row) if row else None

    def about(self, meeting: str, person: int) -> Sequence[Delivery]:
        """Give the deliveries about a meeting to a person that left or are to leave, the oldest first."""
        about = and_(deliveries.c.meeting == meeting, deliveries.c.person == person)
        return self._list(and_(about, deliveries.c.state.in_((*_TOLD, *_OPEN))))

    def answers_since(self, address: str, since: datetime) -> Sequence[Delivery]:
        """Give the automatic answers made for an address since a moment."""
        return self._list(
            and_(
                deliveries.c.address == address,
                deliveries.c.answers.is_not(None),
                deliveries.c.made_at >= since,
            )
        )

    def _list(self, where: Any, limit: int | None = None) -> Sequence[Delivery]:
        query = select(*DELIVERY).where(where).order_by(deliveries.c.id).limit(limit)
        return [delivery_of(row) for row in self._sql.execute(query)]


def _row(delivery: Delivery) -> list[Any]:
    """Give a new delivery as `_COLUMNS` of its row."""
    row = list(delivery[:-1])
    row[_STATE] = delivery.state.value
    return row


def delivery_of(row: Sequence[Any]) -> Delivery:
    """Read a row that begins with the columns of `DELIVERY`, whatever comes behind them."""
    values = list(row[: len(DELIVERY)])
    values[_STATE] = _STATES[values[_STATE]]
    return Delivery._make(values)
