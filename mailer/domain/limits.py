"""How many mails may go out in a second, a minute, an hour and a day, and when a run will be done (pure)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

SECOND, MINUTE, HOUR, DAY = 1, 60, 3600, 86_400

WINDOWS = (SECOND, MINUTE, HOUR, DAY)
"""The sliding windows mails are counted in, in seconds."""

Used = Mapping[int, int]
"""Window -> how many mails went out in the last so many seconds."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most mails in any minute, hour and day; 0: no limit. A minute's mails are spread evenly."""

    per_minute: int = 0
    per_hour: int = 0
    per_day: int = 0

    @property
    def any(self) -> bool:
        """Whether there is one."""
        return any((self.per_minute, self.per_hour, self.per_day))

    def room(self, used: Used, wanted: int) -> int:
        """Give how many of the `wanted` mails may go out now."""
        return max(0, min([wanted, *(most - used.get(window, 0) for window, most in self._windows())]))

    def takes(self, mails: int, used: Used) -> timedelta:
        """Give how long so many mails take at the most that is allowed, with what went out already."""
        waits = (_wait(mails, most, used.get(window, 0), window) for window, most in self._windows())
        return timedelta(seconds=max(waits, default=0))

    def _windows(self) -> Iterator[tuple[int, int]]:
        if self.per_minute:
            yield SECOND, ceil(self.per_minute / MINUTE)
        yield from (
            (window, most)
            for window, most in ((MINUTE, self.per_minute), (HOUR, self.per_hour), (DAY, self.per_day))
            if most
        )


def _wait(mails: int, most: int, used: int, window: int) -> int:
    """Seconds until the last of so many mails may go: what is used up lies in the way for a whole window."""
    return max(0, ceil((mails + used) / most) - 1) * window


PRESETS: Mapping[str, Limits] = {
    # Exchange Online: 30 messages a minute and 10,000 recipients a day for a mailbox
    "microsoft365": Limits(per_minute=30, per_day=10_000),
    # Google Workspace: 2,000 messages a day for an account
    "google": Limits(per_minute=60, per_day=2_000),
    "own": Limits(),
}
"""What the big providers allow a mailbox, and no limit for a relay of one's own."""
