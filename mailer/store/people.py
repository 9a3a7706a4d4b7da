"""People and the invitation list in SQL: subscriptions, confirmations, suppressions."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, and_, func, insert, or_, select, update

from mailer.domain.address import Mailbox
from mailer.domain.errors import NotFound
from mailer.domain.states import move
from mailer.domain.subscription import (
    SUBSCRIPTION_MOVES,
    Confirmation,
    ConfirmationKind,
    Person,
    Proof,
    Subscription,
    SubscriptionState,
    SuppressionReason,
)
from mailer.store.conflicts import put
from mailer.store.meetings import look_at_once
from mailer.store.schema import confirmations, meetings, people, subscriptions, suppressions


class People:
    """The people Kring knows; addresses are given normalised."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def get(self, person: int) -> Person:
        """Give one person; raises `NotFound`."""
        row = self._sql.execute(select(people).where(people.c.id == person)).first()
        if row is None:
            raise NotFound("nobody has number {person}", person=person)
        return _person(row)

    def by_address(self, address: str) -> Person | None:
        """Give the person with this address, or None."""
        row = self._sql.execute(select(people).where(people.c.address == address)).first()
        return _person(row) if row else None

    def add(self, mailbox: Mailbox, organisation: str, language: str, now: datetime) -> Person:
        """Give the person with this address, made now if new; a name never known before is filled in."""
        known = self.by_address(mailbox.address)
        if known is None:
            values = {"name": mailbox.name, "organisation": organisation, "language": language}
            self._sql.execute(insert(people).values(address=mailbox.address, created_at=now, **values))
        else:
            filled = {"name": known.name or mailbox.name, "organisation": known.organisation or organisation}
            self._sql.execute(update(people).where(people.c.id == known.id).values(**filled))
        found = self.by_address(mailbox.address)
        assert found is not None  # noqa: S101 - it was written two lines up
        return found

    def change_address(self, person: int, address: str) -> None:
        """Give a person another address; the caller has seen to it that nobody has it."""
        self._sql.execute(update(people).where(people.c.id == person).values(address=address))

    def find(self, text: str, limit: int = 50) -> Sequence[Person]:
        """Give the people whose name, address or organisation has `text` in it."""
        like = f"%{text}%"
        wanted = or_(
            people.c.address.ilike(like), people.c.name.ilike(like), people.c.organisation.ilike(like)
        )
        rows = self._sql.execute(select(people).where(wanted).order_by(people.c.address).limit(limit))
        return [_person(row) for row in rows]


class Subscriptions:
    """Who is on which list."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def get(self, series: str, person: int) -> Subscription | None:
        """Give a person's subscription, or None."""
        where = and_(subscriptions.c.series == series, subscriptions.c.person == person)
        row = self._sql.execute(select(subscriptions).where(where)).first()
        return _subscription(row) if row else None

    def put(self, series: str, person: int, to: SubscriptionState, proof: Proof, now: datetime) -> None:
        """Move a subscription to a state, or make it in that state; raises `Refused` on an illegal move."""
        look_at_once(self._sql, meetings.c.series == series)
        found = self.get(series, person)
        values = {"state": to.value, "since": now, **_proof_columns(proof)}
        if found is None:
            self._sql.execute(insert(subscriptions).values(series=series, person=person, **values))
            return
        move(SUBSCRIPTION_MOVES, found.state, to)
        where = and_(subscriptions.c.series == series, subscriptions.c.person == person)
        self._sql.execute(update(subscriptions).where(where).values(**values))

    def is_subscribed(self, series: str, person: int) -> bool:
        """Whether this person is on the list now."""
        found = self.get(series, person)
        return found is not None and found.state is SubscriptionState.SUBSCRIBED

    def counts(self, series: str) -> dict[str, int]:
        """Count the people per state."""
        query = (
            select(subscriptions.c.state, func.count())
            .where(subscriptions.c.series == series)
            .group_by(subscriptions.c.state)
        )
        return {row[0]: row[1] for row in self._sql.execute(query)}


