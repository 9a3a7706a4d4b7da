"""The mails over one connection (RFC 5321, 2920): octets in, outcomes and octets out, no network."""

from collections import deque
from collections.abc import Iterator

from mailer.domain.delivery import Claim, Outcome, Stage
from mailer.transport.replies import Garbled, Reply, ReplyReader, broken, judge, settle
from mailer.transport.wire import Offers, commands, stuffed

PIECE = 65536
"""So many octets of a large mail are written at a time; the final dot goes with the last of them."""

Result = tuple[Claim, Outcome]

_AGAIN = (Stage.MAIL, b"RSET\r\n")
_TO_NOBODY = (Stage.END_OF_DATA, b".\r\n")
"""A lone dot: what RFC 2920 section 3.1 asks for when DATA is answered 354 though no recipient was taken."""


class _Mail:
    """A mail under way: which commands are still to be sent, and what is known of it."""

    __slots__ = ("ahead", "claim", "has_recipient", "settled")

    def __init__(self, claim: Claim, ahead: list[tuple[Stage, bytes]]) -> None:
        self.claim, self.ahead = claim, ahead
        self.has_recipient = self.settled = False

    @property
    def stage(self) -> Stage:
        """Where it breaks off when nothing more is sent; the final dot has not left."""
        return self.ahead[0][0] if self.ahead else Stage.DATA


