"""`people ...`: the invitation list, and one person's whole history."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from mailer.app import Application
from mailer.cli.exits import Exit
from mailer.cli.opened import by_hand, looking, opened
from mailer.cli.output import console, show, show_json, tell
from mailer.domain.address import normalise
from mailer.domain.commands import ImportPerson, Suppress
from mailer.domain.errors import NotFound, Refused
from mailer.domain.subscription import Proof, SuppressionReason
from mailer.service import people_csv
from mailer.service.bus import perform
from mailer.service.people_csv import Line
from mailer.service.work import Work
from mailer.store.unit_of_work import unit_of_work

app = typer.Typer(no_args_is_help=True, help="The people and the invitation list.")
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


@app.command("list")
def list_(
    text: Annotated[str, typer.Argument(help="Part of a name, an address or an organisation.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the people with the state of their subscription."""
    with looking() as store:
        rows = store.views.people(text)
    columns = ["address", "name", "organisation", "language", "state", "since", "source", "suppressed"]
    show(rows, columns, as_json=as_json, none="nobody yet")


@app.command("show")
def show_(address: str, as_json: AsJson = False) -> None:
    """Show one person's whole history: every mail in and out, and every change with its cause."""
    with looking() as store:
        person = store.people.by_address(normalise(address))
        if person is None:
            raise NotFound(f"nobody has the address {address}; run_service.py people list TEXT searches")
        subscribed = [row for row in store.views.people(person.address) if row["id"] == person.id]
        history = {
            "registrations": store.views.registrations_of(person.id),
            "in": store.views.mails_in(person.id),
            "out": store.views.mails_out(person.id),
            "changes": store.views.changes(person.id),
        }
    if as_json:
        show_json({"person": subscribed, **history})
        return
    show(
        subscribed, ["address", "name", "organisation", "language", "state", "since", "source"], as_json=False
    )
    tell("\nRegistrations")
    show(history["registrations"], ["meeting", "state", "dayparts", "hotel", "diet", "guests"], as_json=False)
    tell("\nMails from this person")
    show(history["in"], ["id", "received_at", "subject", "kind", "state", "reason"], as_json=False)
    tell("\nMails to this person")
    show(history["out"], ["id", "made_at", "sent_at", "letter", "meeting", "state", "words"], as_json=False)
    tell("\nChanges")
    show(history["changes"], ["at", "who", "command", "what", "why"], as_json=False)


@app.command("import")
def import_(
    file: Path,
    series: Annotated[str, typer.Option(help="Onto the list of which series.")],
    source: Annotated[
        str, typer.Option(help="Where their consent comes from, in words that prove it later.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only report what would happen.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put people from a CSV file on the list; reports line by line, and exits 1 if a line was refused."""
    if not source.strip():
        raise Refused(
            "--source is empty; say where the consent comes from, such as 'sign-up sheet 12 May 2026'"
        )
    if not file.exists():
        raise NotFound(f"there is no file {file}")
    lines = people_csv.read(file.read_bytes())
    with opened() as app_:
        app_.house.series_of(series)
        watched = track(lines, "Importing", console=console, disable=not console.is_terminal or as_json)
        rows = [_import(app_, line, series, f"import: {source.strip()}", dry_run) for line in watched]
    refused = [row for row in rows if row["result"] == "refused"]
    show(rows, ["line", "address", "name", "result", "because"], as_json=as_json)
    if not as_json:
        ending = "nothing was changed (dry run)" if dry_run else f"{len(rows) - len(refused)} done"
        tell(f"{len(rows)} lines, {len(refused)} refused; {ending}")
    if refused:
        raise typer.Exit(Exit.FAULTS)


@app.command("export")
def export(
    file: Annotated[Path | None, typer.Argument(help="Where to; without one, to the screen.")] = None,
) -> None:
    """Write everybody with subscription and source as CSV that a spreadsheet opens."""
    with looking() as store:
        text = people_csv.write(store.views.people())
    if file is None:
        print(text, end="")
    else:
        file.write_text(text, encoding="utf-8", newline="")
        tell(f"written to {file}")


@app.command("suppress")
def suppress(address: str, why: Annotated[str, typer.Option(help="Why, for later.")]) -> None:
    """Send nothing more to an address."""
    command = Suppress(normalise(address), SuppressionReason.BY_HAND, why)
    with opened() as app_:
        tell(app_.bus.do(command, by_hand(why)).what)


def _import(app_: Application, line: Line, series: str, source: str, dry_run: bool) -> dict[str, object]:
    row: dict[str, object] = {"line": line.number, "address": "", "name": "", "result": "refused"}
    if line.mailbox is None:
        return row | {"because": line.problem}
    row |= {"address": line.mailbox.address, "name": line.mailbox.name}
    languages = app_.house.series_of(series).languages
    language = line.language if line.language in languages else languages[0]
    proof = Proof(source, f"line {line.number}", at=app_.clock())
    command = ImportPerson(series, line.mailbox, line.organisation, language, proof)
    try:
        done = _would(app_, command) if dry_run else app_.bus.do(command, by_hand(source)).what
    except Refused as error:
        return row | {"because": str(error)}
    return row | {"result": "would do" if dry_run else "done", "because": done}


def _would(app_: Application, command: ImportPerson) -> str:
    """Say what an import would do, in a transaction that is rolled back."""
    with unit_of_work(app_.database) as store:
        done = perform(command, Work(store, app_.house, app_.clock(), by_hand())).what
        store.connection.rollback()
    return done
