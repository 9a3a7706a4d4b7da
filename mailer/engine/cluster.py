"""Several processes on one PostgreSQL: procrastinate has one look at the clock, and wakes who listens."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress

import structlog
from procrastinate import App, BaseConnector, PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.schema import SchemaManager
from procrastinate.tasks import Task

from mailer.engine.embedded import Awakened
from mailer.store.database import Database
from mailer.store.foreign import make_tables

_RETRY = 5.0
"""Seconds before the worker is started anew after the database was out of reach."""

_Look = Callable[[], Awaitable[None]]

log = structlog.get_logger(__name__)


class ClusterEngine:
    """Runs `tick` about every so many seconds in one of the processes, and each one's own loops.

    The jobs say "look" and nothing else: what is due stands in the rows, so a job that is lost, late or done
    twice does no harm, and a loop that nobody wakes looks by itself every few seconds.
    """

    def __init__(
        self, database: Database, tick: Callable[[], object], loops: Iterable[Awakened], seconds: int
    ) -> None:
        self._database, self._tick, self._loops = database, tick, tuple(loops)
        self._cron = cron(seconds)
        self._thread = threading.Thread(target=self._main, name="cluster", daemon=True)
        self._stopping = threading.Event()
        self._worker: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Begin with a tick at once: what fell due while nothing ran is found."""
        make_tables(self._database, "procrastinate_jobs", SchemaManager.get_schema())
        for loop in self._loops:
            loop.start()
        self._tick()
        self._thread.start()

    def stop(self) -> None:
        """Finish what is under way and begin nothing new."""
        self._stopping.set()
        if self._loop is not None and self._worker is not None:
            self._loop.call_soon_threadsafe(self._worker.cancel)
        self._thread.join(30)
        for loop in self._loops:
            loop.stop()

    def wake(self) -> None:
        """Say to every loop of this process that there may be work."""
        for loop in self._loops:
            loop.wake()

    def _main(self) -> None:
        while not self._stopping.is_set():
            try:
                asyncio.run(self._work())
            except Exception:
                log.exception("the cluster's worker stumbled and goes on")
            self._stopping.wait(_RETRY)

    async def _work(self) -> None:
        self._loop = asyncio.get_running_loop()
        jobs, _ = _jobs(PsycopgConnector(conninfo=self._database.conninfo), self._look)
        jobs.periodic(cron=self._cron)(
            jobs.task(name="tick", queueing_lock="tick", pass_context=False)(self._beat)
        )
        async with jobs.open_async():
            work = jobs.run_worker_async(
                install_signal_handlers=False, delete_jobs="always", shutdown_graceful_timeout=10
            )
            self._worker = asyncio.ensure_future(work)
            if self._stopping.is_set():
                self._worker.cancel()
            with suppress(asyncio.CancelledError):
                await self._worker

    async def _beat(self, timestamp: int) -> None:  # noqa: ARG002 - procrastinate says which minute it is
        await asyncio.to_thread(self._tick)
        self.wake()

    async def _look(self) -> None:
        self.wake()


def nudge(database: Database) -> None:
    """Wake one of the processes, from one that does not run the loops; it wakes nobody when none runs.

    What it is about is done already, and found without it a little later: a fault here is no fault of that.
    """
    jobs, look = _jobs(SyncPsycopgConnector(conninfo=database.conninfo), _nobody)
    try:
        with jobs.open(), suppress(AlreadyEnqueued):
            look.defer()
    except ConnectorException as error:  # such as the tables, which the first process makes
        log.warning("nobody could be woken", why=type(error.__cause__ or error).__name__)


def cron(seconds: int) -> str:
    """Write "every so many seconds" for cron, whose sixth field counts seconds; whole minutes from 60 on."""
    return f"* * * * * */{seconds}" if seconds < 60 else f"*/{min(seconds // 60, 59)} * * * *"


def _jobs(
    connector: BaseConnector, look: Callable[[], Awaitable[None]]
) -> tuple[App, Task[[], Awaitable[None], []]]:
    jobs = App(connector=connector)
    return jobs, jobs.task(name="look", queueing_lock="look")(look)


async def _nobody() -> None:
    """Stands for the work of another process."""
