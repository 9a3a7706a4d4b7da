"""The inbox in SQL: what was accepted, octet for octet, and what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select, update

from mailer.domain.errors import NotFound, Refused
from mailer.domain.inbox import INBOX_MOVES, Accepted, Arrived, InboxState
from mailer.store.conflicts import put_new
from mailer.store.schema import inbox


class Inbox:
    """The mails that came in."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def accept(self, mails: Iterable[Accepted], now: datetime) -> None:
        """Keep mails; the very same octets for the same recipient are kept once."""
        fixed = {"received_at": now, "state": InboxState.RECEIVED.value}
        rows = [{**fixed, "digest": sha256(mail.octets).hexdigest(), **asdict(mail)} for mail in mails]
        put_new(self._sql, inbox, ("digest", "recipient"), rows)

    def next_received(self) -> Arrived | None:
        """Give the oldest mail nobody has read, and count the try; None when there is none."""
        where = inbox.c.state == InboxState.RECEIVED.value
        query = select(inbox).where(where).order_by(inbox.c.id).limit(1).with_for_update(skip_locked=True)
        row = self._sql.execute(query).first()
        if row is None:
            return None
        self._sql.execute(update(inbox).where(inbox.c.id == row.id).values(tries=row.tries + 1))
        return _arrived(row)

    def get(self, number: int) -> Arrived:
        """Give one mail; raises `NotFound`."""
        return _arrived(self.row(number))

    def row(self, number: int) -> Row[Any]:
        """Give one mail with all that is known of it; raises `NotFound`."""
        row = self._sql.execute(select(inbox).where(inbox.c.id == number)).first()
        if row is None:
            raise NotFound(
                "there is no mail {mail} in the inbox; run_service.py inbox list shows the parked ones",
                mail=number,
            )
        return row

    def move(self, mail: Arrived, to: InboxState, now: datetime, by: str, **values: Any) -> None:
        """Move a mail to a state by compare-and-set; raises `Refused` if it is not where it was."""
        if to not in INBOX_MOVES[mail.state]:
            raise Refused(
                "mail {mail} is {inbox_state} and can't become {to}",
                mail=mail.id,
                inbox_state=mail.state,
                to=to,
            )
        where = and_(inbox.c.id == mail.id, inbox.c.state == mail.state.value)
        columns = {"state": to.value, "dealt_at": now, "dealt_by": by, **values}
        if self._sql.execute(update(inbox).where(where).values(**columns)).rowcount != 1:
            raise Refused("mail {mail} was dealt with by somebody else meanwhile", mail=mail.id)

    def explain(self, mail: Arrived, reason: str) -> None:
        """Give a mail that waits for the coordinator another reason: something was heard of it."""
        self._sql.execute(update(inbox).where(inbox.c.id == mail.id).values(reason=reason))

    def understood_after(self, number: int) -> Row[Any] | None:
        """Give the first mail behind this number that has a verdict, None when there is none."""
        where = and_(inbox.c.id > number, inbox.c.kind != "", inbox.c.verdict.is_not(None))
        return self._sql.execute(select(inbox).where(where).order_by(inbox.c.id).limit(1)).first()

    def in_state(self, *states: InboxState, limit: int = 1000) -> Sequence[Row[Any]]:
        """Give the mails in these states, the oldest first."""
        wanted = [state.value for state in states]
        return self._sql.execute(
            select(inbox).where(inbox.c.state.in_(wanted)).order_by(inbox.c.id).limit(limit)
        ).fetchall()

    def counts(self) -> dict[str, int]:
        """Count the mails per state."""
        rows = self._sql.execute(select(inbox.c.state, func.count()).group_by(inbox.c.state))
        return {row[0]: row[1] for row in rows}


def _arrived(row: Row[Any]) -> Arrived:
    return Arrived(
        row.id,
        row.recipient,
        row.reverse_path,
        row.received_at,
        bytes(row.octets),
        InboxState(row.state),
        row.tries,
    )
