"""What it costs to write the mails of a run, beside the plain way: Jinja2 and EmailMessage for each of them.

    python bench/letters.py [--mails 2000] [--rounds 5]

The same letter at about 2 and 20 kB (text and HTML, its own Reply-To and List-Unsubscribe for everyone). Both
ways write the same mails to the same people, in turn in each round; what counts is the median of the rounds.
"""

import argparse
import gc
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime
from itertools import cycle, islice
from pathlib import Path
from time import process_time

from jinja2 import Environment, Template

sys.path.insert(0, str(Path(__file__).parent.parent))

from report import table

from mailer.domain.delivery import Delivery
from mailer.domain.subscription import Person
from mailer.letters.facts import Facts, series_facts
from mailer.letters.greeting import greeting
from mailer.letters.heading import date_field, own_fields
from mailer.letters.letter import LetterBook
from mailer.letters.skeleton import Skeleton
from mailer.letters.values import written
from mailer.message.tokens import Signer, subaddress
from mailer.service.envelope import Writer
from mailer.service.work import House
from mailer.settings import series_file

HOUSE = Path(__file__).parent.parent
KENNISPLATFORM = series_file.read_all(HOUSE / "config" / "series")["kennisplatform"]
SERIES = replace(KENNISPLATFORM, subaddressing=True, unsubscribe_url="https://kennisplatform.example/off/")
SIGNER = Signer(b"a secret for the bench")
NOW = datetime(2031, 6, 2, 7, 0, tzinfo=UTC)
NAMES = ("Anna de Wit", "Bart Smit", "Carla Jansen", "Dirk Visser", "Els Bakker", "Zoë de Boer")
SENTENCE = "Op donderdag eten we samen in Hattem, en op vrijdag lopen we langs de IJssel.\n\n"
LETTER = """+++
subject = "Uitnodiging 14 en 15 september, Hattem"
sent = "run"
reader = "subscriber"
+++
{{ person.greeting }}

%s
```buttons
Ja, ik kom
Nee, helaas
```
"""
LAYOUT = "<html><body>{{ body|safe }}{{ footer|safe }}</body></html>"
FOOTER = "[Afmelden]({{ link.unsubscribe_mailto }})\n"
SIZES = {"2 kB": 1, "20 kB": 105}
"""How many sentences make a mail of that size."""


class Shelf:
    """The outbox with one skeleton in it."""

    def __init__(self, skeleton: Skeleton) -> None:
        self._octets = skeleton.to_bytes()
        self.outbox = self

    def skeleton(self, _: str) -> bytes:
        return self._octets

    def language(self, _: str) -> str:
        return "nl"


def skeleton(sentences: int) -> Skeleton:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "parts").mkdir()
        (folder / "layout.html").write_text(LAYOUT)
        (folder / "parts" / "footer-subscriber.nl.md").write_text(FOOTER)
        (folder / "note.nl.md").write_text(LETTER % (SENTENCE * sentences))
        return LetterBook(folder).skeleton("note", "nl", Facts(series_facts(SERIES, "nl")))


def people(mails: int) -> Iterator[tuple[Delivery, Person]]:
    for number, name in enumerate(islice(cycle(NAMES), mails), 100_000):
        address = f"{name.split()[0].lower()}.{number}@gemeente{number % 300}.example".replace("ë", "e")
        message_id = f"{number:024x}@kennisplatform.example"
        yield (
            Delivery(
                "note", number, address, SERIES.key, "digest", {}, message_id, NOW, NOW, "hattem", id=number
            ),
            Person(number, address, name, "", "nl"),
        )


def fast(letter: Skeleton, wanted: list[tuple[Delivery, Person]]) -> Iterator[bytes]:
    house = House(
        {SERIES.key: SERIES}, LetterBook(HOUSE / "templates" / "letters"), SIGNER, {}, "", str, float
    )
    writer = Writer(house)
    writer.learn(Shelf(letter), [delivery for delivery, _ in wanted])  # type: ignore[arg-type]
    return (writer.envelope(delivery, person, NOW).octets for delivery, person in wanted)


