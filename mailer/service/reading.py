"""What a mail means: what is known around it, looked up first; then read, with no table open."""

from contextlib import suppress
from dataclasses import dataclass, replace

from mailer.domain.commands import RecordAnswer
from mailer.domain.delivery import Delivery
from mailer.domain.digest import Digest
from mailer.domain.errors import NotFound
from mailer.domain.inbox import Arrived
from mailer.domain.meeting import Meeting
from mailer.domain.registration import Registration, RegistrationState
from mailer.intake.interpret import interpret, written_by_a_person
from mailer.intake.orders import Order, orders
from mailer.intake.requests import read_confirmation
from mailer.intake.verdict import Action, Answer, Kind, Reason, Setting, Standing, Verdict
from mailer.message.authenticity import is_authentic, is_forged
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
from mailer.service.fresh_answers import answer_asked
from mailer.service.work import House
from mailer.store.unit_of_work import UnitOfWork

_LONGEST_NUMBER = 19
"""Digits of a number that a database can hold."""

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
    asked: RecordAnswer | None
    """The answer that the confirmation mail which is answered asked about."""
    digest: Digest | None = None
    """The digest that is answered."""

    @property
    def kept(self) -> dict[str, object]:
        """What has to be known again to read the mail once more: the rest does not change."""
        meeting = self.meeting or self.perhaps
        return {
            "meeting": meeting.key if meeting else None,
            "revision": meeting.revision if meeting else None,
            "standing": self.standing.value,
            "dayparts": list(self.dayparts),
        }


def look_around(store: UnitOfWork, house: House, arrived: Arrived, mail: Mail) -> Around:
    """Look up what has to be known before a mail is read; changes nothing."""
    who = identify(store, house, arrived, mail)
    meeting, perhaps = meeting_answered(store, who), _only_meeting(store, who)
    registration = _registration(store, who, meeting or perhaps)
    return Around(
        who,
        meeting,
        standing_of(registration),
        text_of(store, house, who.delivery) if who.delivery else "",
        perhaps,
        registration.dayparts if registration and registration.state is RegistrationState.ACCEPTED else (),
        calendar_answer(store, mail),
        _asked(store, who),
        store.digests.by_message_id(who.delivery.message_id) if who.delivery else None,
    )


def read(house: House, arrived: Arrived, mail: Mail, around: Around) -> Case:
    """Say what a mail means, knowing who wrote it and what it answers."""
    who, meeting = around.who, around.meeting
    setting = Setting(meeting, around.standing, around.sent_text, house.own_addresses, arrived.received_at)
    verdict = interpret(mail, setting)
    if around.digest is not None and written_by_a_person(mail, setting):
        return _reply_to_digest(house, arrived, mail, around, around.digest)
    if meeting is None and around.perhaps is not None and verdict.kind in _PERHAPS_AN_ANSWER:
        verdict, meeting = _perhaps_an_answer(mail, setting, verdict, around.perhaps)
    if around.dayparts and verdict.answer is Answer.YES and around.calendar is not None:
        # the button knows no day-parts: pressed on our confirmation it confirms what that said
        verdict = replace(verdict, dayparts=around.dayparts)
    case = Case(
        arrived,
        mail,
        verdict,
        who,
        meeting,
        forged=is_forged(mail, house.authserv_id),
        authentic=is_authentic(mail, house.authserv_id),
        asked=around.asked,
        setting=around.kept,
        calendar=around.calendar,
    )
    if verdict.kind not in MACHINES and who.delivery is not None and who.delivery.confirmation is not None:
        return replace(case, confirmed=read_confirmation(own_words(mail, around.sent_text), mail))
    return case


def _reply_to_digest(house: House, arrived: Arrived, mail: Mail, around: Around, digest: Digest) -> Case:
    """Read a coordinator's reply: the writer's own lines, without any that the digest has word for word."""
    words = own_words(mail, around.sent_text)
    verdict = Verdict(Kind.COMMAND, Action.ACT, (Reason("digest", "answers a digest"),), words.text)
    return Case(
        arrived,
        mail,
        verdict,
        around.who,
        forged=is_forged(mail, house.authserv_id),
        authentic=is_authentic(mail, house.authserv_id),
        setting=around.kept,
        digest=digest,
        orders=() if words.doubt else _orders(words.text, around),
    )


def _orders(own: str, around: Around) -> tuple[Order, ...]:
    ours = {" ".join(line.split()) for line in around.sent_text.splitlines()}
    lines = (line for line in own.splitlines() if " ".join(line.split()) not in ours)
    return orders("\n".join(lines), around.who.person.name if around.who.person else "")


def with_deliveries(store: UnitOfWork, case: Case) -> Case:
    """Look up the deliveries a report or a complaint names."""
    verdict = case.verdict
    named = [report.address for report in verdict.bounces] + [one.email or "" for one in verdict.people]
    found: dict[str, Delivery] = {}
    for address in filter(None, map(known_address, named)):
        if (delivery := _by_envelope_id(store, verdict.envelope_id, address)) is not None:
            found[address] = delivery
    about = store.outbox.by_message_id([verdict.about]) if verdict.about else None
    return replace(case, bounced=found, about=about)


def _by_envelope_id(store: UnitOfWork, envelope_id: str, address: str) -> Delivery | None:
    """Give the delivery of that number, else the newest that left for the address.

    Anybody can guess a number, so it chooses among the deliveries to an address and says nothing by itself.
    """
    if envelope_id.isascii() and envelope_id.isdecimal() and len(envelope_id) < _LONGEST_NUMBER:
        with suppress(NotFound):
            delivery = store.outbox.get(int(envelope_id))
            if known_address(delivery.address) == address:
                return delivery
    return store.outbox.newest_to(address)


def _registration(store: UnitOfWork, who: Correspondent, meeting: Meeting | None) -> Registration | None:
    person = who.delivery.person if who.delivery else who.person.id if who.person else None
    return store.registrations.get(meeting.key, person) if meeting and person else None


def _asked(store: UnitOfWork, who: Correspondent) -> RecordAnswer | None:
    if who.delivery is None or who.delivery.confirmation is None:
        return None
    kept = store.confirmations.get(who.delivery.confirmation).answer
    return answer_asked(kept) if kept is not None else None


def _only_meeting(store: UnitOfWork, who: Correspondent) -> Meeting | None:
    if who.link is not Link.ADDRESS or who.person is None:
        return None
    told = [m for m in store.meetings.on_the_clock() if store.outbox.newest_about(m.key, who.person.id)]
    return told[0] if len(told) == 1 else None


def _perhaps_an_answer(
    mail: Mail, setting: Setting, verdict: Verdict, meeting: Meeting
) -> tuple[Verdict, Meeting | None]:
    """Read a fresh mail of somebody who was invited as an answer too: it may be one."""
    as_answer = interpret(mail, replace(setting, meeting=meeting))
    if as_answer.kind is Kind.REGISTRATION and as_answer.answer is not None:
        return as_answer, meeting
    return verdict, None
