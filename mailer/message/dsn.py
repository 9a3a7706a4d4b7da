"""Delivery status notifications (RFC 3464): the fields that a report has of each recipient."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile

from mailer.message.bounces.addresses import first_address
from mailer.message.mail import Mail

_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_FIELD = re.compile(r"^([A-Za-z][A-Za-z0-9-]{0,60}):[ \t]*(.*)$")
_FIRST_FIELD = re.compile(
    r"^(?:original-recipient|final-recipient|x-actual-recipient):", re.IGNORECASE | re.MULTILINE
)
_UNICODE = re.compile(r"\\x\{([0-9A-Fa-f]{1,6})\}")
_RECIPIENT = ("original-recipient", "final-recipient", "x-actual-recipient")


@dataclass(frozen=True, slots=True)
class Notification:
    """One group of per-recipient fields; names in lower case, values unfolded."""

    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The recipient as we gave it (Original-Recipient) or as it was at last (Final-Recipient).

        "" where no field holds an address: some hosts write the bare local part, or nothing.
        """
        return next((a for name in _RECIPIENT if (a := _address(self.get(name)))), "")

    def get(self, name: str) -> str:
        """The value of a field, "" when absent; `name` in lower case."""
        return self.fields.get(name, "")


def is_status_report(mail: Mail) -> bool:
    """Say whether the mail calls itself a delivery report: a multipart/report of no other type (RFC 6522)."""
    return mail.content_type == "multipart/report" and mail.content_parameters.get(
        "report-type", ""
    ).lower() in {
        "delivery-status",
        "",
    }


def read_notifications(mail: Mail, depth: int = 0) -> tuple[Notification, ...]:
    """Give the recipients that the mail's own delivery-status part names, in order; () where there is none.

    The report inside a forwarded mail is somebody else's; `depth` 1 is for filters that wrap reports.
    """
    found = (p.text for p in mail.parts if p.depth == depth and p.content_type in _STATUS_TYPES)
    return tuple(group for content in found for group in _groups(content))


def envelope_id(mail: Mail) -> str:
    """Give the ENVID that the report's message was handed over with (RFC 3464 section 2.2.1), "" for none."""
    content = next((p.text for p in mail.parts if p.depth == 0 and p.content_type in _STATUS_TYPES), "")
    about_the_message = takewhile(lambda field: field[0] not in _RECIPIENT, read_fields(content[:20_000]))
    return next((value for name, value in about_the_message if name == "original-envelope-id"), "")[:100]


def read_written_notifications(text: str) -> tuple[Notification, ...]:
    """Give the recipients in fields that a mail system wrote into the body instead of a part."""
    start = _FIRST_FIELD.search(text)
    if not start:
        return ()
    paragraph = text.rfind("\n\n", 0, start.start()) + 1
    return tuple(_groups(text[paragraph : paragraph + 20_000]))


def _groups(text: str) -> Iterator[Notification]:
    """Cut the fields into groups: at empty lines, and where a recipient follows a recipient without one."""
    fields: dict[str, str] = {}
    for name, value in read_fields(text[:200_000]):
        starts = name in {"original-recipient", "final-recipient"} and name in fields
        if (not name or starts) and _names_recipient(fields):
            if not _goes_on(name, fields):
                yield Notification(fields)
                fields = {}
        elif not name:
            fields = {}
        if name:
            fields.setdefault(name, value)
    if _names_recipient(fields):
        yield Notification(fields)


def _goes_on(name: str, fields: Mapping[str, str]) -> bool:
    return not name and "action" not in fields and "status" not in fields


def _names_recipient(fields: Mapping[str, str]) -> bool:
    return any(name in fields for name in _RECIPIENT)


def read_fields(text: str) -> Iterator[tuple[str, str]]:
    """Yield name, in lower case, and value of each field of a report's part; ("", "") for an empty line."""
    name, value = "", ""
    for line in text.splitlines():
        if found := _FIELD.match(line):
            if name:
                yield name, value.strip()
            name, value = found[1].lower(), found[2]
        elif line.strip():
            value = f"{value} {line.strip()}"[:4_000]
        else:
            if name:
                yield name, value.strip()
            name, value = "", ""
            yield "", ""
    if name:
        yield name, value.strip()


def _address(value: str) -> str:
    """Give the address of an `address-type; address` value, unescaped if it is utf-8 (RFC 6533 section 3)."""
    kind, semicolon, rest = value.partition(";")
    text = rest if semicolon else kind
    return first_address(_UNICODE.sub(_character, text))


def _character(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return chr(number) if 0x20 < number < 0xD800 or 0xDFFF < number < 0x110000 else ""
