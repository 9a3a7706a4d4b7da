"""From a verdict to what happens with the mail (pure): commands, or parked, or left alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from mailer.domain import commands as c
from mailer.domain.address import Mailbox
from mailer.domain.delivery import Delivery
from mailer.domain.errors import BadInput
from mailer.domain.inbox import Arrived, InboxState
from mailer.domain.meeting import Meeting
from mailer.domain.subscription import Proof
from mailer.intake.verdict import Action, Answer, Kind, Report, ReportAction, Someone, Verdict
from mailer.message.mail import Mail
from mailer.service.correspondent import Correspondent, known_address

MACHINES = frozenset({Kind.BOUNCE, Kind.COMPLAINT, Kind.RECEIPT, Kind.AUTO_REPLY})


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known of one mail when it is decided what happens with it."""

    arrived: Arrived
    mail: Mail
    verdict: Verdict
    who: Correspondent
    meeting: Meeting | None = None
    bounced: Mapping[str, Delivery] | None = None
    """For each address a report names: the newest delivery that left for it."""
    about: Delivery | None = None
    """The delivery whose Message-ID a report or complaint names."""
    confirmed: Answer | None = None
    """What the mail says when it answers a confirmation mail."""
    forged: bool = False
    """Whether our own mail server found that the domain in From denies the mail."""

    @property
    def proof(self) -> Proof:
        """The mail as evidence of what its writer wants."""
        words = self.verdict.own_words or self.mail.subject
        return Proof("mail", words, self.mail.message_id, self.arrived.received_at, self.arrived.id)


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of the mail; with the commands carried out first, in the same transaction."""

    state: InboxState
    reason: str
    commands: tuple[c.Command, ...] = ()


def decide(case: Case) -> Decision:
    """Decide on one mail. Machines first; only a person's mail may touch a list or a registration."""
    if case.verdict.kind in MACHINES:
        return _BY_KIND[case.verdict.kind](case)
    if case.forged and case.verdict.action is Action.ACT:
        return Decision(InboxState.PARKED, "the domain it claims to come from denies it (DMARC)")
    if case.who.purpose == "u" and case.who.delivery is not None:
        return _handled(
            "wrote to the address for leaving the list", _unsubscribe(case, case.who.delivery.address)
        )
    if case.who.delivery is not None and case.who.delivery.confirmation is not None:
        return _confirmation(case, case.who.delivery.confirmation)
    if case.verdict.action is Action.REVIEW:
        return parked(case, _reasons(case.verdict))
    if case.verdict.action is Action.IGNORE:
        return Decision(InboxState.IGNORED, _reasons(case.verdict))
    if sum(1 for _ in case.mail.all("From")) > 1:  # RFC 5322 section 3.6 wants exactly one
        return parked(case, "has more than one From: it is not sure who wrote it")
    return _with_question(case, _BY_KIND.get(case.verdict.kind, _other)(case))


def _with_question(case: Case, decision: Decision) -> Decision:
    """Leave a mail that asks something to the coordinator too, once what it says plainly is done."""
    if decision.state is not InboxState.HANDLED or not case.verdict.question:
        return decision
    done = (
        f"the answer ({case.verdict.answer})" if case.verdict.answer else f"the request ({case.verdict.kind})"
    )
    return replace(decision, state=InboxState.PARKED, reason=f"{done} is recorded; asks a question")


def parked(case: Case, reason: str) -> Decision:
    """Leave it to the coordinator; a person we know is told so."""
    commands: tuple[c.Command, ...] = ()
    if case.who.person is not None and case.verdict.kind not in MACHINES:
        commands = (c.PassOn(case.who.series.key, case.who.person.id, reason),)
    return Decision(InboxState.PARKED, reason, commands)


def _handled(reason: str, *commands: c.Command) -> Decision:
    return Decision(InboxState.HANDLED, reason, commands)


def _other(case: Case) -> Decision:
    return Decision(InboxState.IGNORED, _reasons(case.verdict))


