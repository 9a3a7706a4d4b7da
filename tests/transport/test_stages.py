"""Whatever a relay does, at whatever stage: the delivery ends in the one state that is true."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
import uvloop

from mailer.domain.delivery import DeliveryState, Stage
from mailer.transport.hop import Hop
from mailer.transport.smtp import SmtpCourier
from tests.transport.carrying import Hand
from tests.transport.cast import INVITATION, to_anna
from tests.transport.relay import PIPELINED, POLITE, Act, Answer, Drops, FaultyRelay, Later, Script, relay

SENT, DEFERRED = DeliveryState.SENT, DeliveryState.DEFERRED
FAILED, UNKNOWN = DeliveryState.FAILED, DeliveryState.UNKNOWN

OPENING = [Stage.GREETING, Stage.EHLO, Stage.AUTH, Stage.MAIL]
BEFORE_THE_END = [*OPENING, Stage.RCPT, Stage.DATA]
EVERY_STAGE = [*BEFORE_THE_END, Stage.END_OF_DATA]

GARBAGE: list[Answer] = [
    [b"hello there\r\n"],
    [b"\x00\xff\xfe\r\n"],
    [b"199 too low\r\n"],
    [b"2500 too long\r\n"],
    [b"\r\n"],
    [b"250-one code\r\n251 and another\r\n"],
    [b"250 " + b"x" * 200_000],
    [b"250-and on\r\n" * 1000],
]
BREAKS: list[Answer] = [
    [Act.CLOSE],
    [Act.RESET],
    [b"2", Act.CLOSE],
    [b"250 half a reply", Act.CLOSE],
    [b"250-half a reply\r\n", Act.CLOSE],
    [b"550-half a refusal\r\n", Act.RESET],
]


@pytest.fixture(
    params=[(POLITE, None), (PIPELINED, None), (PIPELINED, uvloop.new_event_loop)],
    ids=["lock-step", "pipelined", "pipelined over uvloop"],
)
def manner(request: pytest.FixtureRequest) -> Iterator[Script]:
    script, loop_factory = request.param
    with patch.object(Hand, "loop_factory", loop_factory):
        yield script


def courier_to(there: FaultyRelay, timeout: float = 5.0) -> Hand:
    hop = Hop("127.0.0.1", there.port, "none", "kring", "geheim", timeout=timeout)
    return Hand(SmtpCourier([hop], ehlo_name="mail.kring.example"))


@pytest.mark.parametrize("stage", EVERY_STAGE)
@pytest.mark.parametrize("answer", BREAKS + GARBAGE, ids=lambda answer: str(answer)[:40])
def test_a_dialogue_that_breaks_off_is_unknown_after_the_final_dot_and_deferred_before(
    manner: Script, stage: Stage, answer: Answer
) -> None:
    with relay({**manner, stage: answer}) as there, courier_to(there) as courier:
        outcome = courier.deliver(to_anna())
    assert outcome.state is (UNKNOWN if stage is Stage.END_OF_DATA else DEFERRED)
    # A reset may already be there when the connection is: then there was no greeting to wait for.
    assert outcome.stage in ({Stage.CONNECT, stage} if stage is Stage.GREETING else {stage})
    assert outcome.relay_wide is (stage in OPENING)
    assert outcome.words


@pytest.mark.parametrize("stage", EVERY_STAGE)
@pytest.mark.parametrize("act", [Act.SILENCE, Act.DRIP])
def test_a_relay_that_keeps_us_waiting_is_given_up(manner: Script, stage: Stage, act: Act) -> None:
    with relay({**manner, stage: [act]}) as there, courier_to(there, timeout=0.2) as courier:
        outcome = courier.deliver(to_anna())
    assert (outcome.state, outcome.stage) == (UNKNOWN if stage is Stage.END_OF_DATA else DEFERRED, stage)
    assert outcome.words == "the relay does not answer in time"


@pytest.mark.parametrize(
    ("stage", "answer", "state", "relay_wide", "status"),
    [
        (Stage.GREETING, b"421 4.3.2 closing\r\n", DEFERRED, True, "4.3.2"),
        (Stage.GREETING, b"554 5.7.1 we do not know you\r\n", DEFERRED, True, "5.7.1"),
        (Stage.EHLO, b"450 not now\r\n", DEFERRED, True, None),
        (Stage.EHLO, b"502 no such thing\r\n", DEFERRED, True, None),
        (Stage.AUTH, b"454 4.7.0 later\r\n", DEFERRED, True, "4.7.0"),
        (Stage.AUTH, b"535 5.7.8 wrong password\r\n", DEFERRED, True, "5.7.8"),
        (Stage.MAIL, b"451 4.3.0 later\r\n", DEFERRED, True, "4.3.0"),
        (Stage.MAIL, b"421 4.7.0 too fast\r\n", DEFERRED, True, "4.7.0"),
        (Stage.MAIL, b"550 5.7.1 sender rejected\r\n", DEFERRED, True, "5.7.1"),
        (Stage.MAIL, b"530 5.7.0 log in first\r\n", DEFERRED, True, "5.7.0"),
        (Stage.MAIL, b"552 5.3.4 too big\r\n", FAILED, False, "5.3.4"),
        (Stage.MAIL, b"550 5.6.7 not in UTF-8\r\n", FAILED, False, "5.6.7"),
        (Stage.RCPT, b"450 4.2.0 greylisted\r\n", DEFERRED, False, "4.2.0"),
        (Stage.RCPT, b"421 4.3.2 closing\r\n", DEFERRED, False, "4.3.2"),
        (Stage.RCPT, b"550 5.1.1 nobody here\r\n", FAILED, False, "5.1.1"),
        (Stage.RCPT, b"550-5.1.1 nobody\r\n550 5.1.1 here\r\n", FAILED, False, "5.1.1"),
        (Stage.RCPT, b"530 5.7.0 log in first\r\n", DEFERRED, True, "5.7.0"),
        (Stage.RCPT, b"354 go on\r\n", DEFERRED, False, None),
        (Stage.DATA, b"451 4.3.0 later\r\n", DEFERRED, False, "4.3.0"),
        (Stage.DATA, b"554 5.5.1 no\r\n", FAILED, False, "5.5.1"),
        (Stage.DATA, b"250 what?\r\n", DEFERRED, False, None),
        (Stage.END_OF_DATA, b"250 2.6.0 queued\r\n", SENT, False, "2.6.0"),
        (Stage.END_OF_DATA, b"250\r\n", SENT, False, None),
        (Stage.END_OF_DATA, b"250-2.6.0 well\r\n250 2.6.0 queued\r\n", SENT, False, "2.6.0"),
        (Stage.END_OF_DATA, b"250 4.4.4 says another class\r\n", SENT, False, None),
        (Stage.END_OF_DATA, b"452 4.3.1 disk full\r\n", DEFERRED, False, "4.3.1"),
        (Stage.END_OF_DATA, b"421 4.3.2 closing\r\n", DEFERRED, False, "4.3.2"),
        (Stage.END_OF_DATA, b"554 5.7.1 looks like spam\r\n", FAILED, False, "5.7.1"),
        (Stage.END_OF_DATA, b"354 go on\r\n", UNKNOWN, False, None),
    ],
)
def test_each_reply_at_each_stage_has_one_meaning(
    manner: Script, stage: Stage, answer: bytes, state: DeliveryState, relay_wide: bool, status: str | None
) -> None:
    with relay({**manner, stage: [answer]}) as there, courier_to(there) as courier:
        outcome = courier.deliver(to_anna())
    assert (outcome.state, outcome.stage) == (state, stage)
    assert (outcome.relay_wide, outcome.status) == (relay_wide, status)


def test_a_relay_that_is_down_is_no_fault_of_the_recipient() -> None:
    with relay() as there:
        pass
    with courier_to(there) as courier:
        outcome = courier.deliver(to_anna())
    assert (outcome.state, outcome.stage, outcome.relay_wide) == (DEFERRED, Stage.CONNECT, True)


@pytest.mark.parametrize("name", ["relay.invalid", "relay..invalid"])
def test_a_relay_whose_name_does_not_exist_is_no_fault_of_the_recipient(name: str) -> None:
    courier = SmtpCourier([Hop(name, 25, "none", timeout=1)], ehlo_name="mail.kring.example")
    with Hand(courier) as hand:
        outcome = hand.deliver(to_anna())
    assert (outcome.state, outcome.stage, outcome.relay_wide) == (DEFERRED, Stage.CONNECT, True)


@pytest.mark.parametrize("before", [[], [Later(0.3, b"")]], ids=["at once", "when it has been sent in part"])
def test_a_connection_lost_amid_the_mail_is_deferred_because_the_final_dot_never_left(
    manner: Script, before: list[Later]
) -> None:
    much = INVITATION + b"En nog een regel.\r\n" * 1_000_000
    answer: Answer = [b"354 go on\r\n", *before, Act.RESET]
    with relay({**manner, Stage.DATA: answer}) as there, courier_to(there) as courier:
        outcome = courier.deliver(to_anna(much))
    assert (outcome.state, outcome.stage) == (DEFERRED, Stage.DATA)
    assert there.mails == []


def test_a_large_mail_arrives_whole(manner: Script) -> None:
    much = INVITATION + b"En nog een regel.\r\n" * 100_000
    with relay(manner) as there, courier_to(there) as courier:
        outcomes = courier.carry(to_anna(much), to_anna(), to_anna(much))
    assert {outcome.state for outcome in outcomes} == {SENT}
    assert sorted(map(len, there.mails)) == sorted(len(octets) + 5 for octets in (much, INVITATION, much))


def test_the_reply_to_the_final_dot_may_take_five_times_as_long(manner: Script) -> None:
    slow = {**manner, Stage.END_OF_DATA: [Later(1.0, b"250 2.0.0 at last\r\n")]}
    with relay(slow) as there, courier_to(there, timeout=0.4) as courier:
        assert courier.deliver(to_anna()).state is SENT


@pytest.mark.parametrize("refused", [None, Stage.RCPT, Stage.DATA, Stage.END_OF_DATA])
def test_replies_that_come_octet_by_octet_mean_the_same(manner: Script, refused: Stage | None) -> None:
    dripping = {stage: [Drops(b"".join(answer))] for stage, answer in manner.items()}  # type: ignore[arg-type]
    if refused:
        dripping[refused, 2] = [Drops(b"554-5.7.1 no,\r\n554 5.7.1 never\r\n")]
    with relay(dripping) as there, courier_to(there) as courier:
        outcomes = courier.carry(*[to_anna()] * 3)
    second = (FAILED, refused) if refused else (SENT, Stage.END_OF_DATA)
    assert [(outcome.state, outcome.stage) for outcome in outcomes] == [
        (SENT, Stage.END_OF_DATA), second, (SENT, Stage.END_OF_DATA)
    ]  # fmt: skip


def test_a_yes_that_comes_before_the_final_dot_is_not_believed() -> None:
    with (
        relay({Stage.DATA: [b"354 go on\r\n250 2.0.0 queued\r\n"]}) as there,
        courier_to(there) as courier,
    ):
        outcome = courier.deliver(to_anna())
    assert (outcome.state, outcome.stage) == (DEFERRED, Stage.DATA)
    assert "out of turn" in outcome.words
    assert there.mails == [], "the final dot was not sent"


def test_a_relay_that_answers_twice_is_not_followed_out_of_step() -> None:
    with relay({Stage.MAIL: [b"250 ok\r\n250 ok\r\n"]}) as there, courier_to(there) as courier:
        outcome = courier.deliver(to_anna())
    assert (outcome.state, outcome.stage) == (DEFERRED, Stage.RCPT)
    assert there.commands[-1].startswith("MAIL"), "nothing more was said"


@pytest.mark.parametrize("stage", [Stage.GREETING, Stage.EHLO, Stage.AUTH])
def test_nor_before_the_first_mail(manner: Script, stage: Stage) -> None:
    twice = b"".join(part for part in manner[stage] if isinstance(part, bytes)) + b"250 ok\r\n"
    with relay({**manner, stage: [twice]}) as there, courier_to(there) as courier:
        outcome = courier.deliver(to_anna())
    assert (outcome.state, outcome.relay_wide) == (DEFERRED, True)
    assert "out of turn: 250 ok" in outcome.words
    assert there.mails == []


def test_the_words_of_a_relay_are_safe_to_show() -> None:
    with (
        relay({Stage.RCPT: [b"550 \x1b[31mno\x00 \xff" + b"!" * 3000 + b"\r\n"]}) as there,
        courier_to(there) as courier,
    ):
        words = courier.deliver(to_anna()).words
    assert words.isprintable()
    assert len(words) <= 500
