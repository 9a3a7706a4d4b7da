"""What there is to see of what goes out: runs, deliveries, attempts."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select

from mailer.store.schema import attempts, deliveries, runs
from mailer.store.views.question import Questions, Rows, pick


class OutboxViews(Questions):
    """What goes out."""

    def runs(self, meeting: str | None = None) -> Rows:
        """Give the runs with how many deliveries are in which state."""
        query = select(runs).order_by(runs.c.id)
        found = self.rows(query.where(runs.c.meeting == meeting) if meeting else query)
        counted = (
            select(deliveries.c.run, deliveries.c.state, func.count().label("many"))
            .where(deliveries.c.run.in_([one["id"] for one in found]))
            .group_by(deliveries.c.run, deliveries.c.state)
        )
        counts: dict[int, Counter[str]] = {}
        for row in self.rows(counted):
            counts.setdefault(row["run"], Counter())[row["state"]] = row["many"]
        return [{**one, "deliveries": dict(counts.get(one["id"], {}))} for one in found]

    def outbox(self, states: Sequence[str], limit: int = 200, run: int | None = None) -> Rows:
        """Give the deliveries in these states, of one run or all, the newest last."""
        names = ("id", "letter", "address", "meeting", "step", "state", "attempts", "next_at", "words")
        query = pick(deliveries, names).where(deliveries.c.state.in_(states)).order_by(deliveries.c.id)
        of_run = query if run is None else query.where(deliveries.c.run == run)
        return self.rows(of_run.limit(limit))

    def attempts(self, delivery: int) -> Rows:
        """Give every attempt at a delivery with the relay's words."""
        return self.rows(select(attempts).where(attempts.c.delivery == delivery).order_by(attempts.c.id))
