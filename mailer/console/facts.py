"""A meeting's facts changed: what changes and who hears of it is shown first, then it is done."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from mailer.console.drawing import places
from mailer.console.meeting_fields import Filled, changed, fields_of, filled, grouped
from mailer.console.meeting_form import Problems, read, rows_of
from mailer.console.visit import Visit
from mailer.domain.commands import ImportMeeting
from mailer.domain.errors import Refused
from mailer.domain.meeting import Meeting, MeetingState
from mailer.domain.run import CORRECTION
from mailer.service.consequences import consequences
from mailer.service.log_in import digest
from mailer.service.meetings import is_told, reopened
from mailer.service.work import Work
from mailer.settings import meeting_file
from mailer.speech.catalogue import mark as _
from mailer.store.unit_of_work import look

_CHANGED = frozenset({MeetingState.DRAFT, MeetingState.ANNOUNCED, MeetingState.CLOSED})
_NOTHING = _("Nothing is different from what it was.")


def facts_page(visit: Visit) -> Response:
    """Show the form, filled with what the meeting is now."""
    with look(visit.site.bus.database) as store:
        meeting = store.meetings.get(_key(visit))
    return _form(visit, meeting, filled(meeting, languages_of(visit, meeting)), 200, {})


def look_at_change(visit: Visit) -> Response:
    """Show what changes, who would hear of it and what stops; nothing is done yet."""
    with look(visit.site.bus.database) as store:
        old = _unchanged(visit, store.meetings.get(_key(visit)))
        languages = languages_of(visit, old)
        fields = typed(visit, languages, rows_of(old, new=False))
        if visit.form.one("again"):
            return _form(visit, old, fields, 200, {})
        new, problems = read(fields, old, languages)
        if new is None or new == old:
            return _form(visit, old, fields, 409, problems or {"": _NOTHING})
        leads_to = _leads_to(visit.working(store), old, new)
    differences = changed(old, new, languages, visit.language)
    facts: dict[str, Any] = {"fields": fields, "seen": mark_of(old), "differences": differences, **leads_to}
    return visit.page("facts_look.html", meeting=old, new=new, **facts)


def change(visit: Visit) -> Response:
    """Change them."""
    with look(visit.site.bus.database) as store:
        old = _unchanged(visit, store.meetings.get(_key(visit)))
    languages = languages_of(visit, old)
    fields = typed(visit, languages, rows_of(old, new=False))
    new, problems = read(fields, old, languages)
    if new is None or new == old:
        return _form(visit, old, fields, 409, problems or {"": _NOTHING})
    visit.do(ImportMeeting(new), visit.form.one("why")[:200])
    return visit.to(f"/console/meetings/{old.key}", "facts")


def languages_of(visit: Visit, meeting: Meeting) -> Sequence[str]:
    """Give the languages a meeting is described in: those of its series."""
    return visit.site.bus.house.series_of(meeting.series).languages


def typed(visit: Visit, languages: Sequence[str], parts: int) -> Filled:
    """Give what was typed into the fields of the form."""
    return {field.name: visit.form.one(field.name) for field in fields_of(languages, parts)}


def mark_of(meeting: Meeting) -> str:
    """Give what tells a meeting from the same with other facts."""
    return f"{meeting.revision}-{digest(meeting_file.write(meeting))}"


def _leads_to(work: Work, old: Meeting, new: Meeting) -> dict[str, Any]:
    """Look who would hear of other facts, and what they do to places and answers."""
    standing = places(old, work.store.views.places(old.key))
    later = new.deadline > old.deadline
    return {
        "consequences": consequences(work, old, CORRECTION) if is_told(work, old, new) else None,
        "crowded": [one for one in standing if one.taken + one.offered > new.capacity],
        "room": new.capacity > old.capacity and any(one.waiting for one in standing),
        "opens": later and reopened(new, work).state is not old.state,
    }


def _form(visit: Visit, meeting: Meeting, fields: Filled, status: int, problems: Problems) -> Response:
    groups = grouped(languages_of(visit, meeting), len(meeting.dayparts))
    facts: dict[str, Any] = {"groups": groups, "fields": fields, "problems": problems}
    facts |= {"seen": mark_of(meeting), "changeable": meeting.state in _CHANGED}
    return visit.page("facts.html", status, meeting=meeting, **facts)


def _key(visit: Visit) -> str:
    return str(visit.request.path_params["key"])


def _unchanged(visit: Visit, meeting: Meeting) -> Meeting:
    """Give the meeting, if it can be changed and is still as it was shown."""
    if meeting.state not in _CHANGED:
        raise Refused(
            "{meeting} is {meeting_state} and stays as it was",
            meeting=meeting.key,
            meeting_state=meeting.state,
        )
    if visit.form.one("seen") != mark_of(meeting):
        raise Refused("the meeting has changed since this page was made; look at it again before you decide")
    return meeting
