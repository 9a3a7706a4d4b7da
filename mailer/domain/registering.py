"""The commands about one person's coming to one meeting."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RecordAnswer:
    """What a person answered to a meeting's mail; `answer` is yes, no or maybe."""

    meeting: str
    person: int
    answer: str
    dayparts: tuple[str, ...] = ()
    hotel: bool | None = None
    diet: str | None = None
    guests: tuple[str, ...] = ()
    substitute: str = ""
    question: bool = False
    reply_sequence: int | None = None
    reply_stamp: datetime | None = None
    """SEQUENCE and DTSTAMP where it is a calendar reply; later ones are compared to it."""
    decided: bool = False
    """A coordinator says so: the deadline for answers does not bind."""


@dataclass(frozen=True, slots=True)
class AskAnswer:
    """A fresh mail seems to answer a meeting's mail: its writer is asked whether it is so."""

    answer: RecordAnswer
    inbox: int


@dataclass(frozen=True, slots=True)
class ConfirmAnswer:
    """The reply to that question: what the fresh mail said is so, or is not."""

    confirmation: int
    yes: bool


@dataclass(frozen=True, slots=True)
class LapseOffer:
    """An offered place was not answered in time."""

    meeting: str
    person: int


@dataclass(frozen=True, slots=True)
class RecordAttendance:
    """Who was there."""

    meeting: str
    person: int
    attended: bool
