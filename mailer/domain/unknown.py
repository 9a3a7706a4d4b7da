"""Deliveries whose fate nobody knows: what may be decided of them, and what the house does itself (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from mailer.domain.delivery import Delivery


class Resolution(StrEnum):
    """What a person decides of an unknown delivery."""

    SENT = "sent"
    """It arrived: the person has found out."""
    AGAIN = "again"
    """Who got it gets it twice, and that is better than not at all."""
    LEAVE = "leave"
    """It stays unknown, and nobody is asked about it any more."""


class Policy(StrEnum):
    """What the house does by itself with a delivery that became unknown."""

    HOLD = "hold"
    """Nothing: a person decides."""
    AGAIN = "again"
    """Send it once more, for those who prefer a double to a gap."""
    LOOK = "look"
    """Look whether it is in the folder where the provider keeps what it took; what is not is held."""


class Held(StrEnum):
    """Why the house does nothing more about an unknown delivery by itself."""

    NOT_FOUND = "not found"
    """It was looked for in vain: a person decides."""
    LEFT = "left"
    """A person wants nothing done."""


PATIENCE = timedelta(minutes=15)
"""So long a provider may take to put what it took into its folder, before not found means not there."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A delivery whose fate is unknown, and since when.

    `times` says how many of its attempts ended so; 0: it waited in a house that was released, and a
    person said that another may have sent it.
    """

    delivery: Delivery
    since: datetime
    times: int
    held: Held | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look into the folder of sent mails brought: Message-ID -> whether it is there.

    `fault` says why some of them, or all, could not be looked for; those are not in `there`.
    """

    there: Mapping[str, bool]
    fault: str = ""


class SentFolder(Protocol):
    """The folder in which a provider keeps the mails it took from us."""

    def look(self, message_ids: Sequence[str]) -> Looked:
        """Say which of these it holds; changes nothing there, and never raises for what a network does."""
        ...


def goes_again(one: Unknown, released_at: datetime | None) -> bool:
    """Say whether the policy *again* sends one: after its first unknown attempt, and never after another.

    What became unknown before the house was released last (`released_at`) is not sent: in a copy of a house
    it may long be settled, in the house it was copied from.
    """
    fresh = released_at is None or one.since > released_at
    return one.held is None and one.times == 1 and fresh


def after_a_look(one: Unknown, now: datetime, *, there: bool) -> Resolution | Held | None:
    """Say what a look brings: it is sent, or it is held for a person; None: look again later."""
    if there:
        return Resolution.SENT
    return Held.NOT_FOUND if now - one.since >= PATIENCE else None


@dataclass(frozen=True, slots=True)
class RetryRun:
    """Try again every failed delivery of a run that is wanted still."""

    run: int
