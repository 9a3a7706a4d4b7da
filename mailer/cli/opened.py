"""The service opened for one command: settings read, database ready, nothing listening."""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mailer.app import Application
from mailer.domain.errors import Refused
from mailer.service.work import Cause, Work
from mailer.settings import secret as secrets
from mailer.settings.configuration import Configuration, read
from mailer.store.migrate import up_to_date
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
    return Application(found.settings, found.series, secrets.read_or_make(found.settings.secret))


@contextmanager
def opened() -> Iterator[Application]:
    """Give the service for one command; its database has to be at this program's version."""
    app = application()
    try:
        if not up_to_date(app.database):
            raise Refused("the database is of another version; run: run_service.py migrate")
        yield app
    finally:
        app.close()


@contextmanager
def looking() -> Iterator[UnitOfWork]:
    """Give the tables for a look."""
    with opened() as app, unit_of_work(app.database) as store:
        yield store


@contextmanager
def working(app: Application) -> Iterator[Work]:
    """Give what a handler works with, for a look through the service's eyes."""
    with unit_of_work(app.database) as store:
        yield Work(store, app.house, app.clock(), by_hand())


def by_hand(why: str = "") -> Cause:
    """Say that it was done on the command line, and by whom."""
    return Cause(f"{getpass.getuser()} on the command line", why)
