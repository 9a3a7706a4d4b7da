"""One process on one machine: APScheduler says "look what is due", threads do the rest."""

from collections.abc import Callable, Iterable
from typing import Protocol

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler


class Awakened(Protocol):
    """A loop in a thread of its own."""

    def start(self) -> None:
        """Begin."""
        ...

    def wake(self) -> None:
        """Say that there may be work."""
        ...

    def stop(self) -> None:
        """Finish what is under way and begin nothing new."""
        ...


class EmbeddedEngine:
    """Runs `tick` every so many seconds, and the loops whenever there may be work for them.

    The schedule is kept in memory only: what is due stands in the rows, so nothing is lost with it. A tick
    that comes late is run all the same, once.
    """

    def __init__(self, tick: Callable[[], object], loops: Iterable[Awakened], seconds: float) -> None:
        self._tick = tick
        self._loops = tuple(loops)
        self._scheduler = BackgroundScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={"default": ThreadPoolExecutor(1)},
            timezone="UTC",
        )
        self._scheduler.add_job(
            self._beat,
            "interval",
            seconds=seconds,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        """Begin with a tick at once: what fell due while nothing ran is found."""
        for loop in self._loops:
            loop.start()
        self._scheduler.start()
        self._scheduler.add_job(self._beat, misfire_grace_time=None)

    def wake(self) -> None:
        """Say to every loop that there may be work."""
        for loop in self._loops:
            loop.wake()

    def stop(self) -> None:
        """Finish what is under way and begin nothing new."""
        self._scheduler.shutdown(wait=True)
        for loop in self._loops:
            loop.stop()

    def _beat(self) -> None:
        self._tick()
        self.wake()
