"""A send run: one step of one meeting on its way to its audience, and its states."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RunState(StrEnum):
    """A run waits for the coordinator, runs, rests, or is over."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


RUN_MOVES: Mapping[RunState, frozenset[RunState]] = {
    RunState.WAITING: frozenset({RunState.RUNNING, RunState.CANCELLED}),
    RunState.RUNNING: frozenset({RunState.PAUSED, RunState.DONE, RunState.CANCELLED}),
    RunState.PAUSED: frozenset({RunState.RUNNING, RunState.CANCELLED}),
    # a latecomer, or a delivery that is tried again by hand, wakes a run that was done
    RunState.DONE: frozenset({RunState.RUNNING, RunState.CANCELLED}),
    RunState.CANCELLED: frozenset(),
}

CORRECTION = "correction"
CANCELLATION = "cancelled"
"""Steps that no timeline holds: a move or a cancellation makes them."""


@dataclass(frozen=True, slots=True)
class Run:
    """One step taken: of which meeting, at which revision of its facts, until when it makes sense."""

    id: int
    meeting: str
    step: str
    revision: int
    letter: str
    state: RunState
    made_at: datetime
    not_after: datetime | None
    why: str = ""
    written_to: int | None = None
    """The number of the last person its audience is written down to; None: all of it is."""
