"""How many mails went out lately, all senders together, and which domains are given a rest, in SQL."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, select

from mailer.domain.limits import DAY, MINUTE, SECOND, WINDOWS
from mailer.store.conflicts import put
from mailer.store.prepared import Prepared
from mailer.store.schema import holds, traffic

ALL = ""
"""Stands for every domain together."""

_KEPT = {SECOND: 2 * MINUTE, MINUTE: 2 * DAY}
"""Grain -> how many seconds its counts are kept: single seconds for a minute, minutes for a day."""


class Traffic:
    """What went out, counted per second and per minute."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def count(self, domains: Iterable[str], now: datetime) -> None:
        """Count mails that are about to go out, by the domain of the recipient."""
        mails = Counter(domains)
        for domain, many in (*mails.items(), (ALL, mails.total())):
            for grain in _KEPT:
                self._add(domain, grain, int(now.timestamp()) // grain * grain, many)

    def used(self, now: datetime, domain: str = ALL) -> dict[int, int]:
        """Give how many mails went out in each of the windows."""
        return {window: self._sum(domain, now, window) for window in WINDOWS}

    def forget(self, now: datetime) -> None:
        """Drop counts that no window reaches any more."""
        for grain, kept in _KEPT.items():
            old = and_(traffic.c.grain == grain, traffic.c.second < int(now.timestamp()) - kept)
            self._sql.execute(delete(traffic).where(old))

    def _add(self, domain: str, grain: int, second: int, many: int) -> None:
        row = {"domain": domain, "grain": grain, "second": second, "mails": many}
        put(self._sql, traffic, ("domain", "second", "grain"), row, mails=traffic.c.mails + many)

    def _sum(self, domain: str, now: datetime, window: int) -> int:
        grain = SECOND if window <= MINUTE else MINUTE
        reaches_back = int(now.timestamp()) - window - (grain - 1)  # also into a minute that is partly in it
        where = and_(
            traffic.c.domain == domain,
            traffic.c.grain == grain,
            traffic.c.second > reaches_back,
        )
        return int(self._sql.scalar(select(func.sum(traffic.c.mails)).where(where)) or 0)


_HOLDS = Prepared(select(holds.c.domain, holds.c.until))


class Holds:
    """Recipients' domains that are down, and until when nothing is tried there."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def all(self) -> Mapping[str, datetime]:
        """Give the domains that were down when tried last, and until when each rests."""
        return {domain: until for domain, until in _HOLDS.rows(self._sql)}  # noqa: C416 - rows are no pairs to mypy

    def tries(self, domain: str) -> int:
        """Give how often in a row a domain was found down."""
        return self._sql.scalar(select(holds.c.tries).where(holds.c.domain == domain)) or 0

    def hold(self, domain: str, tries: int, until: datetime) -> None:
        """Let a domain rest."""
        row = {"domain": domain, "tries": tries, "until": until}
        put(self._sql, holds, ("domain",), row, tries=tries, until=until)

    def release(self, domains: Iterable[str]) -> None:
        """Note that domains took mail again."""
        self._sql.execute(delete(holds).where(holds.c.domain.in_(list(domains))))
