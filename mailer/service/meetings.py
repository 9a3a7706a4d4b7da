"""Meetings: made, moved, cancelled, closed and held; and who has to hear of it."""

from dataclasses import replace
from datetime import date, datetime

from mailer.domain import commands as c
from mailer.domain.day_names import renamed
from mailer.domain.errors import Refused
from mailer.domain.meeting import MEETING_MOVES, Meeting, MeetingState
from mailer.domain.run import CANCELLATION, CORRECTION, Run, RunState
from mailer.domain.sentence import sentence
from mailer.domain.states import move
from mailer.letters.dates import weekday_names
from mailer.service.registrations import offer_free_places
from mailer.service.work import Done, Work
from mailer.service.writing import unfinished

_S = MeetingState


def import_meeting(command: c.ImportMeeting, work: Work) -> Done:
    """Announce a new meeting, or take over new facts; another date goes through a move."""
    new = command.meeting
    work.house.series_of(new.series)
    if not work.store.meetings.known(new.key):
        announced = replace(new, state=_S.ANNOUNCED)
        work.store.meetings.put(announced, work.now)
        return Done(
            sentence("{meeting} is announced for {day}", meeting=new.key, day=new.starts.date()),
            meeting=new.key,
        )
    old = work.store.meetings.get(new.key)
    if old.state in {_S.HELD, _S.CANCELLED}:
        raise Refused(
            "{meeting} is {meeting_state} and stays as it was", meeting=old.key, meeting_state=old.state
        )
    if (old.starts, old.ends) != (new.starts, new.ends):
        raise Refused(
            "{meeting} is on another date already; to move it: meeting move {meeting} DATE", meeting=old.key
        )
    revision = old.revision + 1 if is_told(work, old, new) else old.revision
    new = replace(new, state=old.state, revision=revision)
    if new.deadline > old.deadline:
        new = reopened(new, work)
    work.store.meetings.put(new, work.now)
    what = [sentence("{meeting} has new facts", meeting=old.key)]
    if new.state is not old.state:
        what.append(sentence("its answers are open again"))
    what += offer_free_places(work, new)
    if revision == old.revision:
        return Done("; ".join([*what, sentence("nothing that people were told")]), meeting=old.key)
    return _correct(work, old, "; ".join(what))


def is_told(work: Work, old: Meeting, new: Meeting) -> bool:
    """Say whether facts change that people were told, or that a run under way is telling them."""
    if _told_facts(old) == _told_facts(new):
        return False
    under_way = {RunState.RUNNING, RunState.PAUSED}
    return bool(work.store.outbox.count_told(old.key)) or any(
        run.state in under_way for run in work.store.runs.of_meeting(old.key)
    )


def move_meeting(command: c.MoveMeeting, work: Work) -> Done:
    """Take the meeting to another date; what is unsent stops, and a correction waits for the coordinator."""
    old = work.store.meetings.get(command.meeting)
    if old.state not in {_S.DRAFT, _S.ANNOUNCED, _S.CLOSED}:
        raise Refused(
            "{meeting} is {meeting_state} and can't be moved", meeting=old.key, meeting_state=old.state
        )
    if command.starts <= work.now:
        raise Refused("{moment} is past; a meeting moves to a date ahead", moment=command.starts)
    new = moved(old, command.starts, command.deadline)
    if new.starts == old.starts:
        raise Refused("{meeting} starts then already", meeting=old.key)
    if new.deadline > new.starts.date():
        raise Refused(
            "the deadline, {deadline_day}, would be after the start on {day}",
            deadline_day=new.deadline,
            day=new.starts.date(),
        )
    work.store.meetings.put(reopened(new, work), work.now)
    what = sentence(
        "{meeting} moved from {old_moment} to {new_moment}",
        meeting=old.key,
        old_moment=old.starts,
        new_moment=new.starts,
    )
    return _correct(work, old, what)


def moved(meeting: Meeting, starts: datetime, deadline: date | None = None) -> Meeting:
    """Give a meeting as it is after a move: the weekdays it names in its own words move along."""
    return renamed(meeting, meeting.moved(starts, deadline), weekday_names)


def cancel_meeting(command: c.CancelMeeting, work: Work) -> Done:
    """Call the meeting off: everything stops, and those who were told it would be are told it is not."""
    old = work.store.meetings.get(command.meeting)
    told = work.store.outbox.count_told(old.key)
    new = replace(old, state=move(MEETING_MOVES, old.state, _S.CANCELLED), revision=old.revision + 1)
    work.store.meetings.put(new, work.now)
    _stop_everything(work, old, sentence("the meeting was cancelled"))
    what = [
        sentence("{meeting} is {meeting_state}", meeting=old.key, meeting_state=new.state),
        sentence("{many} were told of it", many=told),
    ]
    done = Done("; ".join(what), meeting=old.key)
    return _tell(work, new, CANCELLATION, done) if told else done


def close_meeting(command: c.CloseMeeting, work: Work) -> Done:
    """Close the answers: from now on a late yes goes to the coordinator."""
    return _change_state(work, command.meeting, _S.CLOSED)


def hold_meeting(command: c.HoldMeeting, work: Work) -> Done:
    """Note that the meeting has been."""
    return _change_state(work, command.meeting, _S.HELD)


def _change_state(work: Work, key: str, to: MeetingState) -> Done:
    meeting = work.store.meetings.get(key)
    work.store.meetings.put(replace(meeting, state=move(MEETING_MOVES, meeting.state, to)), work.now)
    return Done(sentence("{meeting} is {meeting_state}", meeting=key, meeting_state=to), meeting=key)


def reopened(meeting: Meeting, work: Work) -> Meeting:
    """Give a meeting whose last day to answer changed: answers that were closed open if it is not past."""
    closed = meeting.state is _S.CLOSED and work.now.date() <= meeting.deadline
    return replace(meeting, state=_S.ANNOUNCED) if closed else meeting


def _told_facts(meeting: Meeting) -> Meeting:
    """The facts people were told, without the book-keeping."""
    return replace(meeting, state=_S.DRAFT, revision=0, capacity=1)


def _correct(work: Work, old: Meeting, what: str) -> Done:
    told = _stop_everything(work, old, sentence("the meeting changed"))
    done = Done("; ".join([what, sentence("{many} were told the old facts", many=told)]), meeting=old.key)
    return _tell(work, work.store.meetings.get(old.key), CORRECTION, done) if told else done


def _stop_everything(work: Work, meeting: Meeting, why: str) -> int:
    """Stop what is under way for a meeting; give how many were told of it."""
    for run in work.store.runs.of_meeting(meeting.key):
        if run.state is RunState.RUNNING and not unfinished(work.store, run):
            work.store.runs.move(run, RunState.DONE)  # it reached everyone; the clock had not noticed yet
        elif run.state in {RunState.WAITING, RunState.RUNNING, RunState.PAUSED}:
            work.store.runs.move(run, RunState.CANCELLED, why)
    work.store.outbox.stop_meeting(meeting.key, why)
    return work.store.outbox.count_told(meeting.key)


def _tell(work: Work, meeting: Meeting, step: str, done: Done) -> Done:
    run = work.store.runs.add(
        Run(0, meeting.key, step, meeting.revision, step, RunState.WAITING, work.now, meeting.starts)
    )
    waits = sentence("run {run} ({step}) waits for the coordinator", run=run.id, step=step)
    return replace(done, what="; ".join([done.what, waits]), run=run.id)
