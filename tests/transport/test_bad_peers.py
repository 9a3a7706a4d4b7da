"""Peers that lie, flood, drip or break off: each gets what it deserves, and the next mail is read."""

import socket
import time
from contextlib import suppress

import pytest

from mailer.transport.listener import MOST_CONNECTIONS
from tests.transport.cast import KRING, SUBSCRIBE
from tests.transport.peer import END, House, Peer, listening, the_next_mail_is_read


class TestLineEnds:
    @pytest.mark.parametrize(
        "end",
        [
            b"\n.\n",
            b"\n.\r\n",
            b"\r\n.\n",
            b"\r.\r",
            b"\r.\r\n",
            b"\r\n.\r",
            b"\n.\r",
            b"\r.\n",
        ],
    )
    def test_nothing_but_the_true_end_of_data_ends_a_mail(self, end: bytes) -> None:
        smuggled = f"MAIL FROM:<marieke@kring.example>\r\nRCPT TO:<{KRING}>\r\nDATA\r\n".encode()
        with listening() as house, house.peer() as peer:
            peer.data()
            peer.send(SUBSCRIBE + b"hallo" + end + smuggled + SUBSCRIBE + b".\r\n")
            assert peer.reply().startswith("550 5.6.0"), "one mail came, and it is refused"
            assert peer.hand_over().startswith("250")
        assert len(house.arrivals) == 1

    @pytest.mark.parametrize("bare", [b"a\nb", b"a\rb", b"a\r\r\nb", b"\n", b"a\r\n\nb"])
    def test_a_bare_line_end_is_refused(self, bare: bytes) -> None:
        with listening() as house, house.peer() as peer:
            assert peer.hand_over(SUBSCRIBE + bare + b"\r\n").startswith("550 5.6.0")
            assert peer.hand_over().startswith("250")

    @pytest.mark.parametrize(
        "odd",
        [
            b"",
            b"\0" * 5000,
            b"\xff\xfe\x80 caf\xe9",
            b"x" * 300_000,
            b"." * 70_000,
            b"x" * 65536,
            b"x" * 65535,
        ],
        ids=["empty line", "NUL", "8-bit", "long line", "long line of dots", "64 KiB", "one less"],
    )
    def test_what_is_only_ugly_is_taken_as_it_is(self, odd: bytes) -> None:
        with listening() as house, house.peer() as peer:
            stuffed = b"." + odd if odd.startswith(b".") else odd
            assert peer.hand_over(SUBSCRIBE + stuffed + b"\r\n").startswith("250")
        assert house.arrivals[0].octets == SUBSCRIBE + odd + b"\r\n"

    def test_a_dot_that_only_seems_alone_ends_nothing(self) -> None:
        """A line too long to hold is read in parts; the part that is left here is a dot and a line end."""
        with listening() as house, house.peer() as peer:
            peer.data()
            peer.send(b"x" * 70_000 + b".")
            time.sleep(0.1)
            assert peer.say(b"\r\nhallo\r\n.\r\n").startswith("250")
            assert peer.say(b"NOOP\r\n").startswith("250")
        assert house.arrivals[0].octets == b"x" * 70_000 + b".\r\nhallo\r\n"

    def test_an_empty_mail_is_a_mail(self) -> None:
        with listening() as house, house.peer() as peer:
            assert peer.hand_over(b"").startswith("250")
        assert house.arrivals[0].octets == b""

    def test_an_end_of_data_in_small_pieces(self) -> None:
        with listening() as house, house.peer() as peer:
            peer.data()
            for octet in b"A: b\r\n\r\n..x" + END:
                peer.send(bytes([octet]))
                time.sleep(0.001)
            assert peer.reply().startswith("250")
        assert house.arrivals[0].octets == b"A: b\r\n\r\n.x\r\n"


class TestBadPeers:
    @pytest.mark.parametrize("last", [b"", b"EHLO z", b"MAIL FROM:<>\r\n", b"DATA"])
    @pytest.mark.parametrize("reset", [False, True])
    def test_who_breaks_off_does_no_harm(self, last: bytes, reset: bool) -> None:
        with listening() as house:
            peer = house.peer()
            peer.send(last)
            if reset:
                peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            peer.close()
            assert the_next_mail_is_read(house)

    @pytest.mark.parametrize("reset", [False, True])
    def test_half_a_mail_is_no_mail(self, reset: bool) -> None:
        with listening() as house:
            peer = house.peer()
            peer.data()
            peer.send(SUBSCRIBE)
            if reset:
                peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            peer.close()
            assert the_next_mail_is_read(house)
            assert len(house.arrivals) == 1

    def test_who_says_nothing_is_sent_away(self) -> None:
        with listening(timeout=0.2) as house, house.peer() as silent, house.peer() as halfway:
            halfway.data()
            halfway.send(b"Subject: ")
            assert silent.reply() == ""
            assert halfway.reply() == ""
            assert house.arrivals == []
            assert the_next_mail_is_read(house)

    def test_who_drips_is_sent_away(self) -> None:
        with listening(timeout=0.3) as house, house.peer() as peer:
            peer.data()
            assert drips_until_closed(peer) < 2
            assert house.arrivals == []

    def test_who_is_slow_but_brings_enough_is_waited_for(self) -> None:
        with listening(timeout=0.4) as house, house.peer() as peer:
            peer.data()
            for _ in range(5):
                peer.send(b"x" * 70_000 + b"\r\n")
                time.sleep(0.2)
            assert peer.say(b".\r\n").startswith("250")

    def test_the_time_it_takes_us_is_not_held_against_a_slow_peer(self) -> None:
        with listening(lambda _: time.sleep(0.6), timeout=1) as house, house.peer() as peer:
            peer.data()
            time.sleep(0.6)
            assert peer.say(SUBSCRIBE + b".\r\n").startswith("250")

    def test_who_asks_and_never_listens_is_sent_away(self) -> None:
        with listening(timeout=0.3) as house, house.peer() as peer:
            with_small_buffers(house, peer)
            peer.send(b"HELP\r\n" * 5_000)
            until = time.monotonic() + 5
            while house.listener.connections and time.monotonic() < until:
                time.sleep(0.02)
            assert house.listener.connections == 0

    def test_a_crowd_is_kept_out_and_let_in_when_there_is_room(self) -> None:
        with listening() as house:
            crowd = [house.peer() for _ in range(MOST_CONNECTIONS)]
            late = house.peer(b"")
            assert late.greeting.startswith("421 4.3.2")
            assert late.reply() == ""
            late.close()
            assert crowd[-1].hand_over().startswith("250"), "who is inside is served"
            for peer in crowd:
                peer.say(b"QUIT\r\n")
                peer.close()
            assert the_next_mail_is_read(house)


def with_small_buffers(house: House, peer: Peer) -> None:
    """Let the replies to a peer that does not read them pile up soon."""
    (session,) = house.listener._house.sessions
    assert session.transport
    session.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)


def drips_until_closed(peer: Peer) -> float:
    """Send an octet every 20 ms; give the seconds it lasted, 2 at most."""
    started = time.monotonic()
    with suppress(ConnectionError):
        while time.monotonic() < started + 2:
            peer.send(b"x")
            time.sleep(0.02)
    return time.monotonic() - started
