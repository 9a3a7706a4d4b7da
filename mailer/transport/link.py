"""One connection to a relay, in lock-step: a command out, a reply in, and an end to every wait."""

import socket
import ssl
from contextlib import suppress
from ipaddress import ip_address
from time import monotonic

from mailer.domain.delivery import Outcome, Stage
from mailer.transport.replies import Garbled, Reply, broken, read_line, readable

LAST_PATIENCE = 5
"""The reply to the final dot is waited for so many times longer: 10 minutes where others get 2 (RFC 5321
section 4.5.3.2.6). To give up here is to not know."""

_BLOCK = 65536
_LONGEST_LINE = 4096
_MOST_LINES = 200
_LONGEST_GOODBYE = 2.0


class Broken(Exception):  # noqa: N818 - the connection broke, not the program
    """The dialogue can't go on; carries what that means for the delivery."""

    def __init__(self, stage: Stage, words: str) -> None:
        super().__init__(words)
        self.outcome: Outcome = broken(stage, words)


class Link:
    """A connection to a relay. `timeout` is in seconds, for every step by itself. Raises only `Broken`."""

    def __init__(self, host: str, port: int, timeout: float) -> None:
        try:
            self._socket = socket.create_connection((host, port), timeout)
            # The final dot is a small packet of its own; Nagle's algorithm would hold it back.
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except (OSError, UnicodeError) as error:
            raise Broken(Stage.CONNECT, f"can't reach {host} port {port}: {error}") from error
        self._timeout = timeout
        self._unread = bytearray()
        self.encrypted = False

    @property
    def loopback(self) -> bool:
        """Whether the peer is this machine."""
        with suppress(OSError, ValueError):
            return ip_address(self._socket.getpeername()[0].partition("%")[0]).is_loopback
        return False

    def secure(self, stage: Stage, context: ssl.SSLContext, host: str) -> None:
        """Start TLS and hold the certificate against `host` and the context's authorities."""
        try:
            self._socket.settimeout(self._timeout)
            self._socket = context.wrap_socket(self._socket, server_hostname=host)
        except (OSError, ValueError) as error:
            raise Broken(stage, f"no TLS with {host}: {error}") from error
        self.encrypted = True

    def ask(self, stage: Stage, command: str) -> Reply:
        """Send a command and give the reply to it, and not one that was lying there before."""
        if surprise := self.surprise():
            raise Broken(stage, surprise)
        self._send(stage, command.encode() + b"\r\n")
        return self.reply(stage)

    def hand_over(self, stuffed: bytes) -> Reply:
        """Send a mail that ends in CRLF, then the final dot, and give the reply to that.

        The dot goes by itself: as long as it has not been handed to the system, no octet of it has left.
        """
        self._send(Stage.DATA, stuffed)
        if surprise := self.surprise():
            raise Broken(Stage.DATA, surprise)
        self._send(Stage.END_OF_DATA, b".\r\n")
        return self.reply(Stage.END_OF_DATA)

    def reply(self, stage: Stage) -> Reply:
        """Wait for a whole reply; the waiting time is for the whole, however slowly it drips."""
        patience = self._timeout * (LAST_PATIENCE if stage is Stage.END_OF_DATA else 1)
        try:
            return self._read_reply(monotonic() + patience)
        except TimeoutError as error:
            raise Broken(stage, "the relay does not answer in time") from error
        except (OSError, Garbled) as error:
            raise Broken(stage, str(error)) from error

    def surprise(self) -> str:
        """What the relay said or did when it had nothing to answer; "" while it rightly keeps silent."""
        try:
            self._socket.settimeout(0)
            came = self._socket.recv(_BLOCK)
        except (BlockingIOError, ssl.SSLWantReadError):
            came = None
        except OSError as error:
            return f"connection lost: {error}"
        if came == b"":
            return "the relay closed the connection"
        self._unread += came or b""
        return f"the relay spoke out of turn: {readable(bytes(self._unread))}" if self._unread else ""

    def leave(self) -> None:
        """Say QUIT, wait a moment for the reply, and close."""
        self._timeout = min(self._timeout, _LONGEST_GOODBYE)
        with suppress(Broken):
            self.ask(Stage.CONNECT, "QUIT")
        self.close()

    def close(self) -> None:
        """Close at once; safe to call twice."""
        self._socket.close()

    def _send(self, stage: Stage, octets: bytes) -> None:
        try:
            for start in range(0, len(octets), _BLOCK):
                self._socket.settimeout(self._timeout)
                self._socket.sendall(octets[start : start + _BLOCK])
        except OSError as error:
            raise Broken(stage, f"connection lost while sending: {error}") from error

    def _read_reply(self, until: float) -> Reply:
        lines: list[str] = []
        code, more = 0, True
        while more:
            before = code
            code, more, text = read_line(self._read_line(until))
            lines.append(text)
            if before not in {0, code} or len(lines) > _MOST_LINES:
                raise Garbled(f"not an SMTP reply: {before} and {code} in {len(lines)} lines")
        return Reply(code, tuple(lines))

    def _read_line(self, until: float) -> bytes:
        while (end := self._unread.find(b"\n") + 1) == 0:
            if len(self._unread) > _LONGEST_LINE:
                raise Garbled(f"not an SMTP reply: {len(self._unread)} octets without a line end")
            self._socket.settimeout(max(until - monotonic(), 0.001))
            came = self._socket.recv(_BLOCK)
            if not came:
                raise ConnectionAbortedError("the relay closed the connection")
            self._unread += came
        line = bytes(self._unread[:end])
        del self._unread[:end]
        return line
