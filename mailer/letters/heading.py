"""The header fields that differ for everyone: to whom, which mail it is, and what it answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

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
        return b"".join(self._fields())

    def _fields(self) -> Iterator[bytes]:
        yield headers.verbatim("Date", format_datetime(self.date))
        yield headers.verbatim("Message-ID", f"<{self.message_id}>")
        yield headers.mailboxes("To", [self.to])
        if self.reply_to:
            yield headers.mailboxes("Reply-To", [self.reply_to])
        if self.in_reply_to:
            yield headers.verbatim("In-Reply-To", f"<{self.in_reply_to}>")
        if self.references:
            yield headers.verbatim("References", " ".join(f"<{one}>" for one in self.references))
        if self.list_unsubscribe:
            yield headers.verbatim("List-Unsubscribe", ", ".join(f"<{uri}>" for uri in self.list_unsubscribe))
        if any(uri.startswith("https:") for uri in self.list_unsubscribe):
            yield headers.verbatim("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
