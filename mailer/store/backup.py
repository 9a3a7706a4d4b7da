"""A copy of the database while it is in use: SQLite's own online backup."""

import sqlite3
from contextlib import closing
from pathlib import Path

from mailer.domain.errors import Refused
from mailer.store.database import Database


def backup(database: Database, file: Path) -> None:
    """Write a consistent copy into `file`; raises `Refused` for a database that is not SQLite's."""
    source = database.engine.url
    if source.get_backend_name() != "sqlite" or not source.database:
        raise Refused("only SQLite is copied this way; for PostgreSQL use pg_dump")
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(source.database)) as old, closing(sqlite3.connect(file)) as new:
        old.backup(new)
