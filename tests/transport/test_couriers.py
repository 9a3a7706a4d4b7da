"""What every courier promises, held against the one to a relay and the one to a folder."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from unittest.mock import patch

import pytest
import trustme
import uvloop
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from mailer.domain.delivery import DeliveryState, Envelope, Stage
from mailer.transport.capture import CaptureCourier
from mailer.transport.hop import Hop
from mailer.transport.smtp import SmtpCourier
from tests.transport.carrying import Hand
from tests.transport.cast import ANNA, BART, BOUNCES, INVITATION, to_anna
from tests.transport.peer import listening


class Delivered(Protocol):
    """The mails that have arrived, in order."""

    def __call__(self) -> list[bytes]: ...


Ground = tuple[Hand, Delivered]


class Sink:
    """An aiosmtpd server's memory."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails.append(envelope.content)
        return "250 2.0.0 kept"


class KnowsKring:
    """Lets in who knows the password."""

    def __call__(
        self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, who: LoginPassword
    ) -> AuthResult:
        return AuthResult(success=(who.login, who.password) == (b"kring", "wachtwoörd".encode()))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


@contextmanager
def to_a_relay(_: Path, without: tuple[str, ...] = ()) -> Iterator[Ground]:
    """aiosmtpd as it comes, with STARTTLS and a password."""
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(server)
    client = ssl.create_default_context()
    authority.configure_trust(client)
    sink, port = Sink(), free_port()
    controller = Controller(
        sink, "127.0.0.1", port, tls_context=server, require_starttls=True, auth_required=True,
        authenticator=KnowsKring(), auth_exclude_mechanism=without, server_hostname="relay.example",
    )  # fmt: skip
    controller.start()
    hop = Hop("127.0.0.1", port, "starttls", user="kring", password="wachtwoörd", timeout=5, context=client)
    try:
        with Hand(SmtpCourier([hop], ehlo_name="mail.kring.example")) as hand:
            yield hand, lambda: sink.mails
    finally:
        controller.stop()


@contextmanager
def to_a_relay_that_asks(folder: Path) -> Iterator[Ground]:
    """The same relay, where the only way in is AUTH LOGIN."""
    with to_a_relay(folder, without=("PLAIN",)) as ground:
        yield ground


@contextmanager
def to_our_own_listener(_: Path) -> Iterator[Ground]:
    """Kring writes to Kring."""
    with listening(known=lambda _: True) as house:
        hop = Hop("127.0.0.1", house.listener.port, "none", timeout=5)
        with Hand(SmtpCourier([hop], ehlo_name="mail.kring.example")) as hand:
            yield hand, lambda: [arrival.octets for arrival in house.arrivals]


@contextmanager
def to_a_folder(folder: Path) -> Iterator[Ground]:
    """The sandbox."""
    with Hand(CaptureCourier(folder)) as hand:
        yield hand, lambda: [path.read_bytes() for path in sorted(folder.glob("*.eml"))]


GROUNDS: list[Callable[[Path], Any]] = [to_a_relay, to_a_relay_that_asks, to_our_own_listener, to_a_folder]


