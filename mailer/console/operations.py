"""What an operator's programs ask: figures for Prometheus, whether the process lives, whether it works."""

import ipaddress
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from mailer import metrics
from mailer.store.figures import Figures

_PASSED_ON = ("forwarded", "via", "x-forwarded-for", "x-real-ip")
"""Fields a proxy adds: then the peer is on this machine, but who asks may be anywhere."""
_TEXT = "text/plain; version=0.0.4; charset=utf-8"


def operations_routes(
    look: Callable[[], tuple[Figures, datetime]], faults: Callable[[], Sequence[str]], *, anywhere: bool
) -> list[Route]:
    """Give `/healthz` for everybody, `/metrics` and `/readyz` for this machine or, if so said, `anywhere`.

    `look` counts what waits, and gives the moment with it; `faults` says in words what keeps the service from
    its work. A GET of any of them changes nothing.
    """

    async def figures(_request: Request) -> Response:
        found, now = await run_in_threadpool(look)
        return Response(metrics.exposition(measured(found, now)), media_type=_TEXT)

    async def ready(_request: Request) -> Response:
        found = await run_in_threadpool(faults)
        words = "".join(f"{one}\n" for one in found) or "ready\n"
        return PlainTextResponse(words, status_code=503 if found else 200)

    return [
        Route("/healthz", _lives),
        Route("/metrics", figures if anywhere else _for_operators(figures)),
        Route("/readyz", ready if anywhere else _for_operators(ready)),
    ]


async def _lives(_request: Request) -> Response:
    return PlainTextResponse("ok\n")


def _for_operators(
    answer: Callable[[Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    async def guarded(request: Request) -> Response:
        return await answer(request) if from_here(request) else PlainTextResponse("not here\n", 404)

    return guarded


def from_here(request: Request) -> bool:
    """Say whether somebody on this machine asks, and through no proxy."""
    if request.client is None or any(field in request.headers for field in _PASSED_ON):
        return False
    try:
        peer = ipaddress.ip_address(request.client.host)
    except ValueError:
        return False
    return (getattr(peer, "ipv4_mapped", None) or peer).is_loopback


def measured(found: Figures, now: datetime) -> Iterator[Metric]:
    """Give what waits at this moment as gauges."""
    waiting = GaugeMetricFamily("kring_deliveries", "Deliveries that are not settled", labels=["state"])
    for state, many in found.deliveries.items():
        waiting.add_metric([state], many)
    yield waiting
    since = max((now - found.oldest_due).total_seconds(), 0.0) if found.oldest_due else 0.0
    words = "For how long the delivery that has waited longest could have gone out; paused runs aside"
    yield GaugeMetricFamily("kring_oldest_due_seconds", words, since)
    inbox = GaugeMetricFamily("kring_inbox", "Mails that came in and are not dealt with", labels=["state"])
    for state, many in found.inbox.items():
        inbox.add_metric([state], many)
    yield inbox
    yield GaugeMetricFamily(
        "kring_paused", "1 while the house is paused and sends nothing", int(found.paused)
    )
