"""What a handler works with: one transaction, one `now`, who asked, and the house's fixed things."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from mailer.domain.errors import NotFound
from mailer.domain.series import Series
from mailer.letters.letter import LetterBook
from mailer.message.tokens import Signer
from mailer.store.unit_of_work import UnitOfWork

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class House:
    """What stays the same from start to stop.

    `new_id` gives a word nobody can guess, for Message-IDs and UIDs; `chance` a number in [0, 1).
    """

    series: Mapping[str, Series]
    letters: LetterBook
    signer: Signer
    is_working_day: Mapping[str, Callable[[date], bool]]
    authserv_id: str
    """Whose Authentication-Results are believed; "" for nobody's."""
    new_id: Callable[[], str]
    chance: Callable[[], float]

    def series_of(self, key: str) -> Series:
        """Give a series; raises `NotFound` with the keys there are."""
        if key not in self.series:
            raise NotFound(
                "there is no series {series!r}; there is: {known}",
                series=key,
                known=", ".join(sorted(self.series)),
            )
        return self.series[key]

    @property
    def first_series(self) -> Series:
        """The series that speaks for the house where no meeting does: the first that is described."""
        return next(iter(self.series.values()))

    @property
    def own_addresses(self) -> frozenset[str]:
        """Every address the house receives mail on."""
        return frozenset(series.mailbox for series in self.series.values())


@dataclass(frozen=True, slots=True)
class Cause:
    """Who wants it and why; `inbox` is the mail it comes from, with its `message_id` and `references`."""

    who: str
    why: str = ""
    inbox: int | None = None
    message_id: str = ""
    references: tuple[str, ...] = ()
    answerable: bool = True
    """Whether an automatic answer may go out to that mail at all (RFC 3834 section 2)."""


@dataclass(frozen=True, slots=True)
class Work:
    """One command being carried out."""

    store: UnitOfWork
    house: House
    now: datetime
    cause: Cause


@dataclass(frozen=True, slots=True)
class Done:
    """What a handler did, in words for the journal, and whom and what it concerned."""

    what: str
    person: int | None = None
    meeting: str | None = None
    run: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
