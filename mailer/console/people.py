"""The people: found by a part of a name, and one person's whole history on a page."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from starlette.responses import Response

from mailer.console.registering import takes_answers
from mailer.console.visit import Visit
from mailer.domain.subscription import gone
from mailer.service.work import Work
from mailer.store.unit_of_work import look
from mailer.store.views import Rows, Views
from mailer.store.views.question import MOST

_MOST = 50
_SHORTEST = 2
"""What is shorter fits nearly everybody; of two letters the words are found that begin with them."""
_SAID_BY_THE_MAIL = {"Ignored", "Parked"}
"""What the journal says of a mail that the mail's own line says too."""

Row = Mapping[str, Any]


def people_page(visit: Visit) -> Response:
    """Find people."""
    text = " ".join(visit.asked("q").split())[:100]
    with look(visit.site.bus.database) as store:
        found = _found(store.views, visit, text)
        rows = _with_standing(visit.working(store), found[:_MOST])
        series = [] if text else [(one, store.views.on_the_list(one)) for one in visit.site.bus.house.series]
    template = "found.html" if visit.request.headers.get("hx-request") else "people.html"
    more = rows[-1] if len(found) > _MOST else None
    short = 0 < len(text) < _SHORTEST
    return visit.page(template, text=text, rows=rows, more=more, short=short, series=series, most=MOST)


def _found(views: Views, visit: Visit, text: str) -> Rows:
    """Give who has a text in the name; without one, everybody in the order of their addresses."""
    if not text:
        return views.known(visit.asked("beyond")[:400], _MOST)
    if len(text) < _SHORTEST:
        return []
    return (views.search if len(text) > _SHORTEST else views.beginning_with)(text, visit.after, _MOST)


def _with_standing(work: Work, rows: Rows) -> list[Row]:
    """Give with each person how he or she stands to the list; who is on several, to the first."""
    numbers = [row["id"] for row in rows]
    standing: dict[int, str] = {}
    for series in work.house.series:
        standing = {**work.store.views.standing_of(series, numbers), **standing}
    return [
        {**row, "standing": standing.get(row["id"], ""), "forgotten": row["address"] == gone(row["id"])}
        for row in rows
    ]


def person_page(visit: Visit) -> Response:
    """Show one person: the list and what proves it, the meetings, every mail and every change."""
    number = visit.number
    with look(visit.site.bus.database) as store:
        views = store.views
        person = store.people.get(number)
        registrations = views.registrations_of(number)
        changed = _can_be_changed(visit.working(store), {row["meeting"] for row in registrations})
        lines = history(views.mails_in(number), views.mails_out(number), views.changes(number))
        return visit.page(
            "person.html",
            person=person,
            suppressed=store.suppressions.reason(person.address),
            subscriptions=views.subscriptions_of(number),
            registrations=registrations,
            meetings={row["meeting"]: store.meetings.get(row["meeting"]) for row in registrations},
            lines=lines,
            **changed,
        )


def _can_be_changed(work: Work, registered: Collection[str]) -> dict[str, Any]:
    """Give the meetings of which a registration can be changed still, and those without one so far."""
    ahead = [one for one in work.store.meetings.on_the_clock() if takes_answers(work, one)]
    return {
        "changeable": {one.key for one in ahead},
        "not_registered": [one for one in ahead if one.key not in registered],
    }


def history(mails_in: Iterable[Row], mails_out: Iterable[Row], changes: Iterable[Row]) -> list[Row]:
    """Give a line for each with its `at` and `what`, the newest first; a mail stands below what it led to."""
    lines = sorted(_lines(mails_in, mails_out, changes), key=lambda one: one[:2], reverse=True)
    return [row for _, _, row in lines]


def _lines(
    mails_in: Iterable[Row], mails_out: Iterable[Row], changes: Iterable[Row]
) -> Iterator[tuple[datetime, int, Row]]:
    for row in mails_in:
        yield row["received_at"], 0, {**row, "kind": "in", "at": row["received_at"]}
    for row in changes:
        if row["command"] not in _SAID_BY_THE_MAIL:
            yield row["at"], 1, {**row, "kind": "change"}
    for row in mails_out:
        at = row["sent_at"] or row["made_at"]
        yield at, 2, {**row, "kind": "out", "at": at}
