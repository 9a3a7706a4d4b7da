"""What senders take from the outbox and give back, in SQL: claims by compare-and-set, outcomes in groups."""

from collections.abc import Sequence, Set
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Update,
    and_,
    bindparam,
    delete,
    insert,
    null,
    select,
    text,
    update,
)

from mailer.domain.delivery import Delivery, DeliveryState, Outcome
from mailer.domain.invitee import Invitee
from mailer.domain.meeting import MeetingState
from mailer.domain.run import RunState
from mailer.domain.sentence import sentence
from mailer.store.conflicts import put
from mailer.store.invitees import INVITEE, invitee
from mailer.store.outbox import DELIVERY, delivery_of
from mailer.store.pauses import Pauses
from mailer.store.prepared import Given, Prepared, PreparedForMany, PreparedForThese
from mailer.store.schema import (
    OPEN,
    UNSETTLED,
    attempts,
    deliveries,
    meetings,
    people,
    registrations,
    runs,
    senders,
    subscriptions,
    suppressions,
)

_SENDING = DeliveryState.SENDING.value
_TOLD = ("state", "attempts", "next_at", "words", "sent_at")
"""The columns in which an outcome is told."""


class Ready(NamedTuple):
    """A delivery whose time has come, how its person stands to its meeting and list, and the meeting itself.

    `meeting` and `revision` are the meeting's state and the revision of its facts now.
    """

    delivery: Delivery
    invitee: Invitee
    meeting: MeetingState | None
    revision: int | None


class Result(NamedTuple):
    """What became of an attempt: the outcome, when to try again, and how many tries were the mail's own."""

    delivery: Delivery
    outcome: Outcome
    at: datetime
    next_at: datetime
    tries: int


class Sending:
    """The senders' side of the outbox."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def ready(self, now: datetime, limit: int) -> list[Ready]:
        """Give up to `limit` deliveries whose time has come, and keep other senders from them.

        None while the whole house is paused. Run by run: what a paused run holds back costs nothing, however
        much that is. The mails that no run made, answers to people, come first.
        """
        if self._paused():
            return []
        found: list[Ready] = []
        for run in (None, *self._running()):
            if len(found) < limit:
                found += self._ready_of(run, now, limit - len(found))
        return found

    def _running(self) -> list[int]:
        return [run for (run,) in _RUNNING.rows(self._sql)]

    def _paused(self) -> bool:
        return Pauses(self._sql).open() is not None

    def _ready_of(self, run: int | None, now: datetime, most: int) -> list[Ready]:
        if run is None:
            return [_ready(row) for row in _READY_OF_NONE.rows(self._sql, now=now, most=most)]
        return [_ready(row) for row in _READY_OF_RUN.rows(self._sql, of=run, now=now, most=most)]

    def again(self, which: Sequence[int]) -> list[Ready]:
        """Give these with how their persons stand now, in whatever state they are."""
        return [_ready(row) for row in self._sql.execute(_READY_AGAIN, {"these": list(which)})]

    def claim(self, which: Sequence[Delivery], by: str, now: datetime) -> None:
        """Take these for one sender."""
        _CLAIM.once(self._sql, [one.id or 0 for one in which], claimed_at=now, claimed_by=by)

    def leave_out(self, delivery: Delivery, to: DeliveryState, words: str) -> None:
        """Stop a delivery that is not wanted any more, before it is claimed."""
        self._sql.execute(
            update(deliveries).where(deliveries.c.id == delivery.id).values(state=to.value, words=words)
        )

    def put_off(self, delivery: Delivery, until: datetime) -> None:
        """Let a delivery wait that is not claimed; it has cost no try."""
        self._sql.execute(update(deliveries).where(deliveries.c.id == delivery.id).values(next_at=until))

    def give_back(self, which: Sequence[Delivery], by: str) -> None:
        """Let go of claims that were never handed over; they have cost no try."""
        if which:
            self._sql.execute(_GIVE_BACK, [{"this": one.id, "sender": by} for one in which])
            self._stop_strays(which)

    def running(self) -> frozenset[int | None]:
        """Give the runs that go out now, and None for what no run made; nothing while the house is paused."""
        return frozenset() if self._paused() else frozenset((None, *self._running()))

    def _stop_strays(self, which: Sequence[Delivery]) -> None:
        """Cancel of these what was under way when its run was cancelled, and is to be sent again now."""
        if not which:
            return
        self._sql.execute(_STRAYS, {"these": [one.id for one in which]})

    def settle(self, results: Sequence[Result], by: str) -> None:
        """Write what became of claimed deliveries, each where it is still this sender's.

        Who was cut off from the database for so long that its claims were given up says late what it knows:
        from *unknown* the word of the sender still counts.
        """
        if not results:
            return
        rows = [_row(one, by) for one in results]
        if _SETTLE.each(self._sql, rows) != len(rows):
            _SETTLE_LATE.each(self._sql, rows)
            self._go_on({one.delivery.run for one in results if one.outcome.state is DeliveryState.DEFERRED})
        told = [_attempt(one) for one in results if one.outcome.state is not DeliveryState.SENT]
        if told:
            self._sql.execute(insert(attempts), told)
        self._stop_strays([one.delivery for one in results if one.outcome.state is DeliveryState.DEFERRED])

    def _go_on(self, of: Set[int | None]) -> None:
        """Have runs go on that were done as far as others knew: something is to be sent again after all."""
        of_these = and_(runs.c.id.in_(of - {None}), runs.c.state == RunState.DONE.value)
        self._sql.execute(update(runs).where(of_these).values(state=RunState.RUNNING.value))

    def note(self, result: Result) -> None:
        """Keep an attempt that no sender can tell of any more."""
        self._sql.execute(insert(attempts), [_attempt(result)])

    def abandoned(self, alive: Sequence[str]) -> Sequence[Delivery]:
        """Give what is claimed by a sender that is not alive."""
        where = and_(deliveries.c.state == _SENDING, text(UNSETTLED), deliveries.c.claimed_by.not_in(alive))
        return [delivery_of(row) for row in self._sql.execute(select(*DELIVERY).where(where))]

    def seen(self, sender: str, now: datetime) -> None:
        """Renew a sender's lease."""
        put(self._sql, senders, ("name",), {"name": sender, "seen_at": now}, seen_at=now)

    def senders(self) -> dict[str, datetime]:
        """Give every sender with the moment it was seen last."""
        return {row.name: row.seen_at for row in self._sql.execute(select(senders))}

    def gone(self, sender: str) -> None:
        """Strike a sender off: it stopped, or its lease is over."""
        self._sql.execute(delete(senders).where(senders.c.name == sender))


