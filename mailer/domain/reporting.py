"""The commands about addresses that can't be written to, whose owners complain, or ask to be forgotten."""

from dataclasses import dataclass

from mailer.domain.subscription import SuppressionReason


@dataclass(frozen=True, slots=True)
class Suppress:
    """Send nothing to an address any more."""

    address: str
    reason: SuppressionReason
    evidence: str


@dataclass(frozen=True, slots=True)
class RecordBounce:
    """A delivery report: `permanent` ends the sending to the address."""

    address: str
    delivery: int | None
    permanent: bool
    status: str
    evidence: str


@dataclass(frozen=True, slots=True)
class RecordComplaint:
    """Somebody pressed "this is spam": off the list, and nothing more is sent."""

    address: str
    evidence: str


@dataclass(frozen=True, slots=True)
class ErasePerson:
    """A person asks to be forgotten: all that tells of him or her goes."""

    person: int
