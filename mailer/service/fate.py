"""What the house does by itself about unknown deliveries, where the operator chose that it may."""

from collections.abc import Mapping
from time import monotonic

import structlog

from mailer.domain import commands as c
from mailer.domain.errors import Refused
from mailer.domain.sentence import sentence
from mailer.domain.unknown import Held, Policy, Resolution, SentFolder, after_a_look, goes_again
from mailer.service.bus import Bus, perform
from mailer.service.work import Cause, Work
from mailer.store.unit_of_work import unit_of_work

POLICY = Cause("kring", sentence("relay.unknown in the settings"))

BETWEEN_LOOKS = 60.0
"""Seconds between two looks into the folder of sent mails, however often the loop is woken."""

log = structlog.get_logger(__name__)


class Fate:
    """Settles unknown deliveries as the policy allows; `step` is for a loop of its own: servers may be slow.

    Every process may have one: what another has settled is unknown no more, and is left alone.
    """

    def __init__(self, bus: Bus, policy: Policy, folder: SentFolder | None = None) -> None:
        self._bus, self._policy, self._folder = bus, policy, folder
        self._looked_at = -BETWEEN_LOOKS

    def step(self) -> bool:
        """Settle what can be settled now; there is never more to do at once."""
        if self._policy is Policy.AGAIN:
            self._send_again()
        elif self._folder is not None and monotonic() - self._looked_at >= BETWEEN_LOOKS:
            self.look(self._folder)
            self._looked_at = monotonic()
        return False

    def look(self, folder: SentFolder) -> None:
        """Look for all of them in the folder of sent mails, and keep what that brings."""
        with unit_of_work(self._bus.database) as store:
            wanted = [one.delivery.message_id for one in store.unknowns.not_held()]
        if not wanted:
            return
        looked = folder.look(wanted)
        if looked.fault:
            log.warning("the folder of sent mails could not be searched", why=looked.fault)
        self._keep(looked.there)

    def _keep(self, there: Mapping[str, bool]) -> None:
        with unit_of_work(self._bus.database) as store:
            work = Work(store, self._bus.house, self._bus.clock(), POLICY)
            for one in store.unknowns.not_held():
                found = there.get(one.delivery.message_id)
                number = int(one.delivery.id or 0)
                if found is None:
                    continue
                match after_a_look(one, work.now, there=found):
                    case Resolution.SENT:
                        perform(c.ResolveDelivery(number, Resolution.SENT), work)
                    case Held.NOT_FOUND:
                        perform(c.NoteNotFound(number), work)

    def _send_again(self) -> None:
        """Decide and act in one transaction, so that no two processes send one of them twice."""
        with unit_of_work(self._bus.database) as store:
            if store.pauses.open() is not None:
                return
            work = Work(store, self._bus.house, self._bus.clock(), POLICY)
            released_at = store.unknowns.released_at()
            for one in store.unknowns.not_held():
                if goes_again(one, released_at):
                    self._again(int(one.delivery.id or 0), work)

    def _again(self, delivery: int, work: Work) -> None:
        try:
            perform(c.ResolveDelivery(delivery, Resolution.AGAIN), work)
        except Refused as error:
            log.debug("an unknown delivery is not sent again", delivery=delivery, why=str(error))
