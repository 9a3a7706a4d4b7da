"""The settings of the two doors: where mail comes in, and where the web does."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from mailer.settings.kinds import HTTPS, PATH, TEXT, Kind, whole, word
from mailer.settings.table import Table

OWN_PORT = whole(0, 65535)

Operators = Literal["loopback", "anywhere"]
Protocol = Literal["smtp", "lmtp"]


OPERATORS: Kind[Operators] = word(Operators, "loopback")
PROTOCOL: Kind[Protocol] = word(Protocol, "smtp")


def _console(value: object) -> str:
    text = HTTPS.read(value)
    if urlsplit(text).path.strip("/") or "?" in text or "#" in text:
        raise ValueError
    return text.rstrip("/")


CONSOLE = Kind('an address that begins with "https://" and has no path', _console, "")
"""Passwords are never asked for over an open connection."""


@dataclass(frozen=True, slots=True)
class MailDoor:
    """Where mail comes in; port 0 takes any that is free. With a certificate STARTTLS is offered."""

    host: Annotated[str, TEXT] = "127.0.0.1"
    port: Annotated[int, OWN_PORT] = 8025
    protocol: Annotated[Protocol, PROTOCOL] = "smtp"
    """LMTP (RFC 2033) is for a mail server of one's own in front; it is never spoken to strangers."""
    certificate: Annotated[Path | None, PATH] = None
    """PEM: the certificate, and behind it those that lead to its authority."""
    key: Annotated[Path | None, PATH] = None


@dataclass(frozen=True, slots=True)
class WebDoor:
    """Where one-click unsubscribing (RFC 8058) comes in, where operators look, and where the console is."""

    host: Annotated[str, TEXT] = "127.0.0.1"
    port: Annotated[int, OWN_PORT] = 8080
    operators: Annotated[Operators, OPERATORS] = "loopback"
    """From where `/metrics` and `/readyz` may be asked for."""
    url: Annotated[str, CONSOLE] = ""
    """The console's public address, where it has one besides those of this machine."""


def note_half_a_certificate(door: MailDoor, table: Table) -> None:
    """Note a certificate without its key, or the other way round."""
    if door.certificate and not door.key:
        table.mistake("key", "missing; a certificate needs the file of its key")
    if door.key and not door.certificate:
        table.mistake("certificate", "missing; a key needs the file of its certificate")
