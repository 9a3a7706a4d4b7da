"""The lists to hand out for a meeting: looked at, printed, and taken along as a file."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from mailer.console import handouts
from mailer.console.files import attached
from mailer.console.visit import Visit
from mailer.domain.meeting import Meeting
from mailer.domain.registration import RegistrationState
from mailer.service.spreadsheet import as_csv, as_xlsx
from mailer.store.unit_of_work import look

_COMES = (RegistrationState.ACCEPTED.value, RegistrationState.ATTENDED.value)
_MOST_SHOWN = 300
"""So many rows stand on a page; a file has them all."""
_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def list_page(visit: Visit) -> Response:
    """Show a list as it will be in the file."""
    meeting, comes = _who_comes(visit, _MOST_SHOWN + 1)
    table = handouts.table(_key(visit), meeting, comes[:_MOST_SHOWN], visit.say, visit.language)
    more = len(comes) > _MOST_SHOWN
    return visit.page(
        "list.html",
        meeting=meeting,
        table=table,
        key=_key(visit),
        titles=handouts.TITLES,
        more=more,
        many=len(comes),
    )


def list_file(visit: Visit) -> Response:
    """Give a list as a file; everybody who comes is in it."""
    kind = visit.request.path_params["kind"]
    if kind not in _KINDS:
        raise HTTPException(404)
    key = _key(visit)
    meeting, comes = _who_comes(visit)
    table = handouts.table(key, meeting, comes, visit.say, visit.language)
    octets = as_csv(table, visit.language) if kind == "csv" else as_xlsx(table)
    name = f"{meeting.starts:%Y-%m-%d} {visit.say(handouts.TITLES[key])}"
    return Response(octets, media_type=_KINDS[kind], headers=attached(name, kind))


def badges_page(visit: Visit) -> Response:
    """Show everybody's badge, to be printed on A4 and cut."""
    meeting, comes = _who_comes(visit, _MOST_SHOWN + 1)
    return visit.page(
        "badges.html", meeting=meeting, comes=comes[:_MOST_SHOWN], more=len(comes) > _MOST_SHOWN
    )


def _key(visit: Visit) -> str:
    key = str(visit.request.path_params["list"])
    if key not in handouts.TITLES:
        raise HTTPException(404)
    return key


def _who_comes(visit: Visit, limit: int | None = None) -> tuple[Meeting, list[handouts.Attendee]]:
    with look(visit.site.bus.database) as store:
        meeting = store.meetings.get(visit.request.path_params["key"])
        rows = store.views.registered_as(meeting.key, _COMES, limit=limit)
    return meeting, handouts.attendees(rows)
