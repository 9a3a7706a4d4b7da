"""The service opened for one command: settings read, database ready, nothing listening."""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from mailer.app import Application
from mailer.domain.commands import Command
from mailer.domain.errors import Unusable
from mailer.service.work import Cause, Done, Work
from mailer.settings import secret as secrets
from mailer.settings.configuration import Configuration, read
from mailer.store import faults
from mailer.store.migrate import lacking
from mailer.store.unit_of_work import UnitOfWork, unit_of_work

CONFIG = "KRING_CONFIG"
USUAL = Path("config/kring.toml")


def configuration() -> Configuration:
    """Read the settings (from the file KRING_CONFIG names, or `config/kring.toml`) and every series."""
    named = os.environ.get(CONFIG)
    path = Path(named) if named else USUAL if USUAL.exists() else None
    return read(path, os.environ)


def application() -> Application:
    """Give the service as it is configured."""
    found = configuration()
    secret = secrets.read_or_make(found.settings.secret)
    with faults.told("the database"):
        return Application(found.settings, found.series, secret)


@contextmanager
def opened() -> Iterator[Application]:
    """Give the service for one command; its database has to be at this program's version."""
    app = application()
    try:
        with faults.told(str(app.database)):
            if words := lacking(app.database):
                raise Unusable(words)
            yield app
    finally:
        app.close()


@contextmanager
def working(app: Application) -> Iterator[Work]:
    """Give what a handler works with, for a look through the service's eyes."""
    with unit_of_work(app.database) as store:
        yield Work(store, app.house, app.clock(), by_hand())


@contextmanager
def looking() -> Iterator[tuple[UnitOfWork, ZoneInfo]]:
    """Give the tables for a look, and the zone in which to show moments: that of the first series."""
    with opened() as app, unit_of_work(app.database) as store:
        yield store, zone_of(app)


def zone_of(app: Application) -> ZoneInfo:
    """Give the zone the coordinator's clock shows, that of the first series."""
    return ZoneInfo(next(iter(app.house.series.values())).zone)


def do(app: Application, command: Command, why: str = "") -> Done:
    """Have a command carried out, in the name of whoever sits at the command line."""
    done = app.bus.do(command, by_hand(why))
    app.nudge()
    return done


def by_hand(why: str = "") -> Cause:
    """Say that it was done on the command line, and by whom."""
    return Cause(f"{_user()} on the command line", why)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number without a name
        return f"user {os.getuid()}"
