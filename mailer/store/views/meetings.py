"""What there is to see of meetings: how they stand, and who is registered."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, select, text, tuple_

from mailer.store.schema import WAITS, Instant, journal, meetings, people, registrations
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

    def registered_as(
        self, meeting: str, states: Sequence[str], after: int = 0, limit: int | None = None
    ) -> Rows:
        """Give who is registered for a meeting in one of these states, in the order they came.

        `after` is the number (`id`) of the last registration that was seen; without a `limit` it is all.
        """
        found: list[dict[str, Any]] = []
        for state in states:
            # one state at a time is read off an index in order, and no further than `limit`
            where = and_(*_in_state(meeting, state), registrations.c.id > after)
            found += self.rows(_REGISTERED.where(where).order_by(registrations.c.id).limit(limit))
        return with_flag(sorted(found, key=lambda row: row["id"])[:limit])

    def in_line(self, meeting: str, after: int = 0, limit: int = 300) -> Rows:
        """Give who waits for a place, the longest first; `after` is the number of the last who was seen."""
        since = self.sql.scalar(pick(registrations, ["waiting_since"]).where(registrations.c.id == after))
        order = (registrations.c.waiting_since, registrations.c.id)
        query = _REGISTERED.where(registrations.c.meeting == meeting, text(WAITS))
        if since is not None:
            query = query.where(tuple_(*order) > tuple_(literal(since, Instant), literal(after)))
        return with_flag(self.rows(query.order_by(*order).limit(limit)))

    def answered_in(self, meeting: str, persons: Sequence[int]) -> dict[int, int]:
        """Give for each of these people the newest mail that changed the registration for a meeting."""
        where = and_(
            journal.c.person.in_(list(persons)), journal.c.meeting == meeting, journal.c.inbox.is_not(None)
        )
        query = select(journal.c.person, func.max(journal.c.inbox)).where(where).group_by(journal.c.person)
        return {row[0]: row[1] for row in self.sql.execute(query)}


_REGISTERED = (
    pick(
        registrations,
        ("id", "person", "state", "dayparts", "hotel", "diet", "guests", "substitute", "offered_until"),
    )
    .add_columns(people.c.name, people.c.address, people.c.organisation)
    .join(people, people.c.id == registrations.c.person)
)


def _in_state(meeting: str, state: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return registrations.c.meeting == meeting, registrations.c.state == state
