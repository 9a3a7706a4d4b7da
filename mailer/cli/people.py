"""`people ...`: the invitation list, and one person's whole history."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from mailer.cli import forgetting
from mailer.cli.asking import sure
from mailer.cli.history import history
from mailer.cli.importing import import_
from mailer.cli.naming import one_person
from mailer.cli.opened import do, looking, opened
from mailer.cli.options import AsJson, Yes
from mailer.cli.output import tell, tell_json
from mailer.cli.tables import show
from mailer.domain.address import Mailbox, normalise
from mailer.domain.commands import Suppress
from mailer.domain.subscription import SuppressionReason
from mailer.service import people_csv
from mailer.store.unit_of_work import unit_of_work

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The people and the invitation list.")


@app.command("list")
def list_(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="Part of a name, an address or an organisation.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """List the people with the state of their subscription."""
    with looking() as (store, _):
        rows = store.views.people(text)
    if as_json:
        show(rows, [], as_json=True)
        return
    states = [", ".join(filter(None, (row["state"] or "on no list", row["suppressed"]))) for row in rows]
    shown = [{**row, "state": state} for row, state in zip(rows, states, strict=True)]
    none = f"nobody with {text!r} in name, address or organisation" if text else "nobody yet"
    show(shown, ["address", "name", "organisation", "state"], none=none)


@app.command("show")
def show_(
    address: Annotated[
        str, typer.Argument(metavar="ADDRESS", help="The address; or part of it, or of a name.")
    ],
    as_json: AsJson = False,
) -> None:
    """Show one person's whole history, every mail in and out.

    Every change stands there too, below the mail that led to it or with the name of who made it.
    """
    with looking() as (store, zone):
        person = one_person(store, address)
        subscriptions = store.views.subscriptions_of(person.id)
        registered = store.views.registrations_of(person.id)
        suppressed = store.suppressions.reason(person.address)
        mails_in = store.views.mails_in(person.id)
        mails_out = store.views.mails_out(person.id)
        changes = store.views.changes(person.id)
    if as_json:
        states = {"subscriptions": subscriptions, "registrations": registered, "suppressed": suppressed}
        mails = {"in": mails_in, "out": mails_out}
        tell_json({**person._asdict(), **states, **mails, "changes": changes})
        return
    tell(f"{Mailbox(person.address, person.name)}, {person.organisation or '-'}, {person.language}")
    if suppressed:
        tell(f"Nothing is sent to this address: {suppressed}")
    tell("")
    show(subscriptions, ["series", "state", "since", "source"], none="on no list", zone=zone)
    if registered:
        tell("")
        show(registered, ["meeting", "state", "dayparts", "hotel", "diet", "guests", "substitute"])
    tell("")
    show(history(mails_in, mails_out, changes), ["at", "mail", "what", "became"], zone=zone)
    tell("\nRead a mail with: inbox show NUMBER (in), outbox show NUMBER (out)")


app.command("dossier")(forgetting.dossier_)
app.command("import")(import_)


@app.command("export")
def export(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Where to; without one, to the screen.")
    ] = None,
    series: Annotated[
        str, typer.Option(metavar="SERIES", help="Only who is on the list of this series, or was.")
    ] = "",
    yes: Yes = False,
) -> None:
    """Write everybody as CSV, with subscription and source.

    Excel opens the file by a double click, and `people import` reads it.
    """
    with opened() as app_, unit_of_work(app_.database) as store:
        if series:
            app_.house.series_of(series)
        text = people_csv.write(row for row in store.views.people() if series in {"", row["series"]})
    if file is None:
        sys.stdout.write(text)
        return
    if file.exists():
        sure(f"{file} is there already. Write over it?", yes=yes)
    # with the mark Excel takes it for UTF-8
    file.write_text(text, encoding="utf-8-sig", newline="")
    tell(f"written to {file}: {text.count(chr(10)) - 1} people")


@app.command("suppress")
def suppress(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="The address, on the list or not.")],
    why: Annotated[str, typer.Option(metavar="TEXT", help="Why, for later.")],
) -> None:
    """Send nothing more to an address."""
    command = Suppress(normalise(address), SuppressionReason.BY_HAND, why)
    with opened() as app_:
        tell(do(app_, command, why).what)


app.command("erase")(forgetting.erase)
