"""How long a mail takes from its octets to the verdict, against the standard library reading the same mail.

    python bench/understanding.py [--runs 30] [--json]

Answers with the threads that Outlook and others leave below them, also where the letter that is answered is
known; requests to the list's address, above a thread and long ones in every language; newsletters. Both
readers take turns on one core; what counts is the median of each, and of their ratios. The standard library
(`policy.default`) parses, walks and decodes every part, and understands nothing.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from report import table

from mailer.intake.incoming import Incoming
from mailer.intake.interpret import interpret
from mailer.intake.verdict import Setting
from mailer.message.automatic import read_automatic
from mailer.message.bounces.reports import read_reports
from mailer.message.itip import calendar_reply
from mailer.message.own_words import own_words
from mailer.message.parse import parse
from mailer.settings import meeting_file

GOAL = 10.0
"""Milliseconds a mail of 20 kB may take (docs/understanding-machines.md)."""

HATTEM = meeting_file.read(Path(__file__).parent.parent / "config" / "meetings" / "hattem-2017.toml")
OURS = frozenset({"info@kring.example"})
ANSWER = Setting(HATTEM, own_addresses=OURS, at=datetime(2017, 7, 20, tzinfo=UTC))
REQUEST = Setting(own_addresses=OURS, at=datetime(2017, 7, 20, tzinfo=UTC))

SAID = (
    "Beste Marieke,\n\nDank voor de uitnodiging. Donderdag ben ik er graag bij, ook bij het diner, maar"
    " vrijdag heb ik een raadsvergadering. Ik blijf wel slapen. Kan ik bij het station opgehaald worden?"
    " Ik eet vegetarisch.\n\nMet vriendelijke groet,\n\nAnna de Wit\nGemeentesecretaris\nGemeente Zwolle\n"
)
WISH = (
    "Dear organisers,\n\nA colleague at our council told me about your meetings on what a street knows."
    " I would like to be put on your invitation list, please. I have worked in housing for some years.\n\n"
)
STORY = "De wijk weet zelf het best wat er speelt, en daarom lopen we er samen een middag doorheen.\n"
TALK = "Our council has been working with residents on plans for the market square and the old harbour. "
TALKS = {
    "Dutch": "Graag word ik op de uitnodigingslijst gezet. De afgelopen jaren heeft onze gemeente samen met"
    " bewoners gewerkt aan plannen voor het marktplein, en dat beviel goed. ",
    "German": "Bitte nehmen Sie mich in Ihre Einladungsliste auf. Unsere Gemeinde hat in den letzten Jahren"
    " mit den Einwohnern an Plänen für den Marktplatz gearbeitet, und das war gut. ",
    "French": "Merci de m'ajouter à votre liste d'invitation. Notre commune a travaillé avec les habitants"
    " sur des projets pour la place du marché et le vieux port. ",
    "Frisian": "Graach wol ik op 'e list fan útnoegings. Us gemeente hat de lêste jierren mei de ynwenners"
    " wurke oan plannen foar it merkplein en de âlde haven. ",
}
ARTICLE = (
    '<tr><td style="padding:12px;font-family:Arial,sans-serif;color:#333333"><h2 style="margin:0">'
    '<a href="https://vakblad.example/{0}?utm_source=mail">Bewoners aan het woord</a></h2>'
    '<p style="margin:0 0 10px 0">In nummer {0} leest u hoe bewoners meedenken over hun wijk, en wat dat'
    " vraagt van wie er werkt.</p></td>"
    '<td><img src="https://vakblad.example/{0}.png" width="200" alt="foto"></td></tr>'
)
FOOTER = (
    '<p style="font-size:10px">Wilt u dit niet meer? <a href="https://vakblad.example/uit">Afmelden</a></p>'
)
LETTER = f"Beste Anna,\n\nKomt u op 14 en 15 september naar Hattem?\n\n{STORY * 12}\nGroet,\nMarieke\n\n"
HEADING = (
    "Van: Kring <info@kring.example>\nVerzonden: donderdag 13 juli 2017 10:0{}\n"
    "Aan: Anna\nOnderwerp: Hattem\n\n"
)


def mails() -> Iterator[tuple[str, bytes, Setting]]:
    """Give the mails: what each is, its octets and what it is read in."""
    yield "Outlook, HTML and text, thread, 20 kB", outlook(3), ANSWER
    yield "text with a quoted thread, 20 kB", text_mail(SAID + "\n\n" + thread(16)), ANSWER
    yield "Outlook, HTML only, 20 kB", outlook(6, beside=False), ANSWER
    yield (
        "the same, letter known, 20 kB",
        text_mail(SAID + "\n\n" + thread(16)),
        replace(ANSWER, sent_text=LETTER),
    )
    yield "request in English, 4 kB", text_mail(WISH + TALK * 38), REQUEST
    yield "request in English, 20 kB", text_mail(WISH + TALK * 205), REQUEST
    for language, talk in TALKS.items():
        yield f"request in {language}, 20 kB", text_mail(talk * (20_000 // len(talk))), REQUEST
    yield "request above a thread, 20 kB", text_mail(WISH + "\n\n" + thread(16)), REQUEST
    yield "newsletter, HTML, 20 kB", newsletter(38), REQUEST
    yield "newsletter, HTML, 60 kB", newsletter(120), REQUEST
    yield "Outlook, HTML only, 60 kB", outlook(20, beside=False), ANSWER
    yield "thread of three years, 60 kB", text_mail(SAID + "\n\n" + thread(48)), ANSWER


def thread(letters: int) -> str:
    """Give a thread of quoted letters, below each other as Outlook leaves them."""
    return "".join(HEADING.format(number % 10) + LETTER for number in range(letters))


def outlook(letters: int, *, beside: bool = True) -> bytes:
    """Give a mail as Outlook's Word writes it; `beside` puts the text next to the page."""
    mail = _mail()
    paragraphs = [
        f'<p class="MsoNormal"><span lang="NL">{line or "&nbsp;"}<o:p></o:p></span></p>'
        for line in SAID.split("\n")
    ]
    border = '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
    for number in range(letters):
        head = "<br>".join(
            f"<b>{line.replace(': ', ':</b> ', 1)}" for line in HEADING.format(number).strip().split("\n")
        )
        paragraphs.append(f'<div>{border}<p class="MsoNormal">{head}</p></div></div>')
        paragraphs += [
            f'<p class="MsoNormal"><span lang="NL">{line}<o:p></o:p></span></p>'
            for line in LETTER.split("\n")
        ]
    style = "<style><!-- p.MsoNormal {margin:0cm; font-size:11.0pt;} --></style>"
    body = f'<body lang="NL"><div class="WordSection1">{"".join(paragraphs)}</div></body>'
    page = f'<html xmlns:o="urn:x"><head>{style}</head>{body}</html>'
    if beside:
        mail.set_content(SAID + "\n\n" + thread(letters), cte="quoted-printable")
        mail.add_alternative(page, subtype="html", cte="quoted-printable")
    else:
        mail.set_content(page, subtype="html", cte="quoted-printable")
    return mail.as_bytes()


