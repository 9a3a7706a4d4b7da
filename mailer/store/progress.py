"""How far the runs have come that go out now, in SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, select, text

from mailer.domain.delivery import DeliveryState
from mailer.domain.forecast import Ahead
from mailer.domain.run import RunState
from mailer.domain.subscription import SubscriptionState
from mailer.store.schema import OPEN, Instant, deliveries, meetings, runs, subscriptions

_LAST = 200
"""So many of the mails that left last tell how fast it goes."""


class Progress:
    """What is left of each run."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def running(self) -> Sequence[Ahead]:
        """Give what is still to be sent of every run that goes out, in the order in which they do."""
        columns = (runs.c.id, runs.c.written_to, meetings.c.series)
        query: Select[Any] = select(*columns).join(meetings, meetings.c.key == runs.c.meeting)
        going_out = query.where(runs.c.state == RunState.RUNNING.value).order_by(runs.c.id)
        return [self._of(row) for row in self._sql.execute(going_out).all()]

    def _of(self, run: Row[Any]) -> Ahead:
        left = select(func.count(), func.max(deliveries.c.next_at, type_=Instant))
        mails, waits_until = self._sql.execute(left.where(deliveries.c.run == run.id, text(OPEN))).one()
        return Ahead(run.id, mails + self._not_written(run), waits_until, self._sent_at(run.id))

    def _not_written(self, run: Row[Any]) -> int:
        """Count who may be reached and is not written down yet: everybody on the list behind the last one."""
        if run.written_to is None:
            return 0
        on_list = and_(
            subscriptions.c.series == run.series,
            subscriptions.c.state == SubscriptionState.SUBSCRIBED.value,
            subscriptions.c.person > run.written_to,
        )
        return self._sql.scalar(select(func.count()).select_from(subscriptions).where(on_list)) or 0

    def _sent_at(self, run: int) -> Sequence[datetime]:
        sent = and_(deliveries.c.run == run, deliveries.c.state == DeliveryState.SENT.value)
        query = select(deliveries.c.sent_at).where(sent).order_by(deliveries.c.id.desc()).limit(_LAST)
        return [at for at in self._sql.scalars(query) if at is not None]
