"""Waiting a moment for what another loop does at once, so that a page says what came of it."""

from collections.abc import Callable
from time import monotonic, sleep
from typing import TypeVar

Found = TypeVar("Found")
_A_MOMENT = 0.05


def waited(look: Callable[[], Found], seconds: float) -> Found:
    """Look until something is found, or the time is over; give what was seen last."""
    until = monotonic() + seconds
    while not (found := look()) and monotonic() < until:
        sleep(_A_MOMENT)
    return found
