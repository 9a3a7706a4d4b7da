"""A loop in a thread of its own: works while there is work, sleeps until it is woken."""

import threading
from collections.abc import Callable

import structlog

REST = 5.0
"""Seconds a loop sleeps at most; and how long it lets a fault of the house pass before it goes on."""

log = structlog.get_logger(__name__)


class Loop:
    """Calls `step` until it says that nothing is left, then waits to be woken; `beat` at every turn."""

    def __init__(
        self,
        name: str,
        step: Callable[[], bool],
        rest: float = REST,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = name
        self._step = step
        self._rest = rest
        self._beat = beat
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Say that there may be work."""
        self._wake.set()

    def stop(self, patience: float = 30.0) -> None:
        """Finish what is under way and begin nothing new."""
        self._stop.set()
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(patience)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            self._beat()
            if not self._worked():
                self._wake.wait(self._rest)

    def _worked(self) -> bool:
        """Do one step; a fault is logged and slept over, and the loop lives on."""
        try:
            return self._step()
        except Exception:
            log.exception("a loop stumbled and goes on", loop=self.name)
            self._stop.wait(self._rest)
            return False
