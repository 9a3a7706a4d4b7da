"""Mails as the people of the story write them: fresh ones, and replies as three mail programs make them."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from mailer.domain.address import Mailbox
from mailer.message.mail import Mail
from mailer.sandbox.cast import Unrelated


def fresh(sender: Mailbox, to: str, subject: str, text: str, message_id: str, at: datetime) -> bytes:
    """Give a new mail."""
    mail = _headed(str(sender), to, subject, message_id, at)
    mail.set_content(text)
    return mail.as_bytes()


def unrelated(other: Unrelated, to: str, message_id: str, at: datetime) -> bytes:
    """Give a mail that has nothing to do with us."""
    mail = _headed(other.sender, to, other.subject, message_id, at)
    if other.list:
        mail["List-Id"] = "<news.elsewhere.example>"
        mail["List-Unsubscribe"] = "<https://elsewhere.example/leave>"
    mail.set_content(other.text)
    return mail.as_bytes()


def reply(sender: Mailbox, answered: Mail, text: str, message_id: str, at: datetime, program: str) -> bytes:
    """Give what `program` (plain, outlook or iphone) sends when its owner presses Reply and types `text`."""
    prefix = "RE" if program == "outlook" else "Re"
    mail = _headed(str(sender), _where_to(answered), f"{prefix}: {answered.subject}", message_id, at)
    mail["In-Reply-To"] = f"<{answered.message_id}>"
    mail["References"] = " ".join(f"<{one}>" for one in (*answered.references, answered.message_id))
    if program == "outlook":
        mail.set_content(_outlook_text(answered, text))
        mail.add_alternative(_outlook_html(answered, text), subtype="html")
    else:
        signature = "\n\nVerstuurd vanaf mijn iPhone" if program == "iphone" else ""
        mail.set_content(f"{text}{signature}\n\n{_quoted(answered)}")
    return mail.as_bytes()


def away(sender: Mailbox, answered: Mail, text: str, message_id: str, at: datetime) -> bytes:
    """Give an automatic reply (RFC 3834)."""
    mail = _headed(
        str(sender), _where_to(answered), f"Automatisch antwoord: {answered.subject}", message_id, at
    )
    mail["In-Reply-To"] = f"<{answered.message_id}>"
    mail["Auto-Submitted"] = "auto-replied"
    mail.set_content(text)
    return mail.as_bytes()


def bounce(reverse_path: str, failed: str, answered: Mail, message_id: str, at: datetime) -> bytes:
    """Give a delivery status report (RFC 3464) for a mailbox that no longer is."""
    domain = failed.partition("@")[2]
    boundary = f"report-{message_id.partition('@')[0]}"
    parts = [
        "Content-Type: text/plain\r\n\r\nYour message could not be delivered: no such mailbox here.\r\n",
        "Content-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mx.{domain}\r\n\r\n"
        f"Final-Recipient: rfc822; {failed}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 No such mailbox\r\n",
        f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{answered.message_id}>\r\n",
    ]
    head = (
        f"From: Mail Delivery System <mailer-daemon@{domain}>\r\nTo: {reverse_path}\r\n"
        f"Subject: Undelivered Mail Returned to Sender\r\nDate: {format_datetime(at)}\r\n"
        f"Message-ID: <{message_id}>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"\r\n\r\n'
    )
    body = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    return f"{head}{body}--{boundary}--\r\n".encode()


def _headed(sender: str, to: str, subject: str, message_id: str, at: datetime) -> EmailMessage:
    mail = EmailMessage(SMTP)
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{message_id}>"
    return mail


def _where_to(answered: Mail) -> str:
    asked = answered.reply_to or ((answered.originator,) if answered.originator else ())
    return str(asked[0].address) if asked else ""


def _quoted(answered: Mail) -> str:
    sender = str(answered.originator)
    when = answered.date.strftime("%d-%m-%Y om %H:%M") if answered.date else ""
    lines = "\n".join(f"> {line}" for line in answered.text.splitlines())
    return f"Op {when} schreef {sender}:\n\n{lines}\n"


def _outlook_head(answered: Mail) -> str:
    when = answered.date.strftime("%d-%m-%Y %H:%M") if answered.date else ""
    return f"Van: {answered.originator}\nVerzonden: {when}\nOnderwerp: {answered.subject}\n"


def _outlook_text(answered: Mail, text: str) -> str:
    return f"{text}\n\n________________________________\n{_outlook_head(answered)}\n{answered.text}\n"


def _outlook_html(answered: Mail, text: str) -> str:
    said = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line)
    head = "<br>".join(escape(line) for line in _outlook_head(answered).splitlines())
    quoted = "<br>".join(escape(line) for line in answered.text.splitlines())
    return (
        f'<html><body><div class="elementToProof">{said}</div><hr style="width:98%">'
        f'<div id="divRplyFwdMsg" dir="ltr">{head}</div><div>{quoted}</div></body></html>'
    )
