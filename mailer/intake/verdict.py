"""What a mail means for Kring: a verdict, with the words that led to it (DESIGN.md section 9)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mailer.domain.meeting import Meeting
from mailer.message.report import Report as Report
from mailer.message.report import ReportAction as ReportAction


class Kind(StrEnum):
    """What sort of mail it is."""

    REGISTRATION = "registration"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    ADDRESS_CHANGE = "address-change"
    AUTO_REPLY = "auto-reply"
    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    RECEIPT = "receipt"
    COMMAND = "command"
    OTHER = "other"


class Action(StrEnum):
    """What the service does: by itself, or parked with a suggestion, or nothing."""

    ACT = "act"
    REVIEW = "review"
    IGNORE = "ignore"


class Answer(StrEnum):
    """The writer's own attendance; who sends a substitute answers no."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


class Standing(StrEnum):
    """The writer's registration before this mail."""

    NONE = "none"
    REGISTERED = "registered"
    DECLINED = "declined"
    WAITLISTED = "waitlisted"


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that spoke, and the words it spoke of."""

    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class Someone:
    """A person who is named in a mail."""

    email: str | None = None
    name: str | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was understood. Fields that the kind does not use stay at their defaults."""

    kind: Kind
    action: Action
    why: tuple[Reason, ...] = ()
    own_words: str = ""
    answer: Answer | None = None
    dayparts: tuple[str, ...] | None = None
    """None for no and maybe, all keys for an unrestricted yes."""
    hotel: bool | None = None
    diet: str | None = None
    guests: tuple[Someone, ...] = ()
    substitute: Someone | None = None
    question: bool = False
    people: tuple[Someone, ...] = ()
    """The people a request to info@ is about; the writer first when it is about the writer."""
    new_address: str | None = None
    bounces: tuple[Report, ...] = ()
    about: str = ""
    """The Message-ID of the mail of ours that a report or complaint is about, where it is returned."""
    envelope_id: str = ""
    """The ENVID that a report gives back."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known around a mail when it is read.

    With `meeting` the mail is an answer to that meeting's mail; without, it is a mail to the list's address.
    """

    meeting: Meeting | None = None
    standing: Standing = Standing.NONE
    sent_text: str = ""
    """The text of the letter that is answered, where it is known: what we said is not the writer's."""
    own_addresses: frozenset[str] = frozenset()
    """The addresses the house itself receives mail on."""
    at: datetime | None = None
    """When the mail is read; aware."""