class Confirmations:
    """What people were asked to confirm."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def get(self, confirmation: int) -> Confirmation:
        """Give one; raises `NotFound`."""
        row = self._sql.execute(select(confirmations).where(confirmations.c.id == confirmation)).first()
        if row is None:
            raise NotFound("there is no confirmation {confirmation}", confirmation=confirmation)
        return _confirmation(row)

    def open(
        self,
        series: str,
        person: int,
        kind: ConfirmationKind,
        address: str,
        new_address: str,
        now: datetime,
        *,
        answer: Mapping[str, object] | None = None,
        inbox: int | None = None,
    ) -> Confirmation:
        """Give the open confirmation of this kind, made now if there is none or it asks something else."""
        same = and_(
            confirmations.c.series == series,
            confirmations.c.person == person,
            confirmations.c.kind == kind.value,
            confirmations.c.closed_at.is_(None),
        )
        row = self._sql.execute(select(confirmations).where(same)).first()
        if row is not None and (row.address, row.new_address, row.inbox) == (address, new_address, inbox):
            return _confirmation(row)
        self._sql.execute(update(confirmations).where(same).values(closed_at=now, confirmed=0))
        made = self._sql.execute(
            insert(confirmations).values(
                series=series,
                person=person,
                kind=kind.value,
                address=address,
                new_address=new_address,
                opened_at=now,
                answer=answer,
                inbox=inbox,
            )
        )
        return self.get(_new_id(made.inserted_primary_key))

    def close(self, confirmation: int, confirmed: bool, now: datetime) -> bool:
        """Close an open one; False when it was closed before."""
        where = and_(confirmations.c.id == confirmation, confirmations.c.closed_at.is_(None))
        done = self._sql.execute(
            update(confirmations).where(where).values(closed_at=now, confirmed=int(confirmed))
        )
        return done.rowcount == 1

    def latest(self, series: str, person: int, kind: ConfirmationKind) -> Confirmation | None:
        """Give the newest of a kind, open or closed."""
        where = and_(
            confirmations.c.series == series,
            confirmations.c.person == person,
            confirmations.c.kind == kind.value,
        )
        row = self._sql.execute(
            select(confirmations).where(where).order_by(confirmations.c.id.desc())
        ).first()
        return _confirmation(row) if row else None


class Suppressions:
    """Addresses nothing is sent to, and why."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def add(self, address: str, reason: SuppressionReason, evidence: str, now: datetime) -> None:
        """Suppress an address; the first reason stays."""
        row = {"address": address, "reason": reason.value, "at": now, "evidence": evidence}
        put(self._sql, suppressions, ("address",), row)

    def reason(self, address: str) -> SuppressionReason | None:
        """Give the reason an address is suppressed for, or None."""
        found = self._sql.scalar(select(suppressions.c.reason).where(suppressions.c.address == address))
        return SuppressionReason(found) if found else None


def _new_id(key: Row[tuple[object, ...]] | None) -> int:
    assert key is not None  # noqa: S101 - an INSERT of one row always has a key
    return int(str(key[0]))


def _person(row: Row[tuple[object, ...]]) -> Person:
    return Person(row.id, row.address, row.name, row.organisation, row.language)


def _subscription(row: Row[tuple[object, ...]]) -> Subscription:
    proof = Proof(row.source, row.proof_words, row.proof_message_id, row.proof_at, row.proof_inbox)
    return Subscription(row.series, row.person, SubscriptionState(row.state), row.since, proof)


def _proof_columns(proof: Proof) -> dict[str, object]:
    return {
        "source": proof.source,
        "proof_words": proof.words,
        "proof_message_id": proof.message_id,
        "proof_at": proof.at,
        "proof_inbox": proof.inbox,
    }


def _confirmation(row: Row[tuple[object, ...]]) -> Confirmation:
    confirmed = None if row.confirmed is None else bool(row.confirmed)
    kind = ConfirmationKind(row.kind)
    asked = (row.address, row.new_address, confirmed, row.answer, row.inbox)
    return Confirmation(row.id, row.series, row.person, kind, *asked)
