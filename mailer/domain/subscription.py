"""The invitation list: people, whether they want invitations, and what proves it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Person(NamedTuple):
    """Somebody Kring writes to; the address is normalised and unique."""

    id: int
    address: str
    name: str
    organisation: str
    language: str

    @property
    def erased(self) -> bool:
        """Whether nothing is known any more of who this was."""
        return self.address == gone(self.id)


def gone(person: int) -> str:
    """Give what stands in the place of an address that was erased: nothing can be sent to it."""
    return f"erased-{person}"


class SubscriptionState(StrEnum):
    """Whether a person is on the invitation list; only *subscribed* is written to."""

    UNCONFIRMED = "unconfirmed"
    SUBSCRIBED = "subscribed"
    UNSUBSCRIBED = "unsubscribed"


SUBSCRIPTION_MOVES: Mapping[SubscriptionState, frozenset[SubscriptionState]] = {
    SubscriptionState.UNCONFIRMED: frozenset({SubscriptionState.SUBSCRIBED, SubscriptionState.UNSUBSCRIBED}),
    SubscriptionState.SUBSCRIBED: frozenset({SubscriptionState.UNSUBSCRIBED}),
    SubscriptionState.UNSUBSCRIBED: frozenset({SubscriptionState.UNCONFIRMED}),
}


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a consent or a request comes from: the source, and the mail's words, date and Message-ID."""

    source: str
    words: str = ""
    message_id: str = ""
    at: datetime | None = None
    inbox: int | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """One person on one series' list, with the proof of consent."""

    series: str
    person: int
    state: SubscriptionState
    since: datetime
    proof: Proof


class ConfirmationKind(StrEnum):
    """What a person is asked to confirm by replying."""

    SUBSCRIBE = "subscribe"
    OLD_ADDRESS = "old address"
    NEW_ADDRESS = "new address"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """An open question to one address: "is this what you want?"."""

    id: int
    series: str
    person: int
    kind: ConfirmationKind
    address: str
    new_address: str
    confirmed: bool | None
    answer: Mapping[str, object] | None = None
    """Of an answer: what will be recorded, as the fields of a `RecordAnswer`."""
    inbox: int | None = None
    """Of an answer: the mail it was read in."""


NO_SUCH_MAILBOX = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
"""Enhanced status codes (RFC 3463) that say the mailbox is not there; 5.7.x, say, may only mean us."""


class SuppressionReason(StrEnum):
    """Why nothing is sent to an address any more."""

    HARD_BOUNCE = "hard bounce"
    COMPLAINT = "complaint"
    BY_HAND = "by hand"
