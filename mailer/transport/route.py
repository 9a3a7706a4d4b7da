"""One relay of those there are: the connections that are kept to it, and whether it can be used now."""

import asyncio
import re
from time import monotonic

from mailer.domain.delivery import Outcome
from mailer.transport.hop import Hop
from mailer.transport.link import Link
from mailer.transport.login import Login
from mailer.transport.opening import Broken
from mailer.transport.width import Width

REST = 300.0
"""Seconds for which a relay that could not be used is left alone while another one serves."""

_BEFORE_FOLLOWING_AGAIN = 86400.0

_STUMBLES = re.compile("Dovecot", re.IGNORECASE)
"""Who says PIPELINING and can't do all of it: Dovecot 2.3 dies of an assertion of its own when RCPT follows a
final dot, after it has handed the mail on; each time somebody would have a mail that we call unknown."""


class Route:
    """A relay, its open connections, and how many of them are worth having."""

    def __init__(self, hop: Hop, ehlo_name: str) -> None:
        self.hop = hop
        self.width = Width(hop.connections)
        self.links: set[Link] = set()
        self.opening: asyncio.Task[Link | Outcome] | None = None
        """A connection being made; it outlives the carrying that asked for it."""
        self._login = Login(hop, ehlo_name)
        self._rests_until = self._stumbles_until = 0.0

    @property
    def rests(self) -> bool:
        """Whether it failed a while ago and is not to be tried yet."""
        return monotonic() < self._rests_until

    def rest(self) -> None:
        """Leave it alone for a while."""
        self._rests_until = monotonic() + REST

    def wake(self) -> None:
        """Let it be tried at once."""
        self._rests_until = 0.0

    async def open(self) -> Link | Outcome:
        """Make a connection, or say what it means that there is none."""
        try:
            opening, offered = await self._login.enter()
        except Broken as error:
            return error.outcome
        follows = monotonic() >= self._stumbles_until and not _STUMBLES.search(opening.greeting)
        link = Link(opening, offered, self.hop.timeout, follows)
        self.links.add(link)
        return link

    def stumbled(self) -> None:
        """A connection ended amid commands that followed a final dot: nothing follows one for a day."""
        self._stumbles_until = monotonic() + _BEFORE_FOLLOWING_AGAIN
        for link in self.links:
            link.dialogue.follows = False

    async def close(self) -> None:
        """Leave every connection politely."""
        if self.opening:
            self.opening.cancel()
            await asyncio.gather(self.opening, return_exceptions=True)
            self.opening = None
        links, self.links = self.links, set()
        for link in links:
            link.dispatch = None
            if link.usable:
                link.leave()
            else:
                link.drop("given up")
        for link in links:
            await link.ended.wait()
