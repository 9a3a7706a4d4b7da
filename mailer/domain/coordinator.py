"""Who may enter the console, as what, and for how long (pure); and the commands about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mailer.domain.address import Mailbox

LINK_LASTS = timedelta(hours=24)
"""How long a one-time link can be used."""
SESSION_RESTS = timedelta(hours=12)
"""A session nobody uses for so long is over."""
SESSION_LASTS = timedelta(days=7)
"""However much it is used, a session is over then."""
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200


class Role(StrEnum):
    """What somebody may do in the console."""

    COORDINATOR = "coordinator"
    """See everything and decide."""
    READER = "reader"
    """See everything and change nothing but the own account."""


@dataclass(frozen=True, slots=True)
class Coordinator:
    """Somebody who may enter the console; a reader is one whose role lets him or her act on nothing."""

    id: int
    address: str
    name: str
    role: Role
    language: str
    has_password: bool = False
    has_second_factor: bool = False

    @property
    def acts(self) -> bool:
        """Whether he or she may do more than look."""
        return self.role is Role.COORDINATOR

    @property
    def called(self) -> str:
        """The name, or the address where there is none."""
        return self.name or self.address


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that is logged in; `digest` stands for the token only that browser has."""

    digest: str
    coordinator: Coordinator
    made_at: datetime
    seen_at: datetime
    agent: str

    def over(self, now: datetime) -> bool:
        """Say whether it can't be used any more."""
        return now >= min(self.seen_at + SESSION_RESTS, self.made_at + SESSION_LASTS)


GUESSING_WINDOW = timedelta(minutes=15)


class Guessed(StrEnum):
    """By what wrong guesses are counted."""

    BOTH = "both"
    """This address from this peer."""
    ADDRESS = "address"
    PEER = "peer"


MOST_GUESSES: Mapping[Guessed, int] = {Guessed.BOTH: 5, Guessed.ADDRESS: 20, Guessed.PEER: 40}
"""So many wrong guesses in the window, and the next is not looked at.

Somebody who guesses at a coordinator's address from elsewhere has to come from four peers to shut that
coordinator out, and then for a quarter of an hour; a one-time link lets in all the same.
"""


def may_guess(wrong: Mapping[Guessed, int]) -> bool:
    """Say whether another guess is looked at, after so many wrong ones in the window."""
    return all(wrong[by] < most for by, most in MOST_GUESSES.items())


@dataclass(frozen=True, slots=True)
class InviteCoordinator:
    """Let somebody into the console by a one-time link, new or known; `link` is the digest of its token."""

    mailbox: Mailbox
    role: Role
    language: str
    link: str


@dataclass(frozen=True, slots=True)
class RemoveCoordinator:
    """Nobody enters the console as this address any more; every session ends."""

    address: str


@dataclass(frozen=True, slots=True)
class SetPassword:
    """A coordinator chooses a password; `hashed` is its Argon2 hash. Other sessions end."""

    coordinator: int
    hashed: str
    but_session: str = ""


@dataclass(frozen=True, slots=True)
class SetSecondFactor:
    """A coordinator logs in with codes of a phone too; without a `secret`: not any more."""

    coordinator: int
    secret: str


@dataclass(frozen=True, slots=True)
class SendTestCopy:
    """A coordinator wants to see in the own mail program what a person would get of a step."""

    coordinator: int
    meeting: str
    step: str
    person: int
