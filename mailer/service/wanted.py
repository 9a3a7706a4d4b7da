"""Whether a letter that was written down is still wanted when its turn comes: one last look at the facts."""

from collections.abc import Sequence
from datetime import datetime

from mailer.domain.delivery import DeliveryState
from mailer.domain.meeting import Meeting
from mailer.domain.run import CANCELLATION, CORRECTION
from mailer.service.work import House
from mailer.store.sending import Ready
from mailer.store.unit_of_work import UnitOfWork

NotWanted = tuple[DeliveryState, str]
"""Where a delivery goes instead, and why."""


class Wanted:
    """The look at a group of deliveries, within one transaction; a meeting is asked for once."""

    def __init__(self, store: UnitOfWork, house: House, now: datetime) -> None:
        self._store, self._house, self._now = store, house, now
        self._meetings: dict[str, Meeting] = {}

    def why_not(self, ready: Ready) -> NotWanted | None:
        """Say why a delivery must not go out any more; None when it is wanted."""
        delivery, invitee = ready.delivery, ready.invitee
        if invitee.suppressed:
            return DeliveryState.SUPPRESSED, f"suppressed: {invitee.suppressed}"
        if delivery.not_after is not None and self._now > delivery.not_after:
            return DeliveryState.CANCELLED, "it came too late"
        if delivery.meeting is None:
            return None
        meeting = self._meeting(delivery.meeting)
        if delivery.revision != meeting.revision:
            return DeliveryState.CANCELLED, "the meeting changed"
        why = self._why_not_step(ready, meeting) if delivery.step else ""
        return (DeliveryState.CANCELLED, why) if why else None

    def still(self, claimed: Sequence[int]) -> frozenset[int]:
        """Give which of these claims may go out still: runs are paused, and people leave, meanwhile."""
        running = self._store.sending.running()
        found = self._store.sending.again(claimed)
        return frozenset(
            one.delivery.id or 0 for one in found if one.delivery.run in running and self.why_not(one) is None
        )

    def _why_not_step(self, ready: Ready, meeting: Meeting) -> str:
        key = str(ready.delivery.step)
        if key in {CORRECTION, CANCELLATION}:
            return ready.invitee.not_told_again()
        if not meeting.open:
            return f"the meeting is {meeting.state}"
        return ready.invitee.left_out(self._house.series_of(meeting.series).step(key))

    def _meeting(self, key: str) -> Meeting:
        if key not in self._meetings:
            self._meetings[key] = self._store.meetings.get(key)
        return self._meetings[key]
