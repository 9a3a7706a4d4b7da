"""What one sender has to send: claimed in groups and settled in groups, one transaction for both."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

import structlog

from mailer import metrics
from mailer.domain.delivery import Claim, Delivery, DeliveryState, Envelope, Outcome, Stage
from mailer.domain.errors import KringError, Unusable
from mailer.domain.limits import Limits
from mailer.domain.sentence import sentence
from mailer.domain.subscription import Person
from mailer.service.envelope import Writer
from mailer.service.outcomes import record, result, unsent
from mailer.service.telling import tell
from mailer.service.wanted import Wanted
from mailer.service.work import Clock, House
from mailer.store.database import Database
from mailer.store.faults import told
from mailer.store.sending import Ready, Result
from mailer.store.unit_of_work import UnitOfWork, unit_of_work

NO_LIMITS = Limits()

GROUP = 32
"""So many claims and outcomes share one commit: fewer cost speed, more leave more unknown after a crash."""

STUMBLED = Outcome(
    DeliveryState.UNKNOWN,
    Stage.END_OF_DATA,
    words=sentence("the sender stumbled while this mail was under way"),
)

REST = timedelta(seconds=1)
"""How long a sender waits when the limits leave no room, or the outbox was found empty."""

COUNTED_BY = timedelta(minutes=1)
"""So much later than it might an hour's room is seen to be free: what went out is counted by the minute."""

LOOK_AGAIN = 0.25
"""Seconds after which what is claimed and not handed over is looked at again, where the relay is slow."""

_Claimed = tuple[Delivery, Person]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast mail may go out: in all, and to any one domain."""

    limits: Limits = NO_LIMITS
    domain: Limits = NO_LIMITS

    @property
    def counts(self) -> bool:
        """Whether it has to be known how much went out."""
        return self.limits.any or self.domain.any


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: a name no other has, over how many connections, and whether its claims are still its own.

    After a kill at most `GROUP + connections - 1` of its deliveries are *unknown*.
    """

    name: str
    connections: int = 1
    holds: Callable[[], bool] = lambda: True

    @property
    def window(self) -> int:
        """How many deliveries may be claimed and not settled at any moment."""
        return GROUP + self.connections - 1


