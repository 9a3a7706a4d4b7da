"""A skeleton: the octets of a letter as everybody gets it, with gaps where each person's values go."""

import json
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import accumulate, pairwise

from mailer.letters.slots import CALENDAR


class Place(StrEnum):
    """Where a gap is, and so how a value is written there."""

    TEXT = "text"
    HTML = "html"
    URL = "url"
    """In a link of the HTML part: percent-encoded (RFC 3986 section 2.1)."""
    CALENDAR = "calendar"
    """The body of the calendar part, base64."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A place for the value of a slot; `lead` are octets that come before a value that is not empty."""

    slot: str
    place: Place
    lead: bytes = b""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """What a letter says, in CRLF and seven bits: `pieces` around `gaps`, one piece more than gaps.

    It begins with the header fields that all its mails share; `Heading` gives the others. No line begins
    with a dot.
    """

    subject: str
    pieces: tuple[bytes, ...]
    gaps: tuple[Gap, ...]

    @property
    def slots(self) -> frozenset[str]:
        """The slots that `fill` needs a value for."""
        return frozenset(gap.slot for gap in self.gaps)

    @property
    def carries_calendar(self) -> bool:
        """Whether there is a place for a calendar object, the value of the slot `calendar`."""
        return CALENDAR in self.slots

    @property
    def digest(self) -> str:
        """The SHA-256 of its stored form, in hexadecimal."""
        return sha256(self.to_bytes()).hexdigest()

    def to_bytes(self) -> bytes:
        """Give the form it is stored in: a line of JSON that says where the gaps are, then the octets."""
        ends = accumulate(len(piece) for piece in self.pieces)
        gaps = [
            (end, g.slot, g.place, g.lead.decode("ascii")) for end, g in zip(ends, self.gaps, strict=False)
        ]
        return (
            json.dumps({"subject": self.subject, "gaps": gaps}).encode("ascii")
            + b"\n"
            + b"".join(self.pieces)
        )

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Skeleton":
        """Read back what `to_bytes` gave; raises `ValueError` for anything else."""
        about, _, octets = stored.partition(b"\n")
        try:
            found = json.loads(about)
            ends = [int(end) for end, *_ in found["gaps"]]
            gaps = tuple(Gap(slot, Place(place), lead.encode()) for _, slot, place, lead in found["gaps"])
            pieces = tuple(
                # kept before it was promised that no line begins with a dot
                octets[start:end].replace(b"\r\n.", b"\r\n=2E")
                for start, end in pairwise([0, *ends, len(octets)])
            )
            return cls(found["subject"], pieces, gaps)
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"not a stored skeleton: {error}") from error
