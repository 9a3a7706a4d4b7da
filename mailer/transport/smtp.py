"""The courier to a relay over SMTP (RFC 5321): several connections, and other relays to fall back on."""

from collections.abc import Sequence

from mailer.domain.delivery import Claims
from mailer.transport.carrying import Carrying
from mailer.transport.hop import Hop
from mailer.transport.link import Link
from mailer.transport.route import Route
from mailer.transport.stock import Seal


class SmtpCourier:
    """Takes mails to the first of its hops that can be used; for one event loop, which owns the connections.

    Every outcome is a value. `ehlo_name` is our own full domain name. `seal` is awaited with each envelope
    before it is handed over, and gives the one that goes.
    """

    def __init__(self, hops: Sequence[Hop], *, ehlo_name: str, seal: Seal | None = None) -> None:
        self._routes = [Route(hop, ehlo_name) for hop in hops]
        self._seal = seal

    async def carry(self, claims: Claims) -> None:
        """Hand over what there is to take. Raises only what `claims` or the seal raise."""
        await Carrying(claims, self._routes, self._seal).run()

    async def check(self) -> str:
        """Connect to every relay, encrypt and log in; say where that fails and why, "" if nowhere."""
        faults = []
        for route in self._routes:
            found = await route.open()
            if not isinstance(found, Link):
                faults.append(f"{route.hop}, at {found.stage}: {found.words}")
        await self.close()
        return "; ".join(faults)

    async def close(self) -> None:
        """Leave politely; safe to call twice. The next `carry` connects again."""
        for route in self._routes:
            await route.close()
