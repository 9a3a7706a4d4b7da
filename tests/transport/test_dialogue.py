"""The dialogue without a network: what is said when, and which reply belongs to what."""

from collections.abc import Callable, Iterable

import pytest

from mailer.domain.delivery import DeliveryState, Envelope, Stage
from mailer.transport.dialogue import PIECE, Dialogue, Result
from tests.transport.carrying import claim
from tests.transport.cast import ANNA, BART, BOUNCES, CARLA, INVITATION

SENT, DEFERRED = DeliveryState.SENT, DeliveryState.DEFERRED
FAILED, UNKNOWN = DeliveryState.FAILED, DeliveryState.UNKNOWN
OK, GO_ON = b"250 2.0.0 ok\r\n", b"354 go on\r\n"

Cut = Callable[[bytes], Iterable[bytes]]


def whole(octets: bytes) -> Iterable[bytes]:
    """All in one segment."""
    return [octets] if octets else []


def in_drops(octets: bytes) -> Iterable[bytes]:
    """Each octet in a segment of its own."""
    return [bytes([octet]) for octet in octets]


def by_line(octets: bytes) -> Iterable[bytes]:
    """Each line in a segment of its own."""
    return octets.splitlines(keepends=True)


class Talk:
    """A dialogue with mails for people, in their order; what was said, and what became of each mail."""

    def __init__(self, *people: str, pipelining: bool = True, octets: bytes = INVITATION) -> None:
        self.dialogue = Dialogue({"PIPELINING": ""} if pipelining else {})
        self.said = b""
        self.states: dict[str, tuple[DeliveryState, Stage]] = {}
        self._waiting = [claim(Envelope(BOUNCES, person, octets)) for person in people]
        self._speak()

    def hear(self, octets: bytes, cut: Cut = whole) -> "Talk":
        for segment in cut(octets):
            self._note(self.dialogue.hear(segment))
            if self.dialogue.our_turn:
                self._speak()
        return self

    def lose(self) -> "Talk":
        self._note(self.dialogue.end("connection lost"))
        return self

    @property
    def unbegun(self) -> list[str]:
        return [one.envelope.forward_path for one, _ in self.dialogue.unbegun]

    def _speak(self) -> None:
        self.said = b""
        self.dialogue.speak(self._waiting.pop(0) if self._waiting and self.dialogue.room else None)
        while piece := self.dialogue.piece():
            self.said += piece

    def _note(self, results: list[Result]) -> None:
        for one, outcome in results:
            assert one.envelope.forward_path not in self.states, "settled twice"
            self.states[one.envelope.forward_path] = (outcome.state, outcome.stage)


def group(person: str) -> bytes:
    return b"MAIL FROM:<%s>\r\nRCPT TO:<%s>\r\nDATA\r\n" % (BOUNCES.encode(), person.encode())


BODY = INVITATION.replace(b"\r\n.", b"\r\n..") + b".\r\n"


class TestWhatIsSaid:
    def test_the_commands_of_a_mail_go_together_and_those_of_the_next_behind_its_final_dot(self) -> None:
        talk = Talk(ANNA, BART)
        assert talk.said == group(ANNA)
        assert talk.hear(OK + OK + GO_ON).said == BODY + group(BART)
        assert talk.hear(OK + OK + OK + GO_ON).said == BODY
        assert talk.states == {ANNA: (SENT, Stage.END_OF_DATA)}
        talk.hear(OK)
        assert talk.dialogue.idle
        assert talk.states[BART] == (SENT, Stage.END_OF_DATA)

    def test_the_body_waits_for_the_last_of_the_replies(self) -> None:
        talk = Talk(ANNA, BART)
        talk.hear(OK + OK + GO_ON)
        talk.said = b""
        assert talk.hear(OK + OK).said == b"", "the reply to RCPT, that to DATA are still to come"

    def test_in_lock_step_each_command_waits_for_the_reply_to_the_one_before(self) -> None:
        talk = Talk(ANNA, BART, pipelining=False)
        said = [talk.said] + [talk.hear(reply).said for reply in (OK, OK, GO_ON, OK)]
        first, second, third = group(ANNA).splitlines(keepends=True)
        assert said == [first, second, third, BODY, group(BART).splitlines(keepends=True)[0]]
        assert talk.states == {ANNA: (SENT, Stage.END_OF_DATA)}


