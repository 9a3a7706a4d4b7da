"""Many mails: how many connections they go over, what if some of these fail, and which relay serves."""

import asyncio
import time
from typing import cast
from unittest.mock import patch

import pytest

from mailer.domain.delivery import Claim, DeliveryState, Envelope, Outcome, Stage
from mailer.domain.errors import BadInput
from mailer.transport import carrying, route
from mailer.transport.hop import Hop
from mailer.transport.smtp import SmtpCourier
from mailer.transport.stock import Seal
from tests.transport.carrying import Hand, Pile
from tests.transport.cast import ANNA, BOUNCES, to_anna
from tests.transport.faraway import far_away
from tests.transport.relay import PIPELINED, Act, FaultyRelay, Later, Script, relay

SENT, DEFERRED, UNKNOWN = DeliveryState.SENT, DeliveryState.DEFERRED, DeliveryState.UNKNOWN


def mails(count: int) -> list[Envelope]:
    return [to_anna(b"Subject: %d\r\n\r\nmail %d\r\n" % (number, number)) for number in range(count)]


def courier_to(*ports: int, seal: Seal | None = None, connections: int = 8, timeout: float = 5) -> Hand:
    hops = [
        Hop("127.0.0.1", port, "none", "kring", "geheim", timeout=timeout, connections=connections)
        for port in ports
    ]
    return Hand(SmtpCourier(hops, ehlo_name="mail.kring.example", seal=seal))


def arrived_once(there: FaultyRelay, count: int) -> bool:
    return sorted(there.mails) == sorted(one.octets + b".\r\n" for one in mails(count))


def states(outcomes: list[Outcome]) -> list[DeliveryState]:
    return [outcome.state for outcome in outcomes]


class TestHowMany:
    def test_a_few_mails_to_a_relay_nearby_need_no_second_connection(self) -> None:
        with relay(PIPELINED) as there, courier_to(there.port) as hand:
            assert states(hand.carry(*mails(3))) == [SENT] * 3
            assert states(hand.carry(*mails(2))) == [SENT] * 2
        assert there.connections == 1

    def test_a_relay_far_away_gets_more_because_each_of_them_helps(self) -> None:
        with (
            relay(PIPELINED) as there,
            far_away(there.port) as (port, proxy),
            courier_to(port) as hand,
        ):
            started = time.monotonic()
            assert states(hand.carry(*mails(80))) == [SENT] * 80
            took = time.monotonic() - started
        assert proxy.at_once >= 4
        assert arrived_once(there, 80)
        assert took < 80 * 0.1 * 3 / 4, "one connection takes a tenth of a second for each mail"

    def test_never_more_than_the_settings_say(self) -> None:
        with (
            relay(PIPELINED) as there,
            far_away(there.port, 0.01) as (port, proxy),
            courier_to(port, connections=2) as hand,
        ):
            assert states(hand.carry(*mails(120))) == [SENT] * 120
        assert proxy.at_once == 2

    def test_a_relay_that_has_enough_of_us_keeps_those_it_has(self) -> None:
        refusing: Script = {Stage.GREETING: [b"421 4.7.0 too many connections\r\n", Act.CLOSE]}
        with (
            relay(PIPELINED, PIPELINED, refusing) as there,
            far_away(there.port, 0.01) as (port, _),
            courier_to(port) as hand,
        ):
            assert states(hand.carry(*mails(120))) == [SENT] * 120
            assert states(hand.carry(*mails(120))) == [SENT] * 120
        assert there.connections == 3, "it was asked for a third once, and then no more"

    def test_refused_at_mail_beside_others_a_mail_goes_over_one_of_those(self) -> None:
        refusing: Script = {**PIPELINED, Stage.MAIL: [b"421 4.7.0 too many connections\r\n", Act.CLOSE]}
        with (
            relay(PIPELINED, refusing) as there,
            far_away(there.port, 0.01) as (port, _),
            courier_to(port) as hand,
        ):
            assert states(hand.carry(*mails(60))) == [SENT] * 60
        assert arrived_once(there, 60)
        assert there.connections == 2


