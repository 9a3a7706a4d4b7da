"""Whether a letter that was written down is still wanted when its turn comes: one last look at the facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mailer.domain.delivery import DeliveryState
from mailer.domain.meeting import ON_THE_CLOCK
from mailer.domain.run import CANCELLATION, CORRECTION
from mailer.domain.sentence import sentence
from mailer.service.work import House
from mailer.store.sending import Ready
from mailer.store.unit_of_work import UnitOfWork

NotWanted = tuple[DeliveryState, str]
"""Where a delivery goes instead, and why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The look at a group of deliveries, within one transaction."""

    store: UnitOfWork
    house: House
    now: datetime

    def why_not(self, ready: Ready) -> NotWanted | None:
        """Say why a delivery must not go out any more; None when it is wanted."""
        delivery, invitee = ready.delivery, ready.invitee
        if invitee.suppressed:
            return DeliveryState.SUPPRESSED, sentence(
                "suppressed: {suppression}", suppression=invitee.suppressed
            )
        if delivery.not_after is not None and self.now > delivery.not_after:
            return DeliveryState.CANCELLED, sentence("it came too late")
        if delivery.meeting is not None and delivery.revision != ready.revision:
            return DeliveryState.CANCELLED, sentence("the meeting changed")
        why = self._why_not_step(ready, delivery.step) if delivery.step else ""
        return (DeliveryState.CANCELLED, why) if why else None

    def still(self, claimed: Sequence[int]) -> frozenset[int]:
        """Give which of these claims may go out still: runs are paused, and people leave, meanwhile."""
        running = self.store.sending.running()
        found = self.store.sending.again(claimed)
        return frozenset(
            one.delivery.id or 0 for one in found if one.delivery.run in running and self.why_not(one) is None
        )

    def _why_not_step(self, ready: Ready, key: str) -> str:
        if key in {CORRECTION, CANCELLATION}:
            return ready.invitee.not_told_again()
        if ready.meeting not in ON_THE_CLOCK:
            return sentence("the meeting is {meeting_state}", meeting_state=ready.meeting)
        return ready.invitee.left_out(self.house.series_of(ready.delivery.series).step(key))
