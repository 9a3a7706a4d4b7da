"""`migrate` and `backup`: what an operator does now and then."""

from pathlib import Path
from typing import Annotated

import typer

from mailer.cli.opened import configuration, opened
from mailer.cli.output import tell
from mailer.store import faults
from mailer.store import migrate as migrations
from mailer.store.backup import backup as write_backup
from mailer.store.database import Database


def migrate() -> None:
    """Bring the database to this program's version, and make it if it is not there.

    Make a backup first; there is no way back. The service does the same when it starts.
    """
    with faults.told("the database"):
        database = Database(configuration().settings.database)
        try:
            tell(f"{database} is at version {migrations.migrate(database)}")
        finally:
            database.close()


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy; it must not be there yet.")],
) -> None:
    """Copy the database into a file while the service runs (SQLite; for PostgreSQL there is pg_dump).

    The copy is paused: a service that is started on it sends nothing until `outbox release`.

    The copy holds all there is to know of people: keep it as safe as the database. The key in var/secret
    belongs to it; without that one, answers to letters sent before are known by their sender only.
    """
    with opened() as app:
        write_backup(app.database, file, app.clock())
    tell(f"written to {file} ({file.stat().st_size:,} octets)")