def _standing() -> Select[Any]:
    on_list = and_(
        subscriptions.c.person == deliveries.c.person, subscriptions.c.series == deliveries.c.series
    )
    registered = and_(
        registrations.c.person == deliveries.c.person, registrations.c.meeting == deliveries.c.meeting
    )
    return (
        select(*DELIVERY, *INVITEE, meetings.c.state, meetings.c.revision)
        .join(people, people.c.id == deliveries.c.person)
        .outerjoin(meetings, meetings.c.key == deliveries.c.meeting)
        .outerjoin(subscriptions, on_list)
        .outerjoin(registrations, registered)
        .outerjoin(suppressions, suppressions.c.address == deliveries.c.address)
    )


def _ready(row: Sequence[Any]) -> Ready:
    state = MeetingState(row[-2]) if row[-2] else None
    return Ready(delivery_of(row), invitee(row[len(DELIVERY) : -2]), state, row[-1])


def _of(run: ColumnElement[bool]) -> Select[Any]:
    return (
        _standing()
        .where(run, text(OPEN), deliveries.c.next_at <= bindparam("now"))
        .order_by(deliveries.c.next_at, deliveries.c.id)
        .limit(bindparam("most"))
        .with_for_update(of=deliveries, skip_locked=True)
    )


def _settling(state: DeliveryState) -> PreparedForMany:
    def make(given: Given) -> Update:
        of_ours = and_(
            deliveries.c.id == given("id"),
            deliveries.c.claimed_by == given("claimed_by"),
            deliveries.c.state == state.value,
        )
        return update(deliveries).where(of_ours).values({name: given(name) for name in _TOLD})

    return PreparedForMany(deliveries, (*_TOLD, "id", "claimed_by"), make)


def _claiming(these: ColumnElement[bool]) -> Update:
    given: Given = bindparam
    taken = {name: given(name) for name in ("claimed_at", "claimed_by")}
    return update(deliveries).where(these).values(state=_SENDING, held=null(), **taken)


# Statements of every group are prepared: building one costs more than SQLite takes to carry it out.
_RUNNING = Prepared(select(runs.c.id).where(runs.c.state == RunState.RUNNING.value).order_by(runs.c.id))
_READY_OF_NONE = Prepared(_of(deliveries.c.run.is_(None)))
_READY_OF_RUN = Prepared(_of(deliveries.c.run == bindparam("of")))
_READY_AGAIN = _standing().where(deliveries.c.id.in_(bindparam("these", expanding=True)))
_CLAIM = PreparedForThese(deliveries.c.id, _claiming)
_GIVE_BACK = (
    update(deliveries)
    .where(
        deliveries.c.id == bindparam("this"),
        deliveries.c.claimed_by == bindparam("sender"),
        deliveries.c.state == _SENDING,
    )
    .values(state=DeliveryState.DEFERRED.value)
)
_STRAYS = (
    update(deliveries)
    .where(
        deliveries.c.id.in_(bindparam("these", expanding=True)),
        text(OPEN),
        deliveries.c.run.in_(select(runs.c.id).where(runs.c.state == RunState.CANCELLED.value)),
    )
    .values(state=DeliveryState.CANCELLED.value, words=sentence("its run was cancelled"))
)
_SETTLE = _settling(DeliveryState.SENDING)
_SETTLE_LATE = _settling(DeliveryState.UNKNOWN)


def _row(one: Result, by: str) -> tuple[Any, ...]:
    state = one.outcome.state
    sent_at = one.at if state is DeliveryState.SENT else None
    return (state.value, one.tries, one.next_at, one.outcome.words, sent_at, one.delivery.id, by)


def _attempt(one: Result) -> dict[str, Any]:
    kept = {name: getattr(one.outcome, name) for name in ("code", "status", "words")}
    kept |= {"state": one.outcome.state.value, "stage": one.outcome.stage.value}
    return {"delivery": one.delivery.id, "at": one.at, **kept}
