"""Whether the loops still beat: each says so at every turn, and a silent one is named."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Pulse:
    """The beats of a process. `clock` gives seconds that never go back; beats come from any thread."""

    clock: Callable[[], float] = time.monotonic
    _within: dict[str, float] = field(default_factory=dict)
    _beats: dict[str, float] = field(default_factory=dict)

    def expect(self, name: str, within: float) -> Callable[[], None]:
        """Expect a beat in every so many seconds, counted from now; gives what the loop is to call."""
        self._within[name] = within
        self.beat(name)
        return lambda: self.beat(name)

    def beat(self, name: str) -> None:
        """Say that a loop is alive."""
        self._beats[name] = self.clock()

    def silent(self) -> list[str]:
        """Name in words the loops that have not beaten in time."""
        now = self.clock()
        ages = {name: now - self._beats[name] for name in self._within}
        return [
            f"the loop {name} has not stirred for {age:.0f} seconds"
            for name, age in ages.items()
            if age > self._within[name]
        ]
