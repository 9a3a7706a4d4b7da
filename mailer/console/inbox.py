"""The mails that need a person: what the writer says, what Kring would make of it, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from textwrap import shorten
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import Response

from mailer.console.answering import Answered, as_recorded, decision_in, wishes_in
from mailer.console.doubts import doubts, marked, named_parts
from mailer.console.visit import Visit
from mailer.domain.commands import DiscardParked, HandleParked, ReopenMail
from mailer.domain.errors import Refused
from mailer.domain.inbox import InboxState
from mailer.domain.meeting import Meeting, MeetingState
from mailer.domain.registration import GivenUp, Registration, given_up
from mailer.intake.verdict import Kind
from mailer.message.mail import Mail
from mailer.message.parse import parse
from mailer.service.deciding import Decision, command_for, is_about_whom, is_guess, suggested
from mailer.service.parked import Answerer, answerer
from mailer.service.work import Work
from mailer.store.unit_of_work import look

INBOX = "/console/inbox"
_DONE = (InboxState.HANDLED, InboxState.DISCARDED, InboxState.IGNORED)
_PAGE = 50
_LONGEST = 20_000
"""So much of a text is shown: more is no answer."""
_BEGINS = 140
"""So much of it is shown in the list."""
_ANSWERS = frozenset({Decision.YES, Decision.NO, Decision.MAYBE})


@dataclass(frozen=True, slots=True)
class Proposal:
    """What Kring would make of a mail beside what is recorded now.

    `form` is what the form for another decision begins with: what nothing is said about stays as it was.
    """

    suggestion: Answered
    recorded: Registration | None
    guess: bool
    about_whom: bool

    @property
    def given_up(self) -> GivenUp:
        """What the writer has and would lose by it."""
        said = self.suggestion
        if said.decision not in _ANSWERS:
            return GivenUp()
        comes = said.decision is Decision.YES
        return given_up(self.recorded, said.dayparts if comes else (), said.guests if comes else ())

    @property
    def asks_once_more(self) -> bool:
        """Whether it is no more than a guess, by which somebody would lose what he or she has."""
        return self.guess and bool(self.given_up)

    @property
    def is_so(self) -> bool:
        """Whether all that Kring understood is recorded already, so that at most a question waits."""
        said, known = self.suggestion, as_recorded(self.recorded)
        if said.decision not in _ANSWERS or said.decision is not known.decision:
            return False
        parts = said.decision is not Decision.YES or set(said.dayparts) == set(known.dayparts)
        same = said.hotel in (None, known.hotel) and said.diet in ("", known.diet)
        return (
            parts and same and said.guests in ((), known.guests) and said.substitute in ("", known.substitute)
        )

    @property
    def form(self) -> Answered:
        """What the form for another decision begins with."""
        said, known = self.suggestion, as_recorded(self.recorded)
        comes = said.decision is Decision.YES
        return replace(
            said,
            dayparts=said.dayparts if comes else known.dayparts or said.dayparts,
            hotel=known.hotel if said.hotel is None else said.hotel,
            diet=said.diet or known.diet,
            guests=said.guests or known.guests,
        )


def inbox_page(visit: Visit) -> Response:
    """List them, the oldest first."""
    with look(visit.site.bus.database) as store:
        rows = [{**one, "begins": _begins(one["verdict"])} for one in store.views.parked()]
    return visit.page("inbox.html", rows=rows)


def done_page(visit: Visit) -> Response:
    """List the mails that were handled, put away or left alone, the newest first."""
    state = visit.request.path_params["state"]
    if state not in _DONE:
        raise HTTPException(404)
    with look(visit.site.bus.database) as store:
        found = store.views.done_with(state, visit.after, _PAGE)
    more = found[_PAGE - 1]["id"] if len(found) > _PAGE else 0
    return visit.page("done.html", state=state, states=_DONE, rows=found[:_PAGE], more=more)


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
        proposal = _proposal(work, row.verdict or {}, who, meeting)
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
        proposal=proposal,
        forgotten=not row.octets,
        question=bool(verdict.get("question")),
        reply=_reply(mail, who),
        **facts,
    )


def decide(visit: Visit) -> Response:
    """Do with a mail what was chosen, and go on to the next."""
    number = visit.number
    decision = decision_in(visit.form)
    with look(visit.site.bus.database) as store:
        work = visit.working(store)
        command = command_for(work, number, decision, wishes_in(visit.form))
        if visit.form.one("suggested"):
            _refuse_unasked(visit, work, number)
    visit.do(HandleParked(number, command))
    return _on(visit, number, "decided")


def discard(visit: Visit) -> Response:
    """Put a mail away, and go on to the next."""
    number = visit.number
    visit.do(DiscardParked(number))
    return _on(visit, number, "discarded")


def reopen(visit: Visit) -> Response:
    """Let a mail wait again."""
    visit.do(ReopenMail(visit.number))
    return visit.to(f"{INBOX}/{visit.number}", "reopened")


def _begins(verdict: Mapping[str, Any] | None) -> str:
    """Give how the writer's own words begin; those about something else are shown on a click only."""
    if not verdict or verdict.get("kind") == Kind.OTHER:
        return ""
    return shorten(verdict.get("own_words") or "", _BEGINS, placeholder=" …")


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
    parts = named_parts(own)
    return {"pieces": marked(own, why, parts), "doubts": doubts(why), "rest": whole if whole != own else ""}


def _proposal(work: Work, verdict: Mapping[str, Any], who: Answerer, meeting: Meeting | None) -> Proposal:
    decision = suggested(verdict, who, meeting)
    parts = who.dayparts or (meeting.daypart_keys if meeting else ())
    known = work.store.registrations.get(meeting.key, who.person) if meeting and who.person else None
    said = Answered(decision, parts, who.hotel, who.diet or "", who.guests, who.substitute)
    return Proposal(said, known, is_guess(verdict), is_about_whom(verdict))


def _refuse_unasked(visit: Visit, work: Work, number: int) -> None:
    """Refuse to take a guess that costs somebody a place, where that was not ticked."""
    who = answerer(work, number)
    meeting = work.store.meetings.get(who.meeting) if who.meeting else None
    proposal = _proposal(work, work.store.inbox.row(number).verdict or {}, who, meeting)
    if proposal.asks_once_more and visit.form.one("sure") != "yes":
        raise Refused("nothing was recorded: tick that the place is given up, or decide it yourself")


def _reply(mail: Mail, who: Answerer) -> str:
    """Give the link that opens one's own mail program with an answer (RFC 6068)."""
    if not who.address:
        return ""
    subject = mail.subject if mail.subject.lower().startswith("re:") else f"Re: {mail.subject}"
    thread = f"&In-Reply-To={quote(f'<{mail.message_id}>', safe='')}" if mail.message_id else ""
    return f"mailto:{quote(who.address, safe='@')}?subject={quote(subject, safe='')}{thread}"
