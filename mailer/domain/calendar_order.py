"""Which calendar reply of a person counts: the greatest SEQUENCE, then DTSTAMP (RFC 5546 section 2.1.5)."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

FAST_CLOCK = timedelta(hours=1)
"""How far a DTSTAMP may lie after the moment the reply arrived; a clock that is wrong orders nothing."""


class Stamp(NamedTuple):
    """The place of a reply in the order; compared field by field, as the RFC does."""

    sequence: int
    at: datetime


class Order(StrEnum):
    """How a reply lies to the one that counts and to the object we sent last."""

    NEWER = "newer"
    SAME = "same"
    OLDER = "older"
    OTHER_OBJECT = "other object"
    UNKNOWN = "unknown"


def order(sequence: int, at: datetime | None, received: datetime, sent: int, counts: Stamp | None) -> Order:
    """Say where a reply with this SEQUENCE and DTSTAMP lies.

    `sent` is the SEQUENCE of the object we sent last, `counts` the reply that counts so far. A button pressed
    later, but on an older object, is an answer to something else; what has no DTSTAMP, or one in the future,
    can't be placed.
    """
    if at is None or at > received + FAST_CLOCK:
        return Order.UNKNOWN
    stamp = Stamp(sequence, at)
    if counts is not None and stamp < counts:
        return Order.OLDER if at <= counts.at else Order.OTHER_OBJECT
    if stamp == counts:
        return Order.SAME
    return Order.NEWER if sequence == sent else Order.OTHER_OBJECT
