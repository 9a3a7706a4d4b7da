"""The journal on a page: who did what, when and why; of one person, meeting or kind of deed, or of all."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from mailer.console.deeds import DEEDS
from mailer.console.visit import Visit
from mailer.domain.registration import RegistrationState
from mailer.store.unit_of_work import look

_PAGE = 50
_BECAME = re.compile(r"\S{1,320} is ([a-z]{1,20})\b")
"""How the line of an answer begins: who, and what became of the registration."""


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
        rows=[{**row, "outcome": _outcome(row)} for row in rows[:_PAGE]],
        deeds=sorted(DEEDS.items(), key=lambda deed: visit.say(deed[1]).casefold()),
        meetings=meetings,
        person=who,
        more=f"?{urlencode({**kept, 'after': more})}" if more else "",
        first=f"?{urlencode(kept)}",
        **chosen,
    )


def _outcome(row: Mapping[str, Any]) -> str:
    """Give the state an answer led to, which has words in every language; "" for what is told otherwise."""
    became = _BECAME.match(row["what"]) if row["command"] == "RecordAnswer" else None
    return became[1] if became and became[1] in set(RegistrationState) else ""
