"""Everything that can happen, as values; `mailer.service.bus` has the table of who handles which."""

from dataclasses import dataclass
from datetime import date, datetime

from mailer.domain.address import Mailbox
from mailer.domain.coordinator import InviteCoordinator as InviteCoordinator
from mailer.domain.coordinator import RemoveCoordinator as RemoveCoordinator
from mailer.domain.coordinator import SendTestCopy as SendTestCopy
from mailer.domain.coordinator import SetPassword as SetPassword
from mailer.domain.coordinator import SetSecondFactor as SetSecondFactor
from mailer.domain.digest import SendDigest as SendDigest
from mailer.domain.letter import KeepLetter as KeepLetter
from mailer.domain.letter import RestoreLetter as RestoreLetter
from mailer.domain.meeting import Meeting
from mailer.domain.pausing import PauseHouse as PauseHouse
from mailer.domain.pausing import ReleaseHouse as ReleaseHouse
from mailer.domain.pausing import Waiting as Waiting
from mailer.domain.registering import AskAnswer as AskAnswer
from mailer.domain.registering import ConfirmAnswer as ConfirmAnswer
from mailer.domain.registering import LapseOffer as LapseOffer
from mailer.domain.registering import RecordAnswer as RecordAnswer
from mailer.domain.registering import RecordAttendance as RecordAttendance
from mailer.domain.reporting import ErasePerson as ErasePerson
from mailer.domain.reporting import RecordBounce as RecordBounce
from mailer.domain.reporting import RecordComplaint as RecordComplaint
from mailer.domain.reporting import Suppress as Suppress
from mailer.domain.subscription import Proof
from mailer.domain.unknown import Resolution
from mailer.domain.unknown import RetryRun as RetryRun


@dataclass(frozen=True, slots=True)
class RequestSubscription:
    """Somebody asks for himself to be put on the list: a confirmation mail goes out."""

    series: str
    mailbox: Mailbox
    organisation: str
    language: str
    proof: Proof


@dataclass(frozen=True, slots=True)
class NamePerson:
    """Somebody names a third person: pending, and no mail goes out until that person writes."""

    series: str
    mailbox: Mailbox
    organisation: str
    language: str
    proof: Proof


@dataclass(frozen=True, slots=True)
class Confirm:
    """The answer to a confirmation mail."""

    confirmation: int
    yes: bool
    proof: Proof


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Off the list, at once."""

    series: str
    address: str
    proof: Proof


@dataclass(frozen=True, slots=True)
class RequestAddressChange:
    """A person moves to another address: both are asked to confirm."""

    series: str
    old: str
    new: str
    proof: Proof


@dataclass(frozen=True, slots=True)
class ImportPerson:
    """Put somebody on the list on the coordinator's word; the proof names the source of consent."""

    series: str
    mailbox: Mailbox
    organisation: str
    language: str
    proof: Proof


@dataclass(frozen=True, slots=True)
class ImportMeeting:
    """A new meeting, or new facts for a draft or announced one."""

    meeting: Meeting


@dataclass(frozen=True, slots=True)
class MoveMeeting:
    """The meeting goes to another date."""

    meeting: str
    starts: datetime
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class CancelMeeting:
    """The meeting is off: those who were told it would be are told."""

    meeting: str


@dataclass(frozen=True, slots=True)
class CloseMeeting:
    """The answer deadline has passed: a yes from now on goes to the coordinator."""

    meeting: str


@dataclass(frozen=True, slots=True)
class HoldMeeting:
    """The meeting has been."""

    meeting: str


@dataclass(frozen=True, slots=True)
class TakeStep:
    """A step of the timeline becomes a run."""

    meeting: str
    step: str


@dataclass(frozen=True, slots=True)
class StopStep:
    """A step whose time has not come yet is not taken, unless the meeting changes."""

    meeting: str
    step: str
    why: str


@dataclass(frozen=True, slots=True)
class AddLatecomers:
    """Who subscribed after a step went out gets it still."""

    run: int


@dataclass(frozen=True, slots=True)
class StartRun:
    """The coordinator has seen it and lets it go."""

    run: int


@dataclass(frozen=True, slots=True)
class PauseRun:
    """Nothing more goes out until it is resumed."""

    run: int


@dataclass(frozen=True, slots=True)
class ResumeRun:
    """Go on with what is left."""

    run: int


@dataclass(frozen=True, slots=True)
class CancelRun:
    """What has not been sent is not sent."""

    run: int
    why: str


@dataclass(frozen=True, slots=True)
class FinishRun:
    """Nothing is left to send."""

    run: int


@dataclass(frozen=True, slots=True)
class RetryDelivery:
    """Try a failed delivery again, with the same Message-ID."""

    delivery: int


@dataclass(frozen=True, slots=True)
class ResolveDelivery:
    """Settle a delivery whose fate is unknown."""

    delivery: int
    to: Resolution


@dataclass(frozen=True, slots=True)
class NoteNotFound:
    """An unknown delivery is not where the provider keeps what it took: a person decides."""

    delivery: int


@dataclass(frozen=True, slots=True)
class PassOn:
    """A person's mail goes to the coordinator, and the person is told so."""

    series: str
    person: int
    why: str


@dataclass(frozen=True, slots=True)
class HandleParked:
    """The coordinator has dealt with a parked mail, with `decision` where Kring has to act on it."""

    inbox: int
    decision: RecordAnswer | RequestSubscription | Unsubscribe | NamePerson | None = None


@dataclass(frozen=True, slots=True)
class DiscardParked:
    """The coordinator wants nothing done with a parked mail."""

    inbox: int


@dataclass(frozen=True, slots=True)
class ReopenMail:
    """A mail that was done with waits for a person again; what was recorded because of it stays."""

    inbox: int


Command = (
    RequestSubscription
    | NamePerson
    | Confirm
    | Unsubscribe
    | RequestAddressChange
    | ImportPerson
    | ErasePerson
    | Suppress
    | RecordAnswer
    | AskAnswer
    | ConfirmAnswer
    | LapseOffer
    | RecordAttendance
    | ImportMeeting
    | MoveMeeting
    | CancelMeeting
    | CloseMeeting
    | HoldMeeting
    | TakeStep
    | StopStep
    | AddLatecomers
    | StartRun
    | PauseRun
    | ResumeRun
    | CancelRun
    | FinishRun
    | RetryDelivery
    | RetryRun
    | ResolveDelivery
    | NoteNotFound
    | PauseHouse
    | ReleaseHouse
    | RecordBounce
    | RecordComplaint
    | PassOn
    | HandleParked
    | DiscardParked
    | ReopenMail
    | InviteCoordinator
    | RemoveCoordinator
    | SetPassword
    | SetSecondFactor
    | SendTestCopy
    | SendDigest
    | KeepLetter
    | RestoreLetter
)
