"""A sender's lease: renewed while it lives; when it is over, what the sender had claimed is unknown."""

import os
import secrets
import socket
from datetime import datetime, timedelta
from time import monotonic

import structlog

from mailer.domain.delivery import Delivery
from mailer.domain.errors import Unusable
from mailer.service.outcomes import abandon
from mailer.service.work import Clock
from mailer.store.database import Database
from mailer.store.faults import told
from mailer.store.unit_of_work import UnitOfWork, unit_of_work

LEASE = timedelta(seconds=45)
"""A sender not seen for so long counts as dead: others find its claims within a minute."""
RENEWED_EVERY = 10.0
"""Seconds."""
_SURE_FOR = 25.0
"""Seconds after the last renewal in which a sender may still hand over what it has claimed: well before
anybody else may take its claims for abandoned, whatever the clocks of two machines say."""

log = structlog.get_logger(__name__)


class Lease:
    """One sender's right to its claims. Times of the database's rows come from `clock`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._database, self._clock = database, clock
        self._renewed = 0.0

    def holds(self) -> bool:
        """Whether what this sender has claimed is still its own for certain."""
        return monotonic() - self._renewed < _SURE_FOR

    def renew(self) -> list[Delivery]:
        """Say that this sender lives, and mark as unknown what dead ones had claimed; give that."""
        begun = monotonic()
        with told(str(self._database)), unit_of_work(self._database) as store:
            now = self._clock()
            store.sending.seen(self.name, now)
            found = _bury(store, self.name, now)
        self._renewed = begun
        return found

    def bury(self) -> list[Delivery]:
        """Mark as unknown what dead senders had claimed; give that."""
        with told(str(self._database)), unit_of_work(self._database) as store:
            return _bury(store, self.name, self._clock())

    def beat(self) -> bool:
        """Renew; while the database is out of reach the lease runs out. There is never more to do."""
        try:
            self.renew()
        except Unusable as error:
            log.warning("the lease could not be renewed", why=str(error))
        return False

    def end(self) -> None:
        """Give the lease back: this sender has nothing claimed any more."""
        with told(str(self._database)), unit_of_work(self._database) as store:
            store.sending.gone(self.name)


def _bury(store: UnitOfWork, own: str, now: datetime) -> list[Delivery]:
    """Mark as unknown what senders without a lease had claimed."""
    alive = []
    for name, seen_at in store.sending.senders().items():
        if name == own or (now - seen_at < LEASE and not _ended_here(name)):
            alive.append(name)
        else:
            store.sending.gone(name)
    return abandon(store, store.sending.abandoned(alive), now)


def _ended_here(name: str) -> bool:
    """Whether this names a process of this machine that is no more: its lease need not be waited for."""
    host, pid, _ = name.rsplit(":", 2)
    if host != socket.gethostname():
        return False
    if int(pid) == os.getpid():  # its number is ours now, as in a container, where it always is 1
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
