"""A new meeting, begun as the last one was: shown first as a whole, and announced after a second word."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import Response

from mailer.console.facts import typed
from mailer.console.meeting_days import DAYS, Days, as_typed, read_days
from mailer.console.meeting_fields import Filled, facts_in_words, filled, grouped
from mailer.console.meeting_form import Problems, read, rows_of
from mailer.console.visit import Visit
from mailer.domain.commands import ImportMeeting
from mailer.domain.errors import Refused
from mailer.domain.meeting import Meeting, MeetingState
from mailer.domain.series import Series
from mailer.service.next_meeting import next_meeting, next_start
from mailer.service.runs import timeline_of
from mailer.store.unit_of_work import UnitOfWork, look


@dataclass(frozen=True, slots=True)
class Plan:
    """What a new meeting begins with: its series, the last meeting of that, and the days that were typed."""

    series: Series
    last: Meeting | None
    typed: Mapping[str, str]
    days: Days | None
    problem: str

    @property
    def base(self) -> Meeting | None:
        """The meeting to begin with; None without days."""
        days = self.days
        return next_meeting(self.series, self.last, days.starts, days.ends) if days else None


@dataclass(frozen=True, slots=True)
class Written:
    """A form that was filled in well: what it began with, its fields, and the meeting that is meant."""

    plan: Plan
    fields: Filled
    made: Meeting


def new_page(visit: Visit) -> Response:
    """Ask for its days; with these, show the form, filled as the last meeting was."""
    plan = _plan(visit, visit.asked("series"), {name: visit.asked(name) for name in DAYS})
    if plan.base is None:
        return _ask_days(visit, plan)
    return _form(visit, plan, plan.base, filled(plan.base, plan.series.languages))


def look_at_new(visit: Visit) -> Response:
    """Show the meeting as it would be announced, and what goes out when; nothing is done yet."""
    written = _read(visit)
    if isinstance(written, Response):
        return written
    plan = written.plan
    with look(visit.site.bus.database) as store:
        made = _with_free_key(store, written.made)
        announced = replace(made, state=MeetingState.ANNOUNCED)
        steps = sorted(timeline_of(visit.working(store), announced), key=lambda one: one.instant)
        listed = store.views.on_the_list(plan.series.key)
    words = facts_in_words(made, plan.series.languages, visit.language)
    facts: dict[str, Any] = {"made": made, "words": words, "steps": steps, "listed": listed}
    return visit.page("new_look.html", plan=plan, fields=written.fields, **facts)


def announce(visit: Visit) -> Response:
    """Announce it."""
    written = _read(visit)
    if isinstance(written, Response):
        return written
    with look(visit.site.bus.database) as store:
        made = _with_free_key(store, written.made)
    if visit.form.one("key") != made.key:
        raise Refused("a meeting very like this one is there already; look at the meetings first")
    visit.do(ImportMeeting(made), visit.form.one("why")[:200])
    return visit.to(f"/console/meetings/{made.key}", "announced")


def _plan(visit: Visit, key: str, days: Mapping[str, str]) -> Plan:
    house = visit.site.bus.house
    series = house.series_of(key) if key else house.first_series
    with look(visit.site.bus.database) as store:
        last = _last(store, series)
    if not days["day"]:
        return Plan(series, last, days, None, "")
    length = last.ends.date() - last.starts.date() if last else timedelta()
    zone = ZoneInfo(last.zone if last else series.zone)
    found, problem = read_days(days, length, zone, visit.site.bus.clock())
    return Plan(series, last, as_typed(found) if found else days, found, problem)


def _last(store: UnitOfWork, series: Series) -> Meeting | None:
    """Give the latest meeting of a series that was not cancelled; None where there was none."""
    for row in store.views.meeting_list():
        if row["series"] == series.key and row["state"] != MeetingState.CANCELLED:
            return store.meetings.get(row["key"])
    return None


def _read(visit: Visit) -> Written | Response:
    """Read the form, or give the page that asks for what is missing."""
    form = visit.form
    plan = _plan(visit, form.one("series"), {name: form.one(name) for name in DAYS})
    if plan.base is None:
        return _ask_days(visit, plan, 409)
    fields = typed(visit, plan.series.languages, rows_of(plan.base, new=True))
    if form.one("again"):
        return _form(visit, plan, plan.base, fields)
    made, problems = read(fields, plan.base, plan.series.languages, new=True)
    if made is None:
        return _form(visit, plan, plan.base, fields, 409, problems)
    return Written(plan, fields, made)


def _with_free_key(store: UnitOfWork, meeting: Meeting) -> Meeting:
    keys = (meeting.key if number == 1 else f"{meeting.key}-{number}" for number in count(1))
    return replace(meeting, key=next(key for key in keys if not store.meetings.known(key)))


def _ask_days(visit: Visit, plan: Plan, status: int = 200) -> Response:
    """Ask for the days, those of the last meeting half a year later filled in."""
    wished = dict(plan.typed)
    if plan.last and not wished["day"]:
        starts = next_start(plan.last, visit.site.bus.clock())
        ends = plan.last.moved(starts).ends
        wished = {**as_typed(Days(starts, ends)), "last": ""}
    several = visit.site.bus.house.series
    return visit.page("new_days.html", status, plan=plan, wished=wished, several=several)


def _form(
    visit: Visit,
    plan: Plan,
    base: Meeting,
    fields: Filled,
    status: int = 200,
    problems: Problems | None = None,
) -> Response:
    groups = grouped(plan.series.languages, rows_of(base, new=True))
    facts: dict[str, Any] = {"groups": groups, "fields": fields, "problems": problems or {}}
    return visit.page("new_facts.html", status, plan=plan, base=base, **facts)
