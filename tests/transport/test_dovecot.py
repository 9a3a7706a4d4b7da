"""XOAUTH2 with a real server: Dovecot checks the token's signature and date, and hands the mail on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from unittest.mock import patch

import pytest

from mailer.domain.delivery import DeliveryState, Stage
from mailer.transport import route
from mailer.transport.hop import Hop
from mailer.transport.oauth import Token
from mailer.transport.smtp import SmtpCourier
from tests.transport.carrying import Hand
from tests.transport.cast import BOUNCES, INVITATION, KRING, to_anna
from tests.transport.dovecot import dovecot, token
from tests.transport.peer import House, listening


@dataclass
class Tokens:
    """Gives these, one after the other."""

    values: list[str] = field(default_factory=list)

    def fetch(self) -> Token:
        return Token(self.values.pop(0), 3600)


@dataclass
class Submission:
    port: int
    behind: House


@pytest.fixture(scope="module")
def submission() -> Iterator[Submission]:
    with listening(known=lambda _: True) as behind, dovecot(behind.listener.port) as port:
        yield Submission(port, behind)


def courier_to(there: Submission, *lasts: int, user: str = KRING) -> Hand:
    tokens = Tokens([token(KRING, one) for one in lasts])
    hop = Hop("127.0.0.1", there.port, "none", user, tokens=tokens, timeout=10)
    return Hand(SmtpCourier([hop], ehlo_name="mail.kring.example"))


def test_a_good_token_lets_mails_through(submission: Submission) -> None:
    before = len(submission.behind.arrivals)
    with courier_to(submission, 3600) as hand:
        assert {outcome.state for outcome in hand.carry(*[to_anna()] * 5)} == {DeliveryState.SENT}
    arrivals = submission.behind.arrivals[before:]
    assert [arrival.reverse_path for arrival in arrivals] == [BOUNCES] * 5
    assert all(arrival.octets.endswith(INVITATION.partition(b"\r\n\r\n")[2]) for arrival in arrivals)


def test_it_really_can_t_take_what_follows_a_final_dot(submission: Submission) -> None:
    """Dovecot 2.3 does not survive it. When this fails, `route._STUMBLES` has had its day."""
    with courier_to(submission, 3600) as hand, patch.object(route, "_STUMBLES", re.compile("never said")):
        outcomes = hand.carry(*[to_anna()] * 5)
    assert [outcome.state for outcome in outcomes] == [DeliveryState.UNKNOWN] + [DeliveryState.SENT] * 4


def test_one_that_has_ended_is_fetched_anew(submission: Submission) -> None:
    with courier_to(submission, -60, 3600) as hand:
        assert hand.deliver(to_anna()).state is DeliveryState.SENT


@pytest.mark.parametrize("user", [KRING, "info@elders.example"])
def test_two_that_have_ended_or_are_somebody_else_s_let_nobody_in(submission: Submission, user: str) -> None:
    before = len(submission.behind.arrivals)
    lasts = -60 if user == KRING else 3600
    with courier_to(submission, lasts, lasts, user=user) as hand:
        outcome = hand.deliver(to_anna())
    assert (outcome.state, outcome.stage, outcome.code) == (DeliveryState.DEFERRED, Stage.AUTH, 535)
    assert outcome.relay_wide
    assert len(submission.behind.arrivals) == before
