"""How far a run is: as part of its page, asked for now and then, or told by events as it changes."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from mailer.console.drawing import Stretch, stretches
from mailer.console.guide import INVITATION, Next, next_thing
from mailer.console.server import STOPPING
from mailer.console.streams import event
from mailer.console.visit import Visit
from mailer.domain.delivery import DeliveryState
from mailer.domain.errors import NotFound
from mailer.domain.run import RunState
from mailer.service.forecast import done_at
from mailer.service.log_in import digest
from mailer.service.work import Work
from mailer.service.writing import unfinished
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

PAGE = 50
"""So many of its mails are listed at a time."""
_ASKED: Mapping[str, Any] = {"streamed": False, "swap": Markup(' hx-swap-oob="true"')}
_TOLD: Mapping[str, Any] = {"streamed": True, "swap": ""}


def progress(work: Work, visit: Visit) -> dict[str, Any]:
    """Give what is told of a run; raises `NotFound`."""
    number = visit.number
    found = work.store.views.run(number)
    if found is None:
        raise NotFound("there is no run {run}", run=number)
    run = as_it_stands(work, found)
    outcomes = work.store.views.outcomes(number)
    told = run["state"] == RunState.RUNNING and outcomes.get(_D.DUE, 0) <= MOST
    forecast = done_at(work.store, visit.site.limits, work.now).get(number) if told else None
    bar: list[Stretch] = stretches(outcomes, SHOWN_FIRST[::-1])
    return {"run": run, "outcomes": outcomes, "bar": bar, "done_at": forecast, "most": MOST}


def as_it_stands(work: Work, run: Mapping[str, Any]) -> Mapping[str, Any]:
    """Call a run done that has nothing left to send: the clock notes it at its next look."""
    over = run["state"] == RunState.RUNNING and not unfinished(work.store, work.store.runs.get(run["id"]))
    return {**run, "state": RunState.DONE.value} if over else run


def live(work: Work, visit: Visit) -> dict[str, Any]:
    """Give what is told of a run and its mails, of one outcome, and what comes next.

    `was` in the address is the state that the page shows already; `changed` says that it is another one now.
    """
    facts = progress(work, visit)
    run, was = facts["run"], visit.asked("was")
    state, after = _outcome(visit, facts["outcomes"]), visit.after
    found = work.store.views.deliveries_of(run["id"], state, after, PAGE) if state else []
    asked = {"was": run["state"], "state": visit.asked("state"), "after": visit.asked("after")}
    return {
        **facts,
        "mails": found[:PAGE],
        "chosen": state,
        "more": found[PAGE - 1]["id"] if len(found) > PAGE else 0,
        "after": after,
        "changed": bool(was) and was != run["state"],
        "followed": urlencode({name: words for name, words in asked.items() if words}),
        "next_step": _next(work, visit, run),
    }


def _outcome(visit: Visit, outcomes: Mapping[str, int]) -> str:
    """Give the outcome whose mails are listed: the one asked for, or the first that there is of interest."""
    asked = visit.asked("state")
    if asked in outcomes:
        return asked
    return next((state.value for state in SHOWN_FIRST if state in outcomes), next(iter(outcomes), ""))


def _next(work: Work, visit: Visit, run: Mapping[str, Any]) -> Next | None:
    """Give what a newcomer to a sandbox does next, once the invitation is out."""
    out = visit.site.captured and run["state"] == RunState.DONE and run["letter"] == INVITATION
    found = next_thing(work) if out else None
    return found if found and found["step"] == "answer" else None


def progress_part(visit: Visit) -> Response:
    """Give the parts of the page that change while a run goes out."""
    with look(visit.site.bus.database) as store:
        return visit.page("run_live.html", **live(visit.working(store), visit), **_ASKED)


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
        facts = live(visit.working(store), visit)
    page = visit.page("run_live.html", **facts, **_TOLD)
    return bytes(page.body).decode(), facts["run"]["state"] == RunState.RUNNING
