"""What one clause can say: a stance on coming, the hotel, a diet, a question, or a doubt."""

from dataclasses import dataclass

from mailer.intake.verdict import Answer


@dataclass(frozen=True, slots=True)
class Stance:
    """The writer on coming; `parts` None is the meeting as a whole."""

    answer: Answer
    rule: str
    words: str
    sentence: int
    parts: frozenset[str] | None = None
    only: bool = False
    """The parts and no others."""
    bare: bool = False
    """A word such as `ja` or `tot dan`, that gives way to a clause that says more."""
    contrast: bool = False
    """It begins with but."""
    contrasted: bool = False
    """A clause with but follows it in the sentence."""
    remark: bool = False
    """Says when one arrives or leaves within the parts, and does not choose among them."""


@dataclass(frozen=True, slots=True)
class Bed:
    """The writer on the hotel; None is undecided."""

    wanted: bool | None
    words: str
    travels: bool = False
    """Only told by a journey back, not by a night."""
    parts: frozenset[str] = frozenset()
    """The day-parts it names."""
    vague: bool = False
    """Only a mention: it gives way to a plain word on the bed."""


@dataclass(frozen=True, slots=True)
class Diet:
    """What the writer does or does not eat; "" is: nothing special."""

    text: str
    words: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; the answer hangs on it when `hanging`."""

    words: str
    hanging: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a careful person would ask about."""

    rule: str
    words: str
    tentative: bool = False
    """It makes the answer a perhaps rather than unclear."""
    plain: bool = False
    """It adds nothing to a perhaps: `weet ik niet, zou kunnen`."""
    sentence: int = -1
    """It only matters beside a stance in this sentence; -1: everywhere."""
    mild: bool = False
    """It gives way where all that is said elsewhere is one plain answer."""


@dataclass(frozen=True, slots=True)
class Aside:
    """What explains something else, such as a bed, and says nothing of coming."""

    words: str


Finding = Stance | Bed | Diet | Asked | Aside | Doubt
