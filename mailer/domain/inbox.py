"""A mail that came in: its states from accepted to dealt with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class InboxState(StrEnum):
    """How far a mail has come; *parked* waits for a person, who may take one up again that was done with."""

    RECEIVED = "received"
    HANDLED = "handled"
    PARKED = "parked"
    IGNORED = "ignored"
    DISCARDED = "discarded"


INBOX_MOVES: Mapping[InboxState, frozenset[InboxState]] = {
    InboxState.RECEIVED: frozenset({InboxState.HANDLED, InboxState.PARKED, InboxState.IGNORED}),
    InboxState.PARKED: frozenset({InboxState.HANDLED, InboxState.DISCARDED}),
    InboxState.HANDLED: frozenset({InboxState.PARKED}),
    InboxState.IGNORED: frozenset({InboxState.PARKED}),
    InboxState.DISCARDED: frozenset({InboxState.PARKED}),
}


@dataclass(frozen=True, slots=True)
class Accepted:
    """A mail to be kept for one of its recipients, octet for octet; "" is the null reverse-path."""

    octets: bytes
    reverse_path: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail in the inbox, as it was accepted."""

    id: int
    recipient: str
    reverse_path: str
    received_at: datetime
    octets: bytes
    state: InboxState
    tries: int = 0
