"""How somebody is registered for a meeting, put right by the coordinator, with what is recorded beside it."""

from typing import Any

from starlette.responses import Response

from mailer.console.answering import as_recorded, decision_in, wishes_in
from mailer.console.visit import Visit
from mailer.domain.errors import BadInput, Refused
from mailer.domain.meeting import Meeting, MeetingState
from mailer.domain.registration import Registration
from mailer.service.deciding import Decision, answer_of
from mailer.service.work import Work
from mailer.store.unit_of_work import look

_ANSWERS = (Decision.YES, Decision.NO, Decision.MAYBE)
_TAKES_ANSWERS = frozenset({MeetingState.ANNOUNCED, MeetingState.CLOSED})


def change_page(visit: Visit) -> Response:
    """Show the form, filled with what is recorded now."""
    with look(visit.site.bus.database) as store:
        meeting = store.meetings.get(visit.request.path_params["key"])
        person = store.people.get(visit.number)
        if person.erased:
            raise Refused("whoever asked to be forgotten is registered for nothing")
        known = store.registrations.get(meeting.key, person.id)
        takes = takes_answers(visit.working(store), meeting)
    facts: dict[str, Any] = {"known": known, "said": as_recorded(known), "seen": _mark(known), "takes": takes}
    return visit.page("change.html", meeting=meeting, person=person, **facts)


def change(visit: Visit) -> Response:
    """Record it, with the reason; the person hears of it as of an answer of his or her own."""
    decision, why = decision_in(visit.form), visit.form.one("why")[:200]
    if decision not in _ANSWERS:
        raise BadInput("choose whether this person comes, does not come, or perhaps")
    if not why:
        raise BadInput("say in a few words why this is changed; it is kept in the journal")
    with look(visit.site.bus.database) as store:
        meeting = store.meetings.get(visit.request.path_params["key"])
        known = store.registrations.get(meeting.key, visit.number)
    if visit.form.one("seen") != _mark(known):
        raise Refused("the registration has changed since this page was made; look at it again first")
    if decision is Decision.YES and not visit.form.all("daypart"):
        raise BadInput("no part is ticked; who comes to none of them does not come")
    command = answer_of(wishes_in(visit.form), meeting.key, visit.number, decision, meeting)
    visit.do(command, why)
    return visit.to(f"/console/people/{visit.number}", "registration")


def takes_answers(work: Work, meeting: Meeting) -> bool:
    """Say whether a registration for it can be changed still."""
    return meeting.state in _TAKES_ANSWERS and work.now < meeting.starts


def _mark(known: Registration | None) -> str:
    """Give what tells one version of a registration from the next."""
    return f"{known.state}-{known.sequence}" if known else ""
