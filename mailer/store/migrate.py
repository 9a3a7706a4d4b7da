"""Bring a database to the tables this version needs, and say how far it is."""

import logging
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from mailer.domain.errors import Unusable
from mailer.store.database import Database
from mailer.store.schema import metadata


def migrate(database: Database) -> str:
    """Run the migrations not yet run, all in one transaction; give the version reached.

    Raises `Unusable` for a database of a newer Kring.
    """
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with database.transaction() as connection:
        try:
            command.upgrade(_config(connection), "head")
        except CommandError as error:  # alembic's word for a version that it has no step for
            raise Unusable(
                "{database} is of a newer Kring; use that one ({why})", database=database, why=error
            ) from error
        return _version(connection) or ""


def lacking(database: Database) -> str:
    """Say what keeps this program from using the database, and what to do; "" if nothing does.

    A file of SQLite that is not there is not made by looking at it.
    """
    if database.file is not None and not database.file.exists():
        return f"{database} is not there yet; run: run_service.py migrate"
    with database.transaction() as connection:
        versions = ScriptDirectory.from_config(_config(connection))
        found = _version(connection)
        if found == versions.get_current_head():
            return ""
        if found is None:
            return f"{database} has no tables yet; run: run_service.py migrate"
        if found not in {one.revision for one in versions.walk_revisions()}:
            return f"{database} is at version {found}, of a newer Kring; use that one"
        return f"{database} is at version {found}, of an older Kring; run: run_service.py migrate"


def differences(database: Database) -> list[object]:
    """Give what the migrations made differently from `schema`: nothing, if they are complete."""
    with database.transaction() as connection:
        options = {"include_object": _of_the_schema}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def draft(database: Database, message: str, number: str) -> None:
    """Write the next migration's file from the difference; a person reads and mends it."""
    with database.transaction() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=number)


def _of_the_schema(_thing: object, name: str | None, _kind: str, *_: object) -> bool:
    """Leave out the index by which people are found: each database has one of its own kind."""
    return not (name or "").startswith("people_found")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
