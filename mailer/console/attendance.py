"""Who was there, written down after the meeting: the costs, the thank-you and the recap go by it."""

from starlette.responses import Response

from mailer.console.visit import Visit
from mailer.domain.commands import RecordAttendance
from mailer.domain.registration import RegistrationState
from mailer.store.unit_of_work import look

_PAGE = 100
_PLACED = (RegistrationState.ACCEPTED.value, RegistrationState.ATTENDED.value, RegistrationState.ABSENT.value)
_STATES = {"attended": True, "absent": False}


def attendance_page(visit: Visit) -> Response:
    """List who had a place, each with whether he or she was there."""
    with look(visit.site.bus.database) as store:
        meeting = store.meetings.get(visit.request.path_params["key"])
        rows = store.views.registered_as(meeting.key, _PLACED, visit.after, _PAGE + 1)
    more = rows[_PAGE - 1]["id"] if len(rows) > _PAGE else 0
    return visit.page("attendance.html", meeting=meeting, rows=rows[:_PAGE], more=more)


def record(visit: Visit) -> Response:
    """Write down what is new on the form; who was left open stays as it was."""
    key = visit.request.path_params["key"]
    with look(visit.site.bus.database) as store:
        meeting = store.meetings.get(key)
        stands = {row["person"]: row["state"] for row in store.views.registered_as(key, _PLACED)}
    for person, state in stands.items():
        wished = visit.form.one(f"person-{person}")
        if wished in _STATES and wished != state:
            visit.do(RecordAttendance(meeting.key, person, _STATES[wished]))
    behind = visit.form.one("after")
    more = f"?after={behind}&done=attendance" if behind.isdecimal() and behind != "0" else "?done=attendance"
    return visit.to(f"/console/meetings/{meeting.key}/attendance{more}")
