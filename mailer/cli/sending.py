"""`send`: let a step go, after a look at how many it reaches."""

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from mailer.app import Application
from mailer.cli.asking import sure
from mailer.cli.opened import do, opened, working, zone_of
from mailer.cli.options import Meeting, Yes
from mailer.cli.output import tell
from mailer.domain.commands import StartRun, TakeStep
from mailer.domain.errors import Refused
from mailer.domain.run import CANCELLATION, CORRECTION, Run, RunState
from mailer.domain.timeline import Status, StepStanding
from mailer.service import rehearsal
from mailer.service.forecast import done_at
from mailer.service.runs import timeline_of
from mailer.service.work import Work


def send(
    meeting: Meeting,
    step: Annotated[
        str, typer.Argument(metavar="STEP", help="The step, such as invitation; meeting show lists them.")
    ],
    yes: Yes = False,
) -> None:
    """Send a step of a meeting; shows how many get it, and asks.

    The service sends the mails while it runs; `run list` shows how far it is.
    """
    with opened() as app:
        with working(app) as work:
            counted = rehearsal.count(rehearsal.choices(work, meeting, step), rehearsal.MOST_COUNTED)
            taken = work.store.runs.of_step(meeting, step, work.store.meetings.get(meeting).revision)
            planned = _planned(work, meeting, step)
        _refuse(meeting, step, taken, planned)
        tell(f"{step} of {meeting}: {counted}{_early(planned)}.")
        if not (counted.reached or counted.more):
            raise Refused(f"Nobody would get it; see: run_service.py rehearse {meeting} {step}")
        sure("Send it?", yes=yes)
        run = taken or _take(app, meeting, step)
        if run.state is RunState.WAITING:
            tell(do(app, StartRun(run.id)).what)
        tell(f"The service sends it while it runs{_until(app, run)}; see: run_service.py run list")


def _refuse(meeting: str, step: str, taken: Run | None, planned: StepStanding | None) -> None:
    if taken is None and step in {CORRECTION, CANCELLATION}:
        raise Refused(f"no {step} waits; it is made by moving or cancelling a meeting")
    if taken is not None and taken.state is not RunState.WAITING:
        raise Refused(f"run {taken.id} has taken it and is {taken.state}; see: run_service.py run list")
    if taken is None and planned is not None and planned.status is Status.OFF:
        raise Refused(f"nothing goes out for {meeting} any more")
    if taken is None and planned is not None and planned.status is Status.MISSED:
        until = planned.closes.astimezone(ZoneInfo(planned.zone))
        raise Refused(f"{step} of {meeting} came too late: it made sense until {until:%a %d %b %Y %H:%M}")


def _until(app: Application, run: Run) -> str:
    """Say when it will be done about, if that can be told, and if that is too late for some of it."""
    with working(app) as work:
        at = done_at(work.store, app.settings.limits.in_all, work.now).get(run.id)
    if at is None:
        return ""
    late = run.not_after is not None and at > run.not_after
    words = ", which is too late for some of it" if late else ""
    return f", until about {at.astimezone(zone_of(app)):%a %d %b %Y %H:%M}{words}"


def _early(planned: StepStanding | None) -> str:
    """Say that a step's moment has not come yet; the coordinator may send it all the same."""
    if planned is None or planned.status is not Status.FUTURE:
        return ""
    return f"; it is planned for {planned.wall:%a %d %b %Y %H:%M}"


def _take(app: Application, meeting: str, step: str) -> Run:
    done = do(app, TakeStep(meeting, step))
    with working(app) as work:
        run = work.store.runs.get(done.run or 0)
    if run.state is not RunState.WAITING:
        tell(done.what)
    return run


def _planned(work: Work, meeting: str, step: str) -> StepStanding | None:
    """Give how the step stands in the timeline; None for one that no timeline holds."""
    timeline = timeline_of(work, work.store.meetings.get(meeting))
    return next((one for one in timeline if one.step.key == step), None)
