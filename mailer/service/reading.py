"""What a mail means: what is known around it, looked up first; then read, with no table open."""

from dataclasses import dataclass, replace

from mailer.domain.delivery import Delivery
from mailer.domain.inbox import Arrived
from mailer.domain.meeting import Meeting
from mailer.domain.registration import RegistrationState
from mailer.intake.interpret import interpret
from mailer.intake.requests import read_confirmation
from mailer.intake.verdict import Answer, Kind, Setting, Standing, Verdict
from mailer.message.authenticity import is_forged
from mailer.message.mail import Mail
from mailer.message.own_words import own_words
from mailer.service.calendar_answer import CalendarAnswer, calendar_answer
from mailer.service.case import MACHINES, Case
from mailer.service.correspondent import (
    Correspondent,
    Link,
    identify,
    known_address,
    meeting_answered,
    standing_of,
)
from mailer.service.envelope import text_of
from mailer.service.work import House
from mailer.store.unit_of_work import UnitOfWork

_PERHAPS_AN_ANSWER = frozenset({Kind.OTHER, Kind.REGISTRATION})


@dataclass(frozen=True, slots=True)
class Around:
    """Who wrote, what is answered, and what we said there.

    `perhaps` is the one open meeting a fresh mail of somebody who was invited may be about.
    """

    who: Correspondent
    meeting: Meeting | None
    standing: Standing
    sent_text: str
    perhaps: Meeting | None
    dayparts: tuple[str, ...]
    """What the writer comes to already."""
    calendar: CalendarAnswer | None


def look_around(store: UnitOfWork, house: House, arrived: Arrived, mail: Mail) -> Around:
    """Look up what has to be known before a mail is read; changes nothing."""
    who = identify(store, house, arrived, mail)
    meeting = meeting_answered(store, who)
    person = who.delivery.person if who.delivery else None
    registration = store.registrations.get(meeting.key, person) if meeting and person else None
    return Around(
        who,
        meeting,
        standing_of(registration),
        text_of(store, house, who.delivery) if who.delivery else "",
        _only_meeting(store, who),
        registration.dayparts if registration and registration.state is RegistrationState.ACCEPTED else (),
        calendar_answer(store, mail),
    )


def read(house: House, arrived: Arrived, mail: Mail, around: Around) -> Case:
    """Say what a mail means, knowing who wrote it and what it answers."""
    who, meeting = around.who, around.meeting
    setting = Setting(meeting, around.standing, around.sent_text, house.own_addresses, arrived.received_at)
    verdict = interpret(mail, setting)
    if meeting is None and around.perhaps is not None and verdict.kind in _PERHAPS_AN_ANSWER:
        verdict, meeting = _perhaps_an_answer(mail, setting, verdict, around.perhaps)
    if around.dayparts and verdict.answer is Answer.YES and around.calendar is not None:
        # the button knows no day-parts: pressed on our confirmation it confirms what that said
        verdict = replace(verdict, dayparts=around.dayparts)
    forged = is_forged(mail, house.authserv_id)
    case = Case(arrived, mail, verdict, who, meeting, forged=forged, calendar=around.calendar)
    if verdict.kind not in MACHINES and who.delivery is not None and who.delivery.confirmation is not None:
        return replace(case, confirmed=read_confirmation(own_words(mail, around.sent_text), mail))
    return case


def with_deliveries(store: UnitOfWork, case: Case) -> Case:
    """Look up the deliveries a report or a complaint names."""
    verdict = case.verdict
    named = [report.address for report in verdict.bounces] + [one.email or "" for one in verdict.people]
    found: dict[str, Delivery] = {}
    for address in filter(None, map(known_address, named)):
        if (delivery := store.outbox.newest_to(address)) is not None:
            found[address] = delivery
    about = store.outbox.by_message_id([verdict.about]) if verdict.about else None
    return replace(case, bounced=found, about=about)


def _only_meeting(store: UnitOfWork, who: Correspondent) -> Meeting | None:
    if who.link is not Link.ADDRESS or who.person is None:
        return None
    told = [m for m in store.meetings.on_the_clock() if who.person.id in store.outbox.told(m.key)]
    return told[0] if len(told) == 1 else None


def _perhaps_an_answer(
    mail: Mail, setting: Setting, verdict: Verdict, meeting: Meeting
) -> tuple[Verdict, Meeting | None]:
    """Read a fresh mail of somebody who was invited as an answer too: it may be one, for the coordinator."""
    as_answer = interpret(mail, replace(setting, meeting=meeting, standing=Standing.NONE))
    if as_answer.kind is Kind.REGISTRATION and as_answer.answer is not None:
        return as_answer, meeting
    return verdict, None