class TestNobodyWaitsForAnother:
    def test_one_slow_verdict_holds_up_no_other_mail(self) -> None:
        slow: Script = {**PIPELINED, (Stage.END_OF_DATA, 2): [Later(3.0, b"250 2.0.0 at last\r\n")]}
        settled: list[float] = []

        class Watched(Pile):
            def settle(self, claim: Claim, outcome: Outcome) -> None:
                super().settle(claim, outcome)
                settled.append(time.monotonic())

        pile = Watched(mails(40))
        with (
            relay(slow, PIPELINED) as there,
            patch.object(carrying, "LOOK_AGAIN", 0.1),
            courier_to(there.port) as hand,
        ):
            started = time.monotonic()
            hand.carry_all(pile)
        assert states(pile.outcomes) == [SENT] * 40
        assert arrived_once(there, 40)
        assert sum(moment - started < 2.5 for moment in settled) >= 38, (
            "all but the slow one and who was behind"
        )

    def test_what_comes_while_a_mail_is_under_way_is_asked_for(self) -> None:
        slow: Script = {**PIPELINED, Stage.END_OF_DATA: [Later(0.6, b"250 2.0.0 at last\r\n")]}

        class ComesLate(Pile):
            def take(self) -> Claim | None:
                return None if self.taken and time.monotonic() < started + 0.2 else super().take()

        pile = ComesLate(mails(2))
        with (
            relay(slow) as there,
            patch.object(carrying, "LOOK_AGAIN", 0.1),
            courier_to(there.port) as hand,
        ):
            started = time.monotonic()
            hand.carry_all(pile)
        assert states(pile.outcomes) == [SENT] * 2

    def test_what_comes_in_groups_is_spread_over_all_connections_at_once(self) -> None:
        slow: Script = {**PIPELINED, Stage.END_OF_DATA: [Later(0.2, b"250 2.0.0 at last\r\n")]}

        class InPairs(Pile):
            def take(self) -> Claim | None:
                waits = len(self.taken) % 2 == 0 and len(self.settled) < len(self.taken)
                return None if waits else super().take()

        pile = InPairs(mails(12))
        with relay(slow) as there, courier_to(there.port, connections=2) as hand:
            courier = cast("SmtpCourier", hand.courier)
            courier._routes[0].width.wanted = 2
            started = time.monotonic()
            hand.carry_all(pile)
        assert states(pile.outcomes) == [SENT] * 12
        assert there.connections == 2
        assert time.monotonic() - started < 2.2, "one connection takes 2.4 seconds for them"

    def test_never_more_than_two_mails_under_way_on_a_connection(self) -> None:
        most = 0

        class Watched(Pile):
            def take(self) -> Claim | None:
                nonlocal most
                most = max(most, len(self.taken) - len(self.settled))
                return super().take()

        with relay(PIPELINED) as there, courier_to(there.port, connections=1) as hand:
            hand.carry_all(Watched(mails(20)))
        assert most == 1, "the second is taken while one is under way, never a third"

    def test_a_person_who_is_refused_holds_up_nobody(self) -> None:
        refusing: Script = {**PIPELINED, (Stage.RCPT, 2): [b"550 5.1.1 nobody\r\n"]}
        with relay(refusing) as there, courier_to(there.port) as hand:
            outcomes = hand.carry(*mails(5))
        assert states(outcomes) == [SENT, DeliveryState.FAILED, SENT, SENT, SENT]
        assert there.mails.count(b".\r\n") == 1, "this relay took DATA all the same, and got a lone dot"


class TestARelayThatStumbles:
    """It says PIPELINING, and ends the connection over what follows a final dot, after it took the mail."""

    def test_it_does_so_once(self) -> None:
        with relay(PIPELINED) as there, courier_to(there.port, connections=1) as hand:
            there.stumbles = True
            outcomes = hand.carry(*mails(12))
            assert states(hand.carry(*mails(12))) == [SENT] * 12
        assert states(outcomes) == [UNKNOWN] + [SENT] * 11
        assert there.connections == 2
        assert there.mails.count(b"Subject: 0\r\n\r\nmail 0\r\n.\r\n") == 2, "one a carrying"

    def test_once_it_did_no_other_connection_to_it_tries(self) -> None:
        with relay(PIPELINED) as there, courier_to(there.port, connections=1) as hand:
            assert states(hand.carry(*mails(2))) == [SENT] * 2
            [route_there] = cast("SmtpCourier", hand.courier)._routes
            route_there.stumbled()
            there.stumbles = True
            assert states(hand.carry(*mails(12))) == [SENT] * 12
        assert there.connections == 1

    def test_it_throws_away_what_follows_once(self) -> None:
        with relay(PIPELINED) as there, courier_to(there.port, connections=1, timeout=0.5) as hand:
            there.swallows = True
            started = time.monotonic()
            assert states(hand.carry(*mails(12))) == [SENT] * 12
            assert time.monotonic() - started < 3, "our patience is lost once, not with every mail"
        assert arrived_once(there, 12)

    def test_dovecot_is_known_by_its_greeting(self) -> None:
        greeting: Script = {**PIPELINED, Stage.GREETING: [b"220 Dovecot (Debian) ready.\r\n"]}
        with relay(greeting) as there, courier_to(there.port, connections=1) as hand:
            there.stumbles = True
            assert states(hand.carry(*mails(12))) == [SENT] * 12
        assert there.connections == 1
        assert arrived_once(there, 12)


