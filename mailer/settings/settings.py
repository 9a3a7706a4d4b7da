"""The settings of the service: `config/kring.toml` and KRING_... variables in, frozen values out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Literal

from mailer.settings.dkim import DkimSettings, read_dkim
from mailer.settings.doors import MailDoor, WebDoor, note_half_a_certificate
from mailer.settings.fields import read_fields
from mailer.settings.kinds import FLAG, LINE, PATH, TEXT, Kind, whole, word
from mailer.settings.limits import LimitsSettings, read_limits
from mailer.settings.mistakes import ENVIRONMENT, Mistake, refuse
from mailer.settings.relay import Relay, read_relay
from mailer.settings.sent_folder import SentFolderSettings, read_sent_folder
from mailer.settings.table import PREFIX, Table, open_toml

NOT_SETTINGS = ("KRING_CONFIG", "KRING_TEST_")
"""Beginnings of variables that others read: the path of the settings, and what the tests use."""

Engine = Literal["embedded", "cluster"]


def _database(value: object) -> str:
    text = TEXT.read(value)
    if "://" not in text:
        return f"sqlite:///{text}"
    if not text.startswith(("sqlite:", "postgresql:", "postgresql+")):
        raise ValueError
    return text


ENGINE: Kind[Engine] = word(Engine, "embedded")
DATABASE = Kind("a path, or a URL of SQLite or PostgreSQL", _database, "", secret=True)


@dataclass(frozen=True, slots=True)
class Settings:
    """All of it. Without a `relay` every mail is captured in a folder and none leaves the machine."""

    database: Annotated[str, DATABASE] = "sqlite:///var/kring.db"
    """SQLAlchemy's URL."""
    engine: Annotated[Engine, ENGINE] = "embedded"
    """Who wakes the loops: this process for itself, or all processes on one PostgreSQL each other."""
    series: Annotated[Path, PATH] = Path("config/series")
    templates: Annotated[Path, PATH] = Path("templates")
    lexicon: Annotated[Path, PATH] = Path("config/lexicon")
    """The folder with a house's own words, one file a language; it need not be there."""
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
    sent_folder: SentFolderSettings | None = None
    """Where unknown deliveries are looked for; None: nowhere."""
    dkim: DkimSettings | None = None
    """Whose signature our mail carries; None leaves that to the relay."""


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
        read_fields(default, root),
        listener=_listener(root.table("listener")),
        web=read_fields(default.web, root.table("web")),
        limits=read_limits(root.table("limits")),
        relay=read_relay(root, root.table("relay")),
        dkim=read_dkim(root, root.table("dkim")),
    )
    sent_folder = read_sent_folder(root, root.table("sent_folder"), settings.relay)
    settings = replace(settings, sent_folder=sent_folder)
    if settings.engine == "cluster" and not settings.database.startswith("postgresql"):
        root.mistake("engine", "expected a database on PostgreSQL, because several processes share it")
    if settings.relay and "." not in settings.hostname:
        root.mistake("hostname", "expected the full domain name of this machine, because there is a relay")
    return settings


def _listener(table: Table) -> MailDoor:
    door = read_fields(MailDoor(), table)
    note_half_a_certificate(door, table)
    return door
