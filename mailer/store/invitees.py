"""Whom a meeting concerns, in SQL: everyone on its series' list and everyone registered, in portions."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    union,
)

from mailer.domain.delivery import DeliveryState
from mailer.domain.invitee import Invitee, Letter
from mailer.domain.registration import RegistrationState
from mailer.domain.subscription import Person, SubscriptionState, SuppressionReason
from mailer.store.outbox import MAY_BE_READ
from mailer.store.prepared import Prepared
from mailer.store.schema import Instant, deliveries, people, registrations, subscriptions, suppressions

_SUBSCRIBED = SubscriptionState.SUBSCRIBED.value

INVITEE = (
    people.c.id,
    people.c.address,
    people.c.name,
    people.c.organisation,
    people.c.language,
    subscriptions.c.state,
    suppressions.c.reason,
    registrations.c.state,
    registrations.c.answered_revision,
)
"""What `invitee` needs of people, subscriptions, suppressions and registrations that are joined, in order."""


class Invitees:
    """Everyone a meeting could reach, each with the letters about it."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def of_meeting(
        self,
        series: str,
        meeting: str,
        *,
        after: int = 0,
        limit: int,
        or_written_to: bool = False,
        or_left: bool = False,
    ) -> Sequence[Invitee]:
        """Give those on the list or registered whose number is above `after`, by number.

        `or_written_to` adds those who may have read a letter of the meeting and are neither any more,
        `or_left` else those who have left the list.
        """
        query = _OR_WRITTEN_TO if or_written_to else _OR_LEFT if or_left else _OF_MEETING
        return _read(query.rows(self._sql, series=series, meeting=meeting, after=after, most=limit))

    def newly(self, series: str, meeting: str, since: datetime) -> Sequence[Invitee]:
        """Give those whose subscription or registration changed at or after a moment."""
        return _read(_NEWLY.rows(self._sql, series=series, meeting=meeting, since=since))


def invitee(row: Sequence[Any], letters: tuple[Letter, ...] = ()) -> Invitee:
    """Read a row with the columns of `INVITEE`."""
    number, address, name, organisation, language, subscription, suppressed, registration, revision = row
    return Invitee(
        Person(number, address, name, organisation, language),
        subscription == _SUBSCRIBED,
        SuppressionReason(suppressed) if suppressed else None,
        RegistrationState(registration) if registration else None,
        revision or 0,
        letters,
    )


def _read(rows: Sequence[Sequence[Any]]) -> list[Invitee]:
    """Read rows of `INVITEE` with a letter each: as many for a person as there are letters, one at least."""
    found = []
    for _, same in groupby(rows, itemgetter(0)):
        of_one = list(same)
        letters = tuple([_letter(row[_WIDTH:]) for row in of_one if row[-1] is not None])
        found.append(invitee(of_one[0][:_WIDTH], letters))
    return found


def _letter(row: Sequence[Any]) -> Letter:
    step, revision, state, left_at, may_be_read = row
    return Letter(step, revision, DeliveryState(state), left_at, bool(may_be_read))


def _of_meeting(*others: ColumnElement[bool]) -> Prepared:
    concerned = or_(subscriptions.c.state == _SUBSCRIBED, registrations.c.id.is_not(None), *others)
    portion = _joined().where(people.c.id > bindparam("after"), concerned).order_by(people.c.id)
    return _with_letters(portion.limit(bindparam("most")))


def _newly() -> Prepared:
    joined = select(subscriptions.c.person).where(
        subscriptions.c.series == _SERIES,
        subscriptions.c.state == _SUBSCRIBED,
        subscriptions.c.since >= bindparam("since"),
    )
    answered = select(registrations.c.person).where(
        registrations.c.meeting == _MEETING, registrations.c.changed_at >= bindparam("since")
    )
    return _with_letters(_joined().where(people.c.id.in_(union(joined, answered).scalar_subquery())))


def _joined() -> Select[Any]:
    on_list = and_(subscriptions.c.person == people.c.id, subscriptions.c.series == _SERIES)
    registered = and_(registrations.c.person == people.c.id, registrations.c.meeting == _MEETING)
    return (
        select(*(column.label(f"c{place}") for place, column in enumerate(INVITEE)))
        .select_from(people)
        .outerjoin(subscriptions, on_list)
        .outerjoin(registrations, registered)
        .outerjoin(suppressions, suppressions.c.address == people.c.address)
    )


def _with_letters(who: Select[Any]) -> Prepared:
    them = who.subquery()
    about_it = and_(deliveries.c.person == them.c.c0, deliveries.c.meeting == _MEETING)
    letter = (deliveries.c.step, deliveries.c.revision, deliveries.c.state, _LEFT_AT, MAY_BE_READ)
    return Prepared(select(*them.c, *letter).outerjoin(deliveries, about_it).order_by(them.c.c0))


_WIDTH = len(INVITEE)
_SERIES: BindParameter[str] = bindparam("series")
_MEETING: BindParameter[str] = bindparam("meeting")
_LEFT_AT = func.coalesce(deliveries.c.sent_at, deliveries.c.claimed_at, type_=Instant)
_OF_MEETING = _of_meeting()
_OR_LEFT = _of_meeting(subscriptions.c.state == SubscriptionState.UNSUBSCRIBED.value)
_OR_WRITTEN_TO = _of_meeting(
    exists().where(deliveries.c.person == people.c.id, deliveries.c.meeting == _MEETING)
)
_NEWLY = _newly()
