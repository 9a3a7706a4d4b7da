"""When the runs that go out will be done."""

from collections.abc import Mapping
from datetime import datetime

from mailer.domain.forecast import foretell
from mailer.domain.limits import Limits
from mailer.store.unit_of_work import UnitOfWork


def done_at(store: UnitOfWork, limits: Limits, now: datetime) -> Mapping[int, datetime]:
    """Give for each run about when it will be done; nothing for one of which that can't be told."""
    if store.pauses.open() is not None:
        return {}
    used = store.traffic.used(now) if limits.any else {}
    return foretell(store.progress.running(), limits, used, now)