def newsletter(articles: int) -> bytes:
    """Give a newsletter of so many articles that says nothing in its header."""
    mail = _mail()
    rows = "".join(ARTICLE.format(number) for number in range(articles))
    page = f'<html><body><table width="600" cellpadding="0">{rows}</table>{FOOTER}</body></html>'
    mail.set_content(page, subtype="html", cte="quoted-printable")
    return mail.as_bytes()


def text_mail(text: str) -> bytes:
    """Give a mail of nothing but text."""
    mail = _mail()
    mail.set_content(text, cte="8bit")
    return mail.as_bytes()


def _mail() -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Anna de Wit <anna.dewit@zwolle.example>", "info@kring.example"
    mail["Subject"], mail["Message-ID"] = "Re: Hattem", "<1@zwolle.example>"
    return mail


def library(octets: bytes) -> None:
    """Parse, walk and decode with the standard library."""
    for part in message_from_bytes(octets, policy=default).walk():
        if not part.is_multipart():
            part.get_content()


def measured(octets: bytes, setting: Setting, runs: int) -> Mapping[str, Any]:
    """Give the medians in milliseconds, their ratio, and where our time goes."""

    def ours() -> None:
        interpret(parse(octets), setting)

    def theirs() -> None:
        library(octets)

    ours()
    theirs()
    pairs = [(_timed(ours), _timed(theirs)) for _ in range(runs)]
    found = {
        "octets": len(octets),
        "ms": round(statistics.median(one for one, _ in pairs), 2),
        "library_ms": round(statistics.median(other for _, other in pairs), 2),
        "ratio": round(statistics.median(one / other for one, other in pairs), 2),
    }
    return found | {"stages": stages(octets, setting, runs)}


def stages(octets: bytes, setting: Setting, runs: int) -> dict[str, float]:
    """Give the median of each stage in milliseconds; what is left of the whole is the grammar's."""
    mail = parse(octets)
    said = Incoming(mail, setting).said
    steps: dict[str, Callable[[], object]] = {
        "parse": lambda: parse(octets),
        "bounce": lambda: read_reports(mail),
        "own words": lambda: own_words(mail),
        "automatic": lambda: read_automatic(mail, said),
        "calendar": lambda: calendar_reply(mail),
        "whole": lambda: interpret(parse(octets), setting),
    }
    found = {name: statistics.median(_timed(step) for _ in range(runs)) for name, step in steps.items()}
    found["grammar"] = max(0.0, 2 * found["whole"] - sum(found.values()))
    return {name: round(ms, 2) for name, ms in found.items()}


def _timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def main() -> int:
    """Measure each mail and say what was found; 1 if one of 20 kB takes longer than the goal."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--runs", type=int, default=30)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    late, rows = False, []
    for name, octets, setting in mails():
        found = measured(octets, setting, given.runs)
        late = late or ("20 kB" in name and found["ms"] > GOAL)
        if given.json:
            print(json.dumps({"mail": name, **found}))
        else:
            rows.append(_row(name, found))
    if rows:
        table("From the octets of a mail to the verdict", rows)
    return int(late)


def _row(name: str, found: Mapping[str, Any]) -> dict[str, str]:
    return {
        "mail": name,
        "octets": f"{found['octets']:,}",
        "ms": f"{found['ms']}",
        "over the library": f"{found['ratio']}",
        "of that": ", ".join(f"{stage} {ms}" for stage, ms in found["stages"].items() if stage != "whole"),
    }


if __name__ == "__main__":
    sys.exit(main())
