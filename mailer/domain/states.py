"""One function for every state machine: an Enum, a table of its legal moves, and `move`."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from mailer.domain.errors import Refused

State = TypeVar("State", bound=StrEnum)


def move(moves: Mapping[State, frozenset[State]], now: State, to: State) -> State:
    """Give `to` back when the table allows the move from `now`; raise `Refused` otherwise."""
    if to not in moves.get(now, frozenset()):
        raise Refused("{what} can't go from {now} to {to}", what=type(now).__name__, now=now, to=to)
    return to
