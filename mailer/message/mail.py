"""A mail as a value: what `parse` makes of the octets, and everything above reads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mailer.domain.address import Mailbox
from mailer.message.charset import decode


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of the MIME tree (RFC 2045): its type in lower case, its parameters, its decoded octets.

    An enclosed message (message/rfc822) is a part of its own, with all its octets, before the parts inside
    it. Line ends of what was not encoded are LF.
    """

    content_type: str
    parameters: Mapping[str, str]
    disposition: str
    filename: str
    content: bytes
    depth: int
    """How many message/rfc822 containers it lies in: 0 is the mail's own."""

    @property
    def text(self) -> str:
        """The content as text, by its charset or the best guess; never raises."""
        return decode(self.content, self.parameters.get("charset", ""))


@dataclass(frozen=True, slots=True)
class Mail:
    """A parsed mail. Texts are decoded, without NUL, with LF line ends; nothing here ever raises.

    `reverse_path` is the envelope's sender: "" is the null reverse-path of RFC 5321 section 4.5.5, None is
    unknown (a file, say). `defects` names what was wrong with the octets, in words for a coordinator.
    """

    fields: tuple[tuple[str, str], ...] = ()
    """Every header field in order: name as written, value unfolded and decoded (RFC 2047)."""
    subject: str = ""
    originator: Mailbox | None = None
    reply_to: tuple[Mailbox, ...] = ()
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    message_id: str = ""
    """Without angle brackets; "" when absent."""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    date: datetime | None = None
    text: str = ""
    """The text/plain body as sent; "" when there is none."""
    html: str = ""
    """The text/html body as sent; "" when there is none."""
    parts: tuple[Part, ...] = ()
    content_type: str = "text/plain"
    content_parameters: Mapping[str, str] = field(default_factory=dict)
    defects: tuple[str, ...] = ()
    reverse_path: str | None = None

    def get(self, name: str) -> str:
        """The first field of that name, "" when absent."""
        return next(self.all(name), "")

    def all(self, name: str) -> Iterator[str]:
        """Every field of that name, in order."""
        wanted = name.lower()
        return (value for found, value in self.fields if found.lower() == wanted)
