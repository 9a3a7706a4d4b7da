"""The commands about the whole house: pause it, and let it go on."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class PauseHouse:
    """Send nothing at all, of no run and to nobody, until the house is released."""

    why: str


class Waiting(StrEnum):
    """What is to become of the mails that wait while the house is released."""

    SEND = "send"
    UNKNOWN = "unknown"
    """Nobody knows whether they were sent: each is settled by a person."""
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class ReleaseHouse:
    """Send again; `waiting` says what becomes of the mails that wait now."""

    waiting: Waiting
