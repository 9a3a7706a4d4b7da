"""A meeting moved, cancelled or closed: what it leads to is shown first, and done after a second word."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from starlette.responses import Response

from mailer.console.visit import Visit
from mailer.domain.commands import CancelMeeting, CloseMeeting, Command, MoveMeeting
from mailer.domain.errors import Refused
from mailer.domain.meeting import Meeting
from mailer.domain.run import CANCELLATION, CORRECTION
from mailer.service.consequences import consequences
from mailer.service.meetings import moved
from mailer.speech.catalogue import mark as _
from mailer.store.unit_of_work import look


@dataclass(frozen=True, slots=True)
class Move:
    """A new start (aware, in the meeting's zone) and last day to answer, and what is wrong with them."""

    meeting: Meeting
    starts: datetime
    deadline: date | None
    problem: str = ""

    @property
    def after(self) -> Meeting:
        """The meeting as it would be."""
        return moved(self.meeting, self.starts, self.deadline)


def move_page(visit: Visit) -> Response:
    """Ask for another date; with one, show what the move leads to."""
    with look(visit.site.bus.database) as store:
        meeting = store.meetings.get(_key(visit))
        move, words = _asked(visit, meeting)
        seen = consequences(visit.working(store), meeting, CORRECTION) if move else None
    return visit.page("move.html", meeting=meeting, move=move, problem=words, consequences=seen)


def cancel_page(visit: Visit) -> Response:
    """Show what it leads to that the meeting is cancelled."""
    with look(visit.site.bus.database) as store:
        meeting = store.meetings.get(_key(visit))
        seen = consequences(visit.working(store), meeting, CANCELLATION)
    return visit.page("cancel.html", meeting=meeting, consequences=seen)


def close_page(visit: Visit) -> Response:
    """Show what it means that no more answers are taken."""
    with look(visit.site.bus.database) as store:
        meeting = store.meetings.get(_key(visit))
    return visit.page("close.html", meeting=meeting)


def move(visit: Visit) -> Response:
    """Move it."""
    meeting = _unchanged(visit)
    wished, words = _read(
        visit, meeting, visit.form.one("day"), visit.form.one("time"), visit.form.one("deadline")
    )
    if wished is None:
        return visit.page("move.html", 409, meeting=meeting, move=None, problem=words, consequences=None)
    return _done(visit, MoveMeeting(meeting.key, wished.starts, wished.deadline), "moved")


def cancel(visit: Visit) -> Response:
    """Cancel it."""
    return _done(visit, CancelMeeting(_unchanged(visit).key), "meeting-cancelled")


def close(visit: Visit) -> Response:
    """Close the answers."""
    return _done(visit, CloseMeeting(_unchanged(visit).key), "closed")


def _key(visit: Visit) -> str:
    return str(visit.request.path_params["key"])


def _unchanged(visit: Visit) -> Meeting:
    """Give the meeting, if it is still as it was shown."""
    with look(visit.site.bus.database) as store:
        meeting = store.meetings.get(_key(visit))
    if visit.form.one("revision") != str(meeting.revision):
        raise Refused("the meeting has changed since this page was made; look at it again before you decide")
    return meeting


def _done(visit: Visit, command: Command, word: str) -> Response:
    visit.do(command, visit.form.one("why")[:200])
    return visit.to(f"/console/meetings/{_key(visit)}", word)


def _asked(visit: Visit, meeting: Meeting) -> tuple[Move | None, str]:
    if not visit.asked("day"):
        return None, ""
    return _read(visit, meeting, visit.asked("day"), visit.asked("time"), visit.asked("deadline"))


def _read(visit: Visit, meeting: Meeting, day: str, hour: str, deadline: str) -> tuple[Move | None, str]:
    """Give the move that is meant, or say in words what is wrong with it."""
    try:
        new_day, last = date.fromisoformat(day), date.fromisoformat(deadline) if deadline else None
        at = time.fromisoformat(hour).replace(tzinfo=None) if hour else meeting.starts.time()
        move = Move(meeting, datetime.combine(new_day, at, ZoneInfo(meeting.zone)), last)
        after = move.after
    except (ValueError, OverflowError):
        return None, _("That is no day or no time. Write the day as 2027-09-21 and the time as 12:00.")
    return (None, words) if (words := _problem(visit, meeting, after)) else (move, "")


def _problem(visit: Visit, meeting: Meeting, after: Meeting) -> str:
    if after.starts <= visit.site.bus.clock():
        return _("That moment is past. A meeting moves to a date ahead.")
    if after.starts == meeting.starts:
        return _("The meeting starts then already. Choose another day or time.")
    if after.deadline > after.starts.date():
        return _("The last day to answer would come after the start. Choose an earlier one.")
    return ""
