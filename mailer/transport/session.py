"""One peer's connection, in SMTP (RFC 5321) or LMTP (RFC 2033): aiosmtpd's dialogue, our limits and DATA."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import AnyStr, ClassVar, cast

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope

from mailer import metrics
from mailer.transport.arrival import TOO_BIG, Arrival, Refusal, unacceptable, unstuffed
from mailer.transport.certificate import Certificate
from mailer.transport.desk import Desk
from mailer.transport.hooks import Hooks
from mailer.transport.path import NULL_PATH, read_path

# aiosmtpd writes every command, with the addresses in it, to this log at INFO; addresses stay out of logs.
logging.getLogger("mail.log").setLevel(logging.ERROR)

MOST_FAULTS = 20
"""Refusals in one connection; a peer that collects more is guessing."""
_BLOCK = 65536
_LONGEST_COMMAND = 2048
_DRAIN = 4
"""A mail that is too big is read to its end, to be refused in order, up to so many times the limit."""
_DOT = b".\r\n"
_END = b"\r\n" + _DOT


@dataclass(frozen=True, slots=True)
class House:
    """What all connections share. `known` says which addresses are ours; `size_limit` is in octets, `timeout`
    in seconds; with a `certificate` STARTTLS is offered; `sessions` are the connections there are.
    """

    desk: Desk
    known: Callable[[str], bool]
    hostname: str
    size_limit: int
    timeout: float
    certificate: Certificate | None = None
    sessions: set["Session"] = field(default_factory=set)


class Session(SMTP):
    """A connection that speaks SMTP."""

    # The first is also the reader's buffer: so many octets are held before a line end is seen.
    line_length_limit = _BLOCK
    command_size_limit = _LONGEST_COMMAND
    _commands: ClassVar[list[str]] = []

    def __init__(self, house: House, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(
            Hooks(house.known, house.size_limit),
            data_size_limit=None,
            enable_SMTPUTF8=True,
            hostname=house.hostname,
            ident="Kring",
            tls_context=house.certificate.context() if house.certificate else None,
            timeout=house.timeout,
            loop=loop,
        )
        # aiosmtpd keeps this table in its class, where every EHLO of every peer makes it grow.
        self.command_size_limits = defaultdict(lambda: _LONGEST_COMMAND)
        self._house = house
        self._faults = 0
        self._busy = False
        self._leaving = False
        self._plain: asyncio.BaseTransport | None = None

    def __dir__(self) -> list[str]:
        """Give the commands; aiosmtpd looks for them, among all names, at each connection."""
        return self._commands

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._house.sessions.add(self)
        super().connection_made(transport)
        if self._handler_coroutine:
            # The dialogue of a peer that is gone ends in an exception that is nobody's business.
            self._handler_coroutine.add_done_callback(lambda task: task.cancelled() or task.exception())

    def connection_lost(self, error: Exception | None) -> None:
        """End."""
        self._house.sessions.discard(self)
        super().connection_lost(error)
        if self._plain is not None:
            # A lost TLS transport says that it is open, and its writer complains when it is thrown away.
            self._write_to(self._plain)

    def _write_to(self, transport: asyncio.BaseTransport) -> None:
        """Let the writer use another transport, which asyncio has no public word for."""
        self._writer._transport = transport  # type: ignore[attr-defined]

    def leave(self) -> None:
        """Close; a mail that is being handed over is finished first."""
        self._leaving = True
        if not self._busy:
            self._hang_up("421 4.3.2 Closing; please come back later")

    def abort(self) -> None:
        """Close at once."""
        if self.transport is not None:
            cast("asyncio.Transport", self.transport).abort()

    def _hang_up(self, reply: str) -> None:
        if self.transport is not None and not self.transport.is_closing():
            cast("asyncio.Transport", self.transport).write(reply.encode() + b"\r\n")
            self.transport.close()

    def _timeout_cb(self) -> None:
        # A peer that does not read either would keep a polite close waiting for ever.
        self.abort()

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        # aiosmtpd reads paths with the parser for header fields: comments, encoded-words, and its crashes.
        return read_path(arg) or (None, None)

    async def push(self, status: AnyStr) -> None:
        """Send a reply; close after too many refusals."""
        if status[:1] in {"4", "5"}:
            self._faults += 1
            metrics.refused(str(status[:3]))
        await super().push(status)
        if self._faults >= MOST_FAULTS:
            self._hang_up("421 4.7.0 Too many errors")

    @property
    def _peer(self) -> str:
        peer = self.transport.get_extra_info("peername") if self.transport else None
        return str(peer[0]) if peer else ""

    async def smtp_STARTTLS(self, arg: str | None) -> None:  # noqa: N802
        """Begin TLS (RFC 3207); what was said before counts no more, and must be said again.

        aiosmtpd does this with private parts of asyncio that have changed since Python 3.11.
        """
        if arg or self.tls_context is None:
            await self.push(
                "501 5.5.4 STARTTLS stands alone" if arg else "502 5.5.1 There is no TLS to start"
            )
            return
        context, self.tls_context = self.tls_context, None
        await self.push("220 2.0.0 Go ahead")
        plain = self._plain = cast("asyncio.Transport", self.transport)
        # Commands sent along with STARTTLS may be somebody else's: they are dropped (RFC 3207 section 6).
        self._reader._buffer.clear()  # type: ignore[attr-defined]
        try:
            self.transport = await self.loop.start_tls(plain, self, context, server_side=True)
        except (OSError, EOFError):  # ssl.SSLError is an OSError; no word can be said to this peer any more
            plain.abort()
        if plain.is_closing() or self.transport is None:
            raise ConnectionResetError
        self._write_to(self.transport)
        self.session = self._create_session()
        self.session.peer = self.transport.get_extra_info("peername")
        self.session.ssl = self.transport.get_extra_info("cipher")
        self.envelope = Envelope()

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        """Read a mail and hand it over; the answer tells what became of it."""
        envelope = self.envelope
        if arg or not envelope or not envelope.rcpt_tos:
            await self.push("501 5.5.4 DATA stands alone" if arg else "503 5.5.1 MAIL and RCPT come first")
            return
        self._busy = True
        try:
            await self.push("354 End the mail with a dot on a line of its own")
            octets = await self._read_mail()
            self._reset_timeout()
            groups = self._answered(envelope.rcpt_tos)
            hand_overs = (self._hand_over(envelope, forward_paths, octets) for forward_paths in groups)
            for reply in await asyncio.gather(*hand_overs):
                await self.push(reply)
        finally:
            self._busy = False
            self.envelope = Envelope()
        if self._leaving:
            self.leave()

    def _answered(self, forward_paths: list[str]) -> list[tuple[str, ...]]:
        """Group the recipients by the answer they get: in SMTP it is one for all."""
        return [tuple(forward_paths)]

    async def _hand_over(
        self, envelope: Envelope, forward_paths: tuple[str, ...], octets: bytes | Refusal
    ) -> str:
        """Give the reply; a yes only once the mail is safe."""
        if isinstance(octets, Refusal):
            return octets.reply
        reverse_path = "" if envelope.mail_from == NULL_PATH else str(envelope.mail_from)
        arrival = Arrival(reverse_path, forward_paths, octets, self._peer)
        refusal = await self._house.desk.hand_over(arrival)
        return refusal.reply if refusal else "250 2.0.0 Accepted"

    async def _read_mail(self) -> bytes | Refusal:
        """Read up to the final dot: CR LF dot CR LF and nothing else that looks like it (SMTP smuggling).

        aiosmtpd's own reader takes a line at a time, keeps one without end in memory, and gives the whole
        mail one `timeout`; here every 64 KiB have one.
        """
        mail, size, most = bytearray(), 0, self._house.size_limit + len(_DOT)
        while not mail.endswith(_END) and mail != _DOT:
            piece = await self._read_piece()
            if size // _BLOCK != (size + len(piece)) // _BLOCK:
                self._reset_timeout()
            size += len(piece)
            if size > _DRAIN * self._house.size_limit:
                self._leaving = True
                return TOO_BIG
            mail += piece
            if size > most:
                del mail[: -len(_END)]
        if size > most:
            return TOO_BIG
        octets = bytes(mail[: -len(_DOT)])
        return unacceptable(octets) or unstuffed(octets)

    async def _read_piece(self) -> bytes:
        """Read up to the next dot at the end of a line, or a part of that if it is too long to hold."""
        try:
            return await self._reader.readuntil(_DOT)
        except asyncio.LimitOverrunError as error:
            return await self._reader.read(error.consumed)


class LmtpSession(Session, LMTP):
    """A connection that speaks LMTP: every recipient has an answer of its own (RFC 2033 section 4.2).

    aiosmtpd answers once for all (its issue 517).
    """

    def _answered(self, forward_paths: list[str]) -> list[tuple[str, ...]]:
        return [(path,) for path in forward_paths]


for kind in (Session, LmtpSession):
    kind._commands = [name for name in dir(kind) if name.startswith("smtp_")]
