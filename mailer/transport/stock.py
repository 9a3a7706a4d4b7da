"""The claims of one carrying: taken, perhaps sealed, given out, given back, and settled once each."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Protocol

from mailer.domain.delivery import Claim, Claims, DeliveryState, Envelope, Outcome, Stage
from mailer.domain.errors import BadInput
from mailer.transport.wire import unsendable

Seal = Callable[[Envelope], Awaitable[Envelope]]
"""What is done to a mail before it is handed over, such as signing; it may take its time.

Raises `BadInput` for a mail it refuses; that mail alone has failed then.
"""

_MOST_TRIES = 3


class Told(Protocol):
    """Who hears how the sealing goes."""

    def sealed(self) -> None:
        """Hear that there is a mail more to give."""
        ...

    def failed(self, error: BaseException) -> None:
        """Hear what the seal raised."""
        ...


class Stock:
    """Stands between the claims and the connections.

    Without a seal a claim is taken at the very moment it is asked for, so that few are under way. With one,
    up to `ahead` are taken before, and sealed while others are on the wire.
    """

    def __init__(self, claims: Claims, seal: Seal | None, ahead: int, told: Told) -> None:
        self.under_way = 0
        """How many were taken and are not settled."""
        self.dry = False
        """Whether there was nothing more to take when it was last tried."""
        self.stopped = False
        """Whether an outcome said that the relay can't be used, so that nothing more is taken."""
        self._claims, self._seal, self._ahead, self._told = claims, seal, ahead, told
        self._ready: deque[Claim] = deque()
        self._sealing: set[asyncio.Task[None]] = set()
        self._tries: dict[int, int] = {}
        self._unsealed: dict[int, Claim] = {}

    @property
    def over(self) -> bool:
        """Whether nothing is under way and nothing more comes."""
        return not self.under_way and (self.dry or self.stopped)

    @property
    def more(self) -> bool:
        """Whether there may be a claim to give, as far as is known."""
        return bool(self._ready or self._sealing) or not (self.dry or self.stopped)

    def hold(self) -> bool:
        """See to it that there is a claim to give; False when there is none, or none yet."""
        if not self._ready and (claim := self.next()):
            self._ready.appendleft(claim)
        return bool(self._ready)

    def next(self) -> Claim | None:
        """Give a claim; None when there is none, or none yet."""
        claim = self._ready.popleft() if self._ready else None
        if self._seal is None:
            return claim or self._take_sound()
        while len(self._sealing) + len(self._ready) < self._ahead and (fresh := self._take()):
            self._begin_to_seal(fresh, self._seal)
        return claim

    def give_back(self, claim: Claim) -> bool:
        """Take a claim back for another try; False when it has had enough of them."""
        tries = self._tries.get(id(claim), 1) + 1
        self._tries[id(claim)] = tries
        if tries <= _MOST_TRIES:
            self._ready.append(claim)
        return tries <= _MOST_TRIES

    def settle(self, claim: Claim, outcome: Outcome) -> None:
        """Say what became of a claim."""
        self._claims.settle(self._unsealed.pop(id(claim), claim), outcome)
        self._tries.pop(id(claim), None)
        self.under_way -= 1
        self.dry = False
        self.stopped = self.stopped or outcome.relay_wide

    def refuse(self, outcome: Outcome) -> None:
        """No relay can be used: settle what there is to give with that, one at least."""
        self.hold()
        while self._ready:
            self.settle(self._ready.popleft(), outcome)
        self.stopped = True

    async def close(self) -> None:
        """Let go of what is being sealed."""
        for task in self._sealing:
            task.cancel()
        await asyncio.gather(*self._sealing, return_exceptions=True)

    def _take(self) -> Claim | None:
        claim = None if self.stopped else self._claims.take()
        self.dry = claim is None
        self.under_way += claim is not None
        return claim

    def _take_sound(self) -> Claim | None:
        while claim := self._take():
            if not (fault := unsendable(claim.envelope)):
                return claim
            self.settle(claim, fault)
        return None

    def _begin_to_seal(self, claim: Claim, seal: Seal) -> None:
        task = asyncio.get_running_loop().create_task(self._sealed(claim, seal))
        self._sealing.add(task)
        task.add_done_callback(self._sealing.discard)

    async def _sealed(self, claim: Claim, seal: Seal) -> None:
        try:
            sealed = claim._replace(envelope=await seal(claim.envelope))
        except BadInput as error:
            self.settle(
                claim, Outcome(DeliveryState.FAILED, Stage.MAIL, words=f"it can't be sealed: {error}")
            )
        except Exception as error:  # not this mail's fault, so it is raised where the carrying is awaited
            self._told.failed(error)
            return
        else:
            self._keep(sealed, claim)
        self._told.sealed()

    def _keep(self, sealed: Claim, claim: Claim) -> None:
        if fault := unsendable(sealed.envelope):
            self.settle(claim, fault)
            return
        self._unsealed[id(sealed)] = claim
        self._ready.append(sealed)
