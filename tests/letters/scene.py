"""What the tests of letters share: the book, Anna, and one mail to her."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from zoneinfo import ZoneInfo

from mailer.domain.address import Mailbox
from mailer.letters.facts import Facts
from mailer.letters.fill import fill
from mailer.letters.greeting import greeting
from mailer.letters.heading import Heading
from mailer.letters.letter import LetterBook
from mailer.letters.sample import samples
from mailer.letters.skeleton import Skeleton

FOLDER = Path(__file__).parents[2] / "templates" / "letters"
BOOK = LetterBook(FOLDER)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")

ANNA = Mailbox("anna.dewit@zwolle.example", "Anna de Wit")
REPLY_TO = Mailbox("info+r7a1e0c24b8d9f36@kring.example", "Marieke Hofstra")
CALENDAR_OBJECT = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"

FULL, BARE = (
    dict(zip(("nl", "en"), both, strict=True)) for both in zip(samples("nl"), samples("en"), strict=True)
)


def every_letter() -> list[tuple[str, str]]:
    """Each kind in each of its languages."""
    return [(kind, language) for kind in BOOK.kinds() for language in BOOK.languages(kind)]


def every_skeleton() -> Iterator[tuple[str, str, Skeleton]]:
    """Each letter with each set of sample facts."""
    for kind, language in every_letter():
        for facts in (FULL[language], BARE[language]):
            yield kind, language, BOOK.skeleton(kind, language, facts)


def skeleton(kind: str, language: str = "nl", facts: Facts | None = None) -> Skeleton:
    return BOOK.skeleton(kind, language, facts or FULL[language])


def heading(to: Mailbox = ANNA) -> Heading:
    return Heading(
        to=to,
        message_id="8c1f@kring.example",
        date=datetime(2031, 6, 2, 9, 0, tzinfo=AMSTERDAM),
        reply_to=REPLY_TO,
        list_unsubscribe=(
            "https://kring.example/unsubscribe/r7a1e0c24b8d9f36",
            "mailto:info+u7a1e0c24b8d9f36@kring.example?subject=unsubscribe",
        ),
    )


def values(to: Mailbox = ANNA, language: str = "nl") -> dict[str, str | bytes]:
    return {
        "person.greeting": greeting(to.name, language),
        "person.name": to.name,
        "person.address": to.address,
        "link.reply_to": REPLY_TO.address,
        "link.reference": "[zandwijk-2031]",
        "link.unsubscribe_mailto": "mailto:info+u7a1e0c24b8d9f36@kring.example?subject=unsubscribe",
        "calendar": CALENDAR_OBJECT,
    }


def mail(kind: str, language: str = "nl", **changed: str | bytes) -> bytes:
    return fill(skeleton(kind, language), heading(), values(language=language) | changed)


@dataclass(frozen=True)
class Opened:
    """A mail as a reader's program opens it."""

    message: EmailMessage
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.parts["text/plain"]

    @property
    def html(self) -> str:
        return self.parts["text/html"]


def opened(octets: bytes) -> Opened:
    message = message_from_bytes(octets, policy=default)
    assert isinstance(message, EmailMessage)
    parts = ((part.get_content_type(), str(part.get_content())) for part in message.iter_parts())
    return Opened(message, {kind: content.replace("\r\n", "\n") for kind, content in parts})


def book_with(folder: Path, body: str, *, subject: str = "Een brief", front: str = "") -> LetterBook:
    """A book of one letter, `note.nl.md`, whose body begins on line 6."""
    (folder / "parts").mkdir(exist_ok=True)
    (folder / "layout.html").write_text((FOLDER / "layout.html").read_text())
    (folder / "parts" / "footer-subscriber.nl.md").write_text("Onderaan {{ series.name }}\n")
    about = front or f"subject = '{subject}'\nsent = 'run'\nreader = 'subscriber'"
    (folder / "note.nl.md").write_text(f"+++\n{about}\n+++\n{body}")
    return LetterBook(folder)
