"""Whom a step of a meeting reaches, and why somebody is left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mailer.domain.delivery import DeliveryState
from mailer.domain.meeting import Meeting
from mailer.domain.registration import CONCERNED, Registration
from mailer.domain.subscription import Person
from mailer.domain.timeline import Audience, Step, in_audience, too_soon
from mailer.store.outbox import Told
from mailer.store.unit_of_work import UnitOfWork

_FOR_THE_LIST = frozenset({Audience.EVERYONE, Audience.UNANSWERED})
_NEVER_LEFT = frozenset({DeliveryState.CANCELLED, DeliveryState.SUPPRESSED})


@dataclass(frozen=True, slots=True)
class Choice:
    """A person, and why the step does not reach that person; "" when it does."""

    person: Person
    why_not: str = ""


def choose(
    store: UnitOfWork, meeting: Meeting, step: Step, now: datetime, *, joined_later: bool = False
) -> Iterator[Choice]:
    """Go through everyone on the list and everyone registered, in the order they came."""
    had = _who_had(store, meeting, step, ever=joined_later or not step.again_after_move)
    told = store.outbox.told(meeting.key) if step.reminds else {}
    suppressed = store.suppressions.all()
    registrations = {one.person: one for one in store.registrations.of_meeting(meeting.key)}
    subscribed = store.subscriptions.subscribed(meeting.series)
    on_list = {person.id for person in subscribed}
    others = [store.people.get(number) for number in registrations if number not in on_list]
    for person in [*subscribed, *others]:
        why_not = left_out(step, registrations.get(person.id), person.id in on_list)
        if reason := suppressed.get(person.address):
            why_not = f"suppressed: {reason}"
        if not why_not and person.id in had:
            why_not = "has had it"
        if not why_not and too_soon(_at(told.get(person.id)), now, meeting.zone):
            why_not = "had a letter of this meeting today"
        yield Choice(person, why_not)


def left_out(step: Step, registration: Registration | None, subscribed: bool) -> str:
    """Say why a step is not for a person as things stand now; "" when it is.

    Who has left the list but is registered still hears what participants need to know.
    """
    state = registration.state if registration else None
    if not in_audience(step.to, state):
        return f"is {state}" if state else "has not answered"
    registered_for_it = registration is not None and in_audience(set(step.to) - _FOR_THE_LIST, state)
    return "" if subscribed or registered_for_it else "is not on the list"


def told_of(store: UnitOfWork, meeting: Meeting) -> dict[int, int]:
    """Give who knows of a meeting, each with the newest revision of its facts that person was told.

    That is who may have read a letter of it, and whoever is registered, by whatever way.
    """
    registered = {
        one.person: one.answered_revision
        for one in store.registrations.of_meeting(meeting.key)
        if one.state in CONCERNED
    }
    return registered | {person: told.revision for person, told in store.outbox.told(meeting.key).items()}


def not_told_again(store: UnitOfWork, meeting: Meeting, person: Person) -> str:
    """Say why somebody who was told old facts is not told the new ones; "" when that person is.

    Who has left the list and has no place or place in line wants to hear nothing more.
    """
    if reason := store.suppressions.reason(person.address):
        return f"suppressed: {reason}"
    registration = store.registrations.get(meeting.key, person.id)
    concerned = registration is not None and registration.state in CONCERNED
    return (
        ""
        if concerned or store.subscriptions.is_subscribed(meeting.series, person.id)
        else "is not on the list"
    )


def _who_had(store: UnitOfWork, meeting: Meeting, step: Step, *, ever: bool) -> set[int]:
    """Who has had the step, or may have: at this revision of the facts, or `ever`."""
    return {
        one.person
        for one in store.outbox.of_step(meeting.key, step.key)
        if one.state not in _NEVER_LEFT and (ever or one.revision == meeting.revision)
    }


def _at(told: Told | None) -> datetime | None:
    return told.at if told else None
