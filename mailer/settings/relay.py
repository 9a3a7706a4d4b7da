"""The settings of the relays: where each one is, and how it lets us in."""

import shlex
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Literal

from mailer.domain.unknown import Policy
from mailer.settings.fields import read_fields
from mailer.settings.kinds import LINE, PASSWORD, PATH, TEXT, Kind, one_of, whole, word
from mailer.settings.table import Table

Security = Literal["starttls", "implicit", "none"]


def _command(value: object) -> str:
    line = LINE.read(value)
    shlex.split(line)  # raises where a quotation mark has no other half
    return line


SECURITY: Kind[Security] = word(Security, "starttls")
PORT = whole(1, 65535)
COMMAND = Kind("a command with its arguments, in one line", _command, "")


@dataclass(frozen=True, slots=True)
class Relay:
    """A next hop for mail; `timeout` is in seconds, for every step of the dialogue by itself.

    Who logs in is the `user`; with the password, or by XOAUTH2 with a token that a command prints, that
    Microsoft gives an application (whose secret is the password then), or Google a service account.
    """

    host: Annotated[str, TEXT] = ""
    port: Annotated[int, PORT] = 587
    security: Annotated[Security, SECURITY] = "starttls"
    user: Annotated[str, LINE] = ""
    password: Annotated[str, PASSWORD] = field(default="", repr=False)
    password_file: Annotated[Path | None, PATH] = None
    token_command: Annotated[str, COMMAND] = ""
    microsoft_tenant: Annotated[str, LINE] = ""
    microsoft_client: Annotated[str, LINE] = ""
    google_key: Annotated[Path | None, PATH] = None
    timeout: Annotated[int, whole(1, 600)] = 120
    connections: Annotated[int, whole(1, 100)] = 8
    """At most so many at the same time."""
    unknown: Annotated[Policy, one_of(Policy)] = Policy.HOLD
    """What is done about a delivery of which nobody knows whether the relay took it."""
    fallback: tuple["Relay", ...] = ()
    """Whom to use, in this order, while this one can't be used."""


def read_relay(root: Table, table: Table) -> Relay | None:
    """Read [relay] and each [[relay.fallback]]; None where there is neither a table nor a host."""
    relay = read_fields(Relay(), table)
    fallback = tuple(_fallback(one) for one in table.tables("fallback"))
    if not (root.has("relay") or table.has("host")):
        return None
    return replace(_sound(relay, table), fallback=fallback)


def _fallback(table: Table) -> Relay:
    if table.has("unknown"):
        table.mistake("unknown", "expected in [relay] only, for all relays")
    return _sound(read_fields(Relay(), table), table)


def _sound(relay: Relay, table: Table) -> Relay:
    """Give the relay with its password, and note what can't be together."""
    if not table.has("host"):
        table.mistake("host", f"missing; expected {TEXT.expected}")
    relay = replace(relay, password=read_password(table, relay.password, relay.password_file))
    _note_log_in(relay, table)
    if relay.user and relay.security == "none":
        table.mistake("security", "expected starttls or implicit, because a password goes over it")
    return relay


def _note_log_in(relay: Relay, table: Table) -> None:
    microsoft = relay.microsoft_tenant or relay.microsoft_client
    ways = [bool(relay.token_command), bool(microsoft), bool(relay.google_key)]
    if sum(ways) > 1:
        table.mistake("user", "expected one way to a token: token_command, microsoft_tenant or google_key")
    elif microsoft and not (relay.microsoft_tenant and relay.microsoft_client and relay.password):
        table.mistake(
            "microsoft_tenant", "expected together with microsoft_client and the secret as password"
        )
    elif any(ways) and not relay.user:
        table.mistake("user", "missing; expected the mailbox that the token is for")
    elif any(ways) and not microsoft and relay.password:
        table.mistake("user", "expected a token or a password, not both")
    elif not any(ways) and bool(relay.user) is not bool(relay.password):
        table.mistake("user", "expected a user together with a password, or neither")


def read_password(table: Table, password: str, path: Path | None) -> str:
    """Give the password, from its file where the environment has none; in the settings it is refused."""
    if table.in_file("password"):
        table.mistake(
            "password", f"expected in {table.variable('password')} or in a password_file, not in this file"
        )
    return password if password or path is None else _in_file(table, path)


def _in_file(table: Table, path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        table.mistake("password_file", f"can't be read: {error}")
        return ""
