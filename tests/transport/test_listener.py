"""The door for mail: a yes only after the mail is safe, a clear no, and the next mail is always read."""

import smtplib
import threading
import time
from collections.abc import Sequence

import pytest

from mailer.transport.arrival import Arrival, Refusal
from mailer.transport.listener import Listener
from tests.transport.cast import ANNA, BART, KRING, SUBSCRIBE
from tests.transport.peer import House, listening, the_next_mail_is_read


class TestAccepting:
    def test_a_mail_arrives_with_its_envelope_and_its_very_octets(self) -> None:
        with listening() as house, house.peer() as peer:
            assert peer.hand_over() == "250 2.0.0 Accepted"
        assert house.arrivals == [Arrival(ANNA, (KRING,), SUBSCRIBE, "127.0.0.1")]

    def test_the_yes_waits_until_the_mail_is_safe(self) -> None:
        safe = threading.Event()

        def accept(_: Arrival) -> None:
            assert safe.wait(5)

        with listening(accept) as house, house.peer() as peer, house.peer() as other:
            peer.data()
            peer.send(SUBSCRIBE + b".\r\n")
            assert other.say(b"NOOP\r\n").startswith("250"), "others are served meanwhile"
            peer.socket.settimeout(0.2)
            with pytest.raises(TimeoutError):
                peer.reply()
            peer.socket.settimeout(5)
            safe.set()
            assert peer.reply().startswith("250")

    def test_groups_are_accepted_one_at_a_time(self) -> None:
        inside = threading.Lock()
        alone: list[bool] = []

        def accept(_: Arrival) -> None:
            alone.append(inside.acquire(blocking=False))
            time.sleep(0.02)
            inside.release()

        with listening(accept) as house:
            peers = [house.peer() for _ in range(8)]
            for peer in peers:
                peer.data()
            for peer in peers:
                peer.send(SUBSCRIBE + b".\r\n")
            assert all(peer.reply().startswith("250") for peer in peers)
            for peer in peers:
                peer.close()
        assert alone == [True] * 8

    def test_a_refusal_is_said_to_the_peer_in_one_line(self) -> None:
        def accept(_: Arrival) -> None:
            raise Refusal(554, "5.6.0 geen\r\n250 café")

        with listening(accept) as house, house.peer() as peer:
            assert peer.hand_over() == "554 5.6.0 geen  250 caf?"
            assert peer.say(b"NOOP\r\n").startswith("250")

    def test_a_fault_of_ours_leaves_the_mail_with_the_peer(self, caplog: pytest.LogCaptureFixture) -> None:
        faults = iter([OSError("no space left"), None])
        arrivals = []

        def accept(arrival: Arrival) -> None:
            if fault := next(faults):
                raise fault
            arrivals.append(arrival)

        with listening(accept) as house, house.peer() as peer:
            assert peer.hand_over().startswith("451 4.3.0")
            assert peer.hand_over().startswith("250")
        assert len(arrivals) == 1
        assert "no space left" in caplog.text

    def test_the_null_reverse_path_is_a_bounce_and_welcome(self) -> None:
        with listening() as house, house.peer() as peer:
            peer.data(sender="")
            assert peer.say(SUBSCRIBE + b".\r\n").startswith("250")
        assert house.arrivals[0].reverse_path == ""

    def test_what_it_can_do_is_announced(self) -> None:
        with listening(size_limit=123_456) as house, house.peer() as peer:
            offered = {line[4:] for line in peer.offers.splitlines()}
        assert peer.greeting.startswith("220 kring.example ")
        assert offered >= {"SIZE 123456", "8BITMIME", "SMTPUTF8", "PIPELINING"}
        assert not any(offer.startswith("AUTH") for offer in offered)

    def test_an_old_peer_that_says_helo_is_heard(self) -> None:
        with listening() as house, house.peer(b"HELO zwolle.example\r\n") as peer:
            assert peer.hand_over().startswith("250")

    def test_a_mail_with_an_international_sender(self) -> None:
        with listening() as house, smtplib.SMTP("127.0.0.1", house.listener.port) as client:
            client.sendmail("joséphine@zwolle.example", [KRING], SUBSCRIBE, ["SMTPUTF8", "BODY=8BITMIME"])
        assert house.arrivals[0].reverse_path == "joséphine@zwolle.example"

    def test_pipelined_commands_and_mails_are_taken_in_order(self) -> None:
        one = f"MAIL FROM:<{ANNA}>\r\nRCPT TO:<{KRING}>\r\nDATA\r\n".encode()
        two = f"MAIL FROM:<{BART}>\r\nRCPT TO:<{KRING}>\r\nDATA\r\n".encode()
        with listening() as house, house.peer() as peer:
            peer.send(one + SUBSCRIBE + b".\r\n" + two + SUBSCRIBE + b".\r\nQUIT\r\n")
            replies = [peer.reply()[:3] for _ in range(9)]
            assert peer.reply() == ""
        assert replies == ["250", "250", "354", "250"] * 2 + ["221"]
        assert [arrival.reverse_path for arrival in house.arrivals] == [ANNA, BART]


