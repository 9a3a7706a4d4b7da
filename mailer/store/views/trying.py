"""What there is to see of a sandbox: the mails that left it, and what one mail that came in led to."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, select

from mailer.domain.delivery import DeliveryState
from mailer.store.schema import deliveries, inbox, journal, people
from mailer.store.views.question import Questions, Rows, pick

_LEFT = deliveries.c.state == DeliveryState.SENT.value
_LETTERS = ("id", "address", "letter", "skeleton", "sent_at", "meeting")


class TryingViews(Questions):
    """The sandbox, small enough to look through."""

    def left(self, before: int, limit: int = 30) -> Rows:
        """Give the mails that left, the newest first, from before a number; `limit` and one more."""
        query = pick(deliveries, _LETTERS).add_columns(people.c.name)
        where = and_(_LEFT, deliveries.c.id < before)
        joined = query.join(people, people.c.id == deliveries.c.person).where(where)
        return self.rows(joined.order_by(deliveries.c.id.desc()).limit(limit + 1))

    def newest_left(self, letter: str, person: int | None = None) -> int | None:
        """Give the newest mail of a letter that left, to this person or anybody; None for none."""
        query = pick(deliveries, ["id"]).where(_LEFT, deliveries.c.letter == letter)
        to = query if person is None else query.where(deliveries.c.person == person)
        found: int | None = self.sql.scalar(to.order_by(deliveries.c.id.desc()).limit(1))
        return found

    def answers_to(self, number: int) -> Rows:
        """Give the mails that answer one that came in."""
        query = pick(deliveries, (*_LETTERS, "state")).where(deliveries.c.answers == number)
        return self.rows(query.order_by(deliveries.c.id))

    def led_to(self, number: int, limit: int = 20) -> Rows:
        """Give what was done because of a mail that came in."""
        names = ("at", "command", "what", "person", "meeting")
        query = pick(journal, names).where(journal.c.inbox == number)
        return self.rows(query.order_by(journal.c.id).limit(limit))

    def come_in(self, after: int, message_id: str) -> int | None:
        """Give the number of a mail behind a number that was read meanwhile, by its Message-ID."""
        where = and_(inbox.c.id > after, inbox.c.message_id == message_id)
        return self.sql.scalar(select(inbox.c.id).where(where).limit(1))

    def guest_mail(self, number: int) -> Mapping[str, Any] | None:
        """Give what became of a mail that came in; None when there is none."""
        names = ("id", "originator", "subject", "state", "kind", "reason", "verdict", "meeting", "person")
        found = self.rows(pick(inbox, (*names, "received_at")).where(inbox.c.id == number))
        return found[0] if found else None