def _bounce(case: Case) -> Decision:
    ours = [
        (report, _delivery_of(case, report))
        for report in case.verdict.bounces
        if report.action in {ReportAction.FAILED, ReportAction.DELAYED}
    ]
    commands = tuple(
        c.RecordBounce(
            delivery.address, delivery.id, report.permanent, report.status or "", _reasons(case.verdict)
        )
        for report, delivery in ours
        if delivery is not None
    )
    if not commands:
        return Decision(InboxState.IGNORED, "a report on a mail that we did not send")
    return _handled("a report on a delivery", *commands)


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
        return Decision(InboxState.PARKED, "a complaint that names nobody we wrote to")
    evidence = _reasons(case.verdict)
    return _handled("a complaint", *(c.RecordComplaint(address, evidence) for address in sorted(ours)))


def _machine(case: Case) -> Decision:
    if case.verdict.action is Action.REVIEW:
        return Decision(InboxState.PARKED, _reasons(case.verdict))
    return Decision(InboxState.IGNORED, f"{case.verdict.kind}: {_reasons(case.verdict)}")


def _confirmation(case: Case, number: int) -> Decision:
    if not case.who.is_addressee:
        return parked(case, f"answers a confirmation mail that went to {_addressee(case)}")
    if case.confirmed is None:
        return parked(case, "answers a confirmation mail, but neither yes nor no")
    return _handled(
        "answers a confirmation mail", c.Confirm(number, case.confirmed is Answer.YES, case.proof)
    )


def _subscribe(case: Case) -> Decision:
    writer, *others = case.verdict.people or (Someone(),)
    try:
        commands: list[c.Command] = [_request(case, writer), *(_name(case, one) for one in others)]
    except BadInput as error:
        return parked(case, str(error))
    return _handled(_reasons(case.verdict), *commands)


def _request(case: Case, writer: Someone) -> c.RequestSubscription:
    name = writer.name or (case.mail.originator.name if case.mail.originator else "")
    mailbox = Mailbox(case.who.address, name)
    return c.RequestSubscription(
        case.who.series.key, mailbox, writer.organisation or "", language_of(case), case.proof
    )


def _name(case: Case, someone: Someone) -> c.NamePerson:
    address = known_address(someone.email or "")
    if not address:
        raise BadInput(f"names {someone.name or 'somebody'} without an address")
    proof = replace(case.proof, source=f"named by {case.who.address}")
    mailbox = Mailbox(address, someone.name or "")
    return c.NamePerson(case.who.series.key, mailbox, someone.organisation or "", language_of(case), proof)


def _unsubscribed(case: Case) -> Decision:
    return _handled(_reasons(case.verdict), _unsubscribe(case, case.who.address))


def _unsubscribe(case: Case, address: str) -> c.Unsubscribe:
    return c.Unsubscribe(case.who.series.key, address, case.proof)


def _address_change(case: Case) -> Decision:
    old = known_address(next((one.email or "" for one in case.verdict.people), case.who.address))
    new = known_address(case.verdict.new_address or "")
    if not old or not new or case.who.address not in {old, new}:
        return parked(case, "asks for a change of address, but not plainly from which to which")
    return _handled(_reasons(case.verdict), c.RequestAddressChange(case.who.series.key, old, new, case.proof))


def _registration(case: Case) -> Decision:
    verdict, delivery = case.verdict, case.who.delivery
    if case.meeting is None or delivery is None or verdict.answer is None:
        return parked(case, "an answer, but it is not sure to which mail")
    if not case.who.is_addressee:
        return parked(case, f"answers a mail that went to {_addressee(case)}")
    command = answer_command(verdict, case.meeting.key, delivery.person)
    return _handled(_reasons(verdict), command)


def answer_command(verdict: Verdict, meeting: str, person: int) -> c.RecordAnswer:
    """Give the command an understood answer leads to."""
    return c.RecordAnswer(
        meeting,
        person,
        str(verdict.answer),
        verdict.dayparts or (),
        verdict.hotel,
        verdict.diet,
        tuple(named(guest) for guest in verdict.guests),
        named(verdict.substitute) if verdict.substitute else "",
        verdict.question,
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


def _reasons(verdict: Verdict) -> str:
    reasons = "; ".join(f"{one.rule}: {one.words}" if one.words else one.rule for one in verdict.why)
    return reasons or "nothing in it asks us for anything"


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
