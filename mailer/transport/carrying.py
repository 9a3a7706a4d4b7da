"""One carrying: spreads claims over connections, opens those worth having, ends when all is settled."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from mailer.domain.delivery import Claim, Claims, Outcome, Stage
from mailer.transport.dialogue import Result
from mailer.transport.link import Link
from mailer.transport.replies import broken
from mailer.transport.route import Route
from mailer.transport.stock import Seal, Stock
from mailer.transport.wire import unfit

LOOK_AGAIN = 1.0
"""Seconds after which claims are asked for again while mails are under way."""


class Carrying:
    """The dispatch of the links (`link.Dispatch`) for as long as there is something to send.

    A connection is opened only when there is a mail for it, one at a time. A mail whose MAIL was never
    answered, on a connection that had been of use or beside others that are, is tried over another one.
    """

    def __init__(self, claims: Claims, routes: Sequence[Route], seal: Seal | None) -> None:
        self._routes = routes
        self._current = next((route for route in routes if route.links), routes[0])
        self._changed = asyncio.Event()
        self._stock = Stock(claims, seal, self._current.hop.connections, self)
        self._loop = asyncio.get_running_loop()
        self._idle: set[Link] = set()
        self._faults: dict[Route, str] = {}
        self._settled = 0
        self._error: BaseException | None = None

    async def run(self) -> None:
        """Carry until there is nothing to take and nothing under way, or no relay can be used."""
        try:
            await self._welcome_kept()
            while not (self._stock.over or self._error):
                self._changed.clear()
                self._collect()
                self._feed()
                self._open_more()
                await self._wait()
        finally:
            await self._part()
        if self._error:
            raise self._error

    def take(self, link: Link) -> Claim | None:
        """Give the next mail for this connection, or None for now."""
        if link not in self._current.links:
            return None
        while claim := self._stock.next():
            if not (fault := unfit(claim.envelope, link.dialogue.offered)):
                return claim
            self._stock.settle(claim, fault)
        return None

    def settled(self, results: list[Result]) -> None:
        """Hear what became of mails."""
        for claim, outcome in results:
            self._stock.settle(claim, outcome)
        self._settled += len(results)
        wider = self._current.width.sent(len(results), self._loop.time())
        if wider or self._idle or self._stock.over:
            self._changed.set()

    def rests(self, link: Link) -> None:
        """Hear that a connection has nothing more to do."""
        if link in self._current.links:
            self._idle.add(link)
            self._current.width.pause(self._loop.time())
        else:
            link.leave()
        self._changed.set()

    def gone(self, link: Link) -> None:
        """Hear that a connection has ended; try the mails it has left elsewhere, if that can help."""
        for route in self._routes:
            if link in route.links:
                route.links.discard(link)
                if link.dialogue.stumbled:
                    route.stumbled()
        self._idle.discard(link)
        beside = len(self._current.links)
        for claim, outcome in link.dialogue.unbegun:
            if not link.dialogue.carried and beside:
                self._current.width.narrow(beside, self._loop.time())
            if not ((link.dialogue.carried or beside) and self._stock.give_back(claim)):
                self._stock.settle(claim, outcome)
        self._changed.set()

    def sealed(self) -> None:
        """Hear that there is a mail more to give."""
        self._changed.set()

    def failed(self, error: BaseException) -> None:
        """Hear of an error of our own; `run` raises it."""
        self._error = self._error or error
        self._changed.set()

    async def _welcome_kept(self) -> None:
        """Look after the connections kept from before; what happened to them meanwhile comes first."""
        for route in self._routes:
            route.links = {link for link in route.links if not link.ended.is_set()}
            for link in route.links:
                link.dispatch = self
        # One round of the loop reads what has come, the next one acts on it.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        self._idle |= {link for link in self._current.links if link.usable}

    def _feed(self) -> None:
        for link in list(self._idle):
            self._idle.discard(link)
            if not link.usable:
                continue
            if claim := self.take(link):
                link.begin(claim)
            else:
                self._idle.add(link)
                return

    def _open_more(self) -> None:
        route = next((route for route in self._routes if not route.rests), self._routes[0])
        if route.opening or len(route.links) >= route.width.wanted:
            return
        if not any(one.links for one in self._routes):
            needed = self._stock.hold()
        else:
            needed = self._stock.more and not (self._idle and route is self._current)
        if needed:
            route.opening = self._loop.create_task(route.open())
            route.opening.add_done_callback(lambda _: self._changed.set())

    def _collect(self) -> None:
        """Take up the connections that have been made meanwhile, or could not be."""
        for route in self._routes:
            if route.opening and route.opening.done():
                found, route.opening = route.opening.result(), None
                if isinstance(found, Outcome):
                    self._not_opened(route, found)
                elif found.usable:
                    self._opened(route, found)
                else:
                    self._not_opened(route, broken(Stage.CONNECT, found.dialogue.over))

    def _opened(self, route: Route, link: Link) -> None:
        before, self._current = self._current, route
        link.dispatch = self
        self._faults.pop(route, None)
        route.width.begin(self._loop.time())
        if before is not route:
            for other in self._idle:
                other.leave()
            self._idle.clear()
        self._idle.add(link)

    def _not_opened(self, route: Route, outcome: Outcome) -> None:
        if route.links:
            route.width.narrow(len(route.links), self._loop.time())
            return
        route.rest()
        self._faults[route] = outcome.words
        if all(one.rests for one in self._routes):
            for one in self._routes:
                one.wake()
            self._stock.refuse(outcome._replace(words="; ".join(self._faults.values())))

    async def _wait(self) -> None:
        if self._stock.over:
            return
        before = self._settled
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN):
                await self._changed.wait()
            return
        # A relay that thinks for so long over one mail may take another one meanwhile.
        if self._settled == before and not self._idle and self._stock.more:
            self._current.width.widen(self._loop.time())

    async def _part(self) -> None:
        await self._stock.close()
        for link in [link for route in self._routes for link in route.links]:
            link.dispatch = None
            if self._stock.under_way and not link.dialogue.idle:
                link.drop("given up")