class TestRefusing:
    @pytest.mark.parametrize(
        "path",
        [b"<jan@elders.example>", b"<>", b"<info@kring.example@elders.example>", b"info@kring.example"],
    )
    def test_it_relays_for_nobody(self, path: bytes) -> None:
        with listening() as house, house.peer() as peer:
            peer.say(b"MAIL FROM:<anna.dewit@zwolle.example>\r\n")
            assert peer.say(b"RCPT TO:" + path + b"\r\n").startswith(("550 5.1.1", "553 5.1.3"))
            assert peer.say(b"DATA\r\n").startswith("503")
            assert the_next_mail_is_read(house)

    def test_a_mail_that_says_it_is_too_big_is_refused_at_once(self) -> None:
        with listening(size_limit=1000) as house, house.peer() as peer:
            assert peer.say(b"MAIL FROM:<> SIZE=1001\r\n").startswith("552 5.3.4")
            assert peer.say(b"MAIL FROM:<> SIZE=1000\r\n").startswith("250")

    def test_a_mail_that_is_too_big_is_refused_and_the_next_one_taken(self) -> None:
        with listening(size_limit=1000) as house, house.peer() as peer:
            assert peer.hand_over(b"x" * 60 + b"\r\n" + b"y" * 2000 + b"\r\n").startswith("552 5.3.4")
            assert peer.hand_over(b"z" * 998 + b"\r\n").startswith("250")
        assert [len(arrival.octets) for arrival in house.arrivals] == [1000]

    @pytest.mark.parametrize("flood", [b"x" * 1_000_000, b"x\r\n" * 400_000], ids=["one line", "lines"])
    def test_a_flood_is_not_read_to_its_end(self, flood: bytes) -> None:
        with listening(size_limit=1000) as house, house.peer() as peer:
            peer.data()
            replies = []
            try:
                peer.send(flood)
                replies = [peer.reply(), peer.reply()]
            except ConnectionError:
                pass
            assert "".join(replies)[:3] in {"552", ""}
            assert peer.reply() == ""
            assert the_next_mail_is_read_small(house)

    def test_too_many_recipients_are_put_off(self) -> None:
        with listening() as house, house.peer() as peer:
            peer.say(b"MAIL FROM:<>\r\n")
            replies = {peer.say(b"RCPT TO:<a%d@kring.example>\r\n" % number)[:9] for number in range(100)}
            assert replies == {"250 2.1.5"}
            assert peer.say(b"RCPT TO:<one.more@kring.example>\r\n").startswith("452 4.5.3")
            peer.say(b"DATA\r\n")
            assert peer.say(SUBSCRIBE + b".\r\n").startswith("250")
        assert len(house.arrivals[0].forward_paths) == 100

    def test_who_only_makes_mistakes_is_sent_away(self) -> None:
        with listening() as house, house.peer() as peer:
            peer.say(b"MAIL FROM:<>\r\n")
            peer.send(b"RCPT TO:<guess@kring.example.invalid>\r\n" * 30)
            replies = [reply[:3] for reply in iter(peer.reply, "")]
            assert replies[:20] == ["550"] * 20
            assert replies[20] == "421"
            assert len(replies) == 21
            assert the_next_mail_is_read(house)

    @pytest.mark.parametrize(
        "command",
        [
            b"",
            b"\x00\xff\xfe",
            b"MAIL",
            b"MAIL FROM:",
            b"MAIL FROM:<",
            b"MAIL FROM:<anna@\xff\xfe>",
            b"MAIL FROM:<anna@zwolle.example> BODY=BINARYMIME",
            b"MAIL FROM:<anna@zwolle.example> SIZE=\xc2\xb2",
            b"MAIL FROM:<" + b"a" * 3000 + b">",
            b"MAIL FROM:<anna\x00@zwolle.example>",
            b"RCPT TO:<info@kring.example>",
            b"DATA",
            b"BDAT 12 LAST",
            b"AUTH PLAIN AGEAYg==",
            b"STARTTLS",
            b"VRFY \xff",
            b"EXPN list",
            b"X" * 200_000,
        ],
        ids=lambda command: str(command[:40]),
    )
    def test_a_wrong_command_gets_a_no_and_the_dialogue_goes_on(self, command: bytes) -> None:
        with listening() as house, house.peer() as peer:
            assert peer.say(command + b"\r\n")[:1] in {"4", "5"}
            assert peer.hand_over().startswith("250")


