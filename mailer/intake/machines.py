"""Verdicts on what programs answer our mail with: reports, complaints, receipts, automatic replies."""

import re
from dataclasses import replace

from mailer.intake.incoming import Incoming
from mailer.intake.requests import read_request
from mailer.intake.verdict import Action, Kind, Reason, Report, ReportAction, Someone, Verdict
from mailer.message.arf import read_complaint
from mailer.message.automatic import Automatic, Sort, is_unsubscription, read_automatic
from mailer.message.bounces.reports import read_reports, returned_message_id
from mailer.message.departure import read_departure
from mailer.message.dsn import envelope_id
from mailer.message.receipt import read_receipt, read_refusal

_ANSWERS = re.compile(r"\s*(?:re|antw|aw|sv|auto\w*)\b", re.IGNORECASE)
_ME = frozenset(("ik", "mij", "me", "ons", "wij", "i", "us", "ich", "mich", "je", "moi"))
_UNDELIVERED = frozenset({ReportAction.FAILED, ReportAction.DELAYED})


def bounce(incoming: Incoming) -> Verdict | None:
    """A delivery report, RFC 3464 or in words. One that tells of success only is a receipt."""
    reports = read_reports(incoming.mail) or read_refusal(incoming.mail)
    if not reports:
        return None
    reports = tuple(one for one in reports if not incoming.is_ours(one.address)) or reports
    actions = {one.action for one in reports}
    return Verdict(
        Kind.BOUNCE if actions & _UNDELIVERED else Kind.RECEIPT,
        Action.ACT if ReportAction.FAILED in actions else Action.IGNORE,
        tuple(_reason(one) for one in reports),
        bounces=reports,
        about=returned_message_id(incoming.mail),
        envelope_id=envelope_id(incoming.mail),
    )


def complaint(incoming: Incoming) -> Verdict | None:
    """A feedback report (RFC 5965); one of a failed authentication is nobody's wish and is left alone."""
    found = read_complaint(incoming.mail)
    if found is None:
        return None
    people = tuple(Someone(address) for address in found.addresses if not incoming.is_ours(address))
    known = Action.ACT if people else Action.REVIEW
    why = Reason("feedback report", " ".join((found.feedback_type, *found.addresses)))
    action = known if found.is_wish else Action.IGNORE
    return Verdict(Kind.COMPLAINT, action, (why,), people=people, about=found.message_id)


def receipt(incoming: Incoming) -> Verdict | None:
    """A receipt (RFC 8098)."""
    found = read_receipt(incoming.mail)
    if found is None:
        return None
    return Verdict(Kind.RECEIPT, Action.IGNORE, (Reason("receipt", found.disposition),))


def automatic_reply(incoming: Incoming) -> Verdict | None:
    """An automatic reply (RFC 3834).

    Calendars and unsubscribe buttons mark their mail as automatic too, but there a person pressed something.
    """
    found = read_automatic(incoming.mail, incoming.said)
    if found is None or incoming.calendar is not None or _is_notice(incoming, found):
        return None
    if is_unsubscription(incoming.mail, found):
        return _unsubscription(incoming)
    if not found.certain and _asks_us(incoming):
        return None
    if found.sort is Sort.LEFT:
        return _departure(incoming, found)
    asks = found.sort is Sort.CHALLENGE or not found.certain
    return Verdict(
        Kind.AUTO_REPLY, Action.REVIEW if asks else Action.IGNORE, (_signs(found),), incoming.words.text
    )


def _is_notice(incoming: Incoming, found: Automatic) -> bool:
    """Say whether a program wrote of its own accord (a form on a web site, say) and answers nothing."""
    mail = incoming.mail
    answers = (
        incoming.setting.meeting or mail.in_reply_to or mail.references or found.sort is not Sort.MACHINE
    )
    return not answers and mail.get("Auto-Submitted").strip().lower() == "auto-generated"


def _asks_us(incoming: Incoming) -> bool:
    """Say whether a plain request of the writer's stands beside words that notes have too.

    `Ik ben niet meer werkzaam bij de gemeente. Haal mij van de lijst.` In an answer it must name the writer:
    notes of departure ask to delete an address.
    """
    mail = incoming.mail
    asked = read_request(incoming.words, mail, replace(incoming.setting, meeting=None))
    answers = mail.in_reply_to or mail.references or _ANSWERS.match(mail.subject)
    himself = any(word in _ME for word in asked.why[0].words.lower().split()) if asked.why else False
    return asked.action is Action.ACT and (himself or not answers)


def _unsubscription(incoming: Incoming) -> Verdict:
    writer = incoming.mail.originator
    why = Reason("unsubscribe button", incoming.mail.subject)
    people = (Someone(writer.address, writer.name or None),) if writer else ()
    return Verdict(Kind.UNSUBSCRIBE, Action.ACT if writer else Action.REVIEW, (why,), people=people)


def _departure(incoming: Incoming, found: Automatic) -> Verdict:
    """Somebody left: the coordinator ends the subscription, or takes up the successor or the new address."""
    departure = read_departure(incoming.said, incoming.mail, incoming.setting.own_addresses)
    return Verdict(
        Kind.AUTO_REPLY,
        Action.REVIEW,
        (_signs(found), Reason("departure", "end the subscription, or take up who is named instead")),
        incoming.words.text,
        people=tuple(Someone(one.address, one.name or None) for one in departure.successors),
        new_address=departure.new_address,
    )


def _signs(found: Automatic) -> Reason:
    return Reason(f"automatic reply: {found.sort}", found.words)


def _reason(report: Report) -> Reason:
    return Reason(
        f"delivery report: {report.action}", " ".join(f"{report.address} {report.words}".split())[:300]
    )
