"""A relay that does just what a test tells it to, faults included; on loopback, a thread a connection."""

import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum, auto

from mailer.domain.delivery import Stage


class Act(Enum):
    """What a relay can do instead of answering."""

    CLOSE = auto()
    RESET = auto()
    SILENCE = auto()
    DRIP = auto()
    """One octet of a reply at a time, and never the end of it."""


class Drops(bytes):
    """Octets that are sent one by one."""


@dataclass(frozen=True)
class Later:
    """Octets that are sent after so many seconds."""

    seconds: float
    octets: bytes


Answer = Sequence[bytes | Act | Later]
Script = Mapping[Stage | tuple[Stage, int], Answer]
"""What is answered at a stage; (stage, 2): when a connection comes there for the second time."""

POLITE: Script = {
    Stage.GREETING: [b"220 relay.example ESMTP\r\n"],
    Stage.EHLO: [b"250-relay.example\r\n250-AUTH PLAIN LOGIN\r\n250-SMTPUTF8\r\n250 SIZE 100000000\r\n"],
    Stage.STARTTLS: [b"220 2.0.0 begin\r\n"],
    Stage.AUTH: [b"235 2.7.0 welcome\r\n"],
    Stage.MAIL: [b"250 2.1.0 ok\r\n"],
    Stage.RCPT: [b"250 2.1.5 ok\r\n"],
    Stage.DATA: [b"354 go on\r\n"],
    Stage.END_OF_DATA: [b"250 2.0.0 queued as 4F2A\r\n"],
}
PIPELINED: Script = {
    **POLITE,
    Stage.EHLO: [b"250-relay.example\r\n250-PIPELINING\r\n250 AUTH PLAIN LOGIN\r\n"],
}

_STAGES = {"EHLO": Stage.EHLO, "STARTTLS": Stage.STARTTLS, "MAIL": Stage.MAIL, "RCPT": Stage.RCPT}
_LONGEST_SILENCE = 10.0


class Gone(Exception):  # noqa: N818
    """The connection has ended, by whichever side."""


class FaultyRelay:
    """Plays one script a connection; the last one again for all that follow. Knows what it was told.

    What stands in `once` is answered one time instead of the script.
    """

    def __init__(self, scripts: Sequence[Script], tls: ssl.SSLContext | None, implicit: bool) -> None:
        self._scripts, self._tls, self._implicit = scripts, tls, implicit
        self._door = socket.create_server(("127.0.0.1", 0))
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._welcome)]
        self.port: int = self._door.getsockname()[1]
        self.commands: list[str] = []
        self.mails: list[bytes] = []
        self.connections = 0
        self.once: dict[Stage, Answer] = {}
        self.stumbles = False
        """Whether it closes when commands follow a final dot."""
        self.swallows = False
        """Whether it throws away what follows a final dot."""
        self._threads[0].start()

    def stop(self) -> None:
        self._over.set()
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        for thread in self._threads:
            thread.join()
        self._door.close()

    def _welcome(self) -> None:
        while True:
            peer, _ = self._door.accept()
            if self._over.is_set():
                peer.close()
                return
            script = {**POLITE, **self._scripts[min(self.connections, len(self._scripts) - 1)]}
            self.connections += 1
            thread = threading.Thread(target=self._play, args=(peer, script))
            self._threads.append(thread)
            thread.start()

    def _play(self, peer: socket.socket, script: Script) -> None:
        peer.settimeout(_LONGEST_SILENCE)
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line = Line(peer)
        with suppress(Gone, OSError):
            if self._implicit and self._tls:
                line.peer = self._tls.wrap_socket(peer, server_side=True)
            self._converse(line, script)
        line.peer.close()

    def _converse(self, line: "Line", script: Script) -> None:
        self._reply(line, script, Stage.GREETING)
        while True:
            command = line.read(b"\r\n").decode().strip()
            self.commands.append(command)
            verb = command.split(" ")[0].upper()
            if verb == "DATA":
                self._take_mail(line, script)
            elif verb in {"RSET", "QUIT"}:
                line.peer.sendall(b"250 ok\r\n")
            else:
                self._reply(line, script, _STAGES.get(verb, Stage.AUTH))
            if verb == "STARTTLS" and self._tls:
                line.peer = self._tls.wrap_socket(line.peer, server_side=True)

    def _take_mail(self, line: "Line", script: Script) -> None:
        if self._reply(line, script, Stage.DATA).startswith(b"354"):
            self.mails.append(line.read_mail())
            followed = line.forget() if self.stumbles or self.swallows else False
            if self.stumbles and followed:
                raise Gone
            self._reply(line, script, Stage.END_OF_DATA)

    def _reply(self, line: "Line", script: Script, stage: Stage) -> bytes:
        """Answer as the script has it; give the beginning of what was answered."""
        line.visits[stage] += 1
        answer = self.once.pop(stage, script.get((stage, line.visits[stage]), script[stage]))
        self._answer(line.peer, answer)
        first = answer[0].octets if isinstance(answer[0], Later) else answer[0]
        return first if isinstance(first, bytes) else b""

    def _answer(self, peer: socket.socket, answer: Answer) -> None:
        for part in answer:
            if isinstance(part, Act):
                self._act(peer, part)
            elif isinstance(part, Later):
                time.sleep(part.seconds)
                peer.sendall(part.octets)
            else:
                for piece in [bytes([octet]) for octet in part] if isinstance(part, Drops) else [part]:
                    peer.sendall(piece)

    def _act(self, peer: socket.socket, act: Act) -> None:
        if act is Act.RESET:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if act is Act.SILENCE:
            while peer.recv(65536):
                pass
        if act is Act.DRIP:
            until = time.monotonic() + _LONGEST_SILENCE
            peer.sendall(b"250-")
            while time.monotonic() < until:
                peer.sendall(b".")
                time.sleep(0.02)
        raise Gone


class Line:
    """A connection as the relay sees it: what was read too far stays for the next reading."""

    def __init__(self, peer: socket.socket) -> None:
        self.peer = peer
        self.visits: Counter[Stage] = Counter()
        self._came = bytearray()

    def read(self, end: bytes) -> bytes:
        """Read up to `end`."""
        looked = 0
        while (found := self._came.find(end, looked)) < 0:
            looked = max(len(self._came) - len(end), 0)
            octets = self.peer.recv(65536)
            if not octets:
                raise Gone
            self._came += octets
        read = bytes(self._came[: found + len(end)])
        del self._came[: len(read)]
        return read

    def forget(self) -> bool:
        """Throw away what came and was not read; False when there was nothing."""
        came = bool(self._came)
        self._came.clear()
        return came

    def read_mail(self) -> bytes:
        """Read up to the final dot; it may come first, right behind the line that said DATA."""
        self._came[:0] = b"\r\n"
        return self.read(b"\r\n.\r\n")[2:]


@contextmanager
def relay(
    *scripts: Script, tls: ssl.SSLContext | None = None, implicit: bool = False
) -> Iterator[FaultyRelay]:
    """A relay that plays these scripts, one a connection; what a script leaves out is done politely."""
    running = FaultyRelay(scripts or [POLITE], tls, implicit)
    try:
        yield running
    finally:
        running.stop()
