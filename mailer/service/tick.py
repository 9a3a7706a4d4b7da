"""The clock's loop: looks at today's facts and makes happen what is due; nothing is ever queued ahead."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog

from mailer.domain import commands as c
from mailer.domain.digest import AHEAD
from mailer.domain.errors import KringError
from mailer.domain.meeting import Meeting, MeetingState
from mailer.domain.moments import AT_DEADLINE, IsWorkingDay
from mailer.domain.run import Run, RunState
from mailer.domain.timeline import due, latecomer_steps, window
from mailer.service.bus import Bus
from mailer.service.digest import announcements_due, digests_due
from mailer.service.runs import newcomers, taken_steps, working_days
from mailer.service.work import Cause, Work
from mailer.service.writing import unfinished
from mailer.store.unit_of_work import UnitOfWork, unit_of_work

CLOCK = Cause("clock")
_LONGEST = timedelta(hours=1)
_WENT_OUT = frozenset({RunState.RUNNING, RunState.DONE})

log = structlog.get_logger(__name__)


def tick(bus: Bus) -> list[str]:
    """Carry out all that is due now, each in a transaction of its own; give what was done, in words.

    Two ticks at once do no harm: what one has done is refused to the other by the database.
    """
    with unit_of_work(bus.database) as store:
        commands = list(_due(Work(store, bus.house, bus.clock(), CLOCK)))
    return [done for command in commands if (done := _do(bus, command))]


def _do(bus: Bus, command: c.Command) -> str:
    try:
        return bus.do(command, CLOCK).what
    except KringError as error:
        log.warning("what was due could not be done", command=type(command).__name__, why=str(error))
    except Exception:
        log.exception("what was due failed; the rest goes on", command=type(command).__name__)
    return ""


def _due(work: Work) -> Iterator[c.Command]:
    for meeting in work.store.meetings.to_look_at(work.now):
        calendar = working_days(work.house, work.house.series_of(meeting.series))
        commands = [
            *_changes_of_state(work, meeting, calendar),
            *_steps(work, meeting, calendar),
            *announcements_due(work, meeting),
        ]
        yield from commands
        if not commands:
            work.store.meetings.look_again(meeting.key, _next_look(work, meeting, calendar))
    for offer in work.store.registrations.offers_out(work.now):
        yield c.LapseOffer(offer.meeting, offer.person)
    for run in work.store.runs.in_state(RunState.WAITING, RunState.RUNNING, RunState.PAUSED):
        yield from _ends(work.store, work, run)
    yield from digests_due(work)
    work.store.traffic.forget(work.now)


def _changes_of_state(work: Work, meeting: Meeting, calendar: IsWorkingDay) -> Iterator[c.Command]:
    running = meeting.state in {MeetingState.ANNOUNCED, MeetingState.CLOSED}
    if running and work.now >= meeting.ends:
        yield c.HoldMeeting(meeting.key)
    elif meeting.state is MeetingState.ANNOUNCED and work.now >= AT_DEADLINE.instant(meeting, calendar):
        yield c.CloseMeeting(meeting.key)


def _steps(work: Work, meeting: Meeting, calendar: IsWorkingDay) -> Iterator[c.Command]:
    timeline = work.house.series_of(meeting.series).timeline
    taken = taken_steps(work, meeting)
    for one in due(timeline, meeting, taken, work.now, calendar):
        yield c.TakeStep(meeting.key, one.step.key)
    for one in latecomer_steps(timeline, meeting, taken, work.now, calendar):
        run = work.store.runs.get_newest(meeting.key, one.step.key)
        whole = run.state in _WENT_OUT and run.written_to is None
        if whole and work.store.pauses.open() is None and newcomers(work, meeting, run):
            yield c.AddLatecomers(run.id)


def _next_look(work: Work, meeting: Meeting, calendar: IsWorkingDay) -> datetime:
    """Give when something may be due that no change brings about: a step's time, the deadline, the end.

    An hour at most: what waits for another day, such as a letter to who had one today, is found then.
    """
    timeline = work.house.series_of(meeting.series).timeline
    windows = [window(step, meeting, calendar) for step in timeline]
    moments = [*(one.opens for one in windows), *(one.closes for one in windows)]
    moments += [one.opens - AHEAD for one in windows]
    moments += [meeting.ends, AT_DEADLINE.instant(meeting, calendar), work.now + _LONGEST]
    return min(one for one in moments if one > work.now)


def _ends(store: UnitOfWork, work: Work, run: Run) -> Iterator[c.Command]:
    if run.not_after is not None and work.now > run.not_after:
        yield c.CancelRun(run.id, "it came too late")
    elif run.state is RunState.RUNNING and not unfinished(store, run):
        yield c.FinishRun(run.id)
