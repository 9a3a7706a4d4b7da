"""The settings of the service: `config/kring.toml` and KRING_... variables in, frozen values out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Literal, TypeVar, cast, get_args, get_type_hints

from mailer.settings.doors import MailDoor, WebDoor, note_half_a_certificate
from mailer.settings.kinds import FLAG, LINE, PASSWORD, PATH, TEXT, Kind, whole
from mailer.settings.limits import LimitsSettings, read_limits
from mailer.settings.mistakes import ENVIRONMENT, Mistake, refuse
from mailer.settings.table import PREFIX, Table, open_toml

T = TypeVar("T", MailDoor, WebDoor, "Relay", "Settings")

Security = Literal["starttls", "implicit", "none"]

NOT_SETTINGS = ("KRING_CONFIG", "KRING_TEST_")
"""Beginnings of variables that others read: the path of the settings, and what the tests use."""


def _database(value: object) -> str:
    text = TEXT.read(value)
    if "://" not in text:
        return f"sqlite:///{text}"
    if not text.startswith(("sqlite:", "postgresql:", "postgresql+")):
        raise ValueError
    return text


def _security(value: object) -> Security:
    if value not in get_args(Security):
        raise ValueError
    return cast("Security", value)


DATABASE = Kind("a path, or a URL of SQLite or PostgreSQL", _database, "", secret=True)
SECURITY: Kind[Security] = Kind(f"one of {', '.join(get_args(Security))}", _security, "starttls")
PORT = whole(1, 65535)


@dataclass(frozen=True, slots=True)
class Relay:
    """The next hop for all mail; `timeout` is in seconds, for every step of the dialogue by itself."""

    host: Annotated[str, TEXT] = ""
    port: Annotated[int, PORT] = 587
    security: Annotated[Security, SECURITY] = "starttls"
    user: Annotated[str, LINE] = ""
    password: Annotated[str, PASSWORD] = field(default="", repr=False)
    password_file: Annotated[Path | None, PATH] = None
    timeout: Annotated[int, whole(1, 600)] = 120


@dataclass(frozen=True, slots=True)
class Settings:
    """All of it. Without a `relay` every mail is captured in a folder and none leaves the machine."""

    database: Annotated[str, DATABASE] = "sqlite:///var/kring.db"
    """SQLAlchemy's URL."""
    series: Annotated[Path, PATH] = Path("config/series")
    templates: Annotated[Path, PATH] = Path("templates")
    secret: Annotated[Path, PATH] = Path("var/secret")
    captured: Annotated[Path, PATH] = Path("var/captured")
    hostname: Annotated[str, TEXT] = "localhost"
    """Our own full domain name, which the relay is greeted with (RFC 5321 section 4.1.1.1)."""
    authserv_id: Annotated[str, LINE] = ""
    """Whose Authentication-Results are believed (RFC 8601 section 2.5); "" for nobody's."""
    tick_seconds: Annotated[int, whole(1, 3600)] = 60
    limits: LimitsSettings = field(default_factory=LimitsSettings)
    """How much mail may go out."""
    log_addresses: Annotated[bool, FLAG] = False
    """Whether the log names people by their addresses, and not by a keyed hash of them."""
    listener: MailDoor = field(default_factory=MailDoor)
    web: WebDoor = field(default_factory=WebDoor)
    relay: Relay | None = None


def read(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """Read the settings; without a path only the environment and the defaults speak.

    Raises `SettingsError` with every mistake at once.
    """
    mistakes: list[Mistake] = []
    settings = note(path, environ, mistakes)
    refuse(mistakes)
    return settings


def note(path: Path | None, environ: Mapping[str, str], mistakes: list[Mistake]) -> Settings:
    """Read as `read` does, but add what is wrong to `mistakes` and let something harmless stand for it."""
    root = open_toml(path, mistakes, environ) if path else Table({}, "", mistakes, environ)
    settings = _settings(root)
    root.refuse_unknown()
    known = set(map(root.variable, root.keys()))
    mistakes.extend(
        Mistake(ENVIRONMENT, name, "unknown; docs/configuration.md has all variables")
        for name in sorted(environ)
        if name.startswith(PREFIX) and not name.startswith(NOT_SETTINGS) and name not in known
    )
    return settings


def keys() -> dict[str, object]:
    """Give every dotted key there is, with its default (None: it has none)."""
    root = Table({}, "", [])
    _settings(root)
    return root.keys()


def _settings(root: Table) -> Settings:
    default = Settings()
    settings = replace(
        _read(default, root),
        listener=_listener(root.table("listener")),
        web=_read(default.web, root.table("web")),
        limits=read_limits(root.table("limits")),
        relay=_relay(root, root.table("relay")),
    )
    if settings.relay and "." not in settings.hostname:
        root.mistake("hostname", "expected the full domain name of this machine, because there is a relay")
    return settings


def _read(default: T, table: Table) -> T:
    """Read the fields of a settings class that are annotated with their kind."""
    hints = get_type_hints(type(default), include_extras=True)
    found = {
        name: table.optional(name, kind, getattr(default, name))
        for name, hint in hints.items()
        for kind in getattr(hint, "__metadata__", ())
    }
    return replace(default, **found)


def _listener(table: Table) -> MailDoor:
    door = _read(MailDoor(), table)
    note_half_a_certificate(door, table)
    return door


def _relay(root: Table, table: Table) -> Relay | None:
    relay = _read(Relay(), table)
    if not (root.has("relay") or table.has("host")):
        return None
    if not table.has("host"):
        table.mistake("host", f"missing; expected {TEXT.expected}")
    if table.in_file("password"):
        table.mistake("password", "expected in KRING_RELAY_PASSWORD or in a password_file, not in this file")
    if relay.password_file and not relay.password:
        relay = replace(relay, password=_password(table, relay.password_file))
    if bool(relay.user) is not bool(relay.password):
        table.mistake("user", "expected a user together with a password, or neither")
    if relay.user and relay.security == "none":
        table.mistake("security", "expected starttls or implicit, because a password goes over it")
    return relay


def _password(table: Table, path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        table.mistake("password_file", f"can't be read: {error}")
        return ""