@pytest.fixture(params=[None, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def loop(request: pytest.FixtureRequest) -> Iterator[None]:
    with patch.object(Hand, "loop_factory", request.param):
        yield


@pytest.fixture(params=GROUNDS, ids=lambda ground: ground.__name__)
def ground(request: pytest.FixtureRequest, loop: None, tmp_path: Path) -> Iterator[Ground]:
    with request.param(tmp_path) as found:
        yield found


def test_a_mail_is_delivered_as_it_is(ground: Ground) -> None:
    courier, delivered = ground
    outcome = courier.deliver(to_anna())
    assert (outcome.state, outcome.stage) == (DeliveryState.SENT, Stage.END_OF_DATA)
    assert delivered() == [INVITATION]


def test_many_mails_one_after_the_other(ground: Ground) -> None:
    courier, delivered = ground
    mails = [b"Message-ID: <%d@kring.example>\r\n\r\nmail %d\r\n" % (number, number) for number in range(12)]
    outcomes = [courier.deliver(to_anna(mail)) for mail in mails]
    assert {outcome.state for outcome in outcomes} == {DeliveryState.SENT}
    assert delivered() == mails


def test_many_mails_at_once(ground: Ground) -> None:
    courier, delivered = ground
    mails = [b"Message-ID: <%d@kring.example>\r\n\r\nmail %d\r\n" % (number, number) for number in range(60)]
    outcomes = courier.carry(*map(to_anna, mails))
    assert [outcome.state for outcome in outcomes] == [DeliveryState.SENT] * 60
    assert sorted(delivered()) == sorted(mails), "each arrived once"


def test_a_mail_that_may_not_go_does_not_hold_up_the_others(ground: Ground) -> None:
    courier, delivered = ground
    outcomes = courier.carry(to_anna(), to_anna(b"A: b\n"), to_anna(), to_anna(b""), to_anna())
    sent, failed = DeliveryState.SENT, DeliveryState.FAILED
    assert [outcome.state for outcome in outcomes] == [sent, failed, sent, failed, sent]
    assert delivered() == [INVITATION] * 3


def test_nothing_to_send_is_soon_done(ground: Ground) -> None:
    courier, delivered = ground
    assert courier.carry() == []
    assert delivered() == []


def test_nothing_keeps_it_from_delivering(ground: Ground) -> None:
    courier, delivered = ground
    assert courier.check() == ""
    assert delivered() == []


def test_an_automatic_mail_with_the_null_reverse_path(ground: Ground) -> None:
    courier, delivered = ground
    assert courier.deliver(Envelope("", BART, INVITATION)).state is DeliveryState.SENT
    assert delivered() == [INVITATION]


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"A: b\n\r\nhallo\r\n",
        b"A: b\r\n\r\nhal\rlo\r\n",
        b"A: b\r\n\r\nhallo\r\n.\n",
        b"A: b\r\n\r\nhallo\n.\r\nMAIL FROM:<>\r\n",
        b"A: b\r\n\r\nhal\0lo\r\n",
        "A: b\r\n\r\nhallo café\r\n".encode(),
        b"A: b\r\n\r\n" + b"x" * 999 + b"\r\n",
    ],
    ids=["empty", "bare LF", "bare CR", "bare LF at the end", "smuggled", "NUL", "8-bit", "999 octets"],
)
def test_octets_that_no_relay_should_be_given_are_refused(ground: Ground, octets: bytes) -> None:
    courier, delivered = ground
    outcome = courier.deliver(to_anna(octets))
    assert outcome.state is DeliveryState.FAILED
    assert outcome.words
    assert delivered() == []
    assert courier.deliver(to_anna()).state is DeliveryState.SENT, "the next mail goes out"


@pytest.mark.parametrize(
    "envelope",
    [
        Envelope(BOUNCES, "", INVITATION),
        Envelope(BOUNCES, "anna", INVITATION),
        Envelope(BOUNCES, f"{ANNA}>\r\nRCPT TO:<{BART}", INVITATION),
        Envelope(BOUNCES, f"{ANNA}> NOTIFY=NEVER", INVITATION),
        Envelope("a\nb@kring.example", ANNA, INVITATION),
        Envelope(BOUNCES, "anna\udcff@zwolle.example", INVITATION),
    ],
    ids=lambda envelope: ascii(envelope.forward_path)[:30],
)
def test_an_address_that_would_break_the_dialogue_is_refused(ground: Ground, envelope: Envelope) -> None:
    courier, delivered = ground
    assert courier.deliver(envelope).state is DeliveryState.FAILED
    assert delivered() == []


def test_the_longest_line_there_may_be(ground: Ground) -> None:
    courier, delivered = ground
    mail = b"A: b\r\n\r\n" + b"." * 998 + b"\r\n"
    assert courier.deliver(to_anna(mail)).state is DeliveryState.SENT
    assert delivered() == [mail]


def test_closing_twice_is_harmless_and_not_the_end(ground: Ground) -> None:
    courier, delivered = ground
    courier.close()
    courier.close()
    assert courier.deliver(to_anna()).state is DeliveryState.SENT
    courier.close()
    assert courier.deliver(to_anna(b"A: b\r\n\r\nhallo\r\n")).state is DeliveryState.SENT
    assert len(delivered()) == 2
