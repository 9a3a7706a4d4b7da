"""Receipts: message disposition notifications (RFC 8098), and what older systems write instead."""

import re
from dataclasses import dataclass

from mailer.message.bounces.addresses import first_address
from mailer.message.bounces.causes import cause
from mailer.message.dsn import read_fields
from mailer.message.mail import Mail
from mailer.message.phrases import normal
from mailer.message.report import Report

_PART = "message/disposition-notification"
_SUBJECT = re.compile(
    r"^\W*(?:read|not read|gelezen|niet gelezen|ongelezen verwijderd|leesbevestiging|read receipt"
    r"|return receipt|disposition notification|gelesen|ungelesen|lesebestätigung|lu|non lu"
    r"|accusé de (?:lecture|réception)|leído|letto|retourbevestiging|ontvangstbewijs)\b"
    r"[^:]{0,20}(?::|$| -|\()"
)
_BODY = re.compile(
    r"\b(?:was|is|has been) (?:read|displayed|opened|deleted without being read|received by)\b"
    r"|\bis gelezen op\b|\bwerd gelezen op\b|\bgelezen op\b|\bis weergegeven op\b|\bis ongelezen verwijderd\b"
    r"|\bverwijderd zonder te zijn gelezen\b|\bwurde (?:am .{0,40} )?gelesen\b|\ba été lu\b"
    r"|\breturn receipt\b"
    r"|\bthis is a receipt for the mail\b|\bdit is een (?:leesbevestiging|ontvangstbevestiging) voor\b",
)
_REFUSED = re.compile(r"\b(?:rejected|refused|geweigerd|abgelehnt|refusé)\b")
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a mail was shown, deleted and so on."""

    disposition: str
    """The Disposition field, or the subject of a receipt that has none."""


def read_receipt(mail: Mail) -> Receipt | None:
    """Give the receipt in a mail, None where there is none: it has the part, or its subject and its words."""
    if disposition := _fields(mail).get("disposition"):
        return Receipt(disposition)
    if mail.content_parameters.get("report-type", "").lower() == "disposition-notification":
        return Receipt(mail.subject)
    text = normal((mail.text or mail.html)[:_LONGEST])
    return Receipt(mail.subject) if _SUBJECT.match(normal(mail.subject)) and _BODY.search(text) else None


def read_refusal(mail: Mail) -> tuple[Report, ...]:
    """Give the report of a mailbox whose filter rejected the mail, as a receipt (RFC 5429 section 2.2)."""
    fields = _fields(mail)
    address = first_address(fields.get("final-recipient", ""))
    if "deleted" not in fields.get("disposition", "").lower() or not address:
        return ()
    if not _REFUSED.search(normal(mail.text[:_LONGEST])):
        return ()
    why = cause(mail.text[:_LONGEST])
    return (Report(address, status=why.status, permanent=why.permanent, words=mail.text.strip()[:300]),)


def _fields(mail: Mail) -> dict[str, str]:
    part = next((part for part in mail.parts if part.depth == 0 and part.content_type == _PART), None)
    return dict(read_fields(part.text[:20_000])) if part else {}