class TestARefusalInAGroup:
    REFUSED = b"550 5.1.1 nobody here\r\n"

    def test_data_taken_though_the_only_recipient_was_not_is_ended_by_a_lone_dot(self) -> None:
        """RFC 2920 section 3.1: the client can't assume that DATA is refused; then a single dot is sent."""
        talk = Talk(ANNA, BART).hear(OK + self.REFUSED + GO_ON)
        assert talk.states == {ANNA: (FAILED, Stage.RCPT)}
        assert talk.said == b".\r\n" + group(BART)
        talk.hear(b"554 5.5.1 no recipients\r\n" + OK + OK + GO_ON).hear(OK)
        assert talk.states[BART] == (SENT, Stage.END_OF_DATA)

    def test_a_server_that_takes_the_lone_dot_has_sent_it_to_nobody(self) -> None:
        talk = Talk(ANNA, BART).hear(OK + self.REFUSED + GO_ON).hear(OK + OK + OK + GO_ON).hear(OK)
        assert talk.states == {ANNA: (FAILED, Stage.RCPT), BART: (SENT, Stage.END_OF_DATA)}

    def test_data_refused_as_well_is_taken_back_and_the_first_no_counts(self) -> None:
        talk = Talk(ANNA, BART).hear(OK + b"450 4.2.0 later\r\n" + b"554 5.5.1 no valid recipients\r\n")
        assert talk.states == {ANNA: (DEFERRED, Stage.RCPT)}
        assert talk.said == b"RSET\r\n" + group(BART)
        talk.hear(OK + OK + OK + GO_ON).hear(OK)
        assert talk.states[BART] == (SENT, Stage.END_OF_DATA)

    def test_a_sender_that_is_refused_is_told_by_the_first_of_three_refusals(self) -> None:
        out_of_order = b"503 5.5.1 MAIL first\r\n"
        talk = Talk(ANNA).hear(b"451 4.7.1 not now\r\n" + out_of_order + out_of_order)
        assert talk.states == {ANNA: (DEFERRED, Stage.MAIL)}
        assert talk.said == b"RSET\r\n"

    @pytest.mark.parametrize("first", [REFUSED, b"451 4.7.1 not now\r\n"])
    def test_a_recipient_taken_of_a_mail_that_was_refused_gets_not_even_a_dot(self, first: bytes) -> None:
        talk = Talk(ANNA, BART).hear(first + OK + GO_ON)
        assert talk.said == group(ANNA)
        assert talk.dialogue.over
        assert talk.states[ANNA][1] is Stage.MAIL

    def test_data_refused_alone(self) -> None:
        talk = Talk(ANNA, BART).hear(OK + OK + b"451 4.3.0 later\r\n")
        assert talk.states == {ANNA: (DEFERRED, Stage.DATA)}
        assert talk.said == b"RSET\r\n" + group(BART)

    def test_a_lone_dot_that_is_answered_with_nonsense_ends_the_connection(self) -> None:
        talk = Talk(ANNA, BART).hear(OK + self.REFUSED + GO_ON).hear(GO_ON)
        assert talk.dialogue.over
        assert talk.unbegun == [BART]


NEXT: list[tuple[Stage, bytes, list[bytes]]] = [
    (Stage.MAIL, b"", [OK, OK, GO_ON]),
    (Stage.RCPT, OK, [OK, GO_ON]),
    (Stage.DATA, OK + OK, [GO_ON]),
]
"""Where a fault comes behind the final dot of the mail before: what was answered until then, and what not."""


