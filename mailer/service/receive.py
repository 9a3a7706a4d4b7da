"""The loop that reads: one accepted mail, from its octets to what it changes."""

from collections.abc import Sequence
from dataclasses import asdict

import structlog

from mailer.domain.digest import Digest
from mailer.domain.errors import KringError
from mailer.domain.inbox import Accepted, Arrived, InboxState
from mailer.domain.sentence import sentence
from mailer.intake.rules import answerable
from mailer.message.parse import parse
from mailer.service.bus import perform
from mailer.service.case import MACHINES, Case, Decision, handled, parked
from mailer.service.decide import decide
from mailer.service.obeying import obey, why_not_believed
from mailer.service.reading import look_around, read, with_deliveries
from mailer.service.work import Cause, Clock, House, Work
from mailer.store.database import Database
from mailer.store.unit_of_work import UnitOfWork, unit_of_work

TRIES = 3
"""A mail whose reading failed this often goes to the coordinator, so that the next one is read."""

log = structlog.get_logger(__name__)


def accept(database: Database, clock: Clock, mails: Sequence[Accepted]) -> None:
    """Keep mails, all of them or none; on return they are on disk, and 250 may be answered."""
    with unit_of_work(database, alone=False) as store:
        store.inbox.accept(mails, clock())


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
            reason = sentence("reading it failed: {text}", text=f"{type(error).__name__}: {error}")
            _park_unread(database, clock, arrived, reason)
    return True


def _receive(database: Database, house: House, clock: Clock, arrived: Arrived) -> None:
    """Read outside any transaction: a hostile mail may take its time, and nobody else waits for it."""
    mail = parse(arrived.octets, arrived.reverse_path)
    with unit_of_work(database) as store:
        around = look_around(store, house, arrived, mail)
    case = read(house, arrived, mail, around)
    if case.verdict.kind in MACHINES:
        with unit_of_work(database) as store:
            case = with_deliveries(store, case)
    if case.digest is not None:
        _obey(database, house, clock, case, case.digest)
        return
    decision = decide(case)
    try:
        _carry_out(database, house, clock, case, decision)
    except KringError as error:
        _carry_out(database, house, clock, case, parked(case, str(error)))


def _obey(database: Database, house: House, clock: Clock, case: Case, digest: Digest) -> None:
    """Do what a coordinator's reply to a digest asks for; what is not believed waits, and is not answered."""
    with unit_of_work(database) as store:
        work = Work(store, house, clock(), _cause(case, sentence("answers a digest")))
        why_not = why_not_believed(case, digest, work)
        if why_not:
            _put_away(work, case, Decision(InboxState.PARKED, why_not))
        else:
            _put_away(work, case, handled(obey(case, digest, work)))


def _carry_out(database: Database, house: House, clock: Clock, case: Case, decision: Decision) -> None:
    with unit_of_work(database) as store:
        work = Work(store, house, clock(), _cause(case, decision.reason))
        for command in decision.commands:
            perform(command, work)
        _put_away(work, case, decision)


def _cause(case: Case, why: str) -> Cause:
    mail = case.mail
    who = case.who.address or "unknown"
    return Cause(who, why, case.arrived.id, mail.message_id, mail.references, answerable(mail))


def _put_away(work: Work, case: Case, decision: Decision) -> None:
    columns = _columns(work.store, case, decision)
    work.store.inbox.move(case.arrived, decision.state, work.now, "kring", **columns)
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
        "setting": case.setting,
        "person": person.id if person else None,
        "meeting": case.meeting.key if case.meeting else None,
    }


def _journal(work: Work, case: Case, decision: Decision) -> None:
    what = sentence(
        "{address}: {subject} is {inbox_state}",
        address=case.who.address or "somebody",
        subject=case.mail.subject or "(no subject)",
        inbox_state=decision.state,
    )
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
        what = sentence("mail {mail} is parked", mail=arrived.id)
        store.journal.write(now, "kring", "Parked", what, why=reason, inbox=arrived.id)
