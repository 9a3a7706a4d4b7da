"""A relay on the far side of the Internet: a proxy that holds every octet back for a while, each way."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast


class Side(asyncio.Protocol):
    """One side of a connection: what comes in goes out at the `other` side, later."""

    def __init__(self, proxy: "FarAway") -> None:
        self.transport: asyncio.Transport
        self.other: Side | None = None
        self._proxy = proxy

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self._proxy.sides.add(self)

    def data_received(self, data: bytes) -> None:
        if self.other:
            self._proxy.later(self.other.transport.write, data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._proxy.sides.discard(self)
        if self.other:
            self._proxy.later(self.other.transport.close)


class Near(Side):
    """The side that is connected to; it connects to the relay in turn."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.pause_reading()
        self._connecting = self._proxy.loop.create_task(self._connect())

    async def _connect(self) -> None:
        far = Side(self._proxy)
        far.other = self
        await self._proxy.loop.create_connection(lambda: far, "127.0.0.1", self._proxy.port)
        self.other = far
        self.transport.resume_reading()


class FarAway:
    """Forwards connections to `port` on this machine, `seconds` later in each direction."""

    def __init__(self, port: int, seconds: float) -> None:
        self.port = port
        self.loop = asyncio.new_event_loop()
        self.sides: set[Side] = set()
        self.at_once = 0
        """The most connections at the same moment."""
        self.opened: list[float] = []
        """When each connection was opened, by `time.monotonic`."""
        self._seconds = seconds

    def later(self, act: Callable[..., object], *args: object) -> None:
        self.loop.call_later(self._seconds, act, *args)

    def welcome(self) -> Near:
        self.opened.append(time.monotonic())
        self.at_once = max(self.at_once, sum(isinstance(side, Near) for side in self.sides) + 1)
        return Near(self)

    async def end(self, server: asyncio.Server) -> None:
        server.close()
        for side in list(self.sides):
            side.transport.abort()
        while self.sides:
            await asyncio.sleep(0.001)
        await server.wait_closed()


@contextmanager
def far_away(port: int, seconds: float = 0.05) -> Iterator[tuple[int, FarAway]]:
    """Give the port of a proxy to `port`, and the proxy, for as long as it runs in a thread of its own."""
    proxy = FarAway(port, seconds)
    loop = proxy.loop
    server = loop.run_until_complete(loop.create_server(proxy.welcome, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield int(server.sockets[0].getsockname()[1]), proxy
    finally:
        asyncio.run_coroutine_threadsafe(proxy.end(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
