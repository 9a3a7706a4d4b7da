"""Numbers made into drawings: how long each bar is; the templates write them as SVG (pure)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mailer.domain.meeting import Meeting, Wording
from mailer.domain.registration import RegistrationState

WIDE = 100
"""How many units a whole bar is long."""


@dataclass(frozen=True, slots=True)
class Places:
    """The chairs of one day-part: how many are taken, offered and waited for."""

    name: Wording
    taken: int
    offered: int
    waiting: int
    capacity: int

    @property
    def free(self) -> int:
        """How many are left."""
        return max(self.capacity - self.taken - self.offered, 0)

    @property
    def taken_wide(self) -> float:
        """How far the bar of those taken reaches."""
        return _part(self.taken, self.capacity)

    @property
    def held_wide(self) -> float:
        """How far it reaches with those that are offered."""
        return _part(self.taken + self.offered, self.capacity)


def places(meeting: Meeting, registered: Sequence[Mapping[str, Any]]) -> list[Places]:
    """Count the chairs of each day-part; of a registration are needed state, day-parts and guests."""
    taken, offered, waiting = Counter[str](), Counter[str](), Counter[str]()
    kinds = {RegistrationState.OFFERED: offered, RegistrationState.WAITLISTED: waiting}
    for one in registered:
        counted = kinds.get(RegistrationState(one["state"]), taken)
        counted.update(dict.fromkeys(one["dayparts"], 1 + len(one["guests"])))
    return [
        Places(part.name, taken[part.key], offered[part.key], waiting[part.key], meeting.capacity)
        for part in meeting.dayparts
    ]


@dataclass(frozen=True, slots=True)
class Share:
    """One bar of the funnel: of which answer, how many, how long; `more` where counting stopped."""

    key: str
    many: int
    wide: float
    more: bool = False


_ANSWERS: Mapping[str, tuple[RegistrationState, ...]] = {
    "yes": (
        RegistrationState.ACCEPTED,
        RegistrationState.OFFERED,
        RegistrationState.ATTENDED,
        RegistrationState.ABSENT,
    ),
    "waiting": (RegistrationState.WAITLISTED,),
    "maybe": (RegistrationState.TENTATIVE,),
    "no": (RegistrationState.DECLINED, RegistrationState.WITHDRAWN, RegistrationState.LAPSED),
}


def funnel(invited: int, counts: Mapping[str, int], most: int) -> list[Share]:
    """Give the bars from invited to silent; `most` is how far was counted.

    Who answered without having been invited, by a fresh mail, makes the widest bar the answers.
    """
    answers = {key: sum(counts.get(state, 0) for state in states) for key, states in _ANSWERS.items()}
    answered = sum(answers.values())
    silent = max(invited - answered, 0)
    numbers = {"invited": invited, "answered": answered, **answers, "silent": silent}
    widest = max(invited, answered)
    more = {"invited", "silent"} if invited > most else set()
    return [Share(key, many, _part(many, widest), key in more) for key, many in numbers.items()]


def _part(some: int, whole: int) -> float:
    return round(min(some / whole, 1) * WIDE, 2) if whole else 0.0
