"""What the letters to a coordinator may say: how things stand, and what became of each line of a reply."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ParkedFacts:
    """A mail that waits, under its number; `suggestion` is yes, no, maybe, subscribe, unsubscribe or "".

    `about` is the meeting it answers, "" for none; `parts`, `diet` and `hotel` go with a yes.
    """

    number: int
    who: str
    words: str
    about: str = ""
    suggestion: str = ""
    parts: tuple[str, ...] = ()
    hotel: bool | None = None
    diet: str = ""
    question: bool = False


@dataclass(frozen=True, slots=True)
class OutgoingFacts:
    """A letter that goes out soon, or waits to be let go; `write` is what it is called by in a reply.

    `reaches` is how many people a run that waits reaches, "200+" where more follow; "" for one to come.
    """

    letter: str
    meeting: str
    when: str
    write: str
    waits: bool = False
    by_itself: bool = False
    reaches: str = ""


@dataclass(frozen=True, slots=True)
class StandFacts:
    """How the next meeting stands."""

    meeting: str
    capacity: int
    invited: int
    accepted: int
    waiting: int
    declined: int
    tentative: int
    parked: int


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """A digest; `more` mails wait that have no number in it, and of `unknown` mails nobody knows the fate.

    `answers`, `requests` and `others` count what came in since the last one and was dealt with.
    """

    mails: tuple[ParkedFacts, ...] = ()
    more: int = 0
    outgoing: tuple[OutgoingFacts, ...] = ()
    answers: int = 0
    requests: int = 0
    others: int = 0
    unknown: int = 0

    @property
    def something(self) -> bool:
        """Whether there is anything to tell."""
        counted = self.answers + self.requests + self.others + self.unknown
        return bool(self.mails or self.outgoing or counted)


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What became of one line of a reply: `outcome` is one of the words of `mailer.service.obeying`."""

    line: str
    outcome: str
    who: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SaidFacts:
    """The answer to a reply; `stand` where it was asked for, `help` where something was not understood."""

    lines: tuple[LineFacts, ...] = ()
    stand: StandFacts | None = None
    help: bool = False
