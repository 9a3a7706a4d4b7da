"""What it would lead to if a meeting moved or were cancelled: who hears of it, and what stops."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailer.domain.meeting import Meeting
from mailer.domain.run import Run, RunState
from mailer.service.audience import NOT_TOLD, Choice
from mailer.service.runs import reach
from mailer.service.work import Work

_GONE_THROUGH = 400
_NAMED = 200
_STOPPED = frozenset({RunState.WAITING, RunState.RUNNING, RunState.PAUSED})


@dataclass(frozen=True, slots=True)
class Consequences:
    """Who would hear of a change and who not, though told before; and the runs that would stop.

    A long list is not gone through to its end, which would take too long for a look: then there are `more`.
    """

    reached: int
    left_out: int
    more: bool
    some: Sequence[Choice]
    stopped: Sequence[Run]


def consequences(work: Work, meeting: Meeting, step: str) -> Consequences:
    """Look whom a correction or a cancellation would reach, and what of the meeting is under way."""
    # at the revision the change would make: who had an earlier correction gets this one as well
    changed = replace(meeting, revision=meeting.revision + 1)
    everybody = reach(work, changed, step).portion(size=_GONE_THROUGH)
    told = [one for one in everybody if one.why_not != NOT_TOLD]
    reached = sum(not one.why_not for one in told)
    stopped = [run for run in work.store.runs.of_meeting(meeting.key) if run.state in _STOPPED]
    more = len(everybody) == _GONE_THROUGH
    return Consequences(reached, len(told) - reached, more, told[:_NAMED], stopped)
