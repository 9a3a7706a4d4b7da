"""What there is to see of one run: how far it is, and what became of each of its deliveries."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, select

from mailer.domain.delivery import DeliveryState
from mailer.store.schema import deliveries, meetings, people, runs
from mailer.store.views.question import Questions, Rows, pick
from mailer.store.views.today import UNKNOWN


class RunViews(Questions):
    """The runs, one by one."""

    def run(self, number: int) -> Mapping[str, Any] | None:
        """Give one run with the zone and facts of its meeting; None when there is none."""
        query = select(runs, meetings.c.zone, meetings.c.facts).join(
            meetings, meetings.c.key == runs.c.meeting
        )
        found = self.rows(query.where(runs.c.id == number))
        return found[0] if found else None

    def runs_of(self, meeting: str) -> Rows:
        """Give the runs of a meeting, the oldest first."""
        return self.rows(select(runs).where(runs.c.meeting == meeting).order_by(runs.c.id))

    def sent(self, run: int) -> int:
        """Count what of a run is sent."""
        return self.count(and_(deliveries.c.run == run, deliveries.c.state == DeliveryState.SENT.value))

    def outcomes(self, run: int) -> dict[str, int]:
        """Count the deliveries of a run by state; of none where there are none."""
        counted = {
            state.value: self.count(and_(deliveries.c.run == run, deliveries.c.state == state.value))
            for state in DeliveryState
        }
        return {state: many for state, many in counted.items() if many}

    def deliveries_of(self, run: int, state: str, after: int = 0, limit: int = 50) -> Rows:
        """Give the deliveries of a run in one state with names, from after a number; `limit` and one more."""
        names = ("id", "person", "address", "state", "attempts", "next_at", "sent_at", "words", "held")
        query = pick(deliveries, names).add_columns(people.c.name)
        where = and_(deliveries.c.run == run, deliveries.c.state == state, deliveries.c.id > after)
        joined = query.join(people, people.c.id == deliveries.c.person).where(where)
        return self.rows(joined.order_by(deliveries.c.id).limit(limit + 1))

    def unknown(self, limit: int = 200) -> Rows:
        """Give the deliveries a person is asked about, the oldest first, each with the name."""
        query = pick(deliveries, ("id", "address", "letter", "meeting", "words")).add_columns(people.c.name)
        joined = query.join(people, people.c.id == deliveries.c.person).where(UNKNOWN)
        return self.rows(joined.order_by(deliveries.c.id).limit(limit))

    def delivery(self, number: int) -> Mapping[str, Any] | None:
        """Give the run a delivery is of; None when there is no such delivery."""
        found = self.rows(pick(deliveries, ["id", "run", "state"]).where(deliveries.c.id == number))
        return found[0] if found else None
