"""What there is to see of meetings: how they stand, and who is registered."""

from collections import Counter

from sqlalchemy import func, select

from mailer.store.schema import meetings, people, registrations
from mailer.store.views.question import Questions, Rows, pick, with_flag


class MeetingViews(Questions):
    """The meetings."""

    def registered(self, meeting: str) -> Rows:
        """Give who is registered for a meeting and how, in the order they came."""
        query = (
            select(
                people.c.address,
                people.c.name,
                people.c.organisation,
                registrations.c.state,
                registrations.c.dayparts,
                registrations.c.hotel,
                registrations.c.diet,
                registrations.c.guests,
                registrations.c.substitute,
                registrations.c.waiting_since,
                registrations.c.offered_until,
            )
            .join(people, people.c.id == registrations.c.person)
            .where(registrations.c.meeting == meeting)
            .order_by(registrations.c.id)
        )
        return with_flag(self.rows(query))

    def meetings(self) -> Rows:
        """Give the meetings with their counts per state of registration."""
        names = ("key", "series", "state", "starts", "ends", "zone", "deadline", "capacity", "revision")
        found = self.rows(pick(meetings, names).order_by(meetings.c.starts))
        counted = select(registrations.c.meeting, registrations.c.state, func.count().label("many")).group_by(
            registrations.c.meeting, registrations.c.state
        )
        counts: dict[str, Counter[str]] = {}
        for row in self.rows(counted):
            counts.setdefault(row["meeting"], Counter())[row["state"]] = row["many"]
        return [{**one, "registrations": dict(counts.get(one["key"], {}))} for one in found]
