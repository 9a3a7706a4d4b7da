"""The mails that need a person: what the writer says, what Kring would make of it, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from mailer.console.doubts import doubts, marked
from mailer.console.visit import Visit
from mailer.domain.commands import DiscardParked, HandleParked
from mailer.domain.errors import BadInput
from mailer.domain.inbox import InboxState
from mailer.domain.meeting import Meeting, MeetingState
from mailer.intake.verdict import Kind
from mailer.message.mail import Mail
from mailer.message.parse import parse
from mailer.service.deciding import Decision, Wishes, command_for, suggested
from mailer.service.parked import Answerer, answerer
from mailer.service.work import Work
from mailer.store.unit_of_work import look

INBOX = "/console/inbox"
_LONGEST = 20_000
"""So much of a text is shown: more is no answer."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What Kring would make of a mail, as the form is filled in; without a decision there is none."""

    decision: Decision | None
    dayparts: tuple[str, ...]
    hotel: bool | None
    diet: str
    guests: tuple[str, ...]
    substitute: str


def inbox_page(visit: Visit) -> Response:
    """List them, the oldest first."""
    with look(visit.site.bus.database) as store:
        return visit.page("inbox.html", rows=store.views.parked())


def mail_page(visit: Visit) -> Response:
    """Show one; mail that is not about a meeting or the list only when asked to."""
    number = visit.number
    with look(visit.site.bus.database) as store:
        work = visit.working(store)
        row = store.inbox.row(number)
        mail = parse(bytes(row.octets), row.reverse_path)
        who = answerer(work, number)
        before, after = store.views.parked_beside(number)
        meeting = store.meetings.get(who.meeting) if who.meeting else None
        beside = {"before": before, "after": after, "open_meetings": _open_meetings(work)}
        person = store.people.get(who.person) if who.person else None
    verdict = row.verdict or {}
    shown = row.kind != Kind.OTHER or visit.asked("whole") == "1"
    text = _text(verdict, mail) if shown else {"pieces": None, "doubts": [], "rest": ""}
    facts: dict[str, Any] = {**beside, **text}
    return visit.page(
        "mail.html",
        row=row._mapping,
        parked=row.state == InboxState.PARKED,
        who=who,
        meeting=meeting,
        person=person,
        suggestion=_suggestion(verdict, who, meeting),
        question=bool(verdict.get("question")),
        reply=_reply(mail, who),
        **facts,
    )


def decide(visit: Visit) -> Response:
    """Do with a mail what was chosen, and go on to the next."""
    number = visit.number
    form = visit.form
    try:
        decision = Decision(form.one("decision"))
    except ValueError as error:
        raise BadInput("{decision!r} is no decision", decision=form.one("decision")) from error
    if decision is Decision.YES and form.one("parts_shown") and not form.all("daypart"):
        raise BadInput("no part is ticked; who comes to none of them does not come")
    wishes = Wishes(
        form.all("daypart"),
        {"yes": True, "no": False}.get(form.one("hotel")),
        form.one("diet"),
        form.one("meeting"),
        form.one("person"),
    )
    with look(visit.site.bus.database) as store:
        command = command_for(visit.working(store), number, decision, wishes)
    visit.do(HandleParked(number, command))
    return _on(visit, number, "decided")


def discard(visit: Visit) -> Response:
    """Put a mail away, and go on to the next."""
    number = visit.number
    visit.do(DiscardParked(number))
    return _on(visit, number, "discarded")


def _on(visit: Visit, number: int, done: str) -> Response:
    with look(visit.site.bus.database) as store:
        before, after = store.views.parked_beside(number)
    following = after or before
    return visit.to(f"{INBOX}/{following}" if following else INBOX, done)


def _open_meetings(work: Work) -> list[Meeting]:
    states = {MeetingState.ANNOUNCED, MeetingState.CLOSED}
    return [one for one in work.store.meetings.on_the_clock() if one.state in states]


def _text(verdict: Mapping[str, Any], mail: Mail) -> dict[str, Any]:
    """Give the writer's own words with the doubtful ones marked, and the whole text where that is more."""
    own = (verdict.get("own_words") or mail.text).strip()[:_LONGEST]
    whole = mail.text.strip()[:_LONGEST]
    why = verdict.get("why") or []
    return {"pieces": marked(own, why), "doubts": doubts(why), "rest": whole if whole != own else ""}


def _suggestion(verdict: Mapping[str, Any], who: Answerer, meeting: Meeting | None) -> Suggestion:
    decision = suggested(verdict, who, meeting)
    parts = who.dayparts or (meeting.daypart_keys if meeting else ())
    return Suggestion(decision, parts, who.hotel, who.diet or "", who.guests, who.substitute)


def _reply(mail: Mail, who: Answerer) -> str:
    """Give the link that opens one's own mail program with an answer (RFC 6068)."""
    if not who.address:
        return ""
    subject = mail.subject if mail.subject.lower().startswith("re:") else f"Re: {mail.subject}"
    thread = f"&In-Reply-To={quote(f'<{mail.message_id}>', safe='')}" if mail.message_id else ""
    return f"mailto:{quote(who.address, safe='@')}?subject={quote(subject, safe='')}{thread}"
