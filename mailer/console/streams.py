"""How many browsers may follow something by events at a time (server-sent events, HTML section 9.2)."""

from threading import BoundedSemaphore

MOST = 16
"""So many streams at a time: each asks the database every second. Who comes later asks now and then."""


class Streams:
    """The streams that are open."""

    def __init__(self, most: int = MOST) -> None:
        self._room = BoundedSemaphore(most)

    def enter(self) -> bool:
        """Take a place; False when there is none."""
        return self._room.acquire(blocking=False)

    def leave(self) -> None:
        """Give a place back."""
        self._room.release()


def event(name: str, data: str = "") -> str:
    """Give an event as it goes over the wire."""
    lines = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
    return f"event: {name}\n{lines}\n"
