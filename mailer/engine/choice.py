"""Which engine wakes the loops: one process for itself, or several each other."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, Protocol

from mailer.domain.errors import BadInput
from mailer.engine.embedded import Awakened, EmbeddedEngine
from mailer.store.database import Database


class Engine(Protocol):
    """Wakes the loops and looks at the clock; it knows nothing of what they do."""

    def start(self) -> None:
        """Begin, with a tick at once."""
        ...

    def stop(self) -> None:
        """Finish what is under way and begin nothing new."""
        ...


def engine(
    cluster: bool, database: Database, tick: Callable[[], object], loops: Sequence[Awakened], seconds: int
) -> Engine:
    """Give the engine; raises `BadInput` when what the cluster needs is not installed."""
    if not cluster:
        return EmbeddedEngine(tick, loops, seconds)
    found: Engine = _cluster().ClusterEngine(database, tick, loops, seconds)
    return found


def nudge(cluster: bool, database: Database) -> None:
    """Wake a process of the cluster from one that runs no loops, such as a command; else nothing."""
    if cluster:
        _cluster().nudge(database)


def _cluster() -> Any:
    try:
        return import_module("mailer.engine.cluster")
    except ModuleNotFoundError as error:
        raise BadInput(
            f'engine "cluster" needs {error.name}, which is not installed; try: pip install .[postgres]'
        ) from error
