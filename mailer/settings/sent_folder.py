"""The settings of the folder in which the provider keeps what it took from us."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

from mailer.domain.unknown import Policy
from mailer.settings.fields import read_fields
from mailer.settings.kinds import LINE, PASSWORD, PATH, TEXT
from mailer.settings.relay import PORT, SECURITY, Relay, Security, read_password
from mailer.settings.table import Table


@dataclass(frozen=True, slots=True)
class SentFolderSettings:
    """Where it is (IMAP). Without a `user` the relay's log-in serves; `folder` "" is the one marked so."""

    host: Annotated[str, TEXT] = ""
    port: Annotated[int, PORT] = 993
    security: Annotated[Security, SECURITY] = "implicit"
    user: Annotated[str, LINE] = ""
    password: Annotated[str, PASSWORD] = field(default="", repr=False)
    password_file: Annotated[Path | None, PATH] = None
    folder: Annotated[str, LINE] = ""


def read_sent_folder(root: Table, table: Table, relay: Relay | None) -> SentFolderSettings | None:
    """Read [sent_folder]; None where there is neither a table nor a host, which the policy *look* needs."""
    found = read_fields(SentFolderSettings(), table)
    looks = relay is not None and relay.unknown is Policy.LOOK
    if not (root.has("sent_folder") or table.has("host")):
        if looks:
            root.mistake("sent_folder", 'missing; relay.unknown = "look" needs it')
        return None
    found = replace(found, password=read_password(table, found.password, found.password_file))
    if not table.has("host"):
        table.mistake("host", f"missing; expected {TEXT.expected}")
    if found.security == "none":
        table.mistake("security", "expected starttls or implicit, because a password goes over it")
    if bool(found.user) is not bool(found.password):
        table.mistake("user", "expected a user together with a password, or neither")
    if looks and not (found.user or (relay and relay.user)):
        table.mistake("user", "missing; expected here, or in [relay] for both")
    return found
