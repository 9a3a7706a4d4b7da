"""A copy of the database while it is in use, by SQLite's own online backup; the copy is paused."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from mailer.domain.errors import Refused, Unusable
from mailer.store.database import Database
from mailer.store.pauses import COPIED, Pauses


def backup(database: Database, file: Path, now: datetime) -> None:
    """Write a consistent copy into `file`, which only its owner may read; none is ever there by half.

    The copy is paused: who goes back to it must not mail people what they got since it was made.

    Raises `Refused` when the file is there or the database is not SQLite's, `Unusable` when the copy fails.
    """
    if database.file is None:
        raise Refused("only a file of SQLite is copied this way; for PostgreSQL use pg_dump")
    if file.exists():
        raise Refused("{file} is there already; give another name", file=file)
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.part")
    draft.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(database.file)) as old, closing(sqlite3.connect(draft)) as new:
            old.backup(new)
        _pause(draft, now)
        draft.rename(file)
    except (sqlite3.Error, DatabaseError) as error:
        raise Unusable("the copy into {file} failed: {why}", file=file, why=error) from error
    finally:
        draft.unlink(missing_ok=True)


def _pause(copy: Path, now: datetime) -> None:
    database = Database(f"sqlite:///{copy}")
    try:
        with database.transaction() as connection:
            found = Pauses(connection)
            if found.open() is None:
                found.begin(now, COPIED)
    finally:
        database.close()
