"""The door for incoming mail: a thread with an event loop that listens for peers in SMTP or LMTP."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future

from mailer.transport.certificate import Certificate
from mailer.transport.desk import Accept, Desk
from mailer.transport.session import House, LmtpSession, Session

MOST_CONNECTIONS = 20
"""At the same time; each may hold a mail of `size_limit` octets in memory."""

_GRACE = 10.0
"""Seconds that a mail under way gets when we stop."""


class Listener:
    """Takes mail in at `host`, one network address, and `port` (0: any that is free).

    The mails that wait at the same moment go to `accept` together, one group at a time, in a thread of its
    own; their peers hear 250 after it has returned. When it raises, each mail is tried by itself: then a
    `Refusal` becomes the reply, and any other exception becomes 451, so the peer keeps the mail and tries
    again. With `lmtp`, every recipient of a mail is a mail of its own.

    `known` says which addresses are ours, as the peer spelt them; it is asked in the event loop and may not
    wait. `size_limit` is in octets; `timeout` in seconds, for a command and for every 64 KiB of a mail.
    With a `certificate` STARTTLS is offered, and asked of nobody: mail to us comes without it as well.
    """

    def __init__(
        self,
        host: str,
        port: int,
        accept: Accept,
        *,
        known: Callable[[str], bool],
        hostname: str = "localhost",
        size_limit: int = 50 * 1024 * 1024,
        timeout: float = 300.0,
        lmtp: bool = False,
        certificate: Certificate | None = None,
    ) -> None:
        self._where = (host, port)
        self._desk = Desk(accept)
        self._house = House(self._desk, known, hostname, size_limit, timeout, certificate)
        self._session = LmtpSession if lmtp else Session
        self._thread: threading.Thread | None = None
        self._ready: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event, int]] = Future()

    @property
    def port(self) -> int:
        """The port it listens on, once started."""
        return self._ready.result(0)[2]

    @property
    def listening(self) -> bool:
        """Whether it takes mail in at this moment."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def connections(self) -> int:
        """How many peers there are at this moment."""
        return len(self._house.sessions)

    def start(self) -> None:
        """Begin to listen, once; raises `OSError` when the address is taken or not ours, `Unusable` when the
        certificate can't be used.
        """
        if self._house.certificate:
            self._house.certificate.load()
        thread = threading.Thread(target=self._run, name="listener", daemon=True)
        thread.start()
        self._ready.result()
        self._thread = thread

    def stop(self) -> None:
        """Take nobody new in, let mails under way be finished, close; safe to call twice."""
        if self._thread:
            loop, stopping, _ = self._ready.result()
            loop.call_soon_threadsafe(stopping.set)
            self._thread.join()
            self._thread = None
        self._desk.close()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:
            if self._ready.done():
                raise
            self._ready.set_exception(error)

    async def _serve(self) -> None:
        loop, stopping = asyncio.get_running_loop(), asyncio.Event()
        server = await loop.create_server(lambda: self._protocol(loop), *self._where)
        self._ready.set_result((loop, stopping, server.sockets[0].getsockname()[1]))
        await stopping.wait()
        server.close()
        await self._empty()

    def _protocol(self, loop: asyncio.AbstractEventLoop) -> asyncio.Protocol:
        full = self.connections >= MOST_CONNECTIONS
        return _Full() if full else self._session(self._house, loop)

    async def _empty(self) -> None:
        sessions = self._house.sessions
        for session in list(sessions):
            session.leave()
        until = asyncio.get_running_loop().time() + _GRACE
        while sessions and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(0.01)
        for session in list(sessions):
            session.abort()


class _Full(asyncio.Protocol):
    """Turns a peer away until there is room."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            transport.write(b"421 4.3.2 Too many connections; please come back later\r\n")
            transport.close()
