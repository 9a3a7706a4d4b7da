"""Where mails wait to be kept: all that wait at the same moment are kept together, and each is answered."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from mailer import metrics
from mailer.transport.arrival import TROUBLE, Arrival, Refusal

log = logging.getLogger(__name__)

Accept = Callable[[Sequence[Arrival]], None]
"""Keeps all of these mails or none: on return they are on disk, when it raises none of them is."""

_PATIENCE = 60.0
"""Seconds for trying one by one what could not be kept together; peers wait ten minutes (RFC 5321 section
4.5.3.2.6), and what is not tried any more stays with them."""


class Desk:
    """Takes mails in from the event loop; `accept` runs in a thread of its own, never twice at a time.

    While one group is being kept the next one gathers: the busier it is, the fewer times the disk is waited
    for, and a single mail waits for nobody.
    """

    def __init__(self, accept: Accept) -> None:
        self._accept = accept
        self._thread = ThreadPoolExecutor(1, "accept")
        self._waiting: list[tuple[Arrival, asyncio.Future[Refusal | None]]] = []
        self._work: asyncio.Task[None] | None = None

    async def hand_over(self, arrival: Arrival) -> Refusal | None:
        """Give the refusal, or None for a mail that is safe."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Refusal | None] = loop.create_future()
        self._waiting.append((arrival, answer))
        if self._work is None or self._work.done():
            self._work = loop.create_task(self._keep_all(loop))
        return await answer

    def close(self) -> None:
        """Wait for what is being kept; safe to call twice."""
        self._thread.shutdown()

    async def _keep_all(self, loop: asyncio.AbstractEventLoop) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            arrivals = [arrival for arrival, _ in group]
            answers = await loop.run_in_executor(self._thread, keep, self._accept, arrivals)
            for (_, answer), refusal in zip(group, answers, strict=True):
                if not answer.cancelled():  # a peer that has gone meanwhile
                    answer.set_result(refusal)


def keep(accept: Accept, arrivals: Sequence[Arrival]) -> list[Refusal | None]:
    """Keep mails together, or else one by one, so that one which can't be kept costs the others nothing."""
    until = time.monotonic() + _PATIENCE
    refusal = _attempt(accept, arrivals)
    if refusal is None or len(arrivals) == 1:
        return [refusal] * len(arrivals)
    return [_attempt(accept, [one]) if time.monotonic() < until else TROUBLE for one in arrivals]


def _attempt(accept: Accept, arrivals: Sequence[Arrival]) -> Refusal | None:
    try:
        with metrics.accepting():
            accept(arrivals)
    except Refusal as refusal:
        return refusal
    except Exception:
        log.exception("%d mail(s) could not be accepted; who sent them keeps them", len(arrivals))
        return TROUBLE
    metrics.accepted(len(arrivals))
    return None
