"""From a verdict to what happens with the mail (pure): commands, or parked, or left alone."""

from collections.abc import Callable
from dataclasses import replace

from mailer.domain import commands as c
from mailer.domain.address import Mailbox
from mailer.domain.delivery import TEST_COPY, Delivery
from mailer.domain.errors import BadInput
from mailer.domain.inbox import InboxState
from mailer.domain.sentence import sentence
from mailer.intake.verdict import Action, Answer, Kind, Report, ReportAction, Someone
from mailer.service.calendar_decision import out_of_order
from mailer.service.case import MACHINES, Case, Decision, handled, parked, reasons
from mailer.service.correspondent import known_address
from mailer.service.fresh import confirmed_answer, fresh_answer


def decide(case: Case) -> Decision:
    """Decide on one mail. Machines first; only a person's mail may touch a list or a registration."""
    if case.verdict.kind in MACHINES:
        return _BY_KIND[case.verdict.kind](case)
    if case.who.delivery is not None and case.who.delivery.letter == TEST_COPY:
        return Decision(
            InboxState.PARKED, sentence("answers a test copy of a letter, which is nobody's answer")
        )
    if case.forged and case.verdict.action is Action.ACT:
        return Decision(InboxState.PARKED, sentence("the domain it claims to come from denies it (DMARC)"))
    if case.who.purpose == "u" and case.who.delivery is not None:
        return handled(
            sentence("wrote to the address for leaving the list"),
            _unsubscribe(case, case.who.delivery.address),
        )
    if case.who.delivery is not None and case.who.delivery.confirmation is not None:
        return _confirmation(case, case.who.delivery.confirmation)
    if case.verdict.action is Action.REVIEW:
        return parked(case, reasons(case.verdict))
    if case.verdict.action is Action.IGNORE:
        return Decision(InboxState.IGNORED, reasons(case.verdict))
    if sum(1 for _ in case.mail.all("From")) > 1:  # RFC 5322 section 3.6 wants exactly one
        return parked(case, sentence("has more than one From: it is not sure who wrote it"))
    return _with_question(case, _BY_KIND.get(case.verdict.kind, _other)(case))


def _with_question(case: Case, decision: Decision) -> Decision:
    """Leave a mail that asks something to the coordinator too, once what it says plainly is done."""
    if decision.state is not InboxState.HANDLED or not case.verdict.question:
        return decision
    reason = sentence("the request ({kind}) is recorded; asks a question", kind=case.verdict.kind)
    if case.verdict.answer:
        reason = sentence("the answer ({answer}) is recorded; asks a question", answer=case.verdict.answer)
    return replace(decision, state=InboxState.PARKED, reason=reason)


def _other(case: Case) -> Decision:
    return Decision(InboxState.IGNORED, reasons(case.verdict))


def _bounce(case: Case) -> Decision:
    ours = [
        (report, _delivery_of(case, report))
        for report in case.verdict.bounces
        if report.action in {ReportAction.FAILED, ReportAction.DELAYED}
    ]
    commands = tuple(
        c.RecordBounce(
            delivery.address, delivery.id, report.permanent, report.status or "", reasons(case.verdict)
        )
        for report, delivery in ours
        if delivery is not None
    )
    if not commands:
        return Decision(InboxState.IGNORED, sentence("a report on a mail that we did not send"))
    return handled(sentence("a report on a delivery"), *commands)


def _delivery_of(case: Case, report: Report) -> Delivery | None:
    if len(case.verdict.bounces) == 1 and (known := _returned(case)) is not None:
        return known
    return (case.bounced or {}).get(known_address(report.address))


def _returned(case: Case) -> Delivery | None:
    """The mail that came back: by the reverse-path it came back to, else by its Message-ID."""
    return case.who.delivery if case.who.purpose == "b" else case.about


def _complaint(case: Case) -> Decision:
    if case.verdict.action is not Action.ACT:
        return _machine(case)
    named = {known_address(one.email or "") for one in case.verdict.people}
    ours = named & set(case.bounced or {})
    if (known := _returned(case) or case.who.delivery) is not None:
        ours.add(known.address)
    if not ours:
        return Decision(InboxState.PARKED, sentence("a complaint that names nobody we wrote to"))
    evidence = reasons(case.verdict)
    return handled(
        sentence("a complaint"), *(c.RecordComplaint(address, evidence) for address in sorted(ours))
    )


def _machine(case: Case) -> Decision:
    if case.verdict.action is Action.REVIEW:
        return Decision(InboxState.PARKED, reasons(case.verdict))
    return Decision(InboxState.IGNORED, f"{case.verdict.kind}: {reasons(case.verdict)}")


