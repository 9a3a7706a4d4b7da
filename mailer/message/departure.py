"""Somebody who won't come back: what the note at the address says of a successor or a new address."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from mailer.domain.address import same
from mailer.message.bounces.addresses import Mention, mentions
from mailer.message.mail import Mail

_NEW = re.compile(
    r"\b(?:nieuwe?|new|neue|nouvelle) (?:e-?)?(?:mail)?-? ?(?:adres|address|adresse)\b|\bmijn nieuwe\b"
    r"|\bmy new\b|\b(?:mij|me|ik)\b.{0,40}\b(?:bereiken|bereikbaar)\b|\breach me\b|\badres is gewijzigd\b"
    r"|\bhas changed to\b",
    re.IGNORECASE,
)
_PARTICLES = frozenset({"van", "de", "der", "den", "ten", "ter", "te", "het", "'t", "von", "la", "du"})
_FILLERS = frozenset(
    {"via", "op", "at", "on", "e-mail", "email", "mail", "mailadres", "e-mailadres", "adres", "per", "is"}
)
_STARTS = frozenset(
    {"Voor", "Bij", "Mijn", "Uw", "U", "Please", "For", "My", "Contact", "Neem", "Mail", "Graag", "Vanaf"}
)
_BEFORE = 100


@dataclass(frozen=True, slots=True)
class Successor:
    """Who is named instead, with an address."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Departure:
    """Whom to turn to when somebody left; either may be missing."""

    successors: tuple[Successor, ...] = ()
    new_address: str | None = None


def read_departure(text: str, mail: Mail, own_addresses: Collection[str]) -> Departure:
    """Read a note of departure: the address it calls new, and whoever else it names with an address."""
    lines = text.splitlines()
    known = {*own_addresses, mail.originator.address if mail.originator else ""}
    named = [m for m in mentions(lines) if not any(same(m.address, address) for address in known)]
    new = next((m.address for m in named if _NEW.search(_before(m, lines))), None)
    others = {
        m.address: Successor(m.address, _name(_before(m, lines))) for m in reversed(named) if m.address != new
    }
    return Departure(tuple(others.values())[::-1], new)


def _before(found: Mention, lines: list[str]) -> str:
    """Give the words before an address, from the line above on: addresses often stand alone on a line."""
    line = lines[found.line]
    above = lines[found.line - 1] if found.line else ""
    return f"{above} {line[: line.find(found.address)]}"[-_BEFORE:]


def _name(text: str) -> str:
    """Give the name a text ends with, "" when it ends with none."""
    name: list[str] = []
    for word in reversed(re.findall(r"[\w'.-]+", text)):
        bare = word.strip(".'-")
        if not name and bare.lower() in _FILLERS:
            continue
        starts = bare[:1].isupper() and bare not in _STARTS
        if not starts and not (name and bare.lower() in _PARTICLES):
            break
        if name and word.endswith(".") and len(bare) > 1:
            break
        name.append(bare)
    while name and name[-1].lower() in _PARTICLES:
        name.pop()
    return " ".join(reversed(name))
