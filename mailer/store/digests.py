"""What coordinators were told by mail, in SQL: one row an occasion, so that none is told of twice."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, select

from mailer.domain.digest import Digest, Listed
from mailer.domain.inbox import InboxState
from mailer.store.schema import digests, inbox

MOST_COUNTED = 10_000
"""Mails that are counted as having come in; nobody reads on beyond."""


class Digests:
    """The digests."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def add(self, digest: Digest) -> None:
        """Keep one; the database refuses a second one of its occasion."""
        kept = asdict(digest) | {"mails": list(digest.mails), "message_id": digest.message_id or None}
        self._sql.execute(insert(digests).values(**kept))

    def known(self, coordinator: int, occasion: str) -> bool:
        """Whether this coordinator was told on that occasion, or there was nothing to tell."""
        where = and_(digests.c.coordinator == coordinator, digests.c.occasion == occasion)
        return self._sql.scalar(select(digests.c.id).where(where)) is not None

    def by_message_id(self, message_id: str) -> Digest | None:
        """Give the one that went out as this mail, or None."""
        row = self._sql.execute(select(digests).where(digests.c.message_id == message_id)).first()
        return _digest(row) if row else None

    def since(self, coordinator: int, moment: datetime) -> Sequence[Digest]:
        """Give what a coordinator was told since a moment, the oldest first."""
        where = and_(digests.c.coordinator == coordinator, digests.c.made_at >= moment)
        return [
            _digest(row) for row in self._sql.execute(select(digests).where(where).order_by(digests.c.id))
        ]

    def newest(self, coordinator: int) -> Digest | None:
        """Give the last one of a coordinator, or None."""
        of_one = select(digests).where(digests.c.coordinator == coordinator)
        row = self._sql.execute(
            of_one.order_by(digests.c.made_at.desc(), digests.c.id.desc()).limit(1)
        ).first()
        return _digest(row) if row else None

    def newest_mail(self) -> int:
        """Give the number of the newest mail there is."""
        return self._sql.scalar(select(func.max(inbox.c.id))) or 0

    def came_in(self, after: int, since: datetime) -> Mapping[str, int]:
        """Count the mails behind a number, and not older than a moment, that were dealt with; by kind."""
        new = select(inbox.c.kind, inbox.c.state, inbox.c.received_at).where(inbox.c.id > after)
        newest = new.order_by(inbox.c.id.desc()).limit(MOST_COUNTED).subquery()
        handled = and_(newest.c.state == InboxState.HANDLED.value, newest.c.received_at >= since)
        counted = select(newest.c.kind, func.count()).where(handled).group_by(newest.c.kind)
        return {row[0]: row[1] for row in self._sql.execute(counted)}


def _digest(row: Row[Any]) -> Digest:
    return Digest(
        row.coordinator,
        row.occasion,
        row.made_at,
        row.message_id or "",
        tuple(row.mails),
        tuple(Listed(**one) for one in row.listed),
        row.seen,
    )
