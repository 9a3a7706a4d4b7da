"""Complaints: feedback reports (RFC 5965, RFC 6591), Hotmail's own form, and a provider's notification."""

from dataclasses import dataclass

from mailer.message.bounces.addresses import first_address
from mailer.message.bounces.events import kind_of, read_event, recipients
from mailer.message.bounces.returned import read_returned
from mailer.message.dsn import read_fields
from mailer.message.mail import Mail

_REPORT = "message/feedback-report"
_ADDRESSES = frozenset({"original-rcpt-to", "removal-recipient"})
_NO_WISH = frozenset({"auth-failure", "not-spam", "dmarc"})
_HOTMAIL = "complaint about message from"


@dataclass(frozen=True, slots=True)
class Complaint:
    """Who complained, as far as the report tells: providers often leave the address out."""

    feedback_type: str
    """`abuse`, `opt-out`, `fraud`, `auth-failure` and so on (RFC 5965 section 3.1), in lower case."""
    addresses: tuple[str, ...] = ()
    message_id: str = ""
    """Of the message complained about, where it is returned."""

    @property
    def is_wish(self) -> bool:
        """Whether somebody wants no more mail; an authentication failure (RFC 6591) is nobody's wish."""
        return self.feedback_type not in _NO_WISH


def read_complaint(mail: Mail) -> Complaint | None:
    """Give the complaint in a mail, None where there is none. A forwarded report isn't read."""
    event = read_event(mail)
    if kind_of(event) == "Complaint":
        named = recipients(event, "complaint", "complainedRecipients")
        return Complaint("abuse", tuple(first_address(item["emailAddress"]) for item in named))
    report = next((part for part in mail.parts if part.depth == 0 and part.content_type == _REPORT), None)
    if report is not None:
        return _from_report(report.text, mail)
    if mail.subject.strip().lower().startswith(_HOTMAIL) and read_returned(mail, []).there:
        return _completed("abuse", [], mail)
    return None


def _from_report(text: str, mail: Mail) -> Complaint:
    fields = list(read_fields(text))
    kinds = [value.lower() for name, value in fields if name == "feedback-type"]
    named = [first_address(value) for name, value in fields if name in _ADDRESSES]
    return _completed(kinds[0] if kinds else "abuse", [address for address in named if address], mail)


def _completed(feedback_type: str, named: list[str], mail: Mail) -> Complaint:
    """Fall back on the recipients of the returned message."""
    returned = read_returned(mail, [])
    addresses = tuple(dict.fromkeys(named or returned.recipients))
    return Complaint(feedback_type, addresses, returned.message_id)
