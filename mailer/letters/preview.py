"""A letter as sample people would get it, and what is to be said of it: size, subject, links, contrast."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborHTMLParser

from mailer.domain.address import Mailbox
from mailer.letters.contrast import Faint, faint
from mailer.letters.fill import fill
from mailer.letters.greeting import greeting
from mailer.letters.heading import Heading
from mailer.letters.letter import LetterBook
from mailer.letters.sample import MEETING, SERIES, samples
from mailer.letters.slots import CALENDAR
from mailer.message.mail import Mail
from mailer.message.parse import parse

LONGEST_SUBJECT = 60
"""Telephones show no more."""
MOST_OCTETS = 102_000
"""Gmail cuts off what is longer."""
SAMPLE_PEOPLE = (Mailbox("anna@zandwijk.example", "Anna de Wit"), Mailbox("post@zandwijk.example"))
"""The reader of the fullest letter there can be, and of the barest: one who gave no name."""
_LEAVE = f"mailto:{SERIES.mailbox}?subject=unsubscribe"
_WRITTEN_AT = datetime(2031, 6, 2, 9, tzinfo=ZoneInfo("Europe/Amsterdam"))


@dataclass(frozen=True, slots=True)
class Preview:
    """One sample person's mail."""

    who: Mailbox
    octets: bytes
    mail: Mail

    @property
    def links(self) -> tuple[str, ...]:
        """Where its links lead, each once."""
        found = LexborHTMLParser(self.mail.html).css("a[href]")
        return tuple(dict.fromkeys(str(one.attributes["href"]) for one in found))

    @property
    def faint(self) -> tuple[Faint, ...]:
        """The colours in it that can hardly be read."""
        return faint(self.mail.html)

    @property
    def too_long(self) -> bool:
        """Whether some mail program cuts it off."""
        return len(self.octets) > MOST_OCTETS

    @property
    def subject_too_long(self) -> bool:
        """Whether telephones don't show all of its subject."""
        return len(self.mail.subject) > LONGEST_SUBJECT


def previews(book: LetterBook, kind: str, language: str, source: str | None = None) -> Sequence[Preview]:
    """Write a letter for the sample people; raises `LetterError`."""
    both = zip(SAMPLE_PEOPLE, samples(language), strict=True)
    found = []
    for who, facts in both:
        octets = fill(book.skeleton(kind, language, facts, source), _heading(who), _values(who, language))
        found.append(Preview(who, octets, parse(octets)))
    return found


def _heading(who: Mailbox) -> Heading:
    reply_to = Mailbox(SERIES.mailbox, SERIES.sender_name)
    return Heading(who, "sample@kring.example", _WRITTEN_AT, reply_to, list_unsubscribe=(_LEAVE,))


def _values(who: Mailbox, language: str) -> dict[str, str | bytes]:
    return {
        "person.greeting": greeting(who.name, language),
        "person.name": who.name or who.address,
        "person.address": who.address,
        "link.reply_to": SERIES.mailbox,
        "link.reference": f"[{MEETING.key}]",
        "link.unsubscribe_mailto": _LEAVE,
        CALENDAR: b"",
    }