class TestConnectionsThatFail:
    def test_when_our_own_house_fails_nothing_more_is_sent_over_any_of_them(self) -> None:
        late: Script = {**PIPELINED, Stage.DATA: [Later(0.3, b"354 go on\r\n")]}

        class Failing(Pile):
            def settle(self, claim: Claim, outcome: Outcome) -> None:
                raise OSError("disk full")

        with relay(late) as there, courier_to(there.port, connections=2) as hand:
            cast("SmtpCourier", hand.courier)._routes[0].width.wanted = 2
            with pytest.raises(OSError, match="disk full"):
                hand.carry_all(Failing(mails(4)))
            arrived = len(there.mails)
            hand.wait(0.7)
            assert len(there.mails) == arrived
            assert states(hand.carry(*mails(4))) == [SENT] * 4

    @pytest.mark.parametrize("last", [Act.CLOSE, Act.RESET, b"421 4.3.2 closing\r\n"])
    def test_in_the_middle_of_many_mails_only_the_one_with_its_dot_out_is_in_doubt(
        self, last: Act | bytes
    ) -> None:
        failing: Script = {**PIPELINED, (Stage.END_OF_DATA, 5): [last, Act.CLOSE]}
        with relay(failing, PIPELINED) as there, courier_to(there.port, connections=1) as hand:
            outcomes = hand.carry(*mails(12))
        doubt = DEFERRED if isinstance(last, bytes) else UNKNOWN
        assert states(outcomes) == [SENT] * 4 + [doubt] + [SENT] * 7
        assert there.connections == 2

    def test_a_relay_that_ends_each_connection_after_two_mails_gets_all_of_them_once(self) -> None:
        ending: Script = {**PIPELINED, (Stage.MAIL, 3): [b"421 4.7.0 two are enough\r\n", Act.CLOSE]}
        with relay(ending) as there, courier_to(there.port, connections=1) as hand:
            assert states(hand.carry(*mails(9))) == [SENT] * 9
        assert arrived_once(there, 9)
        assert there.connections == 5

    def test_a_relay_that_goes_down_leaves_the_rest_untaken(self) -> None:
        with relay({**PIPELINED, (Stage.MAIL, 3): [Act.CLOSE]}) as there, courier_to(there.port) as hand:
            there._scripts = [*there._scripts, {Stage.GREETING: [b"421 4.3.2 going down\r\n"]}]
            pile = Pile(mails(9))
            hand.carry_all(pile)
        assert states(pile.outcomes) == [SENT, SENT, DEFERRED]
        assert pile.outcomes[2].relay_wide
        assert len(pile.waiting) == 6

    def test_a_sender_that_is_refused_costs_no_more_than_the_mails_on_the_way(self) -> None:
        refusing: Script = {**PIPELINED, Stage.MAIL: [b"550 5.7.1 sender rejected\r\n"]}
        pile = Pile(mails(9))
        with relay(refusing) as there, courier_to(there.port) as hand:
            hand.carry_all(pile)
        assert states(pile.outcomes) == [DEFERRED]
        assert len(pile.waiting) == 8


REFUSES: Script = {Stage.AUTH: [b"535 5.7.8 wrong password\r\n"]}


