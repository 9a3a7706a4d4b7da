"""Mail addresses as values: one spelling per mailbox (RFC 5321 section 4.1.2, RFC 6531)."""

from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from mailer.domain.errors import BadInput


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address and the name that goes with it (RFC 5322 section 3.4)."""

    address: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


def normalise(text: str) -> str:
    """Give the one spelling under which an address is kept: Unicode NFC, lower case.

    The local part is lower-cased as well: RFC 5321 section 2.4 lets a host tell `Jan@` from `jan@`, none
    we know of does, and people type both. Raises `BadInput` with the reason.
    """
    try:
        found = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise BadInput("{given!r} is not a mail address: {why}", given=text.strip(), why=error) from error
    return found.normalized.lower()


def same(one: str, other: str) -> bool:
    """Say whether two spellings mean one mailbox; an unreadable one equals nothing."""
    try:
        return normalise(one) == normalise(other)
    except BadInput:
        return False
