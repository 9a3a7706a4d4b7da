"""How far a run is: as part of its page, asked for now and then, or told by events as it changes."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from mailer.console.drawing import Stretch, stretches
from mailer.console.server import STOPPING
from mailer.console.streams import event
from mailer.console.visit import Visit
from mailer.domain.delivery import DeliveryState
from mailer.domain.errors import NotFound
from mailer.domain.run import RunState
from mailer.service.forecast import done_at
from mailer.service.log_in import digest
from mailer.service.work import Work
from mailer.store.unit_of_work import look
from mailer.store.views.question import MOST

_D = DeliveryState
SHOWN_FIRST = (_D.UNKNOWN, _D.FAILED, _D.BOUNCED, _D.DEFERRED, _D.SENDING, _D.SENT, _D.DUE)
"""What one wants to see comes first."""

EVERY = 1.0
"""Seconds between two looks at a run."""
_LOOKS = 600
"""So many, and the stream ends; a browser that is still there comes back by itself."""
_QUIET = 15
"""After so many looks without a change a line goes out all the same: proxies end what is silent."""


def progress(work: Work, visit: Visit) -> dict[str, Any]:
    """Give what is told of a run; raises `NotFound`."""
    number = visit.number
    run = work.store.views.run(number)
    if run is None:
        raise NotFound("there is no run {run}", run=number)
    outcomes = work.store.views.outcomes(number)
    told = run["state"] == RunState.RUNNING and outcomes.get(_D.DUE, 0) <= MOST
    forecast = done_at(work.store, visit.site.limits, work.now).get(number) if told else None
    bar: list[Stretch] = stretches(outcomes, SHOWN_FIRST[::-1])
    return {"run": run, "outcomes": outcomes, "bar": bar, "done_at": forecast, "most": MOST}


def progress_part(visit: Visit) -> Response:
    """Give the part of the page that changes while a run goes out."""
    with look(visit.site.bus.database) as store:
        return visit.page("progress.html", **progress(visit.working(store), visit), streamed=False)


def events(visit: Visit) -> Response:
    """Tell of each change, until the run is done, the session is over or the server stops."""
    part, goes_on = _look(visit)
    if visit.request.method == "HEAD":
        return Response(media_type="text/event-stream")
    return StreamingResponse(_told(visit, part, goes_on), media_type="text/event-stream")


async def _told(visit: Visit, part: str, goes_on: bool) -> AsyncIterator[str]:
    # nothing is taken before the first of it is asked for: who is gone by then would never give it back
    if not visit.site.streams.enter():
        yield event("full")
        return
    try:
        yield event("progress", part)
        said, silent = part, 0
        stopping = visit.request.scope[STOPPING]
        for _ in range(_LOOKS):
            if not goes_on or stopping.is_set():
                break
            await asyncio.sleep(EVERY)
            part, goes_on = await run_in_threadpool(_look, visit)
            silent = 0 if part != said else silent + 1
            if part != said:
                yield event("progress", part)
            elif silent % _QUIET == 0:
                yield ": still here\n\n"
            said = part
        if not goes_on:
            yield event("done")
    finally:
        visit.site.streams.leave()


def _look(visit: Visit) -> tuple[str, bool]:
    """Give the part as it is now, and whether it may change still for whoever is logged in."""
    with look(visit.site.bus.database) as store:
        session = store.sessions.get(digest(visit.token))
        if session is None or session.over(visit.site.bus.clock()):
            return "", False
        facts = progress(visit.working(store), visit)
    page = visit.page("progress.html", **facts, streamed=True)
    return bytes(page.body).decode(), facts["run"]["state"] == RunState.RUNNING
