"""Senders' leases: who has not renewed its own for too long is dead, and what it had claimed unknown."""

from collections.abc import Callable
from datetime import datetime, timedelta

from mailer.domain.delivery import Delivery
from mailer.service.outcomes import abandon
from mailer.service.work import Clock
from mailer.store.database import Database
from mailer.store.faults import told
from mailer.store.unit_of_work import UnitOfWork, unit_of_work

LEASE = timedelta(seconds=45)
"""A sender not seen for so long counts as dead: others find its claims within a minute."""

Ended = Callable[[str], bool]
"""Whether a sender is known to be no more, by its name, so that its lease need not be waited for."""


class Leases:
    """The leases in one database; each call is a transaction, and raises `Unusable` when that can't be."""

    def __init__(self, database: Database, clock: Clock, ended: Ended) -> None:
        self._database, self._clock, self._ended = database, clock, ended

    def renew(self, sender: str) -> list[Delivery]:
        """Say that a sender lives, and mark as unknown what dead ones had claimed; give that."""
        with told(str(self._database)), unit_of_work(self._database) as store:
            now = self._clock()
            store.sending.seen(sender, now)
            return self._bury(store, now)

    def bury(self) -> list[Delivery]:
        """Mark as unknown what dead senders had claimed; give that."""
        with told(str(self._database)), unit_of_work(self._database) as store:
            return self._bury(store, self._clock())

    def end(self, sender: str) -> None:
        """Take a lease back: this sender has nothing claimed any more."""
        with told(str(self._database)), unit_of_work(self._database) as store:
            store.sending.gone(sender)

    def _bury(self, store: UnitOfWork, now: datetime) -> list[Delivery]:
        alive = []
        for name, seen_at in store.sending.senders().items():
            if now - seen_at < LEASE and not self._ended(name):
                alive.append(name)
            else:
                store.sending.gone(name)
        return abandon(store, store.sending.abandoned(alive), now)
