"""Against a relay that goes by the book, however it decides and wherever the line breaks: no false belief."""

from dataclasses import dataclass, field

from hypothesis import event, given, settings
from hypothesis import strategies as st

from mailer.domain.delivery import DeliveryState, Envelope
from mailer.transport.dialogue import Dialogue
from tests.transport.carrying import claim
from tests.transport.cast import BOUNCES

MEANS_NOT_TAKEN = {DeliveryState.DEFERRED, DeliveryState.FAILED}


@dataclass(frozen=True)
class Verdict:
    """What the relay decides about one mail, stage by stage."""

    mail: int
    rcpt: int
    data: int
    end: int


verdicts = st.builds(
    Verdict,
    mail=st.sampled_from([250] * 9 + [451, 550, 421]),
    rcpt=st.sampled_from([250] * 9 + [450, 550, 421]),
    data=st.sampled_from([354] * 9 + [451, 554, 421]),
    end=st.sampled_from([250] * 9 + [452, 554, 421]),
)


@dataclass
class BookRelay:
    """RFC 5321 in small: takes octets, gives replies, keeps mails. `trusting`: DATA needs no recipient."""

    verdicts: list[Verdict]
    trusting: bool
    taken: list[bytes] = field(default_factory=list)
    closed: bool = False
    _came: bytes = b""
    _in_data: bool = False
    _open: bool = False
    _has_recipient: bool = False
    _now: Verdict = Verdict(250, 250, 354, 250)

    def read(self, octets: bytes) -> bytes:
        self._came += octets
        said = b""
        while not self.closed and (code := self._step()):
            said += b"%d%s\r\n" % (code, b" 2.0.0 so be it" if code != 354 else b"")
            self.closed = code == 421
        return said

    def _step(self) -> int:
        if self._in_data:
            text, end, rest = (b"\r\n" + self._came).partition(b"\r\n.\r\n")
            if not end:
                return 0
            self._came, self._in_data, self._open = rest, False, False
            if self._has_recipient and self._now.end == 250:
                self.taken.append(text[2:])
            return self._now.end if self._has_recipient else 554
        line, end, rest = self._came.partition(b"\r\n")
        if not end:
            return 0
        self._came = rest
        return self._command(line)

    def _command(self, line: bytes) -> int:
        if line == b"RSET":
            self._open = False
            return 250
        if line.startswith(b"MAIL"):
            assert not self._open, "a mail within a mail"
            self._now = self.verdicts.pop(0)
            self._open, self._has_recipient = self._now.mail == 250, False
            return self._now.mail
        if line.startswith(b"RCPT"):
            self._has_recipient = self._open and self._now.rcpt == 250
            return self._now.rcpt if self._open else 503
        assert line == b"DATA", line
        if not (self._has_recipient or (self.trusting and self._open)):
            return 503
        self._in_data = self._now.data == 354
        return self._now.data


@settings(max_examples=300)
@given(
    decided=st.lists(verdicts, min_size=1, max_size=5),
    pipelining=st.booleans(),
    trusting=st.booleans(),
    cuts=st.lists(st.integers(1, 60), max_size=40),
    lost_after=st.none() | st.integers(0, 400),
    dotted=st.booleans(),
)
def test_what_the_relay_took_and_what_we_believe_agree(
    decided: list[Verdict],
    pipelining: bool,
    trusting: bool,
    cuts: list[int],
    lost_after: int | None,
    dotted: bool,
) -> None:
    there = BookRelay(list(decided), trusting)
    mails = [
        b".mail %d\r\n" % number if dotted else b"mail %d\r\n" % number for number in range(len(decided))
    ]
    waiting = [claim(Envelope(BOUNCES, f"{n}@zwolle.example", mail), n) for n, mail in enumerate(mails)]
    dialogue = Dialogue({"PIPELINING": ""} if pipelining else {})
    believed: dict[int, DeliveryState] = {}
    coming, heard = b"", 0

    while True:
        if dialogue.our_turn:
            dialogue.speak(waiting.pop(0) if waiting and dialogue.room else None)
            while piece := dialogue.piece():
                coming += there.read(piece)
        length = cuts.pop(0) if cuts else len(coming)
        segment, coming = coming[:length], coming[length:]
        if lost_after is not None:
            segment = segment[: max(lost_after - heard, 0)]
        heard += len(segment)
        results = dialogue.hear(segment) if segment else dialogue.end("lost")
        for one, outcome in results:
            assert one.delivery.person not in believed
            believed[one.delivery.person] = outcome.state
        if dialogue.over or not segment:
            break

    unbegun = {one.delivery.person for one, _ in dialogue.unbegun}
    left = {one.delivery.person for one in waiting}
    assert set(believed) | unbegun | left == set(range(len(mails))), "nobody is silently skipped"
    assert not (set(believed) & unbegun)
    taken = {mails.index(mail[1:] + b"\r\n" if dotted else mail + b"\r\n") for mail in there.taken}
    assert len(taken) == len(there.taken), "nobody gets the same mail twice"
    for number, state in believed.items():
        event(state)
        assert state is not DeliveryState.SENT or number in taken
        assert state not in MEANS_NOT_TAKEN or number not in taken
    assert not taken & (unbegun | left)
