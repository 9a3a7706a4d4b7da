"""Who comes to a meeting: the states of a registration, and how places and the waiting list are kept."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mailer.domain.meeting import Meeting


class RegistrationState(StrEnum):
    """How one person stands to one meeting."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    ATTENDED = "attended"
    ABSENT = "absent"


_S = RegistrationState
_ANSWERS = frozenset({_S.ACCEPTED, _S.DECLINED, _S.TENTATIVE, _S.WAITLISTED})

REGISTRATION_MOVES: Mapping[RegistrationState, frozenset[RegistrationState]] = {
    _S.INVITED: _ANSWERS,
    _S.ACCEPTED: frozenset({_S.ACCEPTED, _S.WITHDRAWN, _S.TENTATIVE, _S.WAITLISTED, _S.ATTENDED, _S.ABSENT}),
    _S.DECLINED: _ANSWERS,
    _S.TENTATIVE: _ANSWERS,
    _S.WAITLISTED: frozenset({_S.WAITLISTED, _S.OFFERED, _S.ACCEPTED, _S.WITHDRAWN}),
    _S.OFFERED: frozenset({_S.ACCEPTED, _S.LAPSED, _S.WITHDRAWN}),
    _S.LAPSED: frozenset({_S.ACCEPTED, _S.DECLINED, _S.WAITLISTED, _S.WITHDRAWN}),
    _S.WITHDRAWN: frozenset({_S.ACCEPTED, _S.TENTATIVE, _S.WAITLISTED, _S.WITHDRAWN}),
    _S.ATTENDED: frozenset({_S.ABSENT}),
    _S.ABSENT: frozenset({_S.ATTENDED}),
}

HOLDING_A_PLACE = frozenset({_S.ACCEPTED, _S.OFFERED, _S.ATTENDED})
"""An offered place is held until the offer is answered or lapses."""

CONCERNED = HOLDING_A_PLACE | {_S.WAITLISTED, _S.TENTATIVE}
"""Who has to hear when the meeting changes, on the list or not."""


@dataclass(frozen=True, slots=True)
class Registration:
    """One person's standing for one meeting; `dayparts` is empty for who does not come."""

    meeting: str
    person: int
    state: RegistrationState
    dayparts: tuple[str, ...] = ()
    hotel: bool | None = None
    diet: str = ""
    guests: tuple[str, ...] = ()
    substitute: str = ""
    waiting_since: datetime | None = None
    offered_until: datetime | None = None
    uid: str = ""
    """The calendar object's UID (RFC 5545 section 3.8.4.7): one per meeting and person, for life."""
    sequence: int = 0
    answered_revision: int = 0
    reply_sequence: int | None = None
    reply_stamp: datetime | None = None
    """SEQUENCE and DTSTAMP of the calendar reply that counts; None when there was none."""
    id: int | None = None

    @property
    def seats(self) -> int:
        """How many chairs it asks in each of its day-parts."""
        return 1 + len(self.guests)


def places_taken(registrations: Iterable[Registration]) -> Counter[str]:
    """Count the places held, per day-part."""
    taken: Counter[str] = Counter()
    for one in registrations:
        if one.state in HOLDING_A_PLACE:
            taken.update(dict.fromkeys(one.dayparts, one.seats))
    return taken


def fits(meeting: Meeting, asked: Registration, registrations: Iterable[Registration]) -> bool:
    """Say whether there is room for `asked` in each of its day-parts, its own old place left out."""
    taken = places_taken(other for other in registrations if other.person != asked.person)
    return all(taken[part] + asked.seats <= meeting.capacity for part in asked.dayparts)


def first_in_line(meeting: Meeting, registrations: Iterable[Registration]) -> Registration | None:
    """Give the one who has waited longest among those whom the free places fit, or None."""
    everyone = list(registrations)
    waiting = sorted(
        (one for one in everyone if one.state is _S.WAITLISTED and one.waiting_since),
        key=lambda one: (one.waiting_since, one.id or 0),
    )
    return next((one for one in waiting if fits(meeting, one, everyone)), None)


def place_in_line(person: int, registrations: Iterable[Registration]) -> int:
    """Give the place on the waiting list, 1 for the first; 0 for who does not wait."""
    waiting = sorted(
        (one for one in registrations if one.state is _S.WAITLISTED and one.waiting_since),
        key=lambda one: (one.waiting_since, one.id or 0),
    )
    return next((place for place, one in enumerate(waiting, 1) if one.person == person), 0)


@dataclass(frozen=True, slots=True)
class GivenUp:
    """What somebody who has a place, or a place in line, would not have any more."""

    dayparts: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.dayparts or self.guests)


def given_up(before: Registration | None, dayparts: Iterable[str], guests: Iterable[str]) -> GivenUp:
    """Say what another answer would take away; `dayparts` is empty for who would not come at all."""
    if before is None or before.state not in {_S.ACCEPTED, _S.OFFERED, _S.WAITLISTED}:
        return GivenUp()
    kept, along = set(dayparts), set(guests)
    return GivenUp(
        tuple(part for part in before.dayparts if part not in kept),
        tuple(guest for guest in before.guests if guest not in along),
    )


def after_no(state: RegistrationState) -> RegistrationState:
    """Give the state a plain no leads to: who held or awaited a place withdraws, others decline."""
    gave_up = {_S.ACCEPTED, _S.WAITLISTED, _S.OFFERED, _S.LAPSED, _S.WITHDRAWN}
    return _S.WITHDRAWN if state in gave_up else _S.DECLINED
