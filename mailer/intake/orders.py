"""The lines of a coordinator's reply to a digest: `1 ja`, `3 alleen donderdag`, `STOP herinnering`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mailer.intake.answer import read_answer
from mailer.intake.verdict import Action, Answer, Setting, Verdict
from mailer.message.mail import Mail
from mailer.message.own_words import OwnWords
from mailer.message.own_words.closing_words import CLOSING

MOST_ORDERS = 60
"""Lines that are read; nobody types more, and a thread that was quoted without marks ends here."""
_LONGEST_LINE = 300
_LONGEST_IDLE = 40


class Verb(StrEnum):
    """What a line asks for."""

    DECIDE = "decide"
    GO = "go"
    STOP = "stop"
    STATUS = "status"
    UNCLEAR = "unclear"


class Meant(StrEnum):
    """What is to become of a numbered mail, as one word says it."""

    YES = "yes"
    COMES = "comes"
    NO = "no"
    STAYS_AWAY = "stays away"
    MAYBE = "maybe"
    AGREED = "agreed"
    BY_HAND = "by hand"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Order:
    """One line, what it asks for, and of which number or about which letter; `words` are in lower case."""

    line: str
    verb: Verb
    number: int = 0
    words: str = ""


_WORDS = {
    Meant.YES: ("ja", "yes"),
    Meant.COMES: ("komt", "komt wel", "ja komt", "comes", "does come"),
    Meant.NO: ("nee", "no"),
    Meant.STAYS_AWAY: ("komt niet", "nee komt niet", "does not come", "doesn't come", "is not coming"),
    Meant.MAYBE: ("misschien", "maybe"),
    Meant.AGREED: ("klopt", "akkoord", "ok", "oke", "eens", "goed", "agreed", "right", "correct"),
    Meant.BY_HAND: ("klaar", "gedaan", "zelf gedaan", "done", "by hand"),
    Meant.AWAY: ("weg", "wegleggen", "leg weg", "put away", "away", "discard"),
}
_MEANT = {word: meant for meant, words in _WORDS.items() for word in words}
_VERBS = {"go": Verb.GO, "start": Verb.GO, "stop": Verb.STOP}
_STATUS = frozenset({"status", "stand", "hoe staat het", "how do we stand"})
_GREETINGS = ("beste", "dag", "hoi", "hallo", "hi", "hello", "dear", "goedemorgen", "goedemiddag")
_THANKS = frozenset({"dank", "dank je", "dank u", "bedankt", "dankjewel", "thanks", "thank you"})

# possessive, so that hostile input costs one look
_NUMBERED = re.compile(r"#?(\d{1,4})\s?[.:)]?\s++(\S.*+)")
_NEXT_NUMBER = re.compile(r"[,;] ?(?=#?\d{1,4}\s?[.:)]?\s\w)")
_BEGINS = frozenset(
    ("ja", "yes", "nee", "no", "niet", "not", "alleen", "only", "wel", "komt", "comes", "zij", "hij", "ze")
)
_HEDGES = frozenset(("maar", "but", "als", "if", "tenzij", "unless", "mits", "of", "or", "behalve", "except"))
_PLAIN = re.compile(r"[^\W\d_](?:[^\W\d_]|[ ,'-]){0,120}+")
_ALONE = re.compile(r"(?:komt|comes|zij komt|hij komt|ze komt) (?=\w)")


def orders(own_words: str, name: str = "") -> tuple[Order, ...]:
    """Read a reply line by line; greetings, thanks and the writer's name ask for nothing."""
    names = frozenset(name.casefold().split())
    return tuple(_orders(own_words, names))[:MOST_ORDERS]


def _orders(own_words: str, names: frozenset[str]) -> Iterator[Order]:
    for written in own_words.splitlines():
        line = " ".join(written.split())
        if not line or _idle(line, names):
            continue
        if len(line) > _LONGEST_LINE:
            yield Order(line[:_LONGEST_LINE], Verb.UNCLEAR)
            continue
        yield from (_order(piece.strip()) for piece in _NEXT_NUMBER.split(line) if piece.strip())


def _order(line: str) -> Order:
    words = _bare(line)
    if words in _STATUS:
        return Order(line, Verb.STATUS)
    first, _, rest = words.partition(" ")
    if first.rstrip(":") in _VERBS and rest:
        return Order(line, _VERBS[first.rstrip(":")], words=rest)
    if numbered := _NUMBERED.fullmatch(words):
        return Order(line, Verb.DECIDE, int(numbered[1]), numbered[2])
    return Order(line, Verb.UNCLEAR)


def meant(words: str) -> Meant | None:
    """Give what a numbered line says in one word or two; None when it says more."""
    return _MEANT.get(words.replace(",", ""))


def answer_in(words: str, setting: Setting) -> Verdict | None:
    """Read the rest of a numbered line as the answer of the person it is about; None where that is not plain.

    A digit may be another line's number, and what begins with a name is a line of the digest itself.
    """
    said = words.replace(",", " ").split()
    if said[0] not in _BEGINS or not _HEDGES.isdisjoint(said) or not _PLAIN.fullmatch(words):
        return None
    found = read_answer(OwnWords(_ALONE.sub("", words, count=1), (), "", "", ""), Mail(), setting)
    plain = found.action is Action.ACT and not (found.question or found.guests or found.substitute)
    return found if plain and isinstance(found.answer, Answer) else None


def _bare(line: str) -> str:
    # what begins with a sign is quoted, or a list of ours
    return line.casefold().rstrip(" .!")


def _idle(line: str, names: frozenset[str]) -> bool:
    """Say whether a line is only there to be polite."""
    words = _bare(line).rstrip(",")
    if len(words) > _LONGEST_IDLE:
        return False
    said = words.split()
    polite = words in _THANKS or bool(CLOSING.fullmatch(words)) or (bool(said) and set(said) <= names)
    return polite or not words or (said[0].rstrip(",") in _GREETINGS and len(said) <= 3)
