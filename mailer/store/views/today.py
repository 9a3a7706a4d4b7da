"""What a coordinator wants to know first: what waits, what goes out, how the next meeting stands."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, text

from mailer.domain.delivery import DeliveryState
from mailer.domain.meeting import MeetingState
from mailer.domain.registration import RegistrationState
from mailer.domain.run import RunState
from mailer.domain.unknown import Held
from mailer.store.schema import UNSETTLED, deliveries, meetings, people, registrations, runs
from mailer.store.views.question import Questions, Rows, pick

INVITATION = "invitation"
"""The letter that invites; who got it is who was invited."""

_IN_LINE = 1000
_STILL_TO_BE = meetings.c.state.in_([MeetingState.ANNOUNCED.value, MeetingState.CLOSED.value])
_ASKED_ABOUT = or_(deliveries.c.held.is_(None), deliveries.c.held != Held.LEFT.value)
UNKNOWN = and_(text(UNSETTLED), deliveries.c.state == DeliveryState.UNKNOWN.value, _ASKED_ABOUT)
"""Which deliveries a person is asked about."""


class TodayViews(Questions):
    """How things stand."""

    def runs_in(self, *states: RunState) -> Rows:
        """Give the runs in these states, the oldest first, each with the zone and facts of its meeting."""
        names = [state.value for state in states]
        query = select(runs, meetings.c.zone, meetings.c.facts)
        query = query.join(meetings, meetings.c.key == runs.c.meeting)
        return self.rows(query.where(runs.c.state.in_(names)).order_by(runs.c.id))

    def runs_with_unknown(self, most: int = 500) -> Rows:
        """Give the runs with deliveries of unknown fate, and how many; None is for those of no run.

        The first `most` of them are looked at.
        """
        query = select(deliveries.c.run).where(UNKNOWN).order_by(deliveries.c.id).limit(most)
        counts: dict[int | None, int] = {}
        for run in self.sql.scalars(query):
            counts[run] = counts.get(run, 0) + 1
        known = {row["id"]: row for row in self.rows(select(runs).where(runs.c.id.in_(list(counts))))}
        nothing = {"meeting": None, "letter": ""}
        return [{**known.get(run, nothing), "run": run, "many": many} for run, many in counts.items()]

    def offers(self, limit: int = 20) -> Rows:
        """Give the places that are offered and not answered, the first to lapse first."""
        offered = registrations.c.state == RegistrationState.OFFERED.value
        query = (
            select(
                registrations.c.person,
                registrations.c.meeting,
                registrations.c.offered_until,
                people.c.name,
                people.c.address,
                meetings.c.zone,
            )
            .join(meetings, and_(meetings.c.key == registrations.c.meeting, _STILL_TO_BE))
            .join(people, people.c.id == registrations.c.person)
            .where(offered)
        )
        return self.rows(query.order_by(registrations.c.offered_until).limit(limit))

    def next_meeting(self, now: datetime) -> str | None:
        """Give the key of the meeting that comes next, or goes on now."""
        query = pick(meetings, ["key"]).where(_STILL_TO_BE, meetings.c.ends > now)
        found: str | None = self.sql.scalar(query.order_by(meetings.c.starts).limit(1))
        return found

    def places(self, meeting: str) -> Rows:
        """Give the registrations that hold a place, or wait for one, with what that counts by.

        Of those that wait the first thousand are given: a longer line is no shorter for being counted.
        """
        query = pick(registrations, ("state", "dayparts", "guests"))
        waiting = query.where(_registered(meeting, [RegistrationState.WAITLISTED.value]))
        return [*self.rows(query.where(_registered(meeting, _HOLDING))), *self.rows(waiting.limit(_IN_LINE))]

    def answers(self, meeting: str) -> Mapping[str, int]:
        """Count the registrations of a meeting by state."""
        return {state: self.count(_registered(meeting, [state])) for state in RegistrationState}

    def invited(self, meeting: str) -> int:
        """Count to how many people an invitation went."""
        invites = and_(runs.c.meeting == meeting, runs.c.letter == INVITATION)
        numbers = self.sql.scalars(pick(runs, ["id"]).where(invites)).all()
        sent = deliveries.c.state == DeliveryState.SENT.value
        return sum(self.count(and_(deliveries.c.run == run, sent)) for run in numbers)


_HOLDING = tuple(
    state.value
    for state in (RegistrationState.ACCEPTED, RegistrationState.OFFERED, RegistrationState.ATTENDED)
)


def _registered(meeting: str, states: Sequence[str]) -> ColumnElement[bool]:
    return and_(registrations.c.meeting == meeting, registrations.c.state.in_(states))
