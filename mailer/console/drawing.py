"""Numbers made into drawings: how long each bar is; the templates write them as SVG (pure)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a bar that is made of several: of which state, how many, from where, how long."""

    state: str
    many: int
    begins: float
    wide: float


def stretches(counts: Mapping[str, int], order: Sequence[str]) -> list[Stretch]:
    """Lay counts beside each other as one bar, in this order; what is not in it comes last."""
    states = [state for state in (*order, *counts) if state in counts]
    whole, begins, found = sum(counts.values()), 0, []
    for state in dict.fromkeys(states):
        found.append(Stretch(str(state), counts[state], _part(begins, whole), _part(counts[state], whole)))
        begins += counts[state]
    return found


LINE_WIDE = 1000
_EDGE = 40
_APART = 44
"""No two marks are nearer than this, however near their moments are."""


@dataclass(frozen=True, slots=True)
class Line:
    """Where on the drawn line the steps lie, in their order, and today, the deadline and the meeting."""

    steps: tuple[float, ...]
    now: float
    starts: float
    ends: float


def timeline(instants: Sequence[datetime], meeting: Meeting, now: datetime) -> Line:
    """Place moments on a line by time; `instants` are in order. What is too near is moved on."""
    first = min([*instants, meeting.starts])
    last = max([*instants, meeting.ends])
    span = (last - first).total_seconds() or 1.0

    def place(moment: datetime) -> float:
        part = min(max((moment - first).total_seconds() / span, 0.0), 1.0)
        return round(_EDGE + part * (LINE_WIDE - 2 * _EDGE), 1)

    steps = _spread([place(one) for one in instants])
    return Line(tuple(steps), place(now), place(meeting.starts), place(meeting.ends))


def _spread(places: Sequence[float]) -> list[float]:
    """Keep places apart: each from the one before, and then back from the end of the line."""
    found = list(places)
    for number in range(1, len(found)):
        found[number] = max(found[number], found[number - 1] + _APART)
    reach: float = LINE_WIDE - _EDGE
    for number in range(len(found) - 1, -1, -1):
        found[number] = round(min(found[number], reach), 1)
        reach = found[number] - _APART
    return found
