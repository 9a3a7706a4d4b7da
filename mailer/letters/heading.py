"""The header fields that differ for everyone: to whom, which mail it is, and what it answers."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from mailer.domain.address import Mailbox
from mailer.message import headers


@dataclass(frozen=True, slots=True)
class Heading:
    """The fields of one mail; what is empty is not written. Message-IDs are without angle brackets.

    `date` is aware, in local time (RFC 5322 section 3.6.1). `list_unsubscribe` are URIs in the order of
    preference, https before mailto (RFC 8058 section 3.1, RFC 2369).
    """

    to: Mailbox
    message_id: str
    date: datetime
    reply_to: Mailbox | None = None
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    list_unsubscribe: tuple[str, ...] = ()

    def octets(self) -> bytes:
        """Give the fields in seven bits, folded; raises `BadInput` for a value that would break out."""
        date = headers.verbatim("Date", format_datetime(self.date))
        own = own_fields(
            date, self.to.address, self.to.name, self.message_id, self.in_reply_to, self.references
        )
        return own + shared_fields(self.reply_to, self.list_unsubscribe)


@lru_cache(maxsize=64)
def date_field(second: int, zone: str) -> bytes:
    """Give the Date of all mails of one second, counted from 1970 in UTC; `zone` is an IANA name."""
    return headers.verbatim("Date", format_datetime(datetime.fromtimestamp(second, ZoneInfo(zone))))


def own_fields(
    date: bytes,
    address: str,
    name: str,
    message_id: str,
    in_reply_to: str = "",
    references: tuple[str, ...] = (),
) -> bytes:
    """Give the Date field and those that no two mails have alike."""
    fields = date + headers.verbatim("Message-ID", f"<{message_id}>") + headers.mailbox("To", address, name)
    if in_reply_to:
        fields += headers.verbatim("In-Reply-To", f"<{in_reply_to}>")
    if references:
        fields += headers.verbatim("References", " ".join(f"<{one}>" for one in references))
    return fields


def shared_fields(reply_to: Mailbox | None, list_unsubscribe: tuple[str, ...]) -> bytes:
    """Give the fields that differ in their tokens only."""
    fields = b""
    if reply_to:
        fields += headers.mailbox("Reply-To", reply_to.address, reply_to.name)
    if list_unsubscribe:
        fields += headers.verbatim("List-Unsubscribe", ", ".join(f"<{uri}>" for uri in list_unsubscribe))
    if any(uri.startswith("https:") for uri in list_unsubscribe):
        fields += headers.verbatim("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
    return fields
