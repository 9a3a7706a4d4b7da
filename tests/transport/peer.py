"""A peer that hands mail to the listener, octet by octet where a test wants it so; and the listener."""

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from mailer.transport.arrival import Arrival
from mailer.transport.desk import Accept
from mailer.transport.listener import Listener
from tests.transport.cast import ANNA, KRING, SUBSCRIBE

END = b"\r\n.\r\n"


class Peer:
    """A connection to the listener that has heard the greeting."""

    def __init__(self, port: int, greet: bytes = b"EHLO zwolle.example\r\n") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), 5)
        self._came = b""
        self.greeting = self.reply()
        self.offers = self.say(greet) if greet else ""

    def send(self, octets: bytes) -> None:
        self.socket.sendall(octets)

    def say(self, octets: bytes) -> str:
        """Send, and give the reply."""
        self.send(octets)
        return self.reply()

    def reply(self) -> str:
        """The next whole reply; "" once the connection is closed."""
        lines = []
        while True:
            while b"\r\n" not in self._came:
                octets = b""
                with suppress(ConnectionError):
                    octets = self.socket.recv(65536)
                if not octets:
                    return ""
                self._came += octets
            line, _, self._came = self._came.partition(b"\r\n")
            lines.append(line.decode())
            if line[3:4] != b"-":
                return "\n".join(lines)

    def data(self, sender: str = ANNA, to: str = KRING) -> str:
        """Go up to the 354."""
        self.say(f"MAIL FROM:<{sender}>\r\n".encode())
        self.say(f"RCPT TO:<{to}>\r\n".encode())
        return self.say(b"DATA\r\n")

    def hand_over(self, octets: bytes = SUBSCRIBE) -> str:
        """Hand a mail over, and give the last reply."""
        self.data()
        return self.say(octets + b".\r\n")

    def close(self) -> None:
        self.socket.close()

    def __enter__(self) -> "Peer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def ours(address: str) -> bool:
    """Whether an address is one of Kring's."""
    return address.lower().endswith("@kring.example")


def each(accept: Callable[[Arrival], None]) -> Accept:
    """Let a test that cares for single mails see them one at a time."""

    def accept_all(arrivals: Sequence[Arrival]) -> None:
        for arrival in arrivals:
            accept(arrival)

    return accept_all


class House:
    """A listener, and what it has accepted."""

    def __init__(self, accept: Accept | None, options: dict[str, Any]) -> None:
        self.arrivals: list[Arrival] = []
        options = {"known": ours, "hostname": "kring.example", **options}
        self.listener = Listener("127.0.0.1", 0, accept or self.arrivals.extend, **options)

    def peer(self, greet: bytes = b"EHLO zwolle.example\r\n") -> Peer:
        return Peer(self.listener.port, greet)


@contextmanager
def listening(
    accept: Callable[[Arrival], None] | None = None, *, together: Accept | None = None, **options: Any
) -> Iterator[House]:
    """A listener at info@kring.example that accepts, or does what the test has in mind."""
    house = House(together or (each(accept) if accept else None), options)
    house.listener.start()
    try:
        yield house
    finally:
        house.listener.stop()


def the_next_mail_is_read(house: House) -> bool:
    before = len(house.arrivals)
    with house.peer() as peer:
        return peer.hand_over().startswith("250") and len(house.arrivals) == before + 1