class OutboxClaims:
    """The outbox as one sender sees it; for one thread. `most` bounds how many it takes in all."""

    def __init__(
        self,
        database: Database,
        house: House,
        clock: Clock,
        sender: Sender,
        pace: Pace | None = None,
        most: int | None = None,
    ) -> None:
        self._database, self._house, self._clock = database, house, clock
        self._sender, self._pace = sender, pace or Pace()
        self._writer = Writer(house)
        self._queue: deque[_Claimed] = deque()
        self._under_way: dict[int, Delivery] = {}
        self._results: list[Result] = []
        self._left = most
        self._quiet_until = 0.0
        self._looked_at = 0.0
        self.stopped = False
        """Set by whoever wants it to hand out nothing more."""
        self.relay_down = False
        """Whether an outcome said that no relay can be used; until `wake` nothing more is handed out."""
        self.settled = 0
        """How many claims are settled so far."""

    def take(self) -> Claim | None:
        """Give the next claim, written for its person; None when there is none, or no more is wanted.

        A database out of reach is no more than nothing to send: what is under way is finished, and its
        outcomes are kept until they can be written.
        """
        while self._may_take():
            self._look_again()
            if not self._queue and not self._exchange():
                return None
            if not self._sender.holds():  # a database cut off may have kept us waiting for long
                return None
            delivery, person = self._queue.popleft()
            self._under_way[delivery.id or 0] = delivery
            if (envelope := self._written(delivery, person)) is not None:
                return Claim(delivery, envelope)
        return None

    def settle(self, claim: Claim, outcome: Outcome) -> None:
        """Keep the outcome; it is written with its group."""
        self._settle(claim.delivery, outcome)

    def flush(self) -> bool:
        """Write the outcomes there are, and give back what was never handed over; False if that failed.

        What was handed over and is not settled, because the courier stumbled, is *unknown*.
        """
        now = self._clock()
        self._results += [unsent(one, now, "given back unsent") for one, _ in self._queue]
        self._queue.clear()
        for delivery in list(self._under_way.values()):
            self._settle(delivery, STUMBLED)
        return not self._results or self._transact(claiming=False)

    def wake(self) -> None:
        """Say that there may be something to send, and a relay to send it: look again at once."""
        self._quiet_until = 0.0
        self.relay_down = False

    def _may_take(self) -> bool:
        if self.stopped or self.relay_down or not self._sender.holds():
            return False
        return bool(self._queue) or self._left is None or self._left > len(self._under_way)

    def _exchange(self) -> bool:
        """Settle and claim in one transaction; False when there is nothing to claim."""
        if not self._results and monotonic() < self._quiet_until:
            return False
        if self._transact(claiming=True) and self._queue:
            return True
        self._quiet_until = monotonic() + REST.total_seconds()
        return False

    def _transact(self, *, claiming: bool) -> bool:
        begun = monotonic()
        try:
            with self._unit_of_work() as store:
                record(store, self._results, self._sender.name)
                recorded = monotonic()
                claimed = self._claim(store, self._clock()) if claiming else []
                if claimed:
                    metrics.claimed(monotonic() - recorded)
        except Unusable as error:
            log.warning("the outbox is out of reach; what is under way is kept", why=str(error))
            return False
        if claimed or self._results:
            metrics.committed(monotonic() - begun)
        tell(self._results)
        self._results = []
        self._queue.extend(claimed)
        self._looked_at = monotonic()
        return True

    def _look_again(self) -> None:
        """Give back of what was claimed a while ago what is not to go out any more.

        So a pause takes effect within a second, however slow the relay is.
        """
        if not self._queue or monotonic() - self._looked_at < LOOK_AGAIN:
            return
        self._looked_at = monotonic()
        try:
            with self._unit_of_work() as store:
                wanted = Wanted(store, self._house, self._clock())
                still = wanted.still([delivery.id or 0 for delivery, _ in self._queue])
                given_back = [one for one, _ in self._queue if one.id not in still]
                store.sending.give_back(given_back, self._sender.name)
        except Unusable as error:
            log.warning("the outbox is out of reach; what is claimed goes on", why=str(error))
            return
        self._queue = deque(one for one in self._queue if one[0].id in still)

    @contextmanager
    def _unit_of_work(self) -> Iterator[UnitOfWork]:
        with told(str(self._database)), unit_of_work(self._database, alone=self._pace.counts) as store:
            yield store

    def _claim(self, store: UnitOfWork, now: datetime) -> list[_Claimed]:
        room = self._room(store, now)
        while room and (found := store.sending.ready(now, room)):
            if wanted := self._sift(store, found, now):
                deliveries = [one.delivery for one in wanted]
                store.sending.claim(deliveries, self._sender.name, now)
                if self._pace.counts:
                    store.traffic.count([one.domain for one in deliveries], now)
                self._writer.learn(store, deliveries)
                return [(one.delivery, one.invitee.person) for one in wanted]
        return []

    def _room(self, store: UnitOfWork, now: datetime) -> int:
        under_way = len(self._under_way)
        room = self._sender.window - under_way
        if self._left is not None:
            room = min(room, self._left - under_way)
        limits = self._pace.limits
        if limits.any:
            room = limits.room(store.traffic.used(now), room)
        return room

    def _sift(self, store: UnitOfWork, found: Sequence[Ready], now: datetime) -> list[Ready]:
        """Give those that are still wanted and whose domain takes mail; put the others where they belong."""
        wanted = Wanted(store, self._house, now)
        resting = {domain: until for domain, until in store.holds.all().items() if until > now}
        chosen = []
        for one in found:
            if why_not := wanted.why_not(one):
                store.sending.leave_out(one.delivery, *why_not)
            elif until := resting.get(one.delivery.domain):
                store.sending.put_off(one.delivery, until + REST * self._house.chance() * 60)
            else:
                chosen.append(one)
        return self._within_domains(store, chosen, now) if self._pace.domain.any else chosen

    def _within_domains(self, store: UnitOfWork, found: Sequence[Ready], now: datetime) -> list[Ready]:
        """Keep to what one domain may get; the rest waits until it may get as much again."""
        chosen: list[Ready] = []
        for domain in dict.fromkeys(one.delivery.domain for one in found):
            mails = [one for one in found if one.delivery.domain == domain]
            used = store.traffic.used(now, domain)
            room = self._pace.domain.room(used, len(mails))
            chosen += mails[:room]
            for place, one in enumerate(mails[room:], room + 1):
                wait = self._pace.domain.takes(place, used) + COUNTED_BY
                store.sending.put_off(one.delivery, now + wait * (1 + self._house.chance()))
        return chosen

    def _written(self, delivery: Delivery, person: Person) -> Envelope | None:
        try:
            return self._writer.envelope(delivery, person, self._clock())
        except (KringError, KeyError, ValueError) as error:
            words = sentence("it can't be written: {why}", why=error)
            self._settle(delivery, Outcome(DeliveryState.FAILED, Stage.CONNECT, words=words))
            return None

    def _settle(self, delivery: Delivery, outcome: Outcome) -> None:
        del self._under_way[delivery.id or 0]
        self.settled += 1
        self.relay_down = self.relay_down or outcome.relay_wide
        if self._left is not None:
            self._left -= 1
        self._results.append(result(delivery, outcome, self._clock(), self._house.chance()))
