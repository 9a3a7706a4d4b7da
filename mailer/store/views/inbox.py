"""What there is to see of the mails that came in."""

from collections.abc import Sequence

from sqlalchemy import and_

from mailer.domain.inbox import InboxState
from mailer.store.schema import inbox, people
from mailer.store.views.question import Questions, Rows, pick


class InboxViews(Questions):
    """What came in."""

    def inbox(self, states: Sequence[str], limit: int = 200) -> Rows:
        """Give the mails in these states, without their octets."""
        names = ("id", "received_at", "originator", "subject", "kind", "state", "reason", "meeting")
        query = pick(inbox, names).where(inbox.c.state.in_(states)).order_by(inbox.c.id).limit(limit)
        return self.rows(query)

    def parked_count(self, most: int = 99) -> int:
        """Count the mails that wait for a person, up to `most` and one more."""
        return self.count(_PARKED, most)

    def parked(self, limit: int = 100) -> Rows:
        """Give the mails that wait for a person, the oldest first."""
        names = ("id", "received_at", "originator", "subject", "kind", "reason", "meeting", "verdict")
        query = pick(inbox, names).add_columns(people.c.name)
        with_name = query.outerjoin(people, people.c.id == inbox.c.person).where(_PARKED)
        return self.rows(with_name.order_by(inbox.c.id).limit(limit))

    def done_with(self, state: str, before: int = 0, limit: int = 50) -> Rows:
        """Give the mails in a state that nobody waits for, the newest first, with who decided and what.

        `before` is the number of the last that was seen; one more than `limit` is given.
        """
        names = ("id", "received_at", "originator", "subject", "kind", "decided", "dealt_by", "dealt_at")
        query = pick(inbox, names).add_columns(people.c.name)
        query = query.outerjoin(people, people.c.id == inbox.c.person).where(inbox.c.state == state)
        query = query.where(inbox.c.id < before) if before else query
        return self.rows(query.order_by(inbox.c.id.desc()).limit(limit + 1))

    def parked_beside(self, number: int) -> tuple[int | None, int | None]:
        """Give the numbers of the parked mails before and after one."""
        before = pick(inbox, ["id"]).where(and_(_PARKED, inbox.c.id < number)).order_by(inbox.c.id.desc())
        after = pick(inbox, ["id"]).where(and_(_PARKED, inbox.c.id > number)).order_by(inbox.c.id)
        return self.sql.scalar(before.limit(1)), self.sql.scalar(after.limit(1))


_PARKED = inbox.c.state == InboxState.PARKED.value
