"""Our words in aiosmtpd's dialogue: what is announced, whose mail is taken, what a fault is answered."""

import logging
from collections.abc import Callable
from typing import Any

from aiosmtpd.smtp import Envelope

from mailer.transport.arrival import NOT_OURS, TOO_BIG, TOO_MANY, TROUBLE
from mailer.transport.path import NULL_PATH

log = logging.getLogger(__name__)

MOST_RECIPIENTS = 100
"""In one mail; RFC 5321 section 4.5.3.1.8 asks for no fewer."""


class Hooks:
    """Called by aiosmtpd, by the names of the methods."""

    def __init__(self, known: Callable[[str], bool], size_limit: int) -> None:
        self._known = known
        self._size_limit = size_limit

    def __dir__(self) -> list[str]:
        """Give the hooks: aiosmtpd looks for them, among all names, at each connection."""
        return [name for name in vars(Hooks) if name.startswith("handle_")]

    async def handle_EHLO(  # noqa: N802
        self, _server: Any, session: Any, _envelope: Envelope, hostname: str, replies: list[str]
    ) -> list[str]:
        """Announce what aiosmtpd can do but does not say; its last line, HELP, stays the last."""
        session.host_name = hostname
        return [*replies[:-1], f"250-SIZE {self._size_limit}", "250-PIPELINING", replies[-1]]

    async def handle_MAIL(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse at once what announces itself as too big (RFC 1870)."""
        if any(int(option[5:]) > self._size_limit for option in options if option.startswith("SIZE=")):
            return TOO_BIG.reply
        envelope.mail_from = address
        return "250 2.1.0 Go on"

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take our own addresses only."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY.reply
        if address == NULL_PATH or not self._known(address):
            return NOT_OURS.reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Go on"

    async def handle_exception(self, error: Exception) -> str:
        """Answer what nobody foresaw; the connection and the loop live on."""
        log.error("an SMTP command failed", exc_info=error)
        return TROUBLE.reply
