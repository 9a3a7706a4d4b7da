"""The loop that sends: claim, look once more whether it is still wanted, fill, hand over, write down."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailer.domain.delivery import (
    GIVE_UP_AFTER,
    Courier,
    Delivery,
    DeliveryState,
    Outcome,
    Stage,
    back_off,
)
from mailer.domain.errors import KringError
from mailer.domain.meeting import Meeting
from mailer.domain.run import CANCELLATION, CORRECTION
from mailer.domain.subscription import NO_SUCH_MAILBOX, SuppressionReason
from mailer.service.audience import left_out, not_told_again
from mailer.service.envelope import envelope as envelope_of
from mailer.service.work import Clock, House
from mailer.store.database import Database
from mailer.store.unit_of_work import UnitOfWork, unit_of_work

_KEPT = "kept back: "


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one delivery, for whoever watches the loop."""

    delivery: Delivery
    outcome: Outcome


def deliver_one(database: Database, house: House, clock: Clock, courier: Courier, by: str) -> Sent | None:
    """Send the delivery that has waited longest; None when nothing's time has come.

    It is claimed in one transaction and its outcome written in another: what a kill leaves between the two
    stays *sending* and is found by `recover`.
    """
    with unit_of_work(database) as store:
        claimed = store.outbox.claim(by, clock(), 1)
        if not claimed:
            return None
        delivery = claimed[0]
        if reason := _not_wanted(store, house, delivery, clock()):
            return _keep_back(store, delivery, *reason)
        try:
            envelope = envelope_of(store, house, delivery, clock())
        except (KringError, KeyError, ValueError) as error:
            return _keep_back(store, delivery, DeliveryState.FAILED, f"it can't be written: {error}")
    outcome = courier.deliver(envelope)
    with unit_of_work(database) as store:
        _record(store, delivery, outcome, clock(), house.chance())
    return Sent(delivery, outcome)


def recover(database: Database, now: datetime) -> list[Delivery]:
    """Mark as unknown what a process that died had claimed; nothing of it is sent again without consent."""
    with unit_of_work(database) as store:
        found = list(store.outbox.found_sending())
        words = "the process ended before it was known whether the relay took it"
        for delivery in found:
            outcome = Outcome(DeliveryState.UNKNOWN, Stage.END_OF_DATA, words=words)
            store.outbox.record(delivery, outcome, now, now, delivery.attempts + 1)
            store.journal.write(
                now,
                "kring",
                "Unknown",
                f"nobody knows whether {delivery.letter} reached {delivery.address}",
                person=delivery.person,
                meeting=delivery.meeting,
            )
        return found


def _record(store: UnitOfWork, delivery: Delivery, outcome: Outcome, now: datetime, chance: float) -> None:
    tries = delivery.attempts + (0 if outcome.relay_wide else 1)
    next_at = now + back_off(max(tries, 1), chance)
    if outcome.state is DeliveryState.DEFERRED and _given_up(delivery, next_at):
        words = f"given up after {delivery.attempts + 1} tries: {outcome.words}"
        outcome = replace(outcome, state=DeliveryState.FAILED, words=words)
    store.outbox.record(delivery, outcome, now, next_at, tries)
    if outcome.state is DeliveryState.FAILED and (outcome.status or "") in NO_SUCH_MAILBOX:
        evidence = f"{outcome.code} {outcome.words}"
        store.suppressions.add(delivery.address, SuppressionReason.HARD_BOUNCE, evidence, now)
    if outcome.state in {DeliveryState.FAILED, DeliveryState.UNKNOWN}:
        what = f"{delivery.letter} to {delivery.address} is {outcome.state}"
        store.journal.write(
            now,
            "kring",
            "Deliver",
            what,
            why=outcome.words,
            person=delivery.person,
            meeting=delivery.meeting,
        )


def _given_up(delivery: Delivery, next_at: datetime) -> bool:
    too_late = delivery.not_after is not None and next_at > delivery.not_after
    return too_late or next_at - delivery.made_at > GIVE_UP_AFTER + timedelta(hours=1)


def _not_wanted(
    store: UnitOfWork, house: House, delivery: Delivery, now: datetime
) -> tuple[DeliveryState, str] | None:
    if reason := store.suppressions.reason(delivery.address):
        return DeliveryState.SUPPRESSED, f"suppressed: {reason}"
    if delivery.not_after is not None and now > delivery.not_after:
        return DeliveryState.CANCELLED, "it came too late"
    if delivery.meeting is None:
        return None
    meeting = store.meetings.get(delivery.meeting)
    if delivery.revision != meeting.revision:
        return DeliveryState.CANCELLED, "the meeting changed"
    if delivery.step is None:
        return None
    if delivery.step in {CORRECTION, CANCELLATION}:
        why_not = not_told_again(store, meeting, store.people.get(delivery.person))
        return (DeliveryState.CANCELLED, why_not) if why_not else None
    return _no_longer_in_audience(store, house, delivery, meeting)


def _no_longer_in_audience(
    store: UnitOfWork, house: House, delivery: Delivery, meeting: Meeting
) -> tuple[DeliveryState, str] | None:
    if not meeting.open:
        return DeliveryState.CANCELLED, f"the meeting is {meeting.state}"
    step = house.series_of(meeting.series).step(str(delivery.step))
    registration = store.registrations.get(meeting.key, delivery.person)
    on_list = store.subscriptions.is_subscribed(meeting.series, delivery.person)
    why_not = left_out(step, registration, on_list)
    return (DeliveryState.CANCELLED, why_not) if why_not else None


def _keep_back(store: UnitOfWork, delivery: Delivery, state: DeliveryState, reason: str) -> Sent:
    """Give the claim back as cancelled or suppressed: it never reached the courier."""
    store.outbox.keep_back(delivery, state, reason)
    return Sent(delivery, Outcome(state, Stage.CONNECT, words=f"{_KEPT}{reason}"))
