"""A connection to a relay that has let us in: carries mail after mail, with one timer for every wait."""

import asyncio
from typing import Protocol

from mailer.domain.delivery import Claim, Stage
from mailer.transport.dialogue import Dialogue, Result
from mailer.transport.opening import Opening, lost
from mailer.transport.wire import Offers

LONGEST_IDLE = 60.0
"""Seconds after which a kept connection is given up; relays close silent ones, some within minutes."""

LAST_PATIENCE = 5
"""The reply to the final dot is waited for so many times longer: 10 minutes where others get 2 (RFC 5321
section 4.5.3.2.6). To give up here is to not know."""

_LONGEST_GOODBYE = 2.0


class Dispatch(Protocol):
    """Who gives a connection its mails, and hears what became of them."""

    def take(self, link: "Link") -> Claim | None:
        """Give the next mail for this connection, or None for now."""
        ...

    def settled(self, results: list[Result]) -> None:
        """Hear what became of mails."""
        ...

    def rests(self, link: "Link") -> None:
        """Hear that a connection has nothing more to do."""
        ...

    def gone(self, link: "Link") -> None:
        """Hear that a connection has ended; its dialogue says why, and which mails are left."""
        ...

    def failed(self, error: BaseException) -> None:
        """Hear of an error of our own, raised by one of the above."""
        ...


class Link(asyncio.Protocol):
    """One connection. Everything happens when octets come or a wait is over; nothing here is awaited."""

    def __init__(self, opening: Opening, offered: Offers, timeout: float, follows: bool) -> None:
        self.dialogue = Dialogue(offered, follows)
        self.dispatch: Dispatch | None = None
        self.ended = asyncio.Event()
        self._transport = opening.transport
        self._timeout = timeout
        self._loop = asyncio.get_running_loop()
        self._paused = self._leaving = False
        self._deadline = self._loop.time() + LONGEST_IDLE
        self._timer: asyncio.TimerHandle | None = None
        # A piece is written once the one before has wholly been handed to the system: see `Dialogue.piece`.
        self._transport.set_write_buffer_limits(high=1, low=0)
        self._transport.set_protocol(self)
        self._wait(LONGEST_IDLE)

    @property
    def usable(self) -> bool:
        """Whether a mail can be begun on it now."""
        return self.dialogue.idle and not (self._leaving or self._transport.is_closing())

    def begin(self, claim: Claim) -> None:
        """Begin with a mail; only while `usable`."""
        self._speak(claim)

    def leave(self) -> None:
        """Say QUIT and wait a moment for the reply; for a connection without a mail under way."""
        if self._leaving or self.ended.is_set():
            return
        if self._transport.is_closing():
            self.drop("left")
            return
        self._leaving = True
        self._transport.write(b"QUIT\r\n")
        self._wait(_LONGEST_GOODBYE)

    def drop(self, words: str) -> None:
        """Close at once; the mails under way get the outcome that is true."""
        self._finish(self.dialogue.end(words))
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Answer what came; asyncio calls this."""
        if self._leaving:
            self.drop("left")
            return
        try:
            self._hear(data)
        except BaseException as error:
            self._fail(error)

    def connection_lost(self, exc: Exception | None) -> None:
        """Settle what can be settled; asyncio calls this."""
        self._finish(self.dialogue.end(lost(exc)))

    def pause_writing(self) -> None:
        """Wait with the next piece; asyncio calls this."""
        self._paused = True

    def resume_writing(self) -> None:
        """Go on with the next piece; asyncio calls this."""
        self._paused = False
        self._write()

    def _hear(self, octets: bytes) -> None:
        dialogue = self.dialogue
        before = dialogue.answered
        results = dialogue.hear(octets)
        if results and self.dispatch:
            self.dispatch.settled(results)
        if dialogue.over:
            self.drop(dialogue.over)
        elif dialogue.our_turn:
            self._speak(self.dispatch.take(self) if self.dispatch and dialogue.room else None)
        elif dialogue.answered != before:
            self._wait_for_reply()

    def _speak(self, claim: Claim | None) -> None:
        self.dialogue.speak(claim)
        self._write()
        if self.dialogue.idle:
            self._wait(LONGEST_IDLE)
            if self.dispatch:
                self.dispatch.rests(self)

    def _write(self) -> None:
        transport = self._transport
        # A write that fails closes the transport: then the final dot is not to be given to it.
        while not (self._paused or transport.is_closing()) and (piece := self.dialogue.piece()):
            transport.write(piece)
        self._wait_for_reply()

    def _wait_for_reply(self) -> None:
        last = self.dialogue.awaited is Stage.END_OF_DATA
        self._wait(self._timeout * LAST_PATIENCE if last else self._timeout)

    def _wait(self, seconds: float) -> None:
        """Give the relay so long from now. The timer is left where it is, unless it would come too late."""
        now = self._loop.time()
        self._deadline = now + seconds
        # Never set further ahead than the shortest usual wait, it hardly ever has to be moved.
        at = now + min(seconds, self._timeout, LONGEST_IDLE)
        if self._timer is None or at < self._timer.when():
            if self._timer:
                self._timer.cancel()
            self._timer = self._loop.call_at(at, self._look)

    def _look(self) -> None:
        self._timer = None
        left = self._deadline - self._loop.time()
        if left > 0:
            self._timer = self._loop.call_later(min(left, self._timeout, LONGEST_IDLE), self._look)
        elif self._leaving:
            self.drop("left")
        elif self.dialogue.idle:
            self.leave()
        else:
            self._finish(self.dialogue.give_up())
            self._transport.abort()

    def _finish(self, results: list[Result]) -> None:
        if self.ended.is_set():
            return
        self.ended.set()
        if self._timer:
            self._timer.cancel()
        try:
            if self.dispatch:
                self.dispatch.settled(results)
                self.dispatch.gone(self)
        except BaseException as error:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        """An error of our own: nothing more is settled here, and whoever carries is told."""
        dispatch, self.dispatch = self.dispatch, None
        self.drop("given up")
        if dispatch is None:
            raise error
        dispatch.failed(error)
