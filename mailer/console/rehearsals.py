"""The rehearsal of a step: who would get it, who would not and why, and every letter as it would be."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.responses import Response

from mailer.console.forms import number
from mailer.console.framed import framed
from mailer.console.visit import Visit
from mailer.domain.commands import SendTestCopy
from mailer.domain.errors import KringError, NotFound
from mailer.domain.timeline import StepStanding
from mailer.message.mail import Mail
from mailer.message.parse import parse
from mailer.service import rehearsal
from mailer.service.audience import Choice
from mailer.service.runs import letter_of, timeline_of
from mailer.service.work import Work
from mailer.speech.sentences import error_in_words
from mailer.store.unit_of_work import look, unit_of_work

_PAGE = 50
_COUNTED = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """One person's mail, or why it can't be written; `octets` is how long the mail is.

    `as_if` says that the person does not get it: it is shown so that there is something to see.
    """

    choice: Choice
    mail: Mail | None
    octets: int
    fault: str
    as_if: bool = False

    @property
    def calendar(self) -> str:
        """The calendar object that goes with it, "" for none."""
        parts = self.mail.parts if self.mail else ()
        return next((one.text for one in parts if one.content_type == "text/calendar"), "")


def rehearsal_page(visit: Visit) -> Response:
    """Show it."""
    meeting, step = _which(visit)
    reached = visit.asked("who") != "left-out"
    with look(visit.site.bus.database) as store:
        work = visit.working(store)
        found = store.meetings.get(meeting)
        letter = letter_of(work, found, step)
        people, more = rehearsal.some(work, meeting, step, reached=reached, after=visit.after, most=_PAGE)
        counted = rehearsal.count(rehearsal.choices(work, meeting, step, _COUNTED), _COUNTED)
        chosen = _chosen(visit, work, people if reached else [])
        somebody = None if chosen or more or not reached else _somebody(work, meeting, step)
        facts = _standing(work, meeting, step)
    return visit.page(
        "rehearsal.html",
        meeting=found,
        step=step,
        letter=letter,
        reached=reached,
        people=people,
        more=more,
        counted=counted,
        shown=_shown(visit, chosen) if chosen else _as_if(visit, somebody),
        **facts,
    )


def letter_frame(visit: Visit) -> Response:
    """Give the HTML of one person's mail, for the frame on the page."""
    meeting, step = _which(visit)
    person = visit.number
    with look(visit.site.bus.database) as store:
        choice = rehearsal.choice_of(visit.working(store), meeting, step, person)
    shown = _as_if(visit, choice) if visit.asked("as_if") == "1" else _shown(visit, choice)
    mail = shown.mail if shown else None
    if mail is None:
        raise NotFound("person {person} gets no letter of {step}", person=person, step=step)
    return framed(mail.html, mail.subject, mail.get("content-language"))


def test_copy(visit: Visit) -> Response:
    """Send whoever is logged in what one person would get."""
    meeting, step = _which(visit)
    person = visit.number
    visit.do(SendTestCopy(visit.who.id, meeting, step, person))
    return visit.to(f"/console/meetings/{meeting}/rehearsal/{step}", "test-copy")


def _which(visit: Visit) -> tuple[str, str]:
    return visit.request.path_params["key"], visit.request.path_params["step"]


def _chosen(visit: Visit, work: Work, people: list[Choice]) -> Choice | None:
    """Give the person whose mail is shown: the one asked for, or the first who gets one."""
    person = number(visit.asked("person"))
    return rehearsal.choice_of(work, *_which(visit), person) if person else next(iter(people), None)


def _somebody(work: Work, meeting: str, step: str) -> Choice | None:
    """Give the first who does not get a step that nobody gets."""
    found, _ = rehearsal.some(work, meeting, step, reached=False, most=1)
    return next(iter(found), None)


def _as_if(visit: Visit, choice: Choice | None) -> Shown | None:
    """Write the mail as if the step reached this person."""
    if choice is None:
        return None
    return replace(_shown(visit, choice._replace(why_not="")), as_if=True)


def _standing(work: Work, meeting: str, step: str) -> Mapping[str, Any]:
    """Say how the step stands: planned, waiting for a start, or frozen since that."""
    found = work.store.meetings.get(meeting)
    planned: list[StepStanding] = [one for one in timeline_of(work, found) if one.step.key == step]
    run = work.store.runs.of_step(meeting, step, found.revision)
    frozen = run is not None and bool(work.store.runs.letters(run))
    return {"planned": planned[0] if planned else None, "run": run, "frozen": frozen}


def _shown(visit: Visit, choice: Choice) -> Shown:
    """Write one person's mail as it would go out now; nothing of that stays in the database."""
    meeting, step = _which(visit)
    if choice.why_not:
        return Shown(choice, None, 0, "")
    try:
        with unit_of_work(visit.site.bus.database) as store:
            (one,) = rehearsal.rehearse(visit.working(store), meeting, step, [choice])
    except KringError as error:
        return Shown(choice, None, 0, error_in_words(error, visit.language))
    return Shown(choice, parse(one.octets), len(one.octets), "")
