"""Bring a database to the tables this version needs, and say how far it is."""

import logging
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from mailer.store.database import Database
from mailer.store.schema import metadata


def migrate(database: Database) -> str:
    """Run the migrations not yet run, all in one transaction; give the version reached."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with database.transaction() as connection:
        command.upgrade(_config(connection), "head")
        return _version(connection) or ""


def up_to_date(database: Database) -> bool:
    """Whether the database is at this program's version."""
    with database.transaction() as connection:
        return _version(connection) == ScriptDirectory.from_config(_config(connection)).get_current_head()


def differences(database: Database) -> list[object]:
    """Give what the migrations made differently from `schema`: nothing, if they are complete."""
    with database.transaction() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))


def draft(database: Database, message: str, number: str) -> None:
    """Write the next migration's file from the difference; a person reads and mends it."""
    with database.transaction() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=number)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
