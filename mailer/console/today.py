"""The first page: what waits for a decision, what goes out next, how the next meeting stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from starlette.responses import Response

from mailer.console.drawing import funnel, places
from mailer.console.guide import next_thing
from mailer.console.progress import as_it_stands
from mailer.console.visit import Visit
from mailer.domain.meeting import Meeting
from mailer.domain.run import RunState
from mailer.domain.timeline import Start, Status
from mailer.service.runs import timeline_of
from mailer.service.work import Work
from mailer.store.unit_of_work import look
from mailer.store.views.question import MOST

_NEXT = 6
"""So many of the letters to come are shown."""
_FIRST = 5
"""So many of the parked mails are."""


_AFTERWARDS = timedelta(days=180)
"""A meeting that ended longer ago has nothing to come that one would look for here."""


@dataclass(frozen=True, slots=True)
class ToCome:
    """A letter of a meeting that will go out, in the order of time."""

    at: datetime
    meeting: Meeting
    step: str
    letter: str
    to: Sequence[str]
    by_itself: bool


def today_page(visit: Visit) -> Response:
    """Show how things stand."""
    with look(visit.site.bus.database) as store:
        work = visit.working(store)
        waiting = _waiting(work)
        goes_out = _goes_out(work)
        return visit.page(
            "today.html",
            **waiting,
            next_step=_next_step(visit, work),
            decisions=any(waiting.values()),
            goes_out=goes_out,
            to_come=_to_come(work),
            **_next_meeting(work),
        )


def _goes_out(work: Work) -> list[Mapping[str, Any]]:
    """Give the runs that have something left to send."""
    begun = [as_it_stands(work, run) for run in work.store.views.runs_in(RunState.RUNNING, RunState.PAUSED)]
    return [run for run in begun if run["state"] != RunState.DONE]


def _next_step(visit: Visit, work: Work) -> Mapping[str, Any] | None:
    """Say what a newcomer to a sandbox does next, until a first answer came."""
    found = next_thing(work) if visit.site.captured else None
    return None if found is None or found["step"] == "answered" else found


def _waiting(work: Work) -> dict[str, Any]:
    views = work.store.views
    return {
        "parked": views.parked(_FIRST),
        "to_start": views.runs_in(RunState.WAITING),
        "unknown": views.runs_with_unknown(),
        "offers": views.offers(),
    }


def _to_come(work: Work) -> list[ToCome]:
    """Give the letters whose moment has not come yet, the next ones first."""
    lately = work.now - _AFTERWARDS
    meetings = [one for one in work.store.meetings.on_the_clock() if one.ends > lately]
    found = chain.from_iterable(_of_meeting(work, one) for one in meetings)
    return sorted(found, key=lambda one: one.at)[:_NEXT]


def _of_meeting(work: Work, meeting: Meeting) -> list[ToCome]:
    return [
        ToCome(
            one.instant,
            meeting,
            one.step.key,
            one.step.letter,
            one.step.to,
            one.step.start is Start.AUTOMATIC,
        )
        for one in timeline_of(work, meeting)
        if one.status is Status.FUTURE
    ]


def _next_meeting(work: Work) -> dict[str, Any]:
    key = work.store.views.next_meeting(work.now)
    if key is None:
        return {"meeting": None, "places": [], "funnel": []}
    meeting = work.store.meetings.get(key)
    views = work.store.views
    shares = funnel(views.invited(key), views.answers(key), MOST)
    return {"meeting": meeting, "places": places(meeting, views.places(key)), "funnel": shares}