def plain(letter: Skeleton, wanted: list[tuple[Delivery, Person]]) -> Iterator[bytes]:
    """Write the same mails as most programs would: two templates and an EmailMessage for each person."""
    text, html = templates(letter, *wanted[0])
    for delivery, person in wanted:
        reply, leave, _ = SIGNER.tokens(delivery.person)
        known = {
            "greeting": greeting(person.name, "nl"),
            "reply": subaddress(SERIES.mailbox, reply),
            "leave": subaddress(SERIES.mailbox, leave),
        }
        mail = EmailMessage(policy=SMTP)
        mail["Date"] = format_datetime(NOW)
        mail["Message-ID"] = f"<{delivery.message_id}>"
        mail["From"] = f"{SERIES.sender_name} <{SERIES.mailbox}>"
        mail["To"] = f"{person.name} <{delivery.address}>"
        mail["Subject"] = letter.subject
        mail["Reply-To"] = f"{SERIES.sender_name} <{known['reply']}>"
        mail["List-Unsubscribe"] = f"<{SERIES.unsubscribe_url}{leave}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail["List-Id"] = f"<{SERIES.list_id}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text.render(known))
        mail.add_alternative(html.render(known), subtype="html")
        yield mail.as_bytes()


def templates(letter: Skeleton, delivery: Delivery, person: Person) -> tuple[Template, Template]:
    """Make templates of one mail, with what is personal taken out again."""
    environment = Environment(autoescape=True)
    mail = message_from_bytes(next(fast(letter, [(delivery, person)])), policy=default)
    tokens = SIGNER.tokens(delivery.person)
    known = {
        greeting(person.name, "nl"): "{{ greeting }}",
        subaddress(SERIES.mailbox, tokens.reply): "{{ reply }}",
        subaddress(SERIES.mailbox, tokens.leave): "{{ leave }}",
    }
    found = []
    for part in mail.iter_parts():
        words = str(part.get_content())
        for value, name in known.items():
            words = words.replace(value, name)
        found.append(environment.from_string(words))
    return found[0], found[1]


Way = Callable[[Skeleton, list[tuple[Delivery, Person]]], Iterator[bytes]]


def cost(way: Way, letter: Skeleton, wanted: list[tuple[Delivery, Person]]) -> float:
    """Give the microseconds of CPU a mail takes; each mail is let go before the next."""
    mails = way(letter, wanted)
    next(mails)
    gc.collect()
    began = process_time()
    for _ in mails:
        pass
    return (process_time() - began) / (len(wanted) - 1) * 1e6


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=2000)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    wanted = list(people(given.mails))
    rows = []
    for sentences in SIZES.values():
        letter = skeleton(sentences)
        size = len(next(fast(letter, wanted)))
        ours = [cost(fast, letter, wanted) for _ in range(given.rounds)]
        theirs = [cost(plain, letter, wanted[: given.mails // 10]) for _ in range(given.rounds)]
        ratio = statistics.median(b / a for a, b in zip(ours, theirs, strict=True))
        us, them = statistics.median(ours), statistics.median(theirs)
        rows.append(
            {
                "a mail of": f"{size:,} octets",
                "cast": f"{us:.1f} us",
                "by Jinja2 and EmailMessage": f"{them:,.0f} us",
                "ratio": f"{ratio:.0f}",
                "cast in a second": f"{1e6 / us:,.0f}",
            }
        )
    table("Writing the mails of a run", rows)
    parts(wanted)


def parts(wanted: list[tuple[Delivery, Person]]) -> None:
    """Say what each part of a mail costs, by itself."""
    second = int(NOW.timestamp())
    gap = next(gap for gap in skeleton(1).gaps if gap.slot == "person.greeting")
    each: dict[str, Callable[[Delivery, Person], object]] = {
        "tokens": lambda delivery, _: SIGNER.tokens(delivery.person),
        "Date, Message-ID, To": lambda delivery, person: own_fields(
            date_field(second, SERIES.zone), delivery.address, person.name, delivery.message_id
        ),
        "greeting": lambda _, person: greeting(person.name, "nl"),
        "greeting, encoded": lambda _, person: written(gap, greeting(person.name, "nl")),
    }
    rows = []
    for name, work in each.items():
        began = process_time()
        for delivery, person in wanted:
            work(delivery, person)
        rows.append({"part": name, "us": f"{(process_time() - began) / len(wanted) * 1e6:.2f}"})
    table("What the parts of a mail cost", rows)


if __name__ == "__main__":
    main()
