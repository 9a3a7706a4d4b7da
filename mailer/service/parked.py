"""Parked mails: what only a person can decide, and what that person decided."""

from dataclasses import dataclass

from mailer.domain import commands as c
from mailer.domain.errors import Refused
from mailer.domain.inbox import InboxState
from mailer.domain.sentence import sentence
from mailer.intake.verdict import Someone
from mailer.message.parse import parse
from mailer.service import outgoing, registrations, subscriptions
from mailer.service.corrections import what_was_decided
from mailer.service.correspondent import identify
from mailer.service.decide import named
from mailer.service.work import Done, Work


def pass_on(command: c.PassOn, work: Work) -> Done:
    """Tell the writer that a person reads the mail, so that silence is not taken for an answer."""
    person = work.store.people.get(command.person)
    outgoing.notice(work, "passed-on", person, command.series)
    return Done(
        sentence(
            "{address}'s mail waits for the coordinator: {why}", address=person.address, why=command.why
        ),
        person.id,
    )


def handle(command: c.HandleParked, work: Work) -> Done:
    """Do what the coordinator decided, and put the mail away."""
    done = _decide(command.decision, work)
    mail = work.store.inbox.get(command.inbox)
    decided = what_was_decided(command.decision)
    work.store.inbox.move(mail, InboxState.HANDLED, work.now, work.cause.who, decided=decided)
    row = work.store.inbox.row(command.inbox)
    if done is None:
        return Done(sentence("mail {mail} is dealt with by hand", mail=mail.id), row.person, row.meeting)
    return Done(
        sentence("mail {mail} is dealt with: {done}", mail=mail.id, done=done.what), row.person, row.meeting
    )


def discard(command: c.DiscardParked, work: Work) -> Done:
    """Put a parked mail away with nothing done."""
    mail = work.store.inbox.get(command.inbox)
    decided = {"decision": "discard"}
    work.store.inbox.move(mail, InboxState.DISCARDED, work.now, work.cause.who, decided=decided)
    return Done(
        sentence("mail {mail} is discarded", mail=mail.id), work.store.inbox.row(command.inbox).person
    )


def reopen(command: c.ReopenMail, work: Work) -> Done:
    """Let a mail wait for a person again that was handled, put away or left alone."""
    mail = work.store.inbox.get(command.inbox)
    if not mail.octets:
        raise Refused("mail {mail} went with the person who wrote it", mail=mail.id)
    if mail.state in {InboxState.RECEIVED, InboxState.PARKED}:
        raise Refused(
            "mail {mail} is {inbox_state}; nobody is done with it yet", mail=mail.id, inbox_state=mail.state
        )
    work.store.inbox.move(mail, InboxState.PARKED, work.now, "", decided=None)
    row = work.store.inbox.row(mail.id)
    return Done(sentence("mail {mail} waits for a person again", mail=mail.id), row.person, row.meeting)


def _decide(decision: object, work: Work) -> Done | None:
    match decision:
        case c.RecordAnswer():
            return registrations.record_answer(decision, work)
        case c.RequestSubscription():
            return subscriptions.request(decision, work)
        case c.NamePerson():
            return subscriptions.name_person(decision, work)
        case c.Unsubscribe():
            return subscriptions.unsubscribe(decision, work)
        case _:
            return None


@dataclass(frozen=True, slots=True)
class Answerer:
    """Who wrote a parked mail, and what was understood of it: the suggestion a decision starts from."""

    series: str
    address: str
    name: str
    language: str
    words: str
    message_id: str
    person: int | None
    meeting: str
    dayparts: tuple[str, ...]
    hotel: bool | None
    diet: str | None
    guests: tuple[str, ...]
    substitute: str


def answerer(work: Work, number: int) -> Answerer:
    """Read a parked mail once more for the coordinator."""
    arrived = work.store.inbox.get(number)
    row = work.store.inbox.row(number)
    mail = parse(arrived.octets, arrived.reverse_path)
    who = identify(work.store, work.house, arrived, mail)
    verdict = row.verdict or {}
    person = (
        who.delivery.person if who.is_addressee and who.delivery else who.person.id if who.person else None
    )
    return Answerer(
        who.series.key,
        who.address,
        mail.originator.name if mail.originator else "",
        who.series.default_language,
        verdict.get("own_words", "") or mail.subject,
        mail.message_id,
        person,
        row.meeting or "",
        tuple(verdict.get("dayparts") or ()),
        # the word hotel in a mail that asks something may be all that the question is about
        None if verdict.get("question") else verdict.get("hotel"),
        verdict.get("diet"),
        tuple(named(Someone(**guest)) for guest in verdict.get("guests") or ()),
        named(Someone(**verdict["substitute"])) if verdict.get("substitute") else "",
    )