class Dialogue:
    """What is said over a connection on which EHLO has been answered, mail after mail.

    Call `hear` with what came. When it is `our_turn`, call `speak`, with the next mail if there is `room` for
    one, and write what `piece` gives until it gives nothing. A reply is matched with the first command not
    answered yet. With PIPELINING the commands of a mail go in one group, and with `follows` this group goes
    right behind the final dot of the mail before.

    Once `over` says why, the connection is of no more use, and every mail on it has its outcome: from `hear`
    and `end`, or in `unbegun` for those whose MAIL was never answered; they can go over another connection.
    """

    def __init__(self, offered: Offers, follows: bool = True) -> None:
        self.offered = offered
        self.follows = follows
        self.stumbled = False
        """Whether it may have been what followed a final dot that ended it."""
        self.over = ""
        self.unbegun: list[Result] = []
        self.answered = 0
        """How many replies have been matched with what they answer."""
        self.carried = 0
        """How many mails the relay has begun with."""
        self._pipelining = "PIPELINING" in offered
        self._reader = ReplyReader()
        self._awaited: deque[tuple[Stage, _Mail | None]] = deque()
        self._mail: _Mail | None = None
        self._tidying: tuple[Stage, bytes] | None = None
        self._unwritten = b""
        self._written = self._dot = 0
        self._asking: list[tuple[Stage, _Mail | None]] = []
        self._results: list[Result] = []

    @property
    def our_turn(self) -> bool:
        """Whether nothing is awaited from the relay, and nothing is being written."""
        return not (self._awaited or self._unwritten or self.over)

    @property
    def idle(self) -> bool:
        """Whether no mail is under way."""
        return self.our_turn and self._mail is None and self._tidying is None

    @property
    def room(self) -> bool:
        """Whether `speak` can be given a mail."""
        if not self.our_turn:
            return False
        if self._mail or self._tidying == _TO_NOBODY:
            return self._pipelining and self.follows
        return self._pipelining or self._tidying is None

    @property
    def awaited(self) -> Stage | None:
        """What the relay has to answer first."""
        return self._awaited[0][0] if self._awaited else None

    def hear(self, octets: bytes) -> list[Result]:
        """Take what came; give the outcomes it brings."""
        self._results = []
        try:
            for reply in self._reader.read(octets):
                if not self.over:
                    self._answer(reply)
        except Garbled as error:
            self._break_off(str(error))
        if self._reader.pending and not (self._awaited or self.over):
            self._break_off(f"the relay spoke out of turn: {self._reader.rest}")
        return self._results

    def speak(self, claim: Claim | None) -> None:
        """Say what comes next: the body of a mail whose time has come, and the commands of the next one."""
        octets, asking = [], self._asking
        if self._tidying:
            stage, words = self._tidying
            octets.append(words)
            asking.append((stage, None))
            self._tidying = None
        if self._mail:
            octets += self._next_of(self._mail)
            self._mail = None
        if claim:
            octets += self._next_of(_Mail(claim, commands(claim.envelope, self.offered)))
        self._unwritten, self._written = b"".join(octets), 0

    def piece(self) -> bytes:
        """Give the next octets to write, b"" when it is the relay's turn.

        The last piece holds the final dot and all that follows it; from then on replies are awaited.
        """
        start, end = self._written, self._written + PIECE
        if end < self._dot:
            self._written = end
            return self._unwritten[start:end]
        piece = self._unwritten[start:] if start else self._unwritten
        self._awaited.extend(self._asking)
        self._asking.clear()
        self._unwritten, self._dot = b"", 0
        return piece

    def end(self, words: str) -> list[Result]:
        """Say that the connection has ended, and why; give what that means for the mails on it."""
        self._results = []
        if not self.over:
            self._break_off(words)
        return self._results

    def give_up(self) -> list[Result]:
        """Say that the relay keeps silent: perhaps it has thrown away what followed a final dot."""
        self.stumbled = self.follows and self.carried > 0 and self.awaited is Stage.MAIL
        return self.end("the relay does not answer in time")

    def _next_of(self, mail: _Mail) -> list[bytes]:
        if not mail.ahead:
            body = stuffed(mail.claim.envelope)
            self._dot = len(body)
            self._asking.append((Stage.END_OF_DATA, mail))
            return [body, b".\r\n"]
        now = len(mail.ahead) if self._pipelining else 1
        group, mail.ahead = mail.ahead[:now], mail.ahead[now:]
        self._asking += [(stage, mail) for stage, _ in group]
        return [command for _, command in group]

    def _answer(self, reply: Reply) -> None:
        if not self._awaited:
            self._break_off(f"the relay spoke out of turn: {reply.code} {reply.words}")
            return
        stage, mail = self._awaited.popleft()
        self.answered += 1
        if mail is None:
            if reply.code // 100 != 2 and not (stage is Stage.END_OF_DATA and reply.refuses):
                self._break_off(f"the relay is out of step: {reply.code} {reply.words}")
        elif stage is Stage.END_OF_DATA:
            self._settle(mail, settle(reply))
            if reply.code // 100 != 2 and not reply.refuses:
                self._break_off(reply.words)
        elif outcome := judge(stage, reply):
            self._refuse(stage, mail, reply, outcome)
        else:
            self._go_on(stage, mail)

    def _go_on(self, stage: Stage, mail: _Mail) -> None:
        if stage is Stage.MAIL:
            self.carried += 1
        mail.has_recipient |= stage is Stage.RCPT
        if self._awaited:
            return
        if not mail.settled:
            self._mail = mail
        elif mail.has_recipient:
            # Whatever followed would be sent to them: only by leaving is nothing sent.
            self._break_off("the relay took a recipient of a mail it had refused")
        else:
            self._tidying = _TO_NOBODY

    def _refuse(self, stage: Stage, mail: _Mail, reply: Reply, outcome: Outcome) -> None:
        if stage is Stage.MAIL and not reply.refuses:
            self.unbegun.append((mail.claim, outcome))
            mail.settled = True
        else:
            self._settle(mail, outcome)
        if not reply.refuses:
            self._break_off(outcome.words)
        elif not self._awaited:
            self._tidying = _AGAIN

    def _settle(self, mail: _Mail, outcome: Outcome) -> None:
        if not mail.settled:
            self._results.append((mail.claim, outcome))
            mail.settled = True

    def _break_off(self, words: str) -> None:
        self.over = words or "the relay gave no reason"
        self.stumbled |= self.awaited is Stage.END_OF_DATA and len(self._awaited) > 1
        for stage, mail in self._stages():
            if stage is Stage.MAIL and not mail.settled:
                self.unbegun.append((mail.claim, broken(stage, self.over)))
                mail.settled = True
            self._settle(mail, broken(stage, self.over))

    def _stages(self) -> Iterator[tuple[Stage, _Mail]]:
        """Give the mails on the connection, each first with the stage it has come to."""
        yield from ((stage, mail) for stage, mail in self._awaited if mail)
        if self._mail:
            yield self._mail.stage, self._mail
        for stage, mail in self._asking:
            if mail:
                yield (Stage.DATA if stage is Stage.END_OF_DATA else stage), mail
