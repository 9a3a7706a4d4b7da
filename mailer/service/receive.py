"""The loop that reads: one accepted mail, from its octets to what it changes."""

from dataclasses import asdict, replace

import structlog

from mailer.domain.delivery import Delivery
from mailer.domain.errors import KringError
from mailer.domain.inbox import Arrived, InboxState
from mailer.domain.meeting import Meeting
from mailer.intake.interpret import interpret
from mailer.intake.requests import read_confirmation
from mailer.intake.rules import answerable
from mailer.intake.verdict import Kind, Setting, Standing, Verdict
from mailer.message.authenticity import is_forged
from mailer.message.mail import Mail
from mailer.message.own_words import own_words
from mailer.message.parse import parse
from mailer.service.bus import perform
from mailer.service.correspondent import (
    Correspondent,
    Link,
    identify,
    known_address,
    meeting_answered,
    standing_of,
)
from mailer.service.decide import MACHINES, Case, Decision, decide, parked
from mailer.service.envelope import text_of
from mailer.service.work import Cause, Clock, House, Work
from mailer.store.database import Database
from mailer.store.unit_of_work import UnitOfWork, unit_of_work

TRIES = 3
"""A mail whose reading failed this often goes to the coordinator, so that the next one is read."""

_PERHAPS_AN_ANSWER = frozenset({Kind.OTHER, Kind.REGISTRATION})

log = structlog.get_logger(__name__)


def accept(
    database: Database, clock: Clock, octets: bytes, reverse_path: str, forward_paths: tuple[str, ...]
) -> None:
    """Keep a mail for each of its recipients; on return it is on disk, and 250 may be answered."""
    with unit_of_work(database) as store:
        for recipient in forward_paths:
            store.inbox.accept(octets, reverse_path, recipient, clock())


def receive_one(database: Database, house: House, clock: Clock) -> bool:
    """Read the oldest mail nobody has read; False when there is none."""
    with unit_of_work(database) as store:
        arrived = store.inbox.next_received()
    if arrived is None:
        return False
    try:
        _receive(database, house, clock, arrived)
    except Exception as error:
        log.exception("reading a mail failed", inbox=arrived.id)
        if arrived.tries + 1 >= TRIES:
            _park_unread(database, clock, arrived, f"reading it failed: {type(error).__name__}: {error}")
    return True


def _receive(database: Database, house: House, clock: Clock, arrived: Arrived) -> None:
    mail = parse(arrived.octets, arrived.reverse_path)
    with unit_of_work(database) as store:
        case = read(store, house, arrived, mail)
    decision = decide(case)
    try:
        _carry_out(database, house, clock, case, decision)
    except KringError as error:
        _carry_out(database, house, clock, case, parked(case, str(error)))


def read(store: UnitOfWork, house: House, arrived: Arrived, mail: Mail) -> Case:
    """Say what a mail means, knowing who wrote it and what it answers; changes nothing."""
    who = identify(store, house, arrived, mail)
    meeting = meeting_answered(store, who)
    sent_text = text_of(store, house, who.delivery) if who.delivery else ""
    person = who.delivery.person if who.delivery else None
    registration = store.registrations.get(meeting.key, person) if meeting and person else None
    setting = Setting(meeting, standing_of(registration), sent_text, house.own_addresses, arrived.received_at)
    verdict = interpret(mail, setting)
    if meeting is None and who.link is Link.ADDRESS and verdict.kind in _PERHAPS_AN_ANSWER:
        verdict, meeting = _perhaps_an_answer(store, who, mail, setting, verdict)
    case = Case(arrived, mail, verdict, who, meeting, forged=is_forged(mail, house.authserv_id))
    if verdict.kind in MACHINES:
        about = store.outbox.by_message_id([verdict.about]) if verdict.about else None
        return replace(case, bounced=_deliveries_named(store, verdict), about=about)
    if who.delivery is not None and who.delivery.confirmation is not None:
        return replace(case, confirmed=read_confirmation(own_words(mail, sent_text), mail))
    return case


def _perhaps_an_answer(
    store: UnitOfWork, who: Correspondent, mail: Mail, setting: Setting, verdict: Verdict
) -> tuple[Verdict, Meeting | None]:
    """Read a fresh mail of somebody who was invited as an answer too: it may be one, for the coordinator."""
    assert who.person is not None  # noqa: S101 - Link.ADDRESS means the person is known
    meetings = [m for m in store.meetings.on_the_clock() if who.person.id in store.outbox.told(m.key)]
    if len(meetings) != 1:
        return verdict, None
    as_answer = interpret(mail, replace(setting, meeting=meetings[0], standing=Standing.NONE))
    if as_answer.kind is Kind.REGISTRATION and as_answer.answer is not None:
        return as_answer, meetings[0]
    return verdict, None


def _deliveries_named(store: UnitOfWork, verdict: Verdict) -> dict[str, Delivery]:
    named = [report.address for report in verdict.bounces] + [one.email or "" for one in verdict.people]
    found = {address: store.outbox.newest_to(address) for address in map(known_address, named) if address}
    return {address: delivery for address, delivery in found.items() if delivery is not None}


def _carry_out(database: Database, house: House, clock: Clock, case: Case, decision: Decision) -> None:
    arrived, mail = case.arrived, case.mail
    cause = Cause(
        case.who.address or "unknown",
        decision.reason,
        arrived.id,
        mail.message_id,
        mail.references,
        answerable(mail),
    )
    with unit_of_work(database) as store:
        work = Work(store, house, clock(), cause)
        for command in decision.commands:
            perform(command, work)
        store.inbox.move(arrived, decision.state, work.now, "kring", **_columns(store, case, decision))
        if decision.state is not InboxState.HANDLED:
            _journal(work, case, decision)


def _columns(store: UnitOfWork, case: Case, decision: Decision) -> dict[str, object]:
    # whom the first mail has just made known: it belongs to that person's history, as the proof of consent
    person = case.who.person or store.people.by_address(case.who.address)
    return {
        "originator": case.who.address,
        "subject": case.mail.subject,
        "message_id": case.mail.message_id,
        "kind": case.verdict.kind.value,
        "reason": decision.reason,
        "verdict": asdict(case.verdict),
        "person": person.id if person else None,
        "meeting": case.meeting.key if case.meeting else None,
    }


def _journal(work: Work, case: Case, decision: Decision) -> None:
    what = f"{case.who.address or 'somebody'}: {case.mail.subject or '(no subject)'} is {decision.state}"
    person = case.who.person.id if case.who.person else None
    work.store.journal.write(
        work.now,
        "kring",
        decision.state.value.capitalize(),
        what,
        why=decision.reason,
        person=person,
        meeting=case.meeting.key if case.meeting else None,
        inbox=case.arrived.id,
    )


def _park_unread(database: Database, clock: Clock, arrived: Arrived, reason: str) -> None:
    with unit_of_work(database) as store:
        now = clock()
        store.inbox.move(arrived, InboxState.PARKED, now, "kring", kind="other", reason=reason)
        store.journal.write(
            now, "kring", "Parked", f"mail {arrived.id} is parked", why=reason, inbox=arrived.id
        )
