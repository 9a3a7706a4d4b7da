"""A relay as the settings describe it: where it is, and how to be let in."""

import ssl
from dataclasses import dataclass, field
from typing import Literal

from mailer.transport.oauth import TokenSource

Security = Literal["none", "starttls", "implicit"]


@dataclass(frozen=True, slots=True)
class Hop:
    """A next hop for mail.

    With `security` "starttls" or "implicit" the certificate must be right for `host`; there is no way back
    to an open connection, and over an open one neither password nor token goes, except to this machine.
    With `tokens` the log-in is XOAUTH2, and `password` is not used. `timeout` is in seconds, for every step
    of the dialogue by itself. `context` says whom to trust; None: the authorities this system trusts.
    """

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    tokens: TokenSource | None = None
    timeout: float = 120.0
    connections: int = 8
    """At most so many at the same time."""
    context: ssl.SSLContext | None = None

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"
