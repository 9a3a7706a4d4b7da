"""One mail to one person on its way out: its states, what a relay answered, and when to try again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol


class DeliveryState(StrEnum):
    """How far a delivery has come. *Sent* means accepted by the next hop, no more."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    DEFERRED = "deferred"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    SUPPRESSED = "suppressed"
    BOUNCED = "bounced"


NEVER_LEFT = frozenset({DeliveryState.CANCELLED, DeliveryState.SUPPRESSED})
"""The states of what was stopped before a relay had it."""

DELIVERY_MOVES: Mapping[DeliveryState, frozenset[DeliveryState]] = {
    # to unknown in a copy of a house at work: it may have been sent since the copy was made
    DeliveryState.DUE: frozenset({DeliveryState.SENDING, DeliveryState.UNKNOWN}) | NEVER_LEFT,
    DeliveryState.SENDING: frozenset(
        {DeliveryState.SENT, DeliveryState.DEFERRED, DeliveryState.FAILED, DeliveryState.UNKNOWN}
    ),
    DeliveryState.DEFERRED: frozenset({DeliveryState.SENDING, DeliveryState.FAILED, DeliveryState.UNKNOWN})
    | NEVER_LEFT,
    DeliveryState.SENT: frozenset({DeliveryState.BOUNCED}),
    DeliveryState.FAILED: frozenset({DeliveryState.DUE}),
    # to what its sender says late, or to what a person decides
    DeliveryState.UNKNOWN: frozenset(
        {
            DeliveryState.DUE,
            DeliveryState.SENT,
            DeliveryState.DEFERRED,
            DeliveryState.FAILED,
            DeliveryState.CANCELLED,
        }
    ),
    DeliveryState.CANCELLED: frozenset(),
    DeliveryState.SUPPRESSED: frozenset(),
    DeliveryState.BOUNCED: frozenset(),
}


TEST_COPY = "test-copy"
"""The letter of a delivery that shows a coordinator what others get: no answer to it is anybody's answer."""


class Stage(StrEnum):
    """Where in the SMTP dialogue (RFC 5321) an outcome was decided."""

    CONNECT = "connect"
    GREETING = "greeting"
    EHLO = "ehlo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    END_OF_DATA = "end of data"


class Outcome(NamedTuple):
    """The result of one attempt: a value, never an exception.

    `state` is sent, deferred, failed or unknown. *Unknown* is the honest word for a connection that was lost
    after the final dot and before the relay's answer: the relay may have the message or not.
    `relay_wide` says that the cause lies with the relay (down, refused the log-in), not with this recipient.
    """

    state: DeliveryState
    stage: Stage
    code: int | None = None
    status: str | None = None
    words: str = ""
    relay_wide: bool = False


class Envelope(NamedTuple):
    """What a courier needs: reverse-path ("" is null), forward-path, and the very octets to send (CRLF).

    `id` comes back in reports of the relay that can (ENVID, RFC 3461 section 4.4); "" for none. A mail that
    is `sound` was made of parts that were looked at: seven bits, lines of at most 998 octets that end in
    CRLF, none of which begins with a dot. To read a mail through again costs more than to fill it.
    """

    reverse_path: str
    forward_path: str
    octets: bytes
    id: str = ""
    sound: bool = False


LONGEST_WAIT = timedelta(hours=6)
GIVE_UP_AFTER = timedelta(days=5)
"""RFC 5321 section 4.5.4.1 asks for at least 4-5 days of trying."""


def back_off(attempts: int, jitter: float) -> timedelta:
    """How long to wait after the `attempts`-th failed try: 1, 2, 4, ... minutes up to 6 hours.

    `jitter` in [0, 1) stretches the wait by up to a quarter, so that a thousand deferred mails do not come
    back in one second.
    """
    wait = min(timedelta(minutes=2 ** min(attempts - 1, 12)), LONGEST_WAIT)
    return wait * (1 + jitter / 4)


def domain_is_down(outcome: Outcome) -> bool:
    """Say whether a deferral means the recipient's whole domain: no route to it, no answer (RFC 3463 X.4)."""
    deferred = outcome.state is DeliveryState.DEFERRED and not outcome.relay_wide
    return deferred and (outcome.status or "").startswith(("4.4.", "4.1.2"))


class Delivery(NamedTuple):
    """One letter to one person. Its Message-ID is fixed when it is made and never changes over retries."""

    letter: str
    person: int
    address: str
    series: str
    skeleton: str
    slots: Mapping[str, str]
    message_id: str
    made_at: datetime
    next_at: datetime
    meeting: str | None = None
    step: str | None = None
    revision: int = 0
    run: int | None = None
    answers: int | None = None
    """The inbox row it answers: an automatic answer goes out once per mail."""
    confirmation: int | None = None
    not_after: datetime | None = None
    state: DeliveryState = DeliveryState.DUE
    attempts: int = 0
    sent_at: datetime | None = None
    words: str = ""
    id: int | None = None

    @property
    def domain(self) -> str:
        """The domain of the address."""
        return self.address.rpartition("@")[2]


class Claim(NamedTuple):
    """A delivery that one sender has taken for itself, and the mail it is to hand over."""

    delivery: Delivery
    envelope: Envelope


class Claims(Protocol):
    """What there is to send for one sender; used from one thread."""

    def take(self) -> Claim | None:
        """Give the next claim, or None when there is nothing to send for now."""
        ...

    def settle(self, claim: Claim, outcome: Outcome) -> None:
        """Say what became of a claim; exactly once for each that was taken."""
        ...


class Courier(Protocol):
    """Takes mails to the next hop."""

    async def carry(self, claims: Claims) -> None:
        """Hand over what there is to take until there is no more, and settle every claim.

        Never raises for what the network or a relay does. It also returns when no relay can be used: then
        some claim was settled with an outcome that is `relay_wide`, and the rest was left untaken.
        """
        ...

    async def check(self) -> str:
        """Say what keeps it from delivering now, "" if nothing does; sends no mail."""
        ...

    async def close(self) -> None:
        """Leave politely; safe to call twice."""
        ...
