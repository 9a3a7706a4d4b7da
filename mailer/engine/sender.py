"""The sending loop in a thread of its own: carries while there is something to, then waits to be woken."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module

import structlog

from mailer.domain.delivery import Courier
from mailer.engine.loop import REST
from mailer.service.claims import OutboxClaims

IDLE = 0.5
"""Seconds between two looks for something to send: a run that is resumed goes on within a second."""

LONGEST_REST = 300.0
"""Seconds between two tries at a relay that can't be used: the first follows `REST`, each next doubles."""

log = structlog.get_logger(__name__)


class SenderLoop:
    """Runs the courier over the outbox. One event loop, one thread; on uvloop where that is installed."""

    def __init__(
        self, claims: OutboxClaims, courier: Courier, beat: Callable[[], None] = lambda: None
    ) -> None:
        self.name = "deliver"
        self._claims, self._courier, self._beat = claims, courier, beat
        self._thread = threading.Thread(target=self._main, name=self.name, daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = asyncio.Event()
        self._failures = 0

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Say that there may be something to send."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._woken.set)

    def stop(self, patience: float = 30.0) -> None:
        """Finish what is under way and begin nothing new."""
        self._claims.stopped = True
        self.wake()
        if self._thread.ident is not None:
            self._thread.join(patience)

    def _main(self) -> None:
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(self._run())

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        while not self._claims.stopped:
            self._woken.clear()
            self._beat()
            await self._carry()
            await self._sleep(self._rest(flushed=self._flushed()))
        await self._courier.close()

    async def _carry(self) -> None:
        try:
            await self._courier.carry(self._claims)
        except Exception:
            log.exception("the sender stumbled and goes on")

    def _flushed(self) -> bool:
        try:
            return self._claims.flush()
        except Exception:
            log.exception("outcomes could not be written; they are kept for the next time")
            return False

    def _rest(self, *, flushed: bool) -> float:
        """Give a relay, or a database, that can't be used longer and longer rests."""
        down = self._claims.relay_down or not flushed
        self._failures = self._failures + 1 if down else 0
        return min(REST * float(2 ** (self._failures - 1)), LONGEST_REST) if down else IDLE

    async def _sleep(self, seconds: float) -> None:
        if self._claims.stopped:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)
        self._claims.wake()


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Give uvloop's way to make an event loop; None, the standard library's, where it is not installed."""
    try:
        return import_module("uvloop").new_event_loop  # type: ignore[no-any-return]
    except ModuleNotFoundError:
        return None
