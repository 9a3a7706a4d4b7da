"""This process's lease as a sender: renewed while it lives, not relied on any more well before its end."""

import os
import secrets
import socket
from time import monotonic

import structlog

from mailer.domain.delivery import Delivery
from mailer.domain.errors import Unusable
from mailer.service.leases import Leases

RENEWED_EVERY = 10.0
"""Seconds."""
_SURE_FOR = 25.0
"""Seconds after the last renewal in which a sender may still hand over what it has claimed: well before
anybody else may take its claims for abandoned, whatever the clocks of two machines say."""

_OWN_MARKS: set[str] = set()
"""The ends of the names that this very process has made."""

log = structlog.get_logger(__name__)


class Lease:
    """One sender's right to its claims, under a name that no other has."""

    def __init__(self, leases: Leases) -> None:
        mark = secrets.token_hex(4)
        self.name = f"{socket.gethostname()}:{os.getpid()}:{mark}"
        _OWN_MARKS.add(mark)
        self._leases = leases
        self._renewed = 0.0

    def holds(self) -> bool:
        """Whether what this sender has claimed is still its own for certain."""
        return monotonic() - self._renewed < _SURE_FOR

    def renew(self) -> list[Delivery]:
        """Say that this sender lives; give what dead ones left, which is unknown now."""
        begun = monotonic()
        found = self._leases.renew(self.name)
        self._renewed = begun
        return found

    def beat(self) -> bool:
        """Renew; while the database is out of reach the lease runs out. There is never more to do."""
        try:
            self.renew()
        except Unusable as error:
            log.warning("the lease could not be renewed", why=str(error))
        return False

    def end(self) -> None:
        """Give the lease back: this sender has nothing claimed any more. Failing that, it will run out."""
        try:
            self._leases.end(self.name)
        except Unusable as error:
            log.warning("the lease could not be given back and will run out", why=str(error))


def ended_here(name: str) -> bool:
    """Whether this names a process of this machine that is no more, or that had our number before us."""
    host, pid, mark = name.rsplit(":", 2)
    if host != socket.gethostname():
        return False
    if int(pid) == os.getpid():  # in a container a process has the number its predecessor had
        return mark not in _OWN_MARKS
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
