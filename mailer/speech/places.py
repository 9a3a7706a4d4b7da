"""What may stand in a place of a sentence, by the name of the place: how it is found again, and said."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from mailer.domain.coordinator import Role
from mailer.domain.dayparts import usual_name
from mailer.domain.delivery import DeliveryState
from mailer.domain.inbox import InboxState
from mailer.domain.meeting import MeetingState
from mailer.domain.registration import RegistrationState
from mailer.domain.run import RunState
from mailer.domain.subscription import SuppressionReason
from mailer.domain.timeline import Status
from mailer.letters import dates
from mailer.speech.catalogue import ENGLISH, say
from mailer.speech.names import SUPPRESSED, WORDS, name_of


@dataclass(frozen=True, slots=True)
class Place:
    """The pattern of what stands there in a kept line, and what makes a fact of it (or `ValueError`)."""

    pattern: str
    fact: Callable[[str], object] = str


def _states(of: type[StrEnum]) -> Place:
    return Place("|".join(of), of)


_NUMBERS = ("run", "mail", "delivery", "person", "version", "confirmation", "number", "line", "many")
_WORDS = ("address", "meeting", "series", "status", "answer", "kind")
_NAMES = ("step", "letter", "language")

# no pattern may run into what stands beside it, so that reading takes no longer than the line is long
PLACES: Mapping[str, Place] = {
    **dict.fromkeys(_NUMBERS, Place(r"\d{1,19}")),
    **dict.fromkeys(_WORDS, Place(r"\S{1,320}")),
    **dict.fromkeys(_NAMES, Place(r"[\w-]{1,100}")),
    "name": Place(r"[^:]{1,200}"),
    "parts": Place(r"[\w, -]{1,1000}"),
    "moment": Place(r"\d{4}-\d\d-\d\d \d\d:\d\d", datetime.fromisoformat),
    "day": Place(r"\d{4}-\d\d-\d\d", date.fromisoformat),
    "role": _states(Role),
    "suppression": _states(SuppressionReason),
    "meeting_state": _states(MeetingState),
    "registration_state": _states(RegistrationState),
    "run_state": _states(RunState),
    "delivery_state": _states(DeliveryState),
    "inbox_state": _states(InboxState),
    "step_state": _states(Status),
}
"""Name -> place; what a name ends in counts as well (`old_address`). Under other names stands free text."""

SENTENCES = frozenset({"done", "source", "why"})
"""Free text that may be a sentence of ours."""

_FREE = Place(r".+")

_SAID: Mapping[type[StrEnum], Mapping[str, str]] = {
    SuppressionReason: SUPPRESSED,
    Role: WORDS["role"],
    MeetingState: WORDS["meeting"],
    RegistrationState: WORDS["registration"],
    RunState: WORDS["run"],
    DeliveryState: WORDS["delivery"],
    InboxState: WORDS["inbox"],
    Status: WORDS["step"],
}


def place(name: str) -> Place:
    """Give the place of a name."""
    return PLACES.get(name) or PLACES.get(_last(name)) or _FREE


def free(names: Iterable[str]) -> list[str]:
    """Give those of some names where anything may stand."""
    return [name for name in names if place(name) is _FREE]


def fact_in_words(name: str, fact: object, language: str) -> str:
    """Say a fact as coordinators are told it: states and dates by what they are, the rest by the name."""
    match fact:
        case StrEnum() if language == ENGLISH:
            # the sentences were written for these; the words of badges ("goes out") do not fit after an "is"
            return str(fact)
        case StrEnum():
            return say(_SAID.get(type(fact), {}).get(fact, str(fact)), language)
        case datetime():
            return dates.moment_with_year(fact, language)
        case date():
            return dates.day(fact, language)
    match _last(name):
        case "step" | "letter":
            return name_of(str(fact), language)
        case "parts":
            return ", ".join(usual_name(key, language) for key in str(fact).split(", "))
    return str(fact)


def _last(name: str) -> str:
    return name.rpartition("_")[2]
