"""The outbox in SQL: what is to be sent, claimed by compare-and-set, and what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, or_, select, update

from mailer.domain.delivery import DELIVERY_MOVES, Delivery, DeliveryState, Outcome
from mailer.domain.errors import NotFound, Refused
from mailer.domain.run import RunState
from mailer.store.schema import Instant, attempts, deliveries, runs, skeletons

_OPEN = (DeliveryState.DUE.value, DeliveryState.DEFERRED.value)
_TOLD = (DeliveryState.SENDING.value, DeliveryState.SENT.value, DeliveryState.UNKNOWN.value)


@dataclass(frozen=True, slots=True)
class Told:
    """What a person may know of a meeting: its facts at which revision, and since when."""

    revision: int
    at: datetime


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
            raise NotFound(f"there is no skeleton {digest}")
        return bytes(found)

    def language(self, digest: str) -> str:
        """Give the language a kept skeleton is written in."""
        return str(self._sql.scalar(select(skeletons.c.language).where(skeletons.c.digest == digest)))

    def add(self, delivery: Delivery) -> int:
        """Write a new delivery and give its number; the database refuses a second one of its kind."""
        columns = {**asdict(delivery), "state": delivery.state.value, "slots": dict(delivery.slots)}
        del columns["id"]
        made = self._sql.execute(insert(deliveries).values(**columns))
        assert made.inserted_primary_key is not None  # noqa: S101 - an INSERT of one row always has a key
        return int(made.inserted_primary_key[0])

    def get(self, delivery: int) -> Delivery:
        """Give one; raises `NotFound`."""
        row = self._sql.execute(select(deliveries).where(deliveries.c.id == delivery)).first()
        if row is None:
            raise NotFound(
                f"there is no delivery {delivery}; run_service.py outbox list shows what is not settled"
            )
        return _delivery(row)

    def by_message_id(self, message_ids: Iterable[str]) -> Delivery | None:
        """Give the newest delivery with one of these Message-IDs, or None."""
        where = deliveries.c.message_id.in_(list(message_ids))
        row = self._sql.execute(select(deliveries).where(where).order_by(deliveries.c.id.desc())).first()
        return _delivery(row) if row else None

    def claim(self, by: str, now: datetime, limit: int) -> Sequence[Delivery]:
        """Take up to `limit` deliveries whose time has come; each is taken by one process only."""
        ready = and_(deliveries.c.state.in_(_OPEN), deliveries.c.next_at <= now)
        running = or_(deliveries.c.run.is_(None), runs.c.state == RunState.RUNNING.value)
        query = (
            select(deliveries)
            .outerjoin(runs, runs.c.id == deliveries.c.run)
            .where(ready, running)
            .order_by(deliveries.c.next_at, deliveries.c.id)
            .limit(limit)
            .with_for_update(of=deliveries, skip_locked=True)
        )
        taken = [_delivery(row) for row in self._sql.execute(query)]
        ids = [one.id for one in taken]
        claimed = {"state": DeliveryState.SENDING.value, "claimed_at": now, "claimed_by": by}
        self._sql.execute(update(deliveries).where(deliveries.c.id.in_(ids)).values(**claimed))
        return [replace(one, state=DeliveryState.SENDING) for one in taken]

    def record(
        self, delivery: Delivery, outcome: Outcome, now: datetime, next_at: datetime, tries: int
    ) -> None:
        """Write what became of an attempt on a claimed delivery; `tries` counts those that were its own."""
        kept = {name: getattr(outcome, name) for name in ("code", "status", "words")}
        kept |= {"state": outcome.state.value, "stage": outcome.stage.value}
        self._sql.execute(insert(attempts).values(delivery=delivery.id, at=now, **kept))
        values: dict[str, Any] = {
            "attempts": tries,
            "next_at": next_at,
            "words": outcome.words,
        }
        if outcome.state is DeliveryState.SENT:
            values["sent_at"] = now
        self.move([delivery], outcome.state, **values)

    def keep_back(self, delivery: Delivery, to: DeliveryState, words: str) -> None:
        """Give a claim back that never reached the courier, in the transaction that claimed it."""
        where = and_(deliveries.c.id == delivery.id, deliveries.c.state == DeliveryState.SENDING.value)
        self._sql.execute(update(deliveries).where(where).values(state=to.value, words=words))

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
                raise Refused(f"delivery {one.id} can't go from {one.state} to {to}")

    def found_sending(self, before: datetime | None = None) -> Sequence[Delivery]:
        """Give the claimed deliveries (claimed before a moment) whose process has not said what became."""
        where = deliveries.c.state == DeliveryState.SENDING.value
        if before is not None:
            where = and_(where, deliveries.c.claimed_at < before)
        return self._list(where)

    def open_of_run(self, run: int) -> Sequence[Delivery]:
        """Give what a run has not sent yet."""
        return self._list(and_(deliveries.c.run == run, deliveries.c.state.in_(_OPEN)))

    def unfinished(self, run: int) -> bool:
        """Whether anything of a run is still to be sent or being sent."""
        states = (*_OPEN, DeliveryState.SENDING.value)
        where = and_(deliveries.c.run == run, deliveries.c.state.in_(states))
        return self._sql.scalar(select(deliveries.c.id).where(where).limit(1)) is not None

    def open_of_person(self, person: int) -> Sequence[Delivery]:
        """Give what is still to be sent to a person."""
        return self._list(and_(deliveries.c.person == person, deliveries.c.state.in_(_OPEN)))

    def open_of_meeting(self, meeting: str) -> Sequence[Delivery]:
        """Give what is still to be sent for a meeting."""
        return self._list(and_(deliveries.c.meeting == meeting, deliveries.c.state.in_(_OPEN)))

    def in_state(self, *states: DeliveryState, limit: int = 1000) -> Sequence[Delivery]:
        """Give the deliveries in these states, the oldest first."""
        return self._list(deliveries.c.state.in_([state.value for state in states]), limit)

    def of_step(self, meeting: str, step: str) -> Sequence[Delivery]:
        """Give every delivery of a step, at any revision."""
        return self._list(and_(deliveries.c.meeting == meeting, deliveries.c.step == step))

    def without_step(self) -> Sequence[Delivery]:
        """Give every delivery that no step of a timeline made: the automatic answers and notices."""
        return self._list(deliveries.c.step.is_(None))

    def told(self, meeting: str) -> dict[int, Told]:
        """Give who may have read of a meeting, with the newest revision of its facts and moment."""
        where = and_(deliveries.c.meeting == meeting, deliveries.c.state.in_(_TOLD))
        left_at = func.coalesce(deliveries.c.sent_at, deliveries.c.claimed_at, type_=Instant)
        newest = func.max(deliveries.c.revision), func.max(left_at, type_=Instant)
        query = select(deliveries.c.person, *newest).where(where).group_by(deliveries.c.person)
        return {person: Told(revision, at) for person, revision, at in self._sql.execute(query)}

    def newest_to(self, address: str) -> Delivery | None:
        """Give the newest delivery that has left for an address, or None."""
        where = and_(deliveries.c.address == address, deliveries.c.state.in_(_TOLD))
        row = self._sql.execute(select(deliveries).where(where).order_by(deliveries.c.id.desc())).first()
        return _delivery(row) if row else None

    def newest_about(self, meeting: str, person: int) -> Delivery | None:
        """Give the newest delivery about a meeting that has left for a person, or None."""
        about = and_(deliveries.c.meeting == meeting, deliveries.c.person == person)
        where = and_(about, deliveries.c.state.in_(_TOLD))
        row = self._sql.execute(select(deliveries).where(where).order_by(deliveries.c.id.desc())).first()
        return _delivery(row) if row else None

    def answers_since(self, address: str, since: datetime) -> Sequence[Delivery]:
        """Give the automatic answers made for an address since a moment."""
        return self._list(
            and_(
                deliveries.c.address == address,
                deliveries.c.answers.is_not(None),
                deliveries.c.made_at >= since,
            )
        )

    def next_at(self) -> datetime | None:
        """Give the moment the next delivery's time comes, or None when nothing waits."""
        earliest: datetime | None = self._sql.scalar(
            select(func.min(deliveries.c.next_at)).where(deliveries.c.state.in_(_OPEN))
        )
        return earliest

    def _list(self, where: Any, limit: int | None = None) -> Sequence[Delivery]:
        query = select(deliveries).where(where).order_by(deliveries.c.id).limit(limit)
        return [_delivery(row) for row in self._sql.execute(query)]


def _delivery(row: Row[Any]) -> Delivery:
    columns = {name: value for name, value in row._mapping.items() if name in Delivery.__slots__}
    return Delivery(**{**columns, "state": DeliveryState(row.state)})