@pytest.mark.parametrize("cut", [whole, in_drops, by_line])
@pytest.mark.parametrize("stage_and_before", NEXT, ids=lambda one: one[0].value)
class TestTheMailBehind:
    """Anna's mail has its final dot on the way, Bart's commands are behind it."""

    def test_lost_after_annas_answer(
        self, cut: Cut, stage_and_before: tuple[Stage, bytes, list[bytes]]
    ) -> None:
        stage, before, _ = stage_and_before
        talk = Talk(ANNA, BART).hear(OK + OK + GO_ON).hear(OK + before, cut).lose()
        self.holds(talk, SENT, stage, DEFERRED)

    @pytest.mark.parametrize("half", [b"2", b"250", b"250-well", b"250-well\r\n", b"550-no\r\n55"])
    def test_half_a_reply(
        self, half: bytes, cut: Cut, stage_and_before: tuple[Stage, bytes, list[bytes]]
    ) -> None:
        stage, before, _ = stage_and_before
        talk = Talk(ANNA, BART).hear(OK + OK + GO_ON).hear(OK + before + half, cut).lose()
        self.holds(talk, SENT, stage, DEFERRED)

    @pytest.mark.parametrize("nonsense", [b"hello\r\n", b"199 low\r\n", b"\xff\r\n", b"250-a\r\n251 b\r\n"])
    def test_nonsense(
        self, nonsense: bytes, cut: Cut, stage_and_before: tuple[Stage, bytes, list[bytes]]
    ) -> None:
        stage, before, _ = stage_and_before
        talk = Talk(ANNA, BART).hear(OK + OK + GO_ON).hear(OK + before + nonsense, cut)
        assert talk.dialogue.over
        self.holds(talk, SENT, stage, DEFERRED)

    def test_421(self, cut: Cut, stage_and_before: tuple[Stage, bytes, list[bytes]]) -> None:
        stage, before, _ = stage_and_before
        talk = Talk(ANNA, BART).hear(OK + OK + GO_ON).hear(OK + before + b"421 4.3.2 closing\r\n", cut)
        assert talk.dialogue.over
        self.holds(talk, SENT, stage, DEFERRED)

    @pytest.mark.parametrize(
        ("verdict", "state"),
        [(b"452 4.3.1 full\r\n", DEFERRED), (b"554 5.7.1 spam\r\n", FAILED), (OK, SENT)],
    )
    def test_annas_verdict_stays_hers(
        self, verdict: bytes, state: DeliveryState, cut: Cut,
        stage_and_before: tuple[Stage, bytes, list[bytes]],
    ) -> None:  # fmt: skip
        stage, before, _ = stage_and_before
        talk = Talk(ANNA, BART).hear(OK + OK + GO_ON).hear(verdict + before, cut).lose()
        self.holds(talk, state, stage, DEFERRED)

    def test_a_refusal_leaves_the_connection_to_carla(
        self, cut: Cut, stage_and_before: tuple[Stage, bytes, list[bytes]]
    ) -> None:
        stage, before, rest = stage_and_before
        no = b"550 5.1.1 no\r\n"
        talk = Talk(ANNA, BART, CARLA).hear(OK + OK + GO_ON).hear(OK + before + no * len(rest), cut)
        # A sender that is refused is for us to mend: no reason to give Bart up.
        self.holds(talk, SENT, stage, DEFERRED if stage is Stage.MAIL else FAILED, given_back=False)
        assert talk.hear(OK + OK + OK + GO_ON, cut).hear(OK).states[CARLA] == (SENT, Stage.END_OF_DATA)

    @staticmethod
    def holds(
        talk: Talk, anna: DeliveryState, stage: Stage, bart: DeliveryState, given_back: bool = True
    ) -> None:
        assert talk.states[ANNA] == (anna, Stage.END_OF_DATA)
        if stage is Stage.MAIL and given_back:
            assert BART not in talk.states
            assert talk.unbegun == [BART], "its MAIL was never answered: it can go another way"
        else:
            assert talk.states[BART] == (bart, stage)
            assert talk.unbegun == []


