"""Deliveries that are not settled by their sender: failed ones tried again, and unknown ones resolved."""

from collections.abc import Iterator

from mailer.domain import commands as c
from mailer.domain.delivery import Delivery, DeliveryState
from mailer.domain.errors import Refused
from mailer.domain.sentence import sentence
from mailer.domain.subscription import gone
from mailer.domain.unknown import Held, Resolution, Unknown
from mailer.service.runs import go_on
from mailer.service.wanted import Wanted
from mailer.service.work import Done, Work


def retry(command: c.RetryDelivery, work: Work) -> Done:
    """Send a failed one again; its Message-ID stays."""
    delivery = work.store.outbox.get(command.delivery)
    if delivery.state is DeliveryState.UNKNOWN:
        raise Refused(
            "delivery {delivery} is unknown; it is settled by run_service.py outbox resolve",
            delivery=delivery.id,
        )
    if delivery.state is not DeliveryState.FAILED:
        raise Refused(
            "delivery {delivery} is {delivery_state}; only failed ones are retried",
            delivery=delivery.id,
            delivery_state=delivery.state,
        )
    _send_again(delivery, work)
    return _done(delivery, sentence("is tried again"))


def failed(work: Work, run: int) -> Iterator[tuple[Delivery, str]]:
    """Go through what of a run failed, each with why it is not tried again; "" for what may be."""
    wanted = Wanted(work.store, work.house, work.now)
    after = 0
    while numbers := work.store.outbox.failed_of(run, after):
        for one in sorted(work.store.sending.again(numbers), key=lambda ready: ready.delivery.id or 0):
            why_not = wanted.why_not(one)
            yield one.delivery, why_not[1] if why_not else ""
        after = numbers[-1]


def retry_run(command: c.RetryRun, work: Work) -> Done:
    """Send again, all at once, what of a run failed and is wanted still."""
    run = work.store.runs.get(command.run)
    found = list(failed(work, run.id))
    again = [delivery for delivery, why_not in found if not why_not]
    if not again:
        raise Refused("nothing of run {run} failed that is wanted still", run=run.id)
    for delivery in again:
        _send_again(delivery, work)
    what = sentence(
        "{many} failed mails of run {run} ({step} of {meeting}) are tried again",
        many=len(again),
        run=run.id,
        step=run.step,
        meeting=run.meeting,
    )
    if left := len(found) - len(again):
        what = "; ".join([what, sentence("{many} are not wanted any more", many=left)])
    return Done(what, meeting=run.meeting, run=run.id)


def resolve(command: c.ResolveDelivery, work: Work) -> Done:
    """Settle one whose fate is unknown: it arrived, it is sent once more, or it stays unknown for good."""
    one = work.store.unknowns.get(command.delivery)
    match command.to:
        case Resolution.SENT:
            work.store.outbox.move([one.delivery], DeliveryState.SENT, sent_at=one.since)
            return _done(one.delivery, sentence("counts as sent"))
        case Resolution.AGAIN:
            _refuse_if_not_wanted(one, work)
            _send_again(one.delivery, work)
            return _done(one.delivery, sentence("is sent again"))
        case Resolution.LEAVE:
            return _hold(one, Held.LEFT, sentence("is left unknown"), work)


def note_not_found(command: c.NoteNotFound, work: Work) -> Done:
    """Note that one is not in the provider's folder of sent mails, and wait for a person."""
    one = work.store.unknowns.get(command.delivery)
    return _hold(one, Held.NOT_FOUND, sentence("is not in the folder of sent mails; you decide"), work)


def _hold(one: Unknown, held: Held, what: str, work: Work) -> Done:
    work.store.unknowns.hold(one, held, f"{one.delivery.words}; {what}")
    return _done(one.delivery, what)


def _refuse_if_not_wanted(one: Unknown, work: Work) -> None:
    """Look at it as a sender would: what is cancelled there could not be told apart any more from unsent."""
    (ready,) = work.store.sending.again([int(one.delivery.id or 0)])
    if why_not := Wanted(work.store, work.house, work.now).why_not(ready):
        raise Refused(
            "delivery {delivery} is not wanted any more: {why}", delivery=one.delivery.id, why=why_not[1]
        )


def _send_again(delivery: Delivery, work: Work) -> None:
    if delivery.address == gone(delivery.person):
        raise Refused(
            "delivery {delivery} went to somebody who has been erased; nobody is left to send it to",
            delivery=delivery.id,
        )
    if delivery.run is not None:
        go_on(work, delivery.run)
    work.store.outbox.move([delivery], DeliveryState.DUE, next_at=work.now, attempts=0)


def _done(delivery: Delivery, what: str) -> Done:
    words = sentence(
        "delivery {delivery} to {address} {done}", delivery=delivery.id, address=delivery.address, done=what
    )
    return Done(words, delivery.person, delivery.meeting)
