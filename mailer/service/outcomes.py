"""What follows from an attempt: another try, giving up, an address suppressed, a domain given a rest."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from mailer.domain.delivery import (
    GIVE_UP_AFTER,
    Delivery,
    DeliveryState,
    Outcome,
    Stage,
    back_off,
    domain_is_down,
)
from mailer.domain.sentence import sentence
from mailer.domain.subscription import NO_SUCH_MAILBOX, SuppressionReason
from mailer.store.sending import Result
from mailer.store.unit_of_work import UnitOfWork

DIED = Outcome(
    DeliveryState.UNKNOWN,
    Stage.END_OF_DATA,
    words=sentence("the process ended before it was known whether the relay took it"),
)


def result(delivery: Delivery, outcome: Outcome, now: datetime, chance: float) -> Result:
    """Say when to try again, or that it is time to give up; `chance` in [0, 1) spreads the tries."""
    tries = delivery.attempts + (0 if outcome.relay_wide else 1)
    if outcome.state is DeliveryState.SENT:
        return Result(delivery, outcome, now, delivery.next_at, tries)
    next_at = now + back_off(max(tries, 1), chance)
    if outcome.state is DeliveryState.DEFERRED and _given_up(delivery, next_at):
        words = sentence(
            "given up after {number} tries: {why}", number=delivery.attempts + 1, why=outcome.words
        )
        outcome = outcome._replace(state=DeliveryState.FAILED, words=words)
    return Result(delivery, outcome, now, next_at, tries)


def unsent(delivery: Delivery, now: datetime, why: str) -> Result:
    """Give a claim back that was never handed over: it has cost no try."""
    outcome = Outcome(DeliveryState.DEFERRED, Stage.CONNECT, words=why, relay_wide=True)
    return Result(delivery, outcome, now, now, delivery.attempts)


def record(store: UnitOfWork, results: Sequence[Result], sender: str) -> None:
    """Write a group of results, and what follows from them for addresses and domains."""
    if not results:
        return
    store.sending.settle(results, sender)
    for one in results:
        if one.outcome.state is not DeliveryState.SENT:
            _follow_up(store, one)
    _release(store, results)


def abandon(store: UnitOfWork, deliveries: Iterable[Delivery], now: datetime) -> list[Delivery]:
    """Mark as unknown what a sender that died had claimed; nothing of it is sent again without consent."""
    found = list(deliveries)
    for delivery in found:
        store.outbox.move([delivery], DeliveryState.UNKNOWN, words=DIED.words)
        store.sending.note(Result(delivery, DIED, now, now, delivery.attempts))
        what = sentence(
            "nobody knows whether {letter} reached {address}",
            letter=delivery.letter,
            address=delivery.address,
        )
        _journal(store, delivery, now, "Unknown", what)
    return found


def _follow_up(store: UnitOfWork, one: Result) -> None:
    delivery, outcome = one.delivery, one.outcome
    if outcome.state is DeliveryState.FAILED and (outcome.status or "") in NO_SUCH_MAILBOX:
        evidence = f"{outcome.code} {outcome.words}"
        store.suppressions.add(delivery.address, SuppressionReason.HARD_BOUNCE, evidence, one.at)
    if outcome.state in {DeliveryState.FAILED, DeliveryState.UNKNOWN}:
        what = sentence(
            "{letter} to {address} is {delivery_state}",
            letter=delivery.letter,
            address=delivery.address,
            delivery_state=outcome.state,
        )
        _journal(store, delivery, one.at, "Deliver", what, outcome.words)
    elif domain_is_down(outcome) and not _rests(store, delivery.domain, one.at):
        tries = store.holds.tries(delivery.domain) + 1
        store.holds.hold(delivery.domain, tries, one.at + back_off(tries, 0))


def _rests(store: UnitOfWork, domain: str, now: datetime) -> bool:
    """Whether a domain was found down before, by another mail of the same group: that counts as one try."""
    return store.holds.all().get(domain, now) > now


def _release(store: UnitOfWork, results: Sequence[Result]) -> None:
    if held := store.holds.all():
        took = {one.delivery.domain for one in results if one.outcome.state is DeliveryState.SENT}
        store.holds.release(took.intersection(held))


def _given_up(delivery: Delivery, next_at: datetime) -> bool:
    too_late = delivery.not_after is not None and next_at > delivery.not_after
    return too_late or next_at - delivery.made_at > GIVE_UP_AFTER + timedelta(hours=1)


def _journal(
    store: UnitOfWork, delivery: Delivery, now: datetime, command: str, what: str, why: str = ""
) -> None:
    store.journal.write(
        now, "kring", command, what, why=why, person=delivery.person, meeting=delivery.meeting
    )
