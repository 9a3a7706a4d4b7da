"""How a connection to a relay begins, in lock-step: connect, greet, encrypt; each wait has an end."""

import asyncio
import ssl
from collections import deque
from contextlib import suppress
from ipaddress import ip_address
from typing import cast

from mailer.domain.delivery import Outcome, Stage
from mailer.transport.replies import Garbled, Reply, ReplyReader, broken


class Broken(Exception):  # noqa: N818 - the connection broke, not the program
    """The opening can't go on; carries what that means for a delivery."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.words)
        self.outcome = outcome

    @classmethod
    def at(cls, stage: Stage, words: str) -> "Broken":
        """Say at which stage it broke off, and why."""
        return cls(broken(stage, words))


class Opening(asyncio.Protocol):
    """A connection on which no mail goes yet. `timeout` is in seconds, for every step by itself.

    `ask`, `reply` and `secure` raise only `Broken`.
    """

    def __init__(self, timeout: float) -> None:
        self.transport: asyncio.Transport
        self.encrypted = False
        self.greeting = ""
        """What the relay says it is, in its own words."""
        self._timeout = timeout
        self._reader = ReplyReader()
        self._replies: deque[Reply] = deque()
        self._came = asyncio.Event()
        self._end = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to write; asyncio calls this."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Keep what came until it is asked for; asyncio calls this."""
        try:
            self._replies.extend(self._reader.read(data))
        except Garbled as error:
            self._end = str(error)
        self._came.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """Remember why; asyncio calls this."""
        self._end = self._end or lost(exc)
        self._came.set()

    @property
    def loopback(self) -> bool:
        """Whether the peer is this machine."""
        peer = self.transport.get_extra_info("peername")
        with suppress(TypeError, ValueError, IndexError):
            return ip_address(peer[0].partition("%")[0]).is_loopback
        return False

    def demand_silence(self, stage: Stage) -> None:
        """Break off if the relay said or did something when it had nothing to answer."""
        if self._replies:
            reply = self._replies[0]
            raise Broken.at(stage, f"the relay spoke out of turn: {reply.code} {reply.words}")
        if self._reader.pending:
            raise Broken.at(stage, f"the relay spoke out of turn: {self._reader.rest}")
        if self._end:
            raise Broken.at(stage, self._end)

    async def ask(self, stage: Stage, command: str) -> Reply:
        """Send a command and give the reply to it, and not one that was lying there before."""
        self.demand_silence(stage)
        self.transport.write(command.encode() + b"\r\n")
        return await self.reply(stage)

    async def reply(self, stage: Stage) -> Reply:
        """Wait for a whole reply."""
        try:
            async with asyncio.timeout(self._timeout):
                while not (self._replies or self._end):
                    self._came.clear()
                    await self._came.wait()
        except TimeoutError as error:
            raise Broken.at(stage, "the relay does not answer in time") from error
        if not self._replies:
            raise Broken.at(stage, self._end)
        return self._replies.popleft()

    async def secure(self, stage: Stage, context: ssl.SSLContext, host: str) -> None:
        """Start TLS and hold the certificate against `host` and the context's authorities."""
        # RFC 3207 section 6: what was said in the clear may not be taken for the encrypted answer.
        self.demand_silence(stage)
        try:
            found = await asyncio.get_running_loop().start_tls(
                self.transport, self, context, server_hostname=host, ssl_handshake_timeout=self._timeout
            )
        except (OSError, ValueError) as error:
            raise Broken.at(stage, f"no TLS with {host}: {error}") from error
        if found is None:
            raise Broken.at(stage, f"no TLS with {host}: {self._end}")
        self.transport, self.encrypted = found, True


def lost(error: Exception | None) -> str:
    """Say in words how a connection ended."""
    return f"connection lost: {error}" if error else "the relay closed the connection"


async def connect(host: str, port: int, timeout: float) -> Opening:
    """Connect; nothing has been read yet. Raises only `Broken`."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(timeout):
            _, opening = await loop.create_connection(lambda: Opening(timeout), host, port)
    except TimeoutError as error:
        raise Broken.at(Stage.CONNECT, f"can't reach {host} port {port} in time") from error
    except (OSError, UnicodeError) as error:
        raise Broken.at(Stage.CONNECT, f"can't reach {host} port {port}: {error}") from error
    return opening
