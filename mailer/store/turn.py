"""Turns: who waits longest is let in next."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Turn:
    """Lets the threads of a process in one by one, in the order in which they came.

    A busy SQLite is asked again and again, with longer and longer rests between: who comes back at once
    finds it free nearly always, and whoever waits nearly never.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for the turn, and pass it on when the block ends.

        After `patience`, in seconds, one goes on without: this is a courtesy, the database has its own lock.
        """
        mine = self._joined()
        try:
            mine.acquire(timeout=self._patience)
            yield
        finally:
            self._leave(mine)

    def _joined(self) -> Lock:
        mine = Lock()
        with self._guard:
            if self._waiting:
                mine.acquire()
            self._waiting.append(mine)
        return mine

    def _leave(self, mine: Lock) -> None:
        with self._guard:
            first = self._waiting[0] is mine
            self._waiting.remove(mine)
            if first and self._waiting:
                self._waiting[0].release()
