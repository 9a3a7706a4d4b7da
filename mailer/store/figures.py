"""How much waits: counts that cost the same however much was sent before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, literal, select, text

from mailer.domain.delivery import DeliveryState
from mailer.domain.inbox import InboxState
from mailer.domain.run import RunState
from mailer.domain.unknown import Held
from mailer.store.schema import OPEN, UNSETTLED, deliveries, inbox, pauses, runs

MOST = 50_000
"""Deliveries that wait are counted up to here: who waits for a million has that many index entries read."""

_WAITING_MAILS = (InboxState.RECEIVED.value, InboxState.PARKED.value)


@dataclass(frozen=True, slots=True)
class Figures:
    """What waits at one moment. `due` and `deferred` together are counted up to `MOST`."""

    deliveries: dict[str, int]
    """Per state: due, deferred, sending, failed, unknown; of these last the ones a person is asked about."""
    oldest_due: datetime | None
    """Since when the delivery that has waited longest could have gone out; runs that are paused aside."""
    inbox: dict[str, int]
    """Per state: received, parked."""
    paused: bool
    """Whether the whole house is."""


def figures(connection: Connection) -> Figures:
    """Look once at everything."""
    counted = _unsettled(connection)
    waiting = _open(connection)
    counted[DeliveryState.DUE.value] = max(waiting - counted[DeliveryState.DEFERRED.value], 0)
    return Figures(counted, _oldest_due(connection), _inbox(connection), _paused(connection))


def _unsettled(sql: Connection) -> dict[str, int]:
    asked_about = func.coalesce(deliveries.c.held, "") != Held.LEFT.value
    query = select(deliveries.c.state, func.count()).where(text(UNSETTLED), asked_about)
    found = {row[0]: row[1] for row in sql.execute(query.group_by(deliveries.c.state))}
    states = (DeliveryState.DEFERRED, DeliveryState.SENDING, DeliveryState.FAILED, DeliveryState.UNKNOWN)
    return {state.value: found.get(state.value, 0) for state in states}


def _open(sql: Connection) -> int:
    """Count run by run: asked for all at once, SQLite reads another index from end to end."""
    counted = 0
    for run in (None, *_runs(sql, RunState.RUNNING, RunState.PAUSED)):
        some = select(literal(1)).where(_of(run), text(OPEN)).limit(MOST - counted).subquery()
        counted += sql.scalar(select(func.count()).select_from(some)) or 0
    return counted


def _oldest_due(sql: Connection) -> datetime | None:
    """Look at the head of each run that goes on, as a sender does."""
    heads = [_head(sql, run) for run in (None, *_runs(sql, RunState.RUNNING))]
    return min((one for one in heads if one is not None), default=None)


def _runs(sql: Connection, *states: RunState) -> Sequence[int]:
    return sql.scalars(select(runs.c.id).where(runs.c.state.in_([one.value for one in states]))).all()


def _of(run: int | None) -> ColumnElement[bool]:
    return deliveries.c.run.is_(None) if run is None else deliveries.c.run == run


def _head(sql: Connection, run: int | None) -> datetime | None:
    query = select(deliveries.c.next_at).where(_of(run), text(OPEN)).order_by(deliveries.c.next_at)
    found: datetime | None = sql.scalar(query.limit(1))
    return found


def _inbox(sql: Connection) -> dict[str, int]:
    query = select(inbox.c.state, func.count()).where(inbox.c.state.in_(_WAITING_MAILS))
    found = {row[0]: row[1] for row in sql.execute(query.group_by(inbox.c.state))}
    return {state: found.get(state, 0) for state in _WAITING_MAILS}


def _paused(sql: Connection) -> bool:
    return sql.scalar(select(pauses.c.id).where(pauses.c.released_at.is_(None)).limit(1)) is not None