class TestTheFinalDot:
    @pytest.mark.parametrize("cut", [whole, in_drops])
    @pytest.mark.parametrize(
        ("answer", "state"),
        [
            (b"", UNKNOWN),
            (b"2", UNKNOWN),
            (b"250-and", UNKNOWN),
            (b"what?\r\n", UNKNOWN),
            (GO_ON, UNKNOWN),
            (b"421 4.3.2 closing\r\n", DEFERRED),
        ],
    )
    def test_without_its_reply_anna_is_unknown_and_bart_goes_another_way(
        self, cut: Cut, answer: bytes, state: DeliveryState
    ) -> None:
        talk = Talk(ANNA, BART).hear(OK + OK + GO_ON).hear(answer, cut).lose()
        assert talk.states == {ANNA: (state, Stage.END_OF_DATA)}
        assert talk.unbegun == [BART]

    def test_a_yes_that_came_with_the_354_is_not_believed(self) -> None:
        talk = Talk(ANNA).hear(OK + OK + GO_ON + OK)
        assert talk.states == {ANNA: (DEFERRED, Stage.DATA)}
        assert talk.said == group(ANNA), "not an octet of the mail was sent"

    def test_nor_is_half_a_yes(self) -> None:
        talk = Talk(ANNA).hear(OK + OK + GO_ON + b"25")
        assert talk.states == {ANNA: (DEFERRED, Stage.DATA)}
        assert "out of turn: 25" in talk.dialogue.over

    @pytest.mark.parametrize("length", [PIECE - 40, PIECE - 1, PIECE, PIECE + 1, PIECE + 2, 3 * PIECE])
    def test_it_goes_with_the_last_piece_and_only_then_the_mail_can_be_unknown(self, length: int) -> None:
        octets = (b"A: b\r\n\r\n" + b"Komt u ook? Graag\r\n" * (length // 19))[: length - 2] + b"\r\n"
        pieces = 0
        while True:
            talk = Talk(ANNA, octets=octets)
            talk.dialogue.hear(OK + OK + GO_ON)
            talk.dialogue.speak(claim(Envelope(BOUNCES, BART, INVITATION)))
            said = b"".join(talk.dialogue.piece() for _ in range(pieces))
            talk.lose()
            dot_left = b"\r\n.\r\n" in said
            assert talk.states[ANNA] == ((UNKNOWN, Stage.END_OF_DATA) if dot_left else (DEFERRED, Stage.DATA))
            assert talk.unbegun == [BART]
            assert (group(BART) in said) is dot_left
            if dot_left:
                break
            pieces += 1
        assert pieces == max(-(-length // PIECE), 1)

    def test_a_verdict_amid_the_mail_is_out_of_turn(self) -> None:
        talk = Talk(ANNA, octets=b"A: b\r\n\r\n" + b"Komt u ook?\r\n" * PIECE)
        talk.dialogue.hear(OK + OK + GO_ON)
        talk.dialogue.speak(None)
        talk.dialogue.piece()
        [(_, outcome)] = talk.dialogue.hear(b"552 5.3.4 too much\r\n")
        assert (outcome.state, outcome.stage) == (DEFERRED, Stage.DATA)
        assert outcome.words == "the relay spoke out of turn: 552 5.3.4 too much"


def test_what_is_said_to_nothing_ends_the_connection() -> None:
    talk = Talk(ANNA).hear(OK + OK + GO_ON).hear(OK).hear(b"421 4.4.2 timeout\r\n")
    assert talk.dialogue.over == "the relay spoke out of turn: 421 4.4.2 timeout"
    assert talk.states == {ANNA: (SENT, Stage.END_OF_DATA)}


def test_a_reply_too_many_is_found_out_before_a_dot_is_sent() -> None:
    talk = Talk(ANNA, BART).hear(OK + OK + GO_ON).hear(OK + OK).hear(OK + OK + GO_ON)
    assert talk.states == {ANNA: (SENT, Stage.END_OF_DATA), BART: (DEFERRED, Stage.DATA)}
    assert talk.dialogue.over
    assert talk.said == BODY + group(BART), "Bart's mail never left"


class TestStumbling:
    """Whether what followed a final dot may be why a connection ended."""

    def test_lost_with_a_dot_and_what_followed_it_unanswered(self) -> None:
        assert Talk(ANNA, BART).hear(OK + OK + GO_ON).lose().dialogue.stumbled

    def test_nothing_had_followed(self) -> None:
        assert not Talk(ANNA).hear(OK + OK + GO_ON).lose().dialogue.stumbled
        assert not Talk(ANNA, BART, pipelining=False).hear(OK).hear(OK).hear(GO_ON).lose().dialogue.stumbled

    def test_the_dot_was_answered(self) -> None:
        assert not Talk(ANNA, BART).hear(OK + OK + GO_ON).hear(OK).lose().dialogue.stumbled

    def test_silence_on_what_followed(self) -> None:
        talk = Talk(ANNA, BART).hear(OK + OK + GO_ON).hear(OK)
        talk.dialogue.give_up()
        assert talk.dialogue.stumbled
        assert talk.unbegun == [BART]

    def test_silence_on_the_first_mail(self) -> None:
        talk = Talk(ANNA)
        talk.dialogue.give_up()
        assert not talk.dialogue.stumbled
        assert talk.unbegun == [ANNA]
