"""A mail in, what its delivery report says of each recipient out: RFC 3464 first, then mere words."""

from collections.abc import Iterable

from mailer.message.bounces.causes import Cause, cause, enhanced_status
from mailer.message.bounces.events import read_events
from mailer.message.bounces.prose import MOST, Prose, is_delay, read_prose, recipients, report_on, words_about
from mailer.message.bounces.returned import own_lines, read_returned
from mailer.message.bounces.signs import is_from_system, is_report
from mailer.message.dsn import Notification, read_notifications, read_written_notifications
from mailer.message.mail import Mail
from mailer.message.own_words.page import page_lines
from mailer.message.report import Report, ReportAction

_ACTIONS = {
    "fail": ReportAction.FAILED,
    "delay": ReportAction.DELAYED,
    "deliver": ReportAction.DELIVERED,
    "relay": ReportAction.RELAYED,
    "expand": ReportAction.EXPANDED,
}
_OTHER_REPORTS = frozenset({"message/feedback-report", "message/disposition-notification"})


def read_reports(mail: Mail) -> tuple[Report, ...]:
    """Give what a delivery report says of each recipient; () for a mail that is none. Never raises.

    An address is "" where the report neither names anybody nor returns the message.
    """
    if any(part.depth == 0 and part.content_type in _OTHER_REPORTS for part in mail.parts):
        return ()
    if events := read_events(mail):
        return events
    prose = _prose(mail)
    if notifications := _notifications(mail, prose):
        return _distinct(
            _from_notification(n, number, prose) for number, n in enumerate(notifications[:MOST])
        )
    if not is_report(prose):
        return ()
    return read_prose(prose) or (report_on("", "", prose, ReportAction.FAILED),)


def returned_message_id(mail: Mail) -> str:
    """Give the Message-ID of the message that a report is about, "" where it isn't returned."""
    return _prose(mail).returned.message_id


def _prose(mail: Mail) -> Prose:
    text = mail.text
    if not text.strip() and is_from_system(mail):
        text = "\n".join(line.text for line in page_lines(mail.html))
    lines, rest = own_lines(text)
    return Prose(mail, lines, read_returned(mail, rest))


def _notifications(mail: Mail, prose: Prose) -> tuple[Notification, ...]:
    """Read the fields of RFC 3464 in their part, or, from a mail system, where else they are found."""
    if found := read_notifications(mail):
        return found
    if not is_from_system(mail):
        return ()
    return read_written_notifications(mail.text) or (
        () if recipients(prose) else read_notifications(mail, depth=1)
    )


def _from_notification(found: Notification, number: int, prose: Prose) -> Report:
    """Read one group: by the enhanced code the remote host gave, else the Status field, else the words."""
    address = found.address or _named(number, prose)
    diagnostic = found.get("diagnostic-code")
    about = words_about(address, prose) if address else ""
    codes = [code for text in (diagnostic, found.get("status")) if (code := enhanced_status(text))]
    code = next((code for code in codes if not code.endswith(".0.0")), codes[0] if codes else "")
    why = cause(code, diagnostic, about, prose.text)
    action = _action(found.get("action"), why, prose)
    permanent = why.permanent and action is ReportAction.FAILED
    return Report(address, action, why.status, permanent, (diagnostic or about or prose.text)[:300].strip())


def _action(written: str, why: Cause, prose: Prose) -> ReportAction:
    """Give the action; a group without one failed, unless its status or the report's words say otherwise."""
    word = written.strip().lower()
    for start, action in _ACTIONS.items():
        if word.startswith(start):
            return action
    if why.status and why.status.startswith("2"):
        return ReportAction.DELIVERED
    return ReportAction.DELAYED if not why.permanent and is_delay(prose) else ReportAction.FAILED


def _named(number: int, prose: Prose) -> str:
    named = recipients(prose) or list(prose.returned.recipients)
    return named[number] if number < len(named) else ""


def _distinct(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Keep one report an address: where there are several, one that failed."""
    kept: dict[str, Report] = {}
    for one in reports:
        key = one.address.lower()
        if key not in kept or (
            one.action is ReportAction.FAILED and kept[key].action is not ReportAction.FAILED
        ):
            kept[key] = one
    return tuple(kept.values())
