"""Through a real Postfix: a letter reaches Anna, and one that nobody takes comes home as a bounce."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

import pytest

from mailer.domain.delivery import DeliveryState, Envelope, Stage
from mailer.transport.arrival import Arrival
from mailer.transport.hop import Hop
from mailer.transport.smtp import SmtpCourier
from tests.transport.carrying import Hand
from tests.transport.cast import ANNA, BOUNCES, CARLA, INVITATION, SUBSCRIBE, to_anna
from tests.transport.peer import House, listening
from tests.transport.postfix import postfix


@dataclass
class Circuit:
    """Our courier, and what lies behind the relay: Zwolle's and Kampen's mail server, and our own door."""

    courier: Hand
    world: House
    home: House


@pytest.fixture(scope="module")
def circuit() -> Iterator[Circuit]:
    with listening(known=lambda address: address == ANNA, lmtp=True) as world, listening() as home:
        routes = {
            "zwolle.example": f"lmtp:inet:127.0.0.1:{world.listener.port}",
            "kampen.example": f"lmtp:inet:127.0.0.1:{world.listener.port}",
            "kring.example": f"smtp:[127.0.0.1]:{home.listener.port}",
        }
        with postfix(routes) as port:
            hop = Hop("127.0.0.1", port, "none", timeout=10)
            with Hand(SmtpCourier([hop], ehlo_name="mail.kring.example")) as hand:
                yield Circuit(hand, world, home)


def next_arrival(house: House, before: int) -> Arrival:
    """Wait for a mail, ten seconds at most."""
    until = time.monotonic() + 10
    while len(house.arrivals) == before and time.monotonic() < until:
        time.sleep(0.02)
    assert len(house.arrivals) == before + 1
    return house.arrivals[-1]


def test_a_letter_goes_through_to_anna(circuit: Circuit) -> None:
    before = len(circuit.world.arrivals)
    outcome = circuit.courier.deliver(to_anna())
    assert (outcome.state, outcome.status) == (DeliveryState.SENT, "2.0.0")
    arrival = next_arrival(circuit.world, before)
    assert (arrival.reverse_path, arrival.forward_paths) == (BOUNCES, (ANNA,))
    assert arrival.octets.endswith(INVITATION.partition(b"\r\n\r\n")[2]), "dots and all"


def test_a_letter_nobody_takes_comes_home_as_a_bounce(circuit: Circuit) -> None:
    before = len(circuit.home.arrivals)
    assert circuit.courier.deliver(Envelope(BOUNCES, CARLA, INVITATION)).state is DeliveryState.SENT
    bounce = next_arrival(circuit.home, before)
    assert (bounce.reverse_path, bounce.forward_paths) == ("", (BOUNCES,))
    report = message_from_bytes(bounce.octets)
    assert report.get_content_type() == "multipart/report"
    status = next(part for part in report.walk() if part.get_content_type() == "message/delivery-status")
    _, of_carla = [block for block in status.get_payload() if isinstance(block, Message)]
    assert of_carla["Final-Recipient"] == f"rfc822; {CARLA}"
    assert (of_carla["Action"], of_carla["Status"]) == ("failed", "5.1.1")
    original = report.as_bytes()
    assert b"uitnodiging-1@kring.example" in original
    assert b"Komt u ook?" not in original, "only the header comes back: RET=HDRS"


def test_what_the_relay_itself_refuses_is_told_at_once_and_the_next_letter_goes(circuit: Circuit) -> None:
    before = len(circuit.world.arrivals)
    outcome = circuit.courier.deliver(Envelope(BOUNCES, "jan@elders.example", INVITATION))
    assert (outcome.state, outcome.stage, outcome.relay_wide) == (DeliveryState.FAILED, Stage.RCPT, False)
    assert outcome.words
    assert circuit.courier.deliver(to_anna()).state is DeliveryState.SENT
    next_arrival(circuit.world, before)


def test_many_letters_in_one_go_are_no_improper_pipelining(circuit: Circuit) -> None:
    before = len(circuit.world.arrivals)
    nobody = Envelope(BOUNCES, "jan@elders.example", INVITATION)
    outcomes = circuit.courier.carry(*[to_anna(), to_anna(), nobody] * 7)
    sent, failed = DeliveryState.SENT, DeliveryState.FAILED
    assert [outcome.state for outcome in outcomes] == [sent, sent, failed] * 7
    until = time.monotonic() + 10
    while len(circuit.world.arrivals) < before + 14 and time.monotonic() < until:
        time.sleep(0.02)
    assert len(circuit.world.arrivals) == before + 14


def test_a_mail_to_info_comes_in_through_it(circuit: Circuit) -> None:
    before = len(circuit.home.arrivals)
    circuit.courier.deliver(Envelope(ANNA, "info+abc123@kring.example", SUBSCRIBE))
    arrival = next_arrival(circuit.home, before)
    assert arrival.forward_paths == ("info+abc123@kring.example",)
    assert arrival.octets.endswith(b"Zet mij op de lijst, alstublieft.\r\n")
