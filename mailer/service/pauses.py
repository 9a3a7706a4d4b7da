"""The whole house paused and released, by a person's hand."""

from datetime import datetime
from zoneinfo import ZoneInfo

from mailer.domain import commands as c
from mailer.domain.delivery import DeliveryState
from mailer.domain.errors import Refused
from mailer.domain.sentence import sentence
from mailer.service.work import Done, Work
from mailer.store.pauses import Pause

_BECOMES = {c.Waiting.UNKNOWN: DeliveryState.UNKNOWN, c.Waiting.CANCEL: DeliveryState.CANCELLED}


def pause(command: c.PauseHouse, work: Work) -> Done:
    """Send nothing more; what the relay is being given at this moment is finished."""
    if found := work.store.pauses.open():
        raise Refused("the house is paused since {moment}: {why}", moment=_since(found, work), why=found.why)
    work.store.pauses.begin(work.now, command.why)
    return Done(sentence("the house is paused: nothing is sent until it is released"))


def release(command: c.ReleaseHouse, work: Work) -> Done:
    """Send again, and say what becomes of the mails that waited."""
    found = work.store.pauses.open()
    if found is None:
        raise Refused("the house is not paused")
    many = sum(row.many for row in work.store.pauses.waiting())
    if (state := _BECOMES.get(command.waiting)) is not None:
        many = work.store.pauses.settle_waiting(
            state,
            sentence("the house was paused since {moment}: {why}", moment=_since(found, work), why=found.why),
        )
    work.store.pauses.release(work.now, work.cause.who)
    if state is None:
        return Done(sentence("the house is released: {many} mails that waited go out", many=many))
    return Done(
        sentence("the house is released: {many} mails are {delivery_state}", many=many, delivery_state=state)
    )


def _since(found: Pause, work: Work) -> datetime:
    return found.since.astimezone(ZoneInfo(work.house.first_series.zone))
