"""A relay in trouble: every delivery ends where it can go on, and once all is well everyone has one mail."""

import re
import socket
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailer.domain.delivery import DeliveryState, Stage
from mailer.transport.hop import Hop
from mailer.transport.smtp import SmtpCourier
from tests.service.kring import ANNA, BART, Kring
from tests.transport.relay import POLITE, Act, Answer, FaultyRelay, Script, relay

DUE, DEFERRED, FAILED = DeliveryState.DUE, DeliveryState.DEFERRED, DeliveryState.FAILED
SENT, UNKNOWN = DeliveryState.SENT, DeliveryState.UNKNOWN
PATIENCE = 0.2

TEMPORARY = [b"451 4.3.0 not now\r\n"]
PERMANENT = [b"554 5.7.1 never\r\n"]
BEFORE_THE_MAIL = (Stage.GREETING, Stage.EHLO)
OF_THE_MAIL = (Stage.MAIL, Stage.RCPT, Stage.DATA)
STAGES = (*BEFORE_THE_MAIL, *OF_THE_MAIL)


@pytest.fixture
def kring(tmp_path: Path) -> Iterator[Kring]:
    found = Kring(tmp_path)
    found.enlist(ANNA, BART)
    found.hattem()
    yield found
    found.app.close()


class SlowRelay(FaultyRelay):
    """A polite relay that thinks before it says anything."""

    def _answer(self, peer: socket.socket, answer: Answer) -> None:
        time.sleep(PATIENCE / 4)
        super()._answer(peer, answer)


def sending_to(kring: Kring, port: int) -> None:
    kring.app.leave()
    hop = Hop("127.0.0.1", port, security="none", timeout=PATIENCE)
    kring.app.courier = SmtpCourier([hop], ehlo_name="mail.kring.example")


def states(kring: Kring) -> set[DeliveryState]:
    return {one.state for one in kring.deliveries()}


def invite_through(kring: Kring, script: Script) -> FaultyRelay:
    """Send the invitation to Anna and Bart through a relay that plays this script; it is gone afterwards."""
    with relay(script) as faulty:
        sending_to(kring, faulty.port)
        kring.invite()
        kring.app.leave()
    return faulty


def recovered(kring: Kring) -> Counter[str]:
    """Let the relay be well for a week; give how often it got each Message-ID."""
    with relay() as well:
        sending_to(kring, well.port)
        for _ in range(7 * 4):
            kring.later(hours=6)
            kring.settle()
        kring.app.leave()
    return message_ids(well)


def message_ids(faulty: FaultyRelay) -> Counter[str]:
    found = (re.search(rb"(?mi)^Message-ID: <([^>]{1,200})>", mail) for mail in faulty.mails)
    return Counter(one[1].decode() for one in found if one)


def everyone_once(kring: Kring) -> dict[str, int]:
    deliveries = kring.deliveries()
    assert sorted(one.address for one in deliveries) == sorted([ANNA.address, BART.address])
    return {one.message_id: 1 for one in deliveries}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize(
    "answer",
    [TEMPORARY, [Act.CLOSE], [Act.RESET], [Act.SILENCE], [b"2", Act.CLOSE], [b"what?\r\n"]],
    ids=["not now", "closes", "resets", "keeps silent", "closes in its answer", "talks nonsense"],
)
def test_trouble_before_the_final_dot_costs_time_and_no_mail(
    kring: Kring, stage: Stage, answer: list[bytes | Act]
) -> None:
    faulty = invite_through(kring, {stage: answer})
    assert faulty.mails == []
    assert states(kring) == {DEFERRED}
    assert recovered(kring) == everyone_once(kring)
    assert states(kring) == {SENT}


@pytest.mark.parametrize("stage", BEFORE_THE_MAIL)
def test_a_relay_that_refuses_us_altogether_is_tried_again(kring: Kring, stage: Stage) -> None:
    invite_through(kring, {stage: PERMANENT})
    assert states(kring) == {DEFERRED}
    assert recovered(kring) == everyone_once(kring)


@pytest.mark.parametrize("stage", [Stage.RCPT, Stage.DATA, Stage.END_OF_DATA])
def test_a_mail_refused_for_good_has_failed_and_is_never_sent_again(kring: Kring, stage: Stage) -> None:
    invite_through(kring, {stage: PERMANENT})
    assert states(kring) == {FAILED}
    assert recovered(kring) == {}
    assert states(kring) == {FAILED}


def test_a_mail_put_off_after_the_final_dot_is_sent_once_more(kring: Kring) -> None:
    invite_through(kring, {Stage.END_OF_DATA: TEMPORARY})
    assert states(kring) == {DEFERRED}
    assert recovered(kring) == everyone_once(kring)


@pytest.mark.parametrize(
    "act", [Act.CLOSE, Act.RESET, Act.SILENCE, Act.DRIP], ids=lambda act: act.name.lower()
)
def test_a_relay_that_breaks_off_after_the_final_dot_is_not_sent_the_mail_again(
    kring: Kring, act: Act
) -> None:
    faulty = invite_through(kring, {Stage.END_OF_DATA: [act]})
    assert states(kring) == {UNKNOWN}
    assert message_ids(faulty) == everyone_once(kring)
    assert recovered(kring) == {}, "nothing goes again without consent"
    assert states(kring) == {UNKNOWN}


def test_a_relay_that_is_down_costs_time_and_no_mail(kring: Kring) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        nobody = int(door.getsockname()[1])
    sending_to(kring, nobody)
    kring.invite()
    assert states(kring) == {DEFERRED}
    assert all("can't reach" in one.words for one in kring.deliveries())
    assert recovered(kring) == everyone_once(kring)


def test_a_relay_that_takes_one_and_breaks_off_at_the_next_gets_each_once(kring: Kring) -> None:
    with relay({}, {Stage.MAIL: [Act.CLOSE]}) as faulty:
        sending_to(kring, faulty.port)
        faulty.once[Stage.MAIL] = POLITE[Stage.MAIL]
        kring.invite()
        kring.app.leave()
    total = message_ids(faulty) + recovered(kring)
    assert total == everyone_once(kring)


def test_a_slow_relay_gets_everything_and_nothing_twice(kring: Kring) -> None:
    slow = SlowRelay([POLITE], None, False)
    sending_to(kring, slow.port)
    kring.invite()
    kring.app.leave()
    slow.stop()
    assert states(kring) == {SENT}
    assert message_ids(slow) == everyone_once(kring)


def test_a_mail_that_can_not_go_for_days_is_given_up_and_shown(kring: Kring) -> None:
    with relay({Stage.RCPT: TEMPORARY}) as faulty:
        sending_to(kring, faulty.port)
        kring.invite()
        for _ in range(6 * 4 + 1):
            kring.later(hours=6)
            kring.settle()
        kring.app.leave()
    assert states(kring) == {FAILED}
    assert all(one.words.startswith("given up after") for one in kring.deliveries())
    assert faulty.mails == []
