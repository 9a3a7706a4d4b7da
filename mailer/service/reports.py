"""What machines report back: bounces and complaints, and what they stop."""

from mailer.domain import commands as c
from mailer.domain.delivery import Delivery, DeliveryState
from mailer.domain.sentence import sentence
from mailer.domain.subscription import NO_SUCH_MAILBOX, Proof, SubscriptionState, SuppressionReason
from mailer.service.work import Done, Work


def record_bounce(command: c.RecordBounce, work: Work) -> Done:
    """Note a bounce at its delivery; a permanent one ends the sending to the address."""
    person = work.store.people.by_address(command.address)
    number = person.id if person else None
    if not command.permanent:
        return Done(
            sentence(
                "{address} could not be reached for now ({status})",
                address=command.address,
                status=command.status,
            ),
            number,
        )
    _mark(work, command.delivery, command.evidence)
    if command.status and command.status not in NO_SUCH_MAILBOX:
        return Done(
            sentence(
                "{address} refused a mail ({status}); the next one is tried",
                address=command.address,
                status=command.status,
            ),
            number,
        )
    work.store.suppressions.add(command.address, SuppressionReason.HARD_BOUNCE, command.evidence, work.now)
    _stop(work, number, sentence("the address bounces"))
    return Done(
        sentence(
            "{address} bounces ({status}); nothing more is sent to it",
            address=command.address,
            status=command.status,
        ),
        number,
    )


def record_complaint(command: c.RecordComplaint, work: Work) -> Done:
    """Take somebody who pressed "this is spam" off every list, and send nothing more."""
    person = work.store.people.by_address(command.address)
    work.store.suppressions.add(command.address, SuppressionReason.COMPLAINT, command.evidence, work.now)
    if person is None:
        return Done(sentence("{address} complained", address=command.address))
    for series in work.house.series:
        if work.store.subscriptions.is_subscribed(series, person.id):
            proof = Proof(sentence("complaint"), command.evidence, at=work.now, inbox=work.cause.inbox)
            work.store.subscriptions.put(series, person.id, SubscriptionState.UNSUBSCRIBED, proof, work.now)
    _stop(work, person.id, sentence("the person complained"))
    return Done(sentence("{address} complained and is off the list", address=command.address), person.id)


def suppress(command: c.Suppress, work: Work) -> Done:
    """Send nothing more to an address, on the coordinator's word."""
    work.store.suppressions.add(command.address, command.reason, command.evidence, work.now)
    person = work.store.people.by_address(command.address)
    number = person.id if person else None
    _stop(work, number, str(command.reason))
    return Done(
        sentence(
            "{address} is suppressed: {suppression}", address=command.address, suppression=command.reason
        ),
        number,
    )


def _mark(work: Work, delivery: int | None, evidence: str) -> None:
    if delivery is None:
        return
    found: Delivery = work.store.outbox.get(delivery)
    if found.state is DeliveryState.SENT:
        work.store.outbox.move([found], DeliveryState.BOUNCED, words=evidence)


def _stop(work: Work, person: int | None, why: str) -> None:
    if person is not None:
        work.store.outbox.stop_person(person, why)
