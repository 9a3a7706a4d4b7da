"""A mail as a guest of the sandbox writes it, fresh or as a reply to one that Kring sent."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import parse_qs, urlencode, urlsplit

from selectolax.lexbor import LexborHTMLParser

from mailer.console.guide import TRY
from mailer.domain.address import Mailbox, normalise
from mailer.domain.errors import BadInput
from mailer.message.mail import Mail

_LONGEST = 20_000
_LONGEST_LINE = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form; `answers` is the number of the mail that is answered, 0 for none."""

    name: str = ""
    address: str = ""
    subject: str = ""
    text: str = ""
    answers: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """A mail that is ready to be posted."""

    sender: str
    to: str
    message_id: str
    octets: bytes


def written(draft: Draft, mailbox: str, answered: Mail | None, now: datetime) -> Written:
    """Write it as a plain mail program does; raises `BadInput` with what is missing."""
    sender = normalise(draft.address)
    if not draft.text.strip():
        raise BadInput("a mail without a word says nothing; write what a guest would write")
    mail = EmailMessage(SMTP)
    message_id = f"guest-{secrets.token_hex(8)}@{sender.partition('@')[2]}"
    mail["From"] = str(Mailbox(sender, _one_line(draft.name).replace("<", "").replace(">", "")))
    to = answered.reply_to[0].address if answered and answered.reply_to else mailbox
    mail["To"] = to
    mail["Subject"] = _one_line(draft.subject)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{message_id}>"
    text = draft.text[:_LONGEST]
    if answered is not None:
        mail["In-Reply-To"] = f"<{answered.message_id}>"
        mail["References"] = " ".join(f"<{one}>" for one in (*answered.references[-9:], answered.message_id))
        text = f"{text}\n\n{_quoted(answered)}"
    mail.set_content(text)
    return Written(sender, to, message_id, mail.as_bytes())


def quick_answers(html: str) -> list[tuple[str, str]]:
    """Give the buttons of a letter: what stands on each, and the query of the form that it fills in."""
    links = LexborHTMLParser(html).css('a[href^="mailto:"]')
    found = [(one.text().strip(), _opened(one.attributes.get("href") or "")) for one in links]
    return [(label, urlencode(fields)) for label, fields in found if fields.get("text")][:12]


def reply_form(number: int) -> Callable[[str], str | None]:
    """Give where the links of a letter lead: what opens a guest's mail program opens the form for a reply."""

    def leads(href: str) -> str | None:
        if urlsplit(href).scheme != "mailto":
            return None
        return f"{TRY}?{urlencode({'reply': number, **_opened(href)})}"

    return leads


def _opened(href: str) -> dict[str, str]:
    """Give what a `mailto:` link puts into the mail that it opens (RFC 6068)."""
    fields = parse_qs(urlsplit(href).query)
    found = {"subject": fields.get("subject", [""])[0].strip(), "text": fields.get("body", [""])[0].strip()}
    return {name: words for name, words in found.items() if words}


def reply_subject(subject: str) -> str:
    """Give the subject of a reply."""
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


def _quoted(answered: Mail) -> str:
    lines = "\n".join(f"> {line}" for line in answered.text.splitlines())
    when = answered.date.strftime("%d-%m-%Y om %H:%M") if answered.date else ""
    return f"Op {when} schreef {answered.originator}:\n\n{lines}\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_LINE]
