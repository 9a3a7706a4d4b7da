"""Whom a meeting concerns, in SQL: everyone on its series' list and everyone registered, in portions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, exists, or_, select, union

from mailer.domain.invitee import Invitee
from mailer.domain.registration import RegistrationState
from mailer.domain.subscription import Person, SubscriptionState, SuppressionReason
from mailer.store.schema import deliveries, people, registrations, subscriptions, suppressions

_SUBSCRIBED = SubscriptionState.SUBSCRIBED.value

PERSON = (
    people.c.id.label("person_id"),
    people.c.address.label("person_address"),
    people.c.name.label("person_name"),
    people.c.organisation.label("person_organisation"),
    people.c.language.label("person_language"),
)
STANDING = (
    subscriptions.c.state.label("subscription"),
    suppressions.c.reason.label("suppressed"),
    registrations.c.state.label("registration"),
    registrations.c.answered_revision,
)
"""What `invitee` needs of a row that people, subscriptions, suppressions and registrations are joined in."""


class Invitees:
    """Everyone a meeting could reach."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def of_meeting(
        self, series: str, meeting: str, *, after: int = 0, limit: int, or_written_to: bool = False
    ) -> Sequence[Invitee]:
        """Give those on the list or registered whose number is above `after`, by number.

        `or_written_to` adds those who may have read a letter of the meeting and are neither any more.
        """
        here = [subscriptions.c.state == _SUBSCRIBED, registrations.c.id.is_not(None)]
        if or_written_to:
            letters = and_(deliveries.c.person == people.c.id, deliveries.c.meeting == meeting)
            here.append(exists().where(letters))
        query = _joined(series, meeting).where(people.c.id > after, or_(*here)).order_by(people.c.id)
        return [invitee(row) for row in self._sql.execute(query.limit(limit))]

    def newly(self, series: str, meeting: str, since: datetime) -> Sequence[Invitee]:
        """Give those whose subscription or registration changed at or after a moment."""
        joined = select(subscriptions.c.person).where(
            subscriptions.c.series == series,
            subscriptions.c.state == _SUBSCRIBED,
            subscriptions.c.since >= since,
        )
        answered = select(registrations.c.person).where(
            registrations.c.meeting == meeting, registrations.c.changed_at >= since
        )
        query = _joined(series, meeting).where(people.c.id.in_(union(joined, answered).scalar_subquery()))
        return [invitee(row) for row in self._sql.execute(query.order_by(people.c.id))]


def invitee(row: Row[Any]) -> Invitee:
    """Read a row with the columns `PERSON` and `STANDING`."""
    person = Person(
        row.person_id, row.person_address, row.person_name, row.person_organisation, row.person_language
    )
    return Invitee(
        person,
        row.subscription == _SUBSCRIBED,
        SuppressionReason(row.suppressed) if row.suppressed else None,
        RegistrationState(row.registration) if row.registration else None,
        row.answered_revision or 0,
    )


def _joined(series: str, meeting: str) -> Select[Any]:
    on_list = and_(subscriptions.c.person == people.c.id, subscriptions.c.series == series)
    registered = and_(registrations.c.person == people.c.id, registrations.c.meeting == meeting)
    return (
        select(*PERSON, *STANDING)
        .select_from(people)
        .outerjoin(subscriptions, on_list)
        .outerjoin(registrations, registered)
        .outerjoin(suppressions, suppressions.c.address == people.c.address)
    )
