"""What machines report back: bounces and complaints, and what they stop."""

from mailer.domain import commands as c
from mailer.domain.delivery import Delivery, DeliveryState
from mailer.domain.subscription import NO_SUCH_MAILBOX, Proof, SubscriptionState, SuppressionReason
from mailer.service.work import Done, Work


def record_bounce(command: c.RecordBounce, work: Work) -> Done:
    """Note a bounce at its delivery; a permanent one ends the sending to the address."""
    person = work.store.people.by_address(command.address)
    number = person.id if person else None
    if not command.permanent:
        return Done(f"{command.address} could not be reached for now ({command.status})", number)
    _mark(work, command.delivery, command.evidence)
    if command.status and command.status not in NO_SUCH_MAILBOX:
        return Done(f"{command.address} refused a mail ({command.status}); the next one is tried", number)
    work.store.suppressions.add(command.address, SuppressionReason.HARD_BOUNCE, command.evidence, work.now)
    _stop(work, number, "the address bounces")
    return Done(f"{command.address} bounces ({command.status}); nothing more is sent to it", number)


def record_complaint(command: c.RecordComplaint, work: Work) -> Done:
    """Take somebody who pressed "this is spam" off every list, and send nothing more."""
    person = work.store.people.by_address(command.address)
    work.store.suppressions.add(command.address, SuppressionReason.COMPLAINT, command.evidence, work.now)
    if person is None:
        return Done(f"{command.address} complained")
    for series in work.house.series:
        if work.store.subscriptions.is_subscribed(series, person.id):
            proof = Proof("complaint", command.evidence, at=work.now, inbox=work.cause.inbox)
            work.store.subscriptions.put(series, person.id, SubscriptionState.UNSUBSCRIBED, proof, work.now)
    _stop(work, person.id, "the person complained")
    return Done(f"{command.address} complained and is off the list", person.id)


def suppress(command: c.Suppress, work: Work) -> Done:
    """Send nothing more to an address, on the coordinator's word."""
    work.store.suppressions.add(command.address, command.reason, command.evidence, work.now)
    person = work.store.people.by_address(command.address)
    number = person.id if person else None
    _stop(work, number, str(command.reason))
    return Done(f"{command.address} is suppressed: {command.reason}", number)


def _mark(work: Work, delivery: int | None, evidence: str) -> None:
    if delivery is None:
        return
    found: Delivery = work.store.outbox.get(delivery)
    if found.state is DeliveryState.SENT:
        work.store.outbox.move([found], DeliveryState.BOUNCED, words=evidence)


def _stop(work: Work, person: int | None, why: str) -> None:
    if person is not None:
        work.store.outbox.stop_person(person, why)