def _confirmation(case: Case, number: int) -> Decision:
    if not case.who.is_addressee:
        return parked(
            case, sentence("answers a confirmation mail that went to {address}", address=_addressee(case))
        )
    if case.asked is not None:
        verdict, asked = case.verdict, case.asked
        said = answer_command(case, verdict.answer, asked.meeting, asked.person) if verdict.answer else None
        return confirmed_answer(case, number, asked, said)
    if case.confirmed is None:
        return parked(case, sentence("answers a confirmation mail, but neither yes nor no"))
    return handled(
        sentence("answers a confirmation mail"), c.Confirm(number, case.confirmed is Answer.YES, case.proof)
    )


def _subscribe(case: Case) -> Decision:
    writer, *others = case.verdict.people or (Someone(),)
    try:
        commands: list[c.Command] = [_request(case, writer), *(_name(case, one) for one in others)]
    except BadInput as error:
        return parked(case, str(error))
    return handled(reasons(case.verdict), *commands)


def _request(case: Case, writer: Someone) -> c.RequestSubscription:
    name = writer.name or (case.mail.originator.name if case.mail.originator else "")
    mailbox = Mailbox(case.who.address, name)
    return c.RequestSubscription(
        case.who.series.key, mailbox, writer.organisation or "", language_of(case), case.proof
    )


def _name(case: Case, someone: Someone) -> c.NamePerson:
    address = known_address(someone.email or "")
    if not address:
        if not someone.name:
            raise BadInput("names somebody without an address")
        raise BadInput("names {name} without an address", name=someone.name)
    proof = replace(case.proof, source=sentence("named by {address}", address=case.who.address))
    mailbox = Mailbox(address, someone.name or "")
    return c.NamePerson(case.who.series.key, mailbox, someone.organisation or "", language_of(case), proof)


def _unsubscribed(case: Case) -> Decision:
    return handled(reasons(case.verdict), _unsubscribe(case, case.who.address))


def _unsubscribe(case: Case, address: str) -> c.Unsubscribe:
    return c.Unsubscribe(case.who.series.key, address, case.proof)


def _address_change(case: Case) -> Decision:
    old = known_address(next((one.email or "" for one in case.verdict.people), case.who.address))
    new = known_address(case.verdict.new_address or "")
    if not old or not new or case.who.address not in {old, new}:
        return parked(case, sentence("asks for a change of address, but not plainly from which to which"))
    return handled(reasons(case.verdict), c.RequestAddressChange(case.who.series.key, old, new, case.proof))


def _registration(case: Case) -> Decision:
    verdict, delivery = case.verdict, case.who.delivery
    if case.calendar is not None and (out := out_of_order(case, case.calendar)) is not None:
        return out
    if case.meeting is None or verdict.answer is None:
        return parked(case, sentence("an answer, but it is not sure to which mail"))
    if delivery is None and case.who.person is not None:
        return fresh_answer(case, answer_command(case, verdict.answer, case.meeting.key, case.who.person.id))
    if delivery is None or not case.who.is_addressee:
        return parked(case, sentence("answers a mail that went to {address}", address=_addressee(case)))
    return handled(reasons(verdict), answer_command(case, verdict.answer, case.meeting.key, delivery.person))


def answer_command(case: Case, answer: Answer, meeting: str, person: int) -> c.RecordAnswer:
    """Give the command an understood answer leads to."""
    verdict, reply = case.verdict, case.calendar.reply if case.calendar else None
    return c.RecordAnswer(
        meeting,
        person,
        answer.value,
        verdict.dayparts or (),
        verdict.hotel,
        verdict.diet,
        tuple(named(guest) for guest in verdict.guests),
        named(verdict.substitute) if verdict.substitute else "",
        verdict.question,
        reply.sequence if reply else None,
        reply.dtstamp if reply else None,
    )


def language_of(case: Case) -> str:
    """Guess in which of the series' languages the writer would like to be answered."""
    languages = case.who.series.languages
    words = f" {case.mail.subject} {case.verdict.own_words} ".lower()
    english = sum(
        words.count(word) for word in (" the ", " you ", " please ", " i ", " and ", " for ", " to ")
    )
    dutch = sum(words.count(word) for word in (" de ", " het ", " graag ", " ik ", " en ", " voor ", " een "))
    return "en" if english > dutch and "en" in languages else languages[0]


def named(someone: Someone) -> str:
    """Give somebody as a registration keeps guests and substitutes."""
    return " ".join(filter(None, (someone.name, f"<{someone.email}>" if someone.email else "")))


def _addressee(case: Case) -> str:
    return case.who.delivery.address if case.who.delivery else "somebody else"


_BY_KIND: dict[Kind, Callable[[Case], Decision]] = {
    Kind.BOUNCE: _bounce,
    Kind.COMPLAINT: _complaint,
    Kind.RECEIPT: _machine,
    Kind.AUTO_REPLY: _machine,
    Kind.SUBSCRIBE: _subscribe,
    Kind.UNSUBSCRIBE: _unsubscribed,
    Kind.ADDRESS_CHANGE: _address_change,
    Kind.REGISTRATION: _registration,
    Kind.OTHER: _other,
}
