"""A series of meetings: who sends, in which languages, and the timeline each meeting follows."""

from dataclasses import dataclass

from mailer.domain.errors import NotFound
from mailer.domain.meeting import Wording
from mailer.domain.timeline import Step


@dataclass(frozen=True, slots=True)
class Series:
    """What all meetings of a series share.

    `mailbox` is where people write to and what letters come from; with `subaddressing` it also takes
    info+token@ (RFC 5233). The first of `languages` is the default. `offer_hours` is how long an offered
    place is held; `country` (ISO 3166-1) says whose public holidays are no working days, and with
    `bridge_days_off` neither is a day between a holiday and the weekend.
    """

    key: str
    name: Wording
    sender_name: str
    mailbox: str
    languages: tuple[str, ...]
    zone: str
    postal_address: str
    list_id: str
    """Without angle brackets (RFC 2919)."""
    timeline: tuple[Step, ...]
    website: str = ""
    subaddressing: bool = False
    unsubscribe_url: str = ""
    """What the unsubscribe token is appended to for a one-click POST (RFC 8058); "" where there is none."""
    country: str = "NL"
    bridge_days_off: bool = True
    offer_hours: int = 48

    @property
    def default_language(self) -> str:
        """The language for people of whom no other is known."""
        return self.languages[0]

    def step(self, key: str) -> Step:
        """Give a step by its key; raises `NotFound` with the keys there are."""
        for step in self.timeline:
            if step.key == key:
                return step
        keys = ", ".join(step.key for step in self.timeline)
        raise NotFound(
            "{series} has no step {step!r}; its steps are {known}", series=self.key, step=key, known=keys
        )
