"""Send runs: a step taken, its audience written down, and the coordinator's hand on it."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from mailer.domain import commands as c
from mailer.domain.errors import Refused
from mailer.domain.meeting import Meeting
from mailer.domain.moments import IsWorkingDay
from mailer.domain.run import CANCELLATION, CORRECTION, Run, RunState
from mailer.domain.sentence import sentence
from mailer.domain.series import Series
from mailer.domain.timeline import Start, Status, Step, StepStanding, TakenStep, standing, window
from mailer.service.audience import Choice, Reach
from mailer.service.work import Done, House, Work
from mailer.service.writing import unfinished, write, write_down

_S = RunState


def taken_steps(work: Work, meeting: Meeting) -> dict[str, TakenStep]:
    """Give the latest run of each step; only a run that a change of facts stopped counts as not taken."""
    return {
        run.step: TakenStep(
            run.step,
            run.revision,
            run.made_at,
            cancelled=run.state is _S.CANCELLED and run.revision < meeting.revision,
        )
        for run in work.store.runs.of_meeting(meeting.key)
    }


def working_days(house: House, series: Series) -> IsWorkingDay:
    """Give the series' calendar of working days."""
    return house.is_working_day[series.key]


def take_step(command: c.TakeStep, work: Work) -> Done:
    """Make a step that is due into a run: it starts by itself, or waits for the coordinator."""
    meeting = work.store.meetings.get(command.meeting)
    series = work.house.series_of(meeting.series)
    step = series.step(command.step)
    if not meeting.open:
        raise Refused(
            "{meeting} is {meeting_state}; nothing goes out for it",
            meeting=meeting.key,
            meeting_state=meeting.state,
        )
    _refuse_if_too_late(work, meeting, series, step)
    if work.store.runs.of_step(meeting.key, step.key, meeting.revision) is not None:
        raise Refused("{step} of {meeting} was taken before", step=step.key, meeting=meeting.key)
    closes = window(step, meeting, working_days(work.house, series)).closes
    run = work.store.runs.add(
        Run(0, meeting.key, step.key, meeting.revision, step.letter, _S.WAITING, work.now, closes)
    )
    if step.start is Start.AUTOMATIC and work.store.pauses.open() is None:
        return _start(work, run, meeting)
    return Done(
        sentence("run {run} ({step} of {meeting}) waits for the coordinator", **_named(run)),
        meeting=meeting.key,
        run=run.id,
    )


def stop_step(command: c.StopStep, work: Work) -> Done:
    """Call a step off before its time: a run that never went out stands for it."""
    meeting = work.store.meetings.get(command.meeting)
    step = work.house.series_of(meeting.series).step(command.step)
    found = next(one for one in timeline_of(work, meeting) if one.step == step)
    if found.status is not Status.FUTURE:
        raise Refused(
            "{step} of {meeting} is {step_state}; only what is to come is called off",
            step=step.key,
            meeting=meeting.key,
            step_state=found.status,
        )
    run = work.store.runs.add(
        Run(0, meeting.key, step.key, meeting.revision, step.letter, _S.WAITING, work.now, found.closes)
    )
    return _move(work, run.id, _S.CANCELLED, command.why)


def start_run(command: c.StartRun, work: Work) -> Done:
    """Freeze what is said and to whom, and let it go."""
    run = work.store.runs.get(command.run)
    if run.state is not _S.WAITING:
        raise Refused(
            "run {run} ({step} of {meeting}) is {run_state}; only a waiting run is started",
            **_named(run),
            run_state=run.state,
        )
    return _start(work, run, work.store.meetings.get(run.meeting))


def add_latecomers(command: c.AddLatecomers, work: Work) -> Done:
    """Give a step to those who joined its audience after it went out."""
    run = work.store.runs.get(command.run)
    meeting = work.store.meetings.get(run.meeting)
    choices = newcomers(work, meeting, run)
    if run.revision < meeting.revision:
        run = _at_this_revision(work, run, meeting)
    if run.state is not _S.RUNNING:
        work.store.runs.move(run, _S.RUNNING)
    added = write(work, run, choices)
    return Done(
        sentence(
            "run {run} ({step} of {meeting}): {many} joined later and get it still", **_named(run), many=added
        ),
        meeting=run.meeting,
        run=run.id,
    )


def pause_run(command: c.PauseRun, work: Work) -> Done:
    """Send nothing more of it until it is resumed."""
    return _move(work, command.run, _S.PAUSED)


def resume_run(command: c.ResumeRun, work: Work) -> Done:
    """Go on with what is left."""
    run = work.store.runs.get(command.run)
    if run.state is not _S.PAUSED:
        raise Refused(
            "run {run} is {run_state}; only a paused run is resumed", run=run.id, run_state=run.state
        )
    return _move(work, command.run, _S.RUNNING)


def cancel_run(command: c.CancelRun, work: Work) -> Done:
    """Leave unsent what is not sent."""
    work.store.outbox.stop_run(command.run, command.why)
    return _move(work, command.run, _S.CANCELLED, command.why)


