"""The courier to a relay: encryption, the password, a kept connection, and what goes over the wire."""

import ssl
import time
from unittest.mock import patch

import pytest
import trustme

from mailer.domain.delivery import DeliveryState, Envelope, Outcome, Stage
from mailer.transport import link
from mailer.transport.hop import Hop, Security
from mailer.transport.opening import Opening
from mailer.transport.smtp import SmtpCourier
from tests.transport.carrying import Hand, Pile
from tests.transport.cast import ANNA, BOUNCES, INVITATION, to_anna
from tests.transport.relay import POLITE, Act, FaultyRelay, Script, relay

WITH_STARTTLS: Script = {Stage.EHLO: [b"250-relay.example\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n"]}


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def certificate(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def trust(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def courier_to(
    there: FaultyRelay, security: Security = "none", user: str = "", context: ssl.SSLContext | None = None
) -> Hand:
    hop = Hop("127.0.0.1", there.port, security, user, "geheim", timeout=5, context=context)
    return Hand(SmtpCourier([hop], ehlo_name="mail.kring.example"))


class TestEncryption:
    def test_starttls_comes_before_the_password_and_the_mail(self, authority: trustme.CA) -> None:
        with (
            relay(WITH_STARTTLS, tls=certificate(authority, "127.0.0.1")) as there,
            courier_to(there, "starttls", "kring", trust(authority)) as courier,
        ):
            assert courier.deliver(to_anna()).state is DeliveryState.SENT
        verbs = [command.split()[0] for command in there.commands]
        assert verbs == ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"]

    def test_implicit_tls(self, authority: trustme.CA) -> None:
        with (
            relay(tls=certificate(authority, "127.0.0.1"), implicit=True) as there,
            courier_to(there, "implicit", "kring", trust(authority)) as courier,
        ):
            assert courier.deliver(to_anna()).state is DeliveryState.SENT
            assert courier.deliver(to_anna()).state is DeliveryState.SENT
        assert there.connections == 1

    @pytest.mark.parametrize("security", ["starttls", "implicit"])
    @pytest.mark.parametrize("fault", ["another name", "another authority"])
    def test_a_wrong_certificate_is_refused(
        self, authority: trustme.CA, security: Security, fault: str
    ) -> None:
        name = "127.0.0.1" if fault == "another authority" else "relay.example"
        trusted = trust(trustme.CA() if fault == "another authority" else authority)
        implicit = security == "implicit"
        with (
            relay(WITH_STARTTLS, tls=certificate(authority, name), implicit=implicit) as there,
            courier_to(there, security, "kring", trusted) as courier,
        ):
            outcome = courier.deliver(to_anna())
        assert outcome.state is DeliveryState.DEFERRED
        assert outcome.stage is (Stage.CONNECT if implicit else Stage.STARTTLS)
        assert outcome.relay_wide
        assert "certificate" in outcome.words
        assert there.mails == []
        assert not any(command.startswith(("AUTH", "MAIL")) for command in there.commands)

    def test_a_relay_stripped_of_starttls_gets_neither_password_nor_mail(self) -> None:
        with relay() as there, courier_to(there, "starttls", "kring") as courier:
            outcome = courier.deliver(to_anna())
        assert (outcome.state, outcome.stage, outcome.relay_wide) == (
            DeliveryState.DEFERRED,
            Stage.STARTTLS,
            True,
        )
        assert there.commands == ["EHLO mail.kring.example"]

    @pytest.mark.parametrize(
        "answer", [b"454 4.7.0 not now\r\n", b"220 go\r\n250 AUTH PLAIN injected\r\n", b"501 no\r\n"]
    )
    def test_starttls_that_is_refused_or_tampered_with_ends_the_dialogue(self, answer: bytes) -> None:
        with (
            relay({**WITH_STARTTLS, Stage.STARTTLS: [answer]}) as there,
            courier_to(there, "starttls", "kring") as courier,
        ):
            outcome = courier.deliver(to_anna())
        assert (outcome.state, outcome.relay_wide) == (DeliveryState.DEFERRED, True)
        assert outcome.stage is Stage.STARTTLS
        assert outcome.words in {
            "4.7.0 not now",
            "no",
            "the relay spoke out of turn: 250 AUTH PLAIN injected",
        }
        assert there.commands == ["EHLO mail.kring.example", "STARTTLS"]


class TestPassword:
    def test_it_does_not_leave_the_machine_unencrypted(self) -> None:
        with (
            relay() as there,
            courier_to(there, "none", "kring") as courier,
            patch.object(Opening, "loopback", new=False),
        ):
            outcome = courier.deliver(to_anna())
        assert (outcome.state, outcome.stage, outcome.relay_wide) == (
            DeliveryState.DEFERRED,
            Stage.AUTH,
            True,
        )
        assert there.commands == ["EHLO mail.kring.example"]

    def test_by_questions_where_the_relay_knows_no_better(self) -> None:
        script: Script = {Stage.EHLO: [b"250-relay.example\r\n250 AUTH LOGIN\r\n"]}
        questions = {**script, Stage.AUTH: [b"334 VXNlcm5hbWU6\r\n"]}
        with relay(questions) as there, courier_to(there, "none", "kring") as courier:
            outcome = courier.deliver(to_anna())
        assert there.commands[1:] == ["AUTH LOGIN", "a3Jpbmc=", "Z2VoZWlt"]
        assert (outcome.state, outcome.stage) == (DeliveryState.DEFERRED, Stage.AUTH), "334 is no welcome"

    def test_a_relay_without_a_way_to_log_in_is_for_a_person_to_mend(self) -> None:
        script: Script = {Stage.EHLO: [b"250-relay.example\r\n250 AUTH GSSAPI\r\n"]}
        with relay(script) as there, courier_to(there, "none", "kring") as courier:
            outcome = courier.deliver(to_anna())
        assert (outcome.stage, outcome.relay_wide) == (Stage.AUTH, True)


class TestKeptConnection:
    def deliver_twice(self, *scripts: Script) -> tuple[FaultyRelay, list[Outcome]]:
        with relay(*scripts) as there, courier_to(there) as courier:
            return there, [courier.deliver(to_anna()), courier.deliver(to_anna())]

    def test_it_serves_the_next_mail(self) -> None:
        there, outcomes = self.deliver_twice(POLITE)
        assert [outcome.state for outcome in outcomes] == [DeliveryState.SENT] * 2
        assert there.connections == 1

    @pytest.mark.parametrize(
        ("stage", "answer"),
        [
            (Stage.MAIL, b"550 5.7.1 sender rejected\r\n"),
            (Stage.RCPT, b"550 5.1.1 nobody\r\n"),
            (Stage.RCPT, b"450 4.2.0 later\r\n"),
            (Stage.DATA, b"451 4.3.0 later\r\n"),
            (Stage.END_OF_DATA, b"554 5.7.1 spam\r\n"),
        ],
    )
    def test_it_is_kept_after_a_refusal(self, stage: Stage, answer: bytes) -> None:
        there, outcomes = self.deliver_twice({stage: [answer]})
        assert [outcome.stage for outcome in outcomes] == [stage] * 2
        assert there.connections == 1
        assert ("RSET" in there.commands) is (stage is not Stage.END_OF_DATA)

    @pytest.mark.parametrize("stage", [Stage.RCPT, Stage.DATA, Stage.END_OF_DATA])
    def test_it_is_given_up_after_421(self, stage: Stage) -> None:
        there, outcomes = self.deliver_twice({stage: [b"421 4.3.2 closing\r\n"]}, POLITE)
        assert [outcome.state for outcome in outcomes] == [DeliveryState.DEFERRED, DeliveryState.SENT]
        assert there.connections == 2

    def test_closed_by_the_relay_in_the_meantime_it_is_made_anew(self) -> None:
        there, outcomes = self.deliver_twice({Stage.END_OF_DATA: [b"250 queued\r\n", Act.CLOSE]}, POLITE)
        assert [outcome.state for outcome in outcomes] == [DeliveryState.SENT] * 2
        assert (there.connections, len(there.mails)) == (2, 2)

    @pytest.mark.parametrize("farewell", [Act.CLOSE, Act.RESET, b"421 4.7.0 enough for one connection\r\n"])
    def test_closed_at_the_second_mail_it_is_made_anew_once(self, farewell: bytes | Act) -> None:
        with relay(POLITE, POLITE) as there, courier_to(there) as courier:
            assert courier.deliver(to_anna()).state is DeliveryState.SENT
            there.once[Stage.MAIL] = [farewell, Act.CLOSE]
            outcome = courier.deliver(to_anna())
        assert outcome.state is DeliveryState.SENT
        assert (there.connections, len(there.mails)) == (2, 2)

    def test_a_relay_that_closes_at_every_mail_is_not_tried_for_ever(self) -> None:
        with relay(POLITE, {Stage.MAIL: [Act.CLOSE]}) as there, courier_to(there) as courier:
            assert courier.deliver(to_anna()).state is DeliveryState.SENT
            there.once[Stage.MAIL] = [Act.CLOSE]
            outcome = courier.deliver(to_anna())
        assert (outcome.state, outcome.relay_wide) == (DeliveryState.DEFERRED, True)
        assert there.connections == 2

    def test_after_a_long_silence_it_is_made_anew_before_mail(self) -> None:
        with relay() as there, courier_to(there) as courier, patch.object(link, "LONGEST_IDLE", 0.02):
            courier.deliver(to_anna())
            time.sleep(0.03)
            assert courier.deliver(to_anna()).state is DeliveryState.SENT
        assert there.connections == 2
        assert there.commands.count("QUIT") == 2, "both were left politely"

    def test_when_our_own_house_fails_halfway_it_is_not_used_again(self) -> None:
        with relay() as there, courier_to(there) as courier:
            with patch.object(Pile, "settle", side_effect=OSError("disk full")), pytest.raises(OSError):
                courier.deliver(to_anna())
            assert courier.deliver(to_anna()).state is DeliveryState.SENT
        assert (there.connections, len(there.mails)) == (2, 2)


class TestOnTheWire:
    def sent(self, envelope: Envelope, ehlo: bytes) -> tuple[FaultyRelay, Outcome]:
        script: Script = {Stage.EHLO: [b"250-relay.example\r\n" + ehlo + b"250 HELP\r\n"]}
        with relay(script) as there, courier_to(there) as courier:
            return there, courier.deliver(envelope)

    def test_dots_are_stuffed_and_nothing_else_is_touched(self) -> None:
        there, _ = self.sent(to_anna(b".\r\n..\r\nA: b\r\n\r\n.een\r\n. .\r\n"), b"")
        assert there.mails == [b"..\r\n...\r\nA: b\r\n\r\n..een\r\n.. .\r\n.\r\n"]

    def test_a_mail_without_a_last_line_end_gets_one(self) -> None:
        there, _ = self.sent(to_anna(b"A: b\r\n\r\nhallo"), b"")
        assert there.mails == [b"A: b\r\n\r\nhallo\r\n.\r\n"]

    def test_the_size_is_told_to_who_asks(self) -> None:
        there, _ = self.sent(to_anna(), b"250-SIZE\r\n")
        assert f"MAIL FROM:<{BOUNCES}> SIZE={len(INVITATION)}" in there.commands
        there, _ = self.sent(to_anna(), b"")
        assert f"MAIL FROM:<{BOUNCES}>" in there.commands

    @pytest.mark.parametrize(
        ("size", "fits"), [(b"0", True), (b"20", False), (b"9" * 30, True), (b"x", True)]
    )
    def test_too_big_for_the_relay_is_failed_without_a_try(self, size: bytes, fits: bool) -> None:
        there, outcome = self.sent(to_anna(), b"250-SIZE " + size + b"\r\n")
        assert (outcome.state is DeliveryState.SENT) is fits
        assert bool(there.mails) is fits
        assert (outcome.status == "5.3.4") is not fits

    def test_the_null_reverse_path_goes_as_it_is(self) -> None:
        there, _ = self.sent(Envelope("", ANNA, INVITATION), b"250-DSN\r\n")
        assert "MAIL FROM:<>" in there.commands
        assert f"RCPT TO:<{ANNA}>" in there.commands

    def test_a_report_of_failure_is_asked_for_where_the_relay_knows_how(self) -> None:
        there, _ = self.sent(to_anna(), b"250-DSN\r\n")
        assert f"MAIL FROM:<{BOUNCES}> RET=HDRS" in there.commands
        assert f"RCPT TO:<{ANNA}> NOTIFY=FAILURE,DELAY" in there.commands

    @pytest.mark.parametrize(
        ("envelope_id", "envid"),
        [
            ("d41.7", " ENVID=d41.7"),
            ("a+b=c d", " ENVID=a+2Bb+3Dc+20d"),
            ("café\r\nRCPT", " ENVID=caf+C3+A9+0D+0ARCPT"),
            ("x" * 100, " ENVID=" + "x" * 100),
            ("x" * 101, ""),
            ("", ""),
        ],
    )
    def test_the_report_names_the_delivery(self, envelope_id: str, envid: str) -> None:
        there, _ = self.sent(Envelope(BOUNCES, ANNA, INVITATION, envelope_id), b"250-DSN\r\n")
        assert f"MAIL FROM:<{BOUNCES}> RET=HDRS{envid}" in there.commands
        there, _ = self.sent(Envelope(BOUNCES, ANNA, INVITATION, envelope_id), b"")
        assert f"MAIL FROM:<{BOUNCES}>" in there.commands

    def test_an_international_address_needs_a_relay_that_knows_them(self) -> None:
        envelope = Envelope(
            BOUNCES, "joséphine@zwolle.example", INVITATION.replace(b"u ook", "ú ook".encode())
        )
        there, outcome = self.sent(envelope, b"250-SMTPUTF8\r\n250-8BITMIME\r\n")
        assert outcome.state is DeliveryState.SENT
        assert f"MAIL FROM:<{BOUNCES}> SMTPUTF8 BODY=8BITMIME" in there.commands
        assert "RCPT TO:<joséphine@zwolle.example>" in there.commands

    def test_an_international_address_is_never_rewritten(self) -> None:
        there, outcome = self.sent(Envelope(BOUNCES, "joséphine@zwolle.example", INVITATION), b"")
        assert outcome.state is DeliveryState.FAILED
        assert outcome.words == "unreachable: relay lacks SMTPUTF8"
        assert there.commands == ["EHLO mail.kring.example", "QUIT"]

    def test_smtputf8_is_not_asked_for_without_need(self) -> None:
        there, _ = self.sent(to_anna(), b"250-SMTPUTF8\r\n")
        assert f"MAIL FROM:<{BOUNCES}>" in there.commands
