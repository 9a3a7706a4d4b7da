"""What there is to see of meetings: how they stand, and who is registered."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import and_, func, select

from mailer.store.schema import journal, meetings, people, registrations
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

    def meeting_list(self, limit: int = 200) -> Rows:
        """Give the meetings, the latest first."""
        names = ("key", "series", "state", "starts", "zone", "capacity", "facts")
        return self.rows(pick(meetings, names).order_by(meetings.c.starts.desc()).limit(limit))

    def registered_as(self, meeting: str, states: Sequence[str], limit: int = 300) -> Rows:
        """Give who is registered for a meeting in one of these states, who waits longest first."""
        where = and_(registrations.c.meeting == meeting, registrations.c.state.in_(states))
        order = (registrations.c.waiting_since, registrations.c.id)
        some = select(registrations.c.id).where(where).order_by(*order).limit(limit)
        names = ("person", "state", "dayparts", "hotel", "diet", "guests", "substitute", "offered_until")
        query = pick(registrations, names).add_columns(people.c.name, people.c.address, people.c.organisation)
        joined = query.join(people, people.c.id == registrations.c.person)
        return self.rows(joined.where(registrations.c.id.in_(some)).order_by(*order))

    def answered_in(self, meeting: str, persons: Sequence[int]) -> dict[int, int]:
        """Give for each of these people the newest mail that changed the registration for a meeting."""
        where = and_(
            journal.c.person.in_(list(persons)), journal.c.meeting == meeting, journal.c.inbox.is_not(None)
        )
        query = select(journal.c.person, func.max(journal.c.inbox)).where(where).group_by(journal.c.person)
        return {row[0]: row[1] for row in self.sql.execute(query)}
