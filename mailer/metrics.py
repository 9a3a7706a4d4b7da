"""What this process counts and times for its operators, told in Prometheus' text format."""

from collections import Counter as Tally
from collections.abc import Iterable
from contextlib import AbstractContextManager

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from mailer.domain.delivery import DeliveryState, Outcome

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

_OUTCOMES = Counter(
    "kring_outcomes",
    "Attempts at a delivery by what became of them, and for all but the sent ones by where it was decided: a "
    "stage of the SMTP dialogue, or the relay as a whole",
    ["state", "cause"],
    registry=REGISTRY,
)
_CLAIM = Histogram(
    "kring_claim_seconds",
    "How long it took to claim a group of deliveries",
    buckets=_BUCKETS,
    registry=REGISTRY,
)
_COMMIT = Histogram(
    "kring_commit_seconds",
    "How long a transaction with a group of outcomes and claims took, its commit included",
    buckets=_BUCKETS,
    registry=REGISTRY,
)
_ACCEPTED = Counter("kring_mails_accepted", "Mails that were answered 250", registry=REGISTRY)
_ACCEPT = Histogram(
    "kring_accept_seconds",
    "How long it took to keep a group of mails that came in, the commit included",
    buckets=_BUCKETS,
    registry=REGISTRY,
)
_REFUSED = Counter("kring_listener_refusals", "Replies of 4xx and 5xx to peers", ["code"], registry=REGISTRY)


def settled(outcomes: Iterable[Outcome]) -> None:
    """Count what became of a group of attempts, once it is written down."""
    for (state, cause), many in Tally(map(_state_and_cause, outcomes)).items():
        _OUTCOMES.labels(state, cause).inc(many)


def _state_and_cause(outcome: Outcome) -> tuple[str, str]:
    if outcome.state is DeliveryState.SENT:
        return outcome.state, ""
    return outcome.state, "relay" if outcome.relay_wide else outcome.stage


def claimed(seconds: float) -> None:
    """Keep how long it took to claim a group; a look that found nothing is none."""
    _CLAIM.observe(seconds)


def committed(seconds: float) -> None:
    """Keep how long a sender's transaction took that changed something."""
    _COMMIT.observe(seconds)


def accepting() -> AbstractContextManager[object]:
    """Time the keeping of a group of mails that came in."""
    return _ACCEPT.time()


def accepted(many: int) -> None:
    """Count mails that are kept."""
    _ACCEPTED.inc(many)


def refused(code: str) -> None:
    """Count a no to a peer by its code of three digits."""
    _REFUSED.labels(code).inc()


class _Told(Collector):
    """Measurements of this moment, as a registry wants them."""

    def __init__(self, measured: Iterable[Metric]) -> None:
        self._measured = measured

    def collect(self) -> Iterable[Metric]:
        """Give them."""
        return self._measured


def exposition(measured: Iterable[Metric] = ()) -> bytes:
    """Give all of it in the text format, with what was `measured` at this moment besides."""
    moment = CollectorRegistry()
    moment.register(_Told(list(measured)))
    return generate_latest(REGISTRY) + generate_latest(moment)
