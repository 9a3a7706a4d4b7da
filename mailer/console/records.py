"""The journal on a page: who did what, when and why; of one person, meeting or kind of deed, or of all."""

from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from mailer.console.deeds import DEEDS
from mailer.console.visit import Visit
from mailer.store.unit_of_work import look

_PAGE = 50


def journal_page(visit: Visit) -> Response:
    """Show it, the newest first."""
    wanted = {"meeting": visit.asked("meeting")[:100], "command": visit.asked("command")[:100]}
    number = visit.asked("person")
    person = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    with look(visit.site.bus.database) as store:
        rows = store.views.deeds(person=person, before=visit.after, limit=_PAGE, **wanted)
        who = store.people.get(person) if person else None
        meetings = store.views.meeting_list()
    chosen: dict[str, Any] = {f"wanted_{name}": value for name, value in wanted.items()}
    kept = {name: value for name, value in {**wanted, "person": person or ""}.items() if value}
    more = rows[_PAGE - 1]["id"] if len(rows) > _PAGE else 0
    return visit.page(
        "journal.html",
        rows=rows[:_PAGE],
        deeds=sorted(DEEDS.items(), key=lambda deed: visit.say(deed[1]).casefold()),
        meetings=meetings,
        person=who,
        more=f"?{urlencode({**kept, 'after': more})}" if more else "",
        first=f"?{urlencode(kept)}",
        **chosen,
    )
