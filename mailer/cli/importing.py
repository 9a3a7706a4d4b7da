"""`people import`: people from a CSV file onto the list, with a report of every line."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from mailer.app import Application
from mailer.cli.exits import Exit
from mailer.cli.opened import by_hand, do, opened
from mailer.cli.options import AsJson
from mailer.cli.output import tell
from mailer.cli.tables import show, watched
from mailer.domain.commands import ImportPerson
from mailer.domain.errors import BadInput, Refused
from mailer.domain.series import Series
from mailer.domain.subscription import Proof
from mailer.service import people_csv
from mailer.service.bus import perform
from mailer.service.people_csv import Line
from mailer.service.work import Done, Work
from mailer.store.unit_of_work import unit_of_work


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file; from Excel: CSV UTF-8.")],
    series: Annotated[str, typer.Option(metavar="SERIES", help="Onto the list of which series.")],
    source: Annotated[
        str,
        typer.Option(
            metavar="TEXT",
            help="Where their consent comes from, in words that prove it later. Mandatory by law.",
        ),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only report what would happen.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put people from a CSV file on the list.

    Reports every line, and exits 1 if one was refused. Nobody is changed who is there already, and who once
    left the list is not put back. Try --dry-run first.
    """
    if not source.strip():
        raise BadInput("--source is empty; say where the consent is from: 'sign-up sheet of 12 May 2026'")
    octets = file.read_bytes()
    with opened() as app:
        lines = people_csv.read(octets, app.house.series_of(series).key)
        proof = Proof(f"import: {source.strip()}", f"{file.name}", at=app.clock())
        watching = watched(lines, len(lines), "Importing")
        rows = [_import(app, line, app.house.series_of(series), proof, dry_run) for line in watching]
    show(rows, ["line", "address", "name", "result", "because"], as_json=as_json)
    counts = Counter(str(row["result"]) for row in rows)
    if not as_json:
        counted = ", ".join(f"{many} {result}" for result, many in counts.items())
        ending = "; nothing was changed, this was a dry run" if dry_run else ""
        tell(f"\n{len(rows)} people in the file: {counted}{ending}")
    if counts["refused"]:
        raise typer.Exit(Exit.FAULTS)


def _import(app: Application, line: Line, series: Series, proof: Proof, dry_run: bool) -> dict[str, object]:
    row: dict[str, object] = {"line": line.number, "address": "", "name": "", "result": "refused"}
    if line.mailbox is None:
        return row | {"because": line.problem}
    row |= {"address": line.mailbox.address, "name": line.mailbox.name}
    language = line.language if line.language in series.languages else series.default_language
    named = Proof(proof.source, f"{proof.words}, line {line.number}", at=proof.at)
    command = ImportPerson(series.key, line.mailbox, line.organisation, language, named)
    try:
        done = _would(app, command) if dry_run else do(app, command, proof.source)
    except Refused as error:
        return row | {"because": str(error)}
    if not done.details.get("added"):
        return row | {"result": "known", "because": "is on the list already"}
    suppressed = done.details["suppressed"]
    return row | {"result": "added", "because": f"nothing is sent there: {suppressed}" if suppressed else ""}


def _would(app: Application, command: ImportPerson) -> Done:
    """Say what an import would do, in a transaction that is rolled back."""
    with unit_of_work(app.database) as store:
        done = perform(command, Work(store, app.house, app.clock(), by_hand()))
        store.connection.rollback()
    return done
