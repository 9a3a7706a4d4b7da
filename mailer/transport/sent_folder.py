"""The folder in which a provider keeps what it took from us, searched by Message-ID over IMAP (RFC 3501)."""

import imaplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from imap_tools import (
    AND,
    BaseMailBox,
    H,
    ImapToolsError,
    MailBox,
    MailBoxStartTls,
    MailBoxUnencrypted,
)

from mailer.domain.unknown import Looked
from mailer.transport.hop import Hop
from mailer.transport.oauth import NoToken

SENT = "\\Sent"
"""How a server marks the folder, whatever its name is in the user's language (RFC 6154)."""

_FAULTS = (OSError, imaplib.IMAP4.error, ImapToolsError, NoToken, ValueError, LookupError)
"""What a network, a server and an answer that makes no sense let the libraries raise."""


class ImapSentFolder:
    """Looks over a new connection each time. `folder` "" stands for the one marked as `SENT`."""

    def __init__(self, server: Hop, folder: str = "") -> None:
        self._server, self._folder = server, folder

    def look(self, message_ids: Sequence[str]) -> Looked:
        """Say which of these are there; the folder is opened to read only, and no mail counts as seen."""
        there: dict[str, bool] = {}
        try:
            with self._opened() as box:
                for one in message_ids:
                    there[one] = _holds(box, one)
        except _FAULTS as error:
            return Looked(there, f"{self._server}: {error}")
        return Looked(there)

    @contextmanager
    def _opened(self) -> Iterator[BaseMailBox]:
        box = _connected(self._server)
        try:
            self._log_in(box)
            box.folder.set(self._folder or _marked(box), readonly=True)
            yield box
        finally:
            box.client.shutdown()

    def _log_in(self, box: BaseMailBox) -> None:
        server = self._server
        if server.tokens is not None:
            box.xoauth2(server.user, server.tokens.fetch().value, initial_folder=None)
        else:
            box.login(server.user, server.password, initial_folder=None)


def _connected(server: Hop) -> BaseMailBox:
    if server.security == "none":
        return MailBoxUnencrypted(server.host, server.port, server.timeout)
    kind = MailBox if server.security == "implicit" else MailBoxStartTls
    trust = server.context or ssl.create_default_context()
    return kind(server.host, server.port, timeout=server.timeout, ssl_context=trust)


def _marked(box: BaseMailBox) -> str:
    for folder in box.folder.list():
        if SENT in folder.flags:
            return str(folder.name)
    raise LookupError("no folder is marked as that of the sent mails; name it in the settings")


def _holds(box: BaseMailBox, message_id: str) -> bool:
    """Search, and read the field of what is found: a search may be as vague as a server likes."""
    field = f"<{message_id}>"
    found = box.fetch(AND(header=H("Message-ID", field)), headers_only=True, mark_seen=False, limit=5)
    return any(field in "".join(dict(mail.headers).get("message-id", ())) for mail in found)
