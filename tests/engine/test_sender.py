"""The sending loop lives on, whatever stumbles: the courier, or the writing down of outcomes."""

import threading
import time
from dataclasses import dataclass, field
from typing import cast

import pytest

from mailer.domain.delivery import Claims
from mailer.engine import sender
from mailer.engine.sender import SenderLoop
from mailer.service.claims import OutboxClaims


@dataclass
class Stumbling:
    """A courier, and claims, that fail the first time they are asked."""

    carried: int = 0
    flushed: int = 0
    stopped: bool = False
    relay_down: bool = False
    went_on: threading.Event = field(default_factory=threading.Event)

    async def carry(self, claims: Claims) -> None:
        self.carried += 1
        if self.carried == 1:
            raise RuntimeError("the courier stumbled")

    def flush(self) -> bool:
        self.flushed += 1
        if self.flushed == 1:
            raise RuntimeError("the outcomes could not be written")
        self.went_on.set()
        return True

    def wake(self) -> None:
        """There is nothing to wake."""

    async def check(self) -> str:
        return ""

    async def close(self) -> None:
        """Nothing is held open."""


def test_it_goes_on_after_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "REST", 0.01)
    both = Stumbling()
    loop = SenderLoop(cast("OutboxClaims", both), both)
    loop.start()
    assert both.went_on.wait(10)
    loop.stop()
    assert both.carried >= 2


def test_it_stops_at_once_when_it_only_waits() -> None:
    both = Stumbling(carried=1, flushed=1)
    loop = SenderLoop(cast("OutboxClaims", both), both)
    loop.start()
    assert both.went_on.wait(10)
    begun = time.monotonic()
    loop.stop()
    assert time.monotonic() - begun < 5