def the_next_mail_is_read_small(house: House) -> bool:
    with house.peer() as peer:
        return peer.hand_over(b"A: b\r\n\r\nhallo\r\n").startswith("250")


class TestStopping:
    def test_a_mail_under_way_is_finished(self) -> None:
        entered, go_on = threading.Event(), threading.Event()

        def accept(_: Arrival) -> None:
            entered.set()
            assert go_on.wait(5)

        with listening(accept) as house, house.peer() as peer, house.peer() as idle:
            peer.data()
            peer.send(SUBSCRIBE + b".\r\n")
            assert entered.wait(5)
            stopping = threading.Thread(target=house.listener.stop)
            stopping.start()
            assert idle.reply().startswith("421 4.3.2")
            go_on.set()
            assert peer.reply().startswith("250")
            assert peer.reply().startswith("421 4.3.2")
            stopping.join()
            with pytest.raises(ConnectionRefusedError):
                house.peer()

    def test_stopping_twice_or_before_the_start_is_harmless(self) -> None:
        listener = Listener("127.0.0.1", 0, print, known=lambda _: True)
        listener.stop()
        listener.stop()
        with listening() as house:
            house.listener.stop()

    def test_an_address_that_is_taken_is_told_at_the_start(self) -> None:
        with listening() as house:
            second = Listener("127.0.0.1", house.listener.port, print, known=lambda _: True)
            with pytest.raises(OSError, match="already in use"):
                second.start()
            second.stop()
            assert the_next_mail_is_read(house)


class TestLmtp:
    def test_every_recipient_has_an_answer_of_its_own(self) -> None:
        accepted: list[Arrival] = []

        def accept(arrivals: Sequence[Arrival]) -> None:
            if any(arrival.forward_paths == ("vol@kring.example",) for arrival in arrivals):
                raise Refusal(452, "4.2.2 full")
            accepted.extend(arrivals)

        with listening(together=accept, lmtp=True) as house, house.peer(b"LHLO zwolle.example\r\n") as peer:
            peer.say(b"MAIL FROM:<>\r\n")
            for name in (b"info", b"vol", b"marieke"):
                peer.say(b"RCPT TO:<" + name + b"@kring.example>\r\n")
            peer.say(b"DATA\r\n")
            peer.send(SUBSCRIBE + b".\r\n")
            assert [peer.reply()[:3] for _ in range(3)] == ["250", "452", "250"]
            assert peer.say(b"NOOP\r\n").startswith("250")
        assert [arrival.forward_paths for arrival in accepted] == [(KRING,), ("marieke@kring.example",)]

    def test_a_mail_that_is_refused_is_refused_to_each(self) -> None:
        with listening(lmtp=True) as house, house.peer(b"LHLO zwolle.example\r\n") as peer:
            peer.say(b"MAIL FROM:<>\r\n")
            peer.say(b"RCPT TO:<info@kring.example>\r\n")
            peer.say(b"RCPT TO:<marieke@kring.example>\r\n")
            peer.say(b"DATA\r\n")
            peer.send(b"a\nb\r\n.\r\n")
            assert [peer.reply()[:9] for _ in range(2)] == ["550 5.6.0"] * 2

    def test_it_is_not_taken_for_smtp(self) -> None:
        with listening(lmtp=True) as house, house.peer(b"EHLO zwolle.example\r\n") as peer:
            assert peer.offers.startswith("500")
