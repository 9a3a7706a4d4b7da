"""The people of the story, read from `cast.toml`, and what else lands in info@, from `unrelated.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from mailer.domain.address import Mailbox

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who writes to info@; `cast.toml` says what each field means."""

    name: str
    address: str
    organisation: str
    asks: str
    language: str = "nl"
    confirms: str = "Ja, dat klopt."
    answers: str = ""
    day: int = 1
    prompted: str = ""
    offered: str = ""
    later: str = ""
    leaves: str = ""
    moves_to: str = ""
    away: str = ""
    bounces: bool = False
    late: bool = False
    program: str = "plain"

    @property
    def mailbox(self) -> Mailbox:
        """The address with the name."""
        return Mailbox(self.address, self.name)


@dataclass(frozen=True, slots=True)
class Unrelated:
    """A mail that has nothing to do with the list; `list` says that it has a mailing list's header fields."""

    sender: str
    subject: str
    text: str
    list: bool = False


def guests() -> tuple[Guest, ...]:
    """Give the cast in the order in which they write."""
    found = tomllib.loads((_HERE / "cast.toml").read_text("utf-8"))["guest"]
    return tuple(Guest(**one) for one in found)


def unrelated() -> tuple[Unrelated, ...]:
    """Give the other mail."""
    found = tomllib.loads((_HERE / "unrelated.toml").read_text("utf-8"))["mail"]
    return tuple(Unrelated(one.pop("from"), **one) for one in found)
