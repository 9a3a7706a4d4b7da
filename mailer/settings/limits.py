"""The settings of how much mail may go out: a provider's preset, and numbers that go before it."""

from dataclasses import dataclass
from typing import Annotated, Literal

from mailer.domain.limits import PRESETS, Limits
from mailer.settings.kinds import Kind, whole, word
from mailer.settings.table import Table

Preset = Literal["", "own", "microsoft365", "google"]


PRESET: Kind[Preset] = word(Preset, "")
MANY = whole(0, 100_000_000)

CAREFUL = Limits(per_minute=60)
"""What holds without a preset: what a small mail server and every provider takes."""


@dataclass(frozen=True, slots=True)
class LimitsSettings:
    """The most mails in any minute, hour and day, in all and to one recipient domain; 0: no limit."""

    preset: Annotated[Preset, PRESET] = ""
    per_minute: Annotated[int, MANY] = CAREFUL.per_minute
    per_hour: Annotated[int, MANY] = CAREFUL.per_hour
    per_day: Annotated[int, MANY] = CAREFUL.per_day
    domain_per_hour: Annotated[int, MANY] = 0
    domain_per_day: Annotated[int, MANY] = 0

    @property
    def in_all(self) -> Limits:
        """The limits of all mail together."""
        return Limits(self.per_minute, self.per_hour, self.per_day)

    @property
    def for_a_domain(self) -> Limits:
        """The limits of the mail to one recipient domain."""
        return Limits(per_hour=self.domain_per_hour, per_day=self.domain_per_day)


def read_limits(table: Table) -> LimitsSettings:
    """Read the table; a preset fills in what it does not say."""
    none: Preset = ""
    preset = table.optional("preset", PRESET, none)
    known = PRESETS.get(preset, CAREFUL)
    return LimitsSettings(
        preset,
        table.optional("per_minute", MANY, known.per_minute),
        table.optional("per_hour", MANY, known.per_hour),
        table.optional("per_day", MANY, known.per_day),
        table.optional("domain_per_hour", MANY, 0),
        table.optional("domain_per_day", MANY, 0),
    )
