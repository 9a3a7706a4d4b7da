"""`doctor`, `migrate`, `backup`: what an operator does now and then."""

from pathlib import Path
from typing import Annotated

import typer

from mailer.cli.exits import Exit
from mailer.cli.opened import application, configuration, opened
from mailer.cli.output import show, tell
from mailer.domain.errors import Refused
from mailer.service import checks
from mailer.store import migrate as migrations
from mailer.store.backup import backup as write_backup
from mailer.store.database import Database


def doctor(as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False) -> None:
    """Look whether all is well, from the settings to the relay; exits 1 if something is not."""
    app = application()
    rows = [{"what": "settings and series", "well": "yes", "words": "can be used"}]
    try:
        rows += [
            {"what": one.what, "well": "yes" if one.well else "no", "words": one.words}
            for one in checks.all_checks(app.database, app.house, app.courier, app.clock())
        ]
    finally:
        app.close()
    show(rows, ["what", "well", "words"], as_json=as_json)
    if any(row["well"] == "no" for row in rows):
        raise typer.Exit(Exit.FAULTS)


def migrate() -> None:
    """Bring the database to this program's version."""
    database = Database(configuration().settings.database)
    tell(f"the database is at version {migrations.migrate(database)}")
    database.close()


def backup(file: Annotated[Path, typer.Argument(help="The copy; it must not exist yet.")]) -> None:
    """Copy the database into a file while the service runs (SQLite; for PostgreSQL use pg_dump)."""
    if file.exists():
        raise Refused(f"{file} is there already; give another name")
    with opened() as app:
        write_backup(app.database, file)
    tell(f"written to {file} ({file.stat().st_size:,} octets)")