def finish_run(command: c.FinishRun, work: Work) -> Done:
    """Note that nothing of it is left to send; refused when somebody joined it meanwhile."""
    if unfinished(work.store, work.store.runs.get(command.run)):
        raise Refused("run {run} has letters that are still to be sent", run=command.run)
    return _move(work, command.run, _S.DONE)


def go_on(work: Work, number: int) -> None:
    """Have a run send what is to be sent again of it; raises `Refused` for one that is cancelled."""
    run = work.store.runs.get(number)
    if run.state is _S.CANCELLED:
        raise Refused("run {run} ({step} of {meeting}) is cancelled; nothing of it goes out", **_named(run))
    if run.state is _S.DONE:
        work.store.runs.move(run, _S.RUNNING)


def reach(work: Work, meeting: Meeting, step: str) -> Reach:
    """Give a step's way to people; raises `NotFound` for a step that the timeline does not have."""
    series = work.house.series_of(meeting.series)
    if step not in {CORRECTION, CANCELLATION}:
        series.step(step)
    return Reach(work.store, series, meeting, step, work.now)


def newcomers(work: Work, meeting: Meeting, run: Run) -> list[Choice]:
    """Give who joined a step's audience after its run was made, and gets it still."""
    joined = replace(reach(work, meeting, run.step), joined_later=True).newly(run.made_at)
    return [choice for choice in joined if not choice.why_not]


def timeline_of(work: Work, meeting: Meeting) -> list[StepStanding]:
    """Give every step of a meeting as it stands now."""
    series = work.house.series_of(meeting.series)
    taken = taken_steps(work, meeting)
    return standing(series.timeline, meeting, taken, work.now, working_days(work.house, series))


def step_keys(work: Work, meeting: str) -> list[str]:
    """Give the steps of a meeting's timeline in order, and a correction or cancellation that waits."""
    found = work.store.meetings.get(meeting)
    timeline = [step.key for step in work.house.series_of(found.series).timeline]
    return timeline + [run.step for run in work.store.runs.of_meeting(meeting) if run.step not in timeline]


def letter_of(work: Work, meeting: Meeting, step_key: str) -> str:
    """Give the letter a step sends; raises `NotFound`."""
    if step_key in {CORRECTION, CANCELLATION}:
        return step_key
    return work.house.series_of(meeting.series).step(step_key).letter


def _start(work: Work, run: Run, meeting: Meeting) -> Done:
    if run.revision != meeting.revision:
        raise Refused(
            "run {run} ({step} of {meeting}) was made for facts of the meeting that have changed since",
            **_named(run),
        )
    if run.not_after is not None and work.now > run.not_after:
        raise Refused(
            "run {run} ({step} of {meeting}) is too late: it made sense until {moment}",
            **_named(run),
            moment=run.not_after.astimezone(ZoneInfo(meeting.zone)),
        )
    work.store.runs.move(run, _S.RUNNING)
    count = write_down(work, run)
    more = work.store.runs.get(run.id).written_to is not None
    what = sentence("run {run} ({step} of {meeting}) goes to {many} people", **_named(run), many=count)
    if count == 1:
        what = sentence("run {run} ({step} of {meeting}) goes to one person", **_named(run))
    if more:
        what = sentence(
            "run {run} ({step} of {meeting}) goes to {many} people at first, and to all that follow",
            **_named(run),
            many=count,
        )
    return Done(what, meeting=run.meeting, run=run.id, details={"to": count})


def _at_this_revision(work: Work, run: Run, meeting: Meeting) -> Run:
    """Take a step once more for those who join after the meeting changed: they are told the new facts."""
    closes = run.not_after
    if run.step not in {CORRECTION, CANCELLATION}:
        series = work.house.series_of(meeting.series)
        closes = window(series.step(run.step), meeting, working_days(work.house, series)).closes
    again = replace(
        run, revision=meeting.revision, state=_S.WAITING, made_at=work.now, not_after=closes, why=""
    )
    return work.store.runs.add(again)


def _refuse_if_too_late(work: Work, meeting: Meeting, series: Series, step: Step) -> None:
    calendar = working_days(work.house, series)
    now = next(s for s in standing([step], meeting, {}, work.now, calendar))
    if now.status is Status.MISSED:
        raise Refused(
            "{step} of {meeting} came too late: it made sense until {moment}",
            step=step.key,
            meeting=meeting.key,
            moment=now.closes.astimezone(ZoneInfo(meeting.zone)),
        )


def _move(work: Work, number: int, to: RunState, why: str = "") -> Done:
    run = work.store.runs.get(number)
    work.store.runs.move(run, to, why)
    what = sentence("run {run} ({step} of {meeting}) is {run_state}", **_named(run), run_state=to)
    if why:
        what = sentence(
            "run {run} ({step} of {meeting}) is {run_state}: {why}", **_named(run), run_state=to, why=why
        )
    return Done(what, meeting=run.meeting, run=run.id)


def _named(run: Run) -> dict[str, object]:
    """Give what a run is named by in a sentence: run {run} ({step} of {meeting})."""
    return {"run": run.id, "step": run.step, "meeting": run.meeting}
