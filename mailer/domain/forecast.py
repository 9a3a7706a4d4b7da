"""When a run will be done: from what is still to be sent, and how fast that may go or went lately (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailer.domain.limits import Limits, Used

RATED_OVER = timedelta(minutes=5)
"""How far back the rate is taken from, where there are no limits to reckon with."""

_ENOUGH = 10
"""So many mails make a rate."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is still to be sent of a run that goes out.

    `waits_until` is the latest moment that one of its mails waits for; `sent_at` when the last ones left.
    """

    run: int
    mails: int
    waits_until: datetime | None = None
    sent_at: Sequence[datetime] = ()


def foretell(runs: Sequence[Ahead], limits: Limits, used: Used, now: datetime) -> Mapping[int, datetime]:
    """Say when each run will be done about; `runs` in the order in which they go out.

    They share the limits, so each waits for those before it. Without limits the rate of the last minutes
    tells; without that, nothing does, and the run is not in the answer.
    """
    each = None if limits.any else _seconds_for_each(runs, now)
    found: dict[int, datetime] = {}
    mails = 0
    for one in runs:
        mails += one.mails
        if limits.any:
            at = now + limits.takes(mails, used)
        elif each is not None:
            at = now + timedelta(seconds=mails * each)
        else:
            continue
        found[one.run] = max(at, one.waits_until or at)
    return found


def _seconds_for_each(runs: Sequence[Ahead], now: datetime) -> float | None:
    lately = [at for one in runs for at in one.sent_at if now - at <= RATED_OVER]
    return (now - min(lately)).total_seconds() / len(lately) if len(lately) >= _ENOUGH else None
