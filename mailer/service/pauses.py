"""The whole house paused and released, by a person's hand."""

from zoneinfo import ZoneInfo

from mailer.domain import commands as c
from mailer.domain.delivery import DeliveryState
from mailer.domain.errors import Refused
from mailer.service.work import Done, Work

_BECOMES = {c.Waiting.UNKNOWN: DeliveryState.UNKNOWN, c.Waiting.CANCEL: DeliveryState.CANCELLED}


def pause(command: c.PauseHouse, work: Work) -> Done:
    """Send nothing more; what the relay is being given at this moment is finished."""
    if found := work.store.pauses.open():
        since = found.since.astimezone(ZoneInfo(work.house.first_series.zone))
        raise Refused("the house is paused since {moment}: {why}", moment=since, why=found.why)
    work.store.pauses.begin(work.now, command.why)
    return Done("the house is paused: nothing is sent until it is released")


def release(command: c.ReleaseHouse, work: Work) -> Done:
    """Send again, and say what becomes of the mails that waited."""
    found = work.store.pauses.open()
    if found is None:
        raise Refused("the house is not paused")
    many = sum(row.many for row in work.store.pauses.waiting())
    if (state := _BECOMES.get(command.waiting)) is not None:
        many = work.store.pauses.settle_waiting(state, f"the house was {found.words}")
    work.store.pauses.release(work.now, work.cause.who)
    became = f"{many} mails are {state}" if state else f"{many} mails that waited go out"
    return Done(f"the house is released: {became}")
