"""The questions a coordinator asks, answered in one look: rows as plain dictionaries, nothing is changed."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from mailer.store.schema import (
    attempts,
    deliveries,
    inbox,
    journal,
    meetings,
    people,
    registrations,
    runs,
    subscriptions,
    suppressions,
)

Rows = Sequence[dict[str, Any]]

_NAMING = (people.c.address, people.c.name, people.c.organisation)


class Views:
    """What there is to see."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def people(self, text: str = "") -> Rows:
        """Give everybody on a list or off it, with the state of the subscription and its source."""
        query = (
            select(
                people.c.id,
                people.c.address,
                people.c.name,
                people.c.organisation,
                people.c.language,
                subscriptions.c.series,
                subscriptions.c.state,
                subscriptions.c.since,
                subscriptions.c.source,
                suppressions.c.reason.label("suppressed"),
            )
            .outerjoin(subscriptions, subscriptions.c.person == people.c.id)
            .outerjoin(suppressions, suppressions.c.address == people.c.address)
            .where(or_(*(column.icontains(text, autoescape=True) for column in _NAMING)))
            .order_by(people.c.address, subscriptions.c.series)
        )
        return self._rows(query)

    def subscriptions_of(self, person: int) -> Rows:
        """Give a person's subscriptions with what proves them."""
        names = ("series", "state", "since", "source", "proof_words", "proof_message_id", "proof_at")
        return self._rows(_pick(subscriptions, names).where(subscriptions.c.person == person))

    def mails_in(self, person: int) -> Rows:
        """Give every mail that came from a person or changed something about one, and what became of it.

        A first mail came before there was a person: it is known by its address, and by the journal.
        """
        names = ("id", "received_at", "subject", "kind", "state", "reason", "message_id", "originator")
        written_to = select(deliveries.c.address).where(deliveries.c.person == person)
        of_nobody_known = and_(inbox.c.person.is_(None), inbox.c.originator.in_(written_to))
        about = select(journal.c.inbox).where(journal.c.person == person, journal.c.inbox.is_not(None))
        where = or_(inbox.c.person == person, of_nobody_known, inbox.c.id.in_(about))
        return self._rows(_pick(inbox, names).where(where).order_by(inbox.c.id))

    def mails_out(self, person: int) -> Rows:
        """Give every mail we made for a person, and what became of it."""
        names = ("id", "made_at", "sent_at", "letter", "meeting", "state", "attempts", "words", "message_id")
        return self._rows(
            _pick(deliveries, names).where(deliveries.c.person == person).order_by(deliveries.c.id)
        )

    def changes(self, person: int) -> Rows:
        """Give the journal's lines about a person."""
        names = ("at", "who", "command", "what", "why", "inbox")
        return self._rows(_pick(journal, names).where(journal.c.person == person).order_by(journal.c.id))

    def registrations_of(self, person: int) -> Rows:
        """Give a person's registrations."""
        names = ("meeting", "state", "dayparts", "hotel", "diet", "guests", "substitute", "changed_at")
        query = _pick(registrations, names).where(registrations.c.person == person)
        return _with_flag(self._rows(query.order_by(registrations.c.id)))

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
        return _with_flag(self._rows(query))

    def meetings(self) -> Rows:
        """Give the meetings with their counts per state of registration."""
        names = ("key", "series", "state", "starts", "ends", "zone", "deadline", "capacity", "revision")
        found = self._rows(_pick(meetings, names).order_by(meetings.c.starts))
        counted = select(registrations.c.meeting, registrations.c.state, func.count().label("many")).group_by(
            registrations.c.meeting, registrations.c.state
        )
        counts: dict[str, Counter[str]] = {}
        for row in self._rows(counted):
            counts.setdefault(row["meeting"], Counter())[row["state"]] = row["many"]
        return [{**one, "registrations": dict(counts.get(one["key"], {}))} for one in found]

    def runs(self, meeting: str | None = None) -> Rows:
        """Give the runs with how many deliveries are in which state."""
        query = select(runs).order_by(runs.c.id)
        found = self._rows(query.where(runs.c.meeting == meeting) if meeting else query)
        counted = (
            select(deliveries.c.run, deliveries.c.state, func.count().label("many"))
            .where(deliveries.c.run.in_([one["id"] for one in found]))
            .group_by(deliveries.c.run, deliveries.c.state)
        )
        counts: dict[int, Counter[str]] = {}
        for row in self._rows(counted):
            counts.setdefault(row["run"], Counter())[row["state"]] = row["many"]
        return [{**one, "deliveries": dict(counts.get(one["id"], {}))} for one in found]

    def inbox(self, states: Sequence[str], limit: int = 200) -> Rows:
        """Give the mails in these states, without their octets."""
        names = ("id", "received_at", "originator", "subject", "kind", "state", "reason", "meeting")
        query = _pick(inbox, names).where(inbox.c.state.in_(states)).order_by(inbox.c.id).limit(limit)
        return self._rows(query)

    def outbox(self, states: Sequence[str], limit: int = 200, run: int | None = None) -> Rows:
        """Give the deliveries in these states, of one run or all, the newest last."""
        names = ("id", "letter", "address", "meeting", "step", "state", "attempts", "next_at", "words")
        query = _pick(deliveries, names).where(deliveries.c.state.in_(states)).order_by(deliveries.c.id)
        of_run = query if run is None else query.where(deliveries.c.run == run)
        return self._rows(of_run.limit(limit))

    def attempts(self, delivery: int) -> Rows:
        """Give every attempt at a delivery with the relay's words."""
        return self._rows(select(attempts).where(attempts.c.delivery == delivery).order_by(attempts.c.id))

    def _rows(self, query: Select[Any]) -> Rows:
        return [dict(row) for row in self._sql.execute(query).mappings()]


def _with_flag(rows: Rows) -> Rows:
    """Say of the hotel yes or no, not 1 or 0."""
    return [{**row, "hotel": None if row["hotel"] is None else bool(row["hotel"])} for row in rows]


def _pick(table: Any, names: Sequence[str]) -> Select[Any]:
    return select(*(table.c[name] for name in names))
