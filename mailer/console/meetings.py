"""The meetings: a list, and one with its facts, its timeline as a drawing, and who comes."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from mailer.console.drawing import funnel, places, timeline
from mailer.console.progress import as_it_stands
from mailer.console.registering import takes_answers
from mailer.console.visit import Visit
from mailer.domain.meeting import Meeting
from mailer.domain.registration import RegistrationState
from mailer.domain.run import RunState
from mailer.domain.timeline import Status, StepStanding
from mailer.service.runs import timeline_of
from mailer.service.work import Work
from mailer.store.unit_of_work import look
from mailer.store.views import Rows, Views
from mailer.store.views.question import MOST

_R = RegistrationState
_GROUPS: Mapping[str, tuple[RegistrationState, ...]] = {
    "come": (_R.ACCEPTED, _R.OFFERED, _R.ATTENDED, _R.ABSENT),
    "wait": (_R.WAITLISTED,),
    "maybe": (_R.TENTATIVE,),
    "no": (_R.DECLINED, _R.WITHDRAWN, _R.LAPSED),
}
_FIRST = 30
"""So many people of each group are named beside each other."""
_PAGE = 100
"""So many stand on a page of one group."""


def meetings_page(visit: Visit) -> Response:
    """List them, the latest first."""
    with look(visit.site.bus.database) as store:
        return visit.page("meetings.html", rows=store.views.meeting_list())


def meeting_page(visit: Visit) -> Response:
    """Show one."""
    with look(visit.site.bus.database) as store:
        work = visit.working(store)
        meeting = store.meetings.get(visit.request.path_params["key"])
        views = store.views
        return visit.page(
            "meeting.html",
            meeting=meeting,
            takes=takes_answers(work, meeting),
            places=places(meeting, views.places(meeting.key)),
            funnel=funnel(views.invited(meeting.key), views.answers(meeting.key), MOST),
            **_steps(work, meeting),
            **_people(work, meeting),
        )


def _steps(work: Work, meeting: Meeting) -> dict[str, Any]:
    """Give the timeline as it is drawn, and with each step its runs."""
    standing = sorted(timeline_of(work, meeting), key=lambda one: one.instant)
    runs: dict[str, list[Mapping[str, Any]]] = {}
    all_runs = work.store.views.runs_of(meeting.key)
    for run in all_runs:
        now = as_it_stands(work, run)
        runs.setdefault(run["step"], []).append({**now, "sent": work.store.views.sent(run["id"])})
    known = {one.step.key for one in standing}
    beside = [run for step, found in runs.items() if step not in known for run in found]
    line = timeline([one.instant for one in standing], meeting, work.now)
    steps = [(one, runs.get(one.step.key, []), _mark(one, runs)) for one in standing]
    to_approve = [run for run in all_runs if run["state"] == RunState.WAITING]
    return {"steps": steps, "line": line, "beside": beside, "to_approve": to_approve}


def _mark(standing: StepStanding, runs: Mapping[str, Sequence[Mapping[str, Any]]]) -> tuple[str, str]:
    """Give how a step stands, and of which kind that is: of one that was taken, how its latest run stands."""
    if standing.status is Status.TAKEN and (of_it := runs.get(standing.step.key)):
        return of_it[-1]["state"], "run"
    return standing.status, "step"


def group_page(visit: Visit) -> Response:
    """Show those of a meeting who come, wait, and so on, page after page."""
    group = visit.request.path_params["group"]
    if group not in _GROUPS:
        raise HTTPException(404)
    with look(visit.site.bus.database) as store:
        meeting = store.meetings.get(visit.request.path_params["key"])
        takes = takes_answers(visit.working(store), meeting)
        rows = _group(store.views, meeting.key, group, visit.after, _PAGE + 1)
        shown = rows[:_PAGE]
        mails = store.views.answered_in(meeting.key, [row["person"] for row in shown])
    more = shown[-1]["id"] if len(rows) > _PAGE else 0
    facts: dict[str, Any] = {"rows": shown, "more": more, "mails": mails, "takes": takes}
    return visit.page("group.html", meeting=meeting, group=group, **facts)


def _people(work: Work, meeting: Meeting) -> dict[str, Any]:
    views = work.store.views
    found = {name: _group(views, meeting.key, name, 0, _FIRST + 1) for name in _GROUPS}
    groups = {name: rows[:_FIRST] for name, rows in found.items()}
    persons = [row["person"] for rows in groups.values() for row in rows]
    more = {name for name, rows in found.items() if len(rows) > _FIRST}
    return {"groups": groups, "more": more, "mails": views.answered_in(meeting.key, persons)}


def _group(views: Views, meeting: str, group: str, after: int, limit: int) -> Rows:
    if group == "wait":
        return views.in_line(meeting, after, limit)
    return views.registered_as(meeting, [state.value for state in _GROUPS[group]], after, limit)