class TestAnotherRelay:
    def test_the_next_serves_when_the_first_can_t_be_reached(self) -> None:
        with relay() as gone:
            pass
        with relay(PIPELINED) as second, courier_to(gone.port, second.port) as hand:
            assert states(hand.carry(*mails(5))) == [SENT] * 5
        assert arrived_once(second, 5)

    def test_or_refuses_the_log_in(self) -> None:
        with (
            relay(REFUSES) as first,
            relay(PIPELINED) as second,
            courier_to(first.port, second.port) as hand,
        ):
            assert states(hand.carry(*mails(5))) == [SENT] * 5
            assert states(hand.carry(*mails(5))) == [SENT] * 5
        assert (first.connections, second.connections) == (1, 1), "the first is left alone for a while"

    def test_the_first_is_tried_again_after_a_while(self) -> None:
        slow: Script = {**PIPELINED, Stage.END_OF_DATA: [Later(0.01, b"250 2.0.0 ok\r\n")]}
        with (
            relay(REFUSES, slow) as first,
            relay(slow) as second,
            courier_to(first.port, second.port, connections=1) as hand,
        ):
            with patch.object(route, "REST", 0.05):
                assert states(hand.carry(*mails(5))) == [SENT] * 5
            time.sleep(0.06)
            assert states(hand.carry(*mails(60))) == [SENT] * 60
            assert states(hand.carry(*mails(5))) == [SENT] * 5
        assert first.connections == 2
        assert len(first.mails) > 45, "the second serves only until the first has let us in"
        assert len(first.mails) + len(second.mails) == 70
        assert second.commands[-1] == "QUIT"

    def test_when_none_can_be_used_one_outcome_says_why_and_the_rest_is_left(self) -> None:
        pile = Pile(mails(5))
        with (
            relay(REFUSES) as first,
            relay({Stage.GREETING: [b"554 5.7.1 go away\r\n"]}) as second,
            courier_to(first.port, second.port) as hand,
        ):
            hand.carry_all(pile)
            assert hand.check() == (
                f"127.0.0.1:{first.port}, at auth: 5.7.8 wrong password; "
                f"127.0.0.1:{second.port}, at greeting: 5.7.1 go away"
            )
            hand.carry(*mails(1))
        [outcome] = pile.outcomes
        assert (outcome.state, outcome.relay_wide) == (DEFERRED, True)
        assert outcome.words == "5.7.8 wrong password; 5.7.1 go away"
        assert len(pile.waiting) == 4
        assert (first.connections, second.connections) == (3, 3), "each time both are tried"


class TestSeal:
    @staticmethod
    async def sealed(envelope: Envelope) -> Envelope:
        await asyncio.sleep(0.001)
        return Envelope(
            envelope.reverse_path, envelope.forward_path, b"DKIM-Signature: x\r\n" + envelope.octets
        )

    @pytest.mark.parametrize("connections", [1, 3])
    def test_each_mail_is_sealed_before_it_goes(self, connections: int) -> None:
        with (
            relay(PIPELINED) as there,
            courier_to(there.port, seal=self.sealed, connections=connections) as hand,
        ):
            assert states(hand.carry(*mails(30))) == [SENT] * 30
            assert states(hand.carry()) == []
        expected = [b"DKIM-Signature: x\r\n" + one.octets + b".\r\n" for one in mails(30)]
        assert sorted(there.mails) == sorted(expected)

    def test_a_seal_that_breaks_the_mail_is_found_out(self) -> None:
        async def spoilt(envelope: Envelope) -> Envelope:
            return Envelope(BOUNCES, ANNA, envelope.octets + b"\n")

        with relay(PIPELINED) as there, courier_to(there.port, seal=spoilt) as hand:
            assert states(hand.carry(*mails(2))) == [DeliveryState.FAILED] * 2
        assert there.connections == 0

    def test_a_mail_that_the_seal_refuses_has_failed_and_keeps_no_other_waiting(self) -> None:
        async def choosy(envelope: Envelope) -> Envelope:
            if b"Subject" not in envelope.octets:
                raise BadInput("a mail without From can't be signed")
            return envelope

        odd = Envelope(BOUNCES, ANNA, b"X: y\r\n\r\nz\r\n")
        with relay(PIPELINED) as there, courier_to(there.port, seal=choosy) as hand:
            refused, *others = hand.carry(odd, *mails(3))
        assert states([refused, *others]) == [DeliveryState.FAILED, SENT, SENT, SENT]
        assert refused.words == "it can't be sealed: a mail without From can't be signed"

    def test_a_seal_that_fails_is_a_fault_of_our_own(self) -> None:
        async def failing(envelope: Envelope) -> Envelope:
            raise OSError("the key is gone")

        pile = Pile(mails(3))
        with (
            relay(PIPELINED) as there,
            courier_to(there.port, seal=failing) as hand,
            pytest.raises(OSError, match="the key is gone"),
        ):
            hand.carry_all(pile)
        assert pile.settled == {}
        assert there.mails == []
