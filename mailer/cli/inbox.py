"""`inbox ...`: the mails that came in, above all the parked ones, and what becomes of them."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from mailer.cli.opened import do, looking, opened, working
from mailer.cli.options import AsJson
from mailer.cli.output import tell, tell_json
from mailer.cli.replaying import write_pair
from mailer.cli.tables import show
from mailer.domain.commands import DiscardParked, HandleParked
from mailer.domain.inbox import InboxState
from mailer.message.parse import parse
from mailer.service.corrections import examples
from mailer.service.deciding import Decision, Wishes, command_for

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="What came in.")
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The mail's number, from inbox list.")]
_NOTHING: tuple[Any, ...] = (None, "", [], False)


@app.command("list")
def list_(
    state: Annotated[list[InboxState] | None, typer.Option(help="In these states; else parked.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the parked mails, or those in the states you name."""
    wanted = state or [InboxState.PARKED]
    with looking() as (store, zone):
        rows = store.views.inbox([one.value for one in wanted])
        counts = store.inbox.counts()
    columns = ["id", "received_at", "originator", "subject", "kind", "reason"]
    show(rows, columns, as_json=as_json, none=f"no mail is {' or '.join(wanted)}", zone=zone)
    if not as_json:
        counted = ", ".join(f"{many} {name}" for name, many in sorted(counts.items()))
        tell(f"\nAll mail: {counted or 'none yet'}")


@app.command("show")
def show_(
    number: Number,
    raw: Annotated[bool, typer.Option("--raw", help="The mail itself, octet for octet.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show one mail, and what was understood of it and why."""
    with looking() as (store, zone):
        row = store.inbox.row(number)
    if raw:
        sys.stdout.buffer.write(bytes(row.octets))
    elif as_json:
        tell_json({name: value for name, value in row._mapping.items() if name != "octets"})
    else:
        mail = parse(bytes(row.octets), row.reverse_path)
        tell(f"From:     {mail.originator or row.reverse_path or '(nobody)'}")
        tell(f"To:       {row.recipient}")
        tell(f"Received: {row.received_at.astimezone(zone):%a %d %b %Y %H:%M}")
        tell(f"Subject:  {mail.subject}")
        tell(f"State:    {row.state}{f', by {row.dealt_by}' if row.dealt_by else ''}")
        tell(f"Because:  {row.reason or '-'}\n")
        verdict = row.verdict or {}
        tell(verdict.get("own_words") or mail.text or "(no text)")
        tell(f"\n{_understood(verdict)}")


@app.command("handle")
def handle(
    number: Number,
    decision: Annotated[
        Decision,
        typer.Argument(
            metavar="DECISION",
            help="yes, no, maybe, subscribe, unsubscribe; or by-hand when you have dealt with it.",
        ),
    ],
    daypart: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help="For a yes: only these; else as understood, or all."),
    ] = None,
    hotel: Annotated[
        bool | None, typer.Option("--hotel/--no-hotel", help="For a yes; else as understood.")
    ] = None,
    diet: Annotated[str | None, typer.Option(metavar="TEXT", help="For a yes; else as understood.")] = None,
    meeting: Annotated[
        str, typer.Option(metavar="MEETING", help="Which meeting, where the mail does not tell.")
    ] = "",
    person: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Whose answer it is, by address, where another one wrote.")
    ] = "",
) -> None:
    """Decide on a parked mail; Kring acts and answers the writer."""
    wishes = Wishes(tuple(daypart or ()), hotel, diet, meeting, person)
    with opened() as app_:
        with working(app_) as work:
            command = command_for(work, number, decision, wishes)
        tell(do(app_, HandleParked(number, command)).what)


@app.command("discard")
def discard(number: Number) -> None:
    """Put a parked mail away with nothing done."""
    with opened() as app_:
        tell(do(app_, DiscardParked(number)).what)


@app.command("examples")
def examples_(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where the pairs NAME.eml and NAME.toml are written.")
    ],
) -> None:
    """Write out the mails of which you made something else than Kring, as examples to learn from."""
    folder.mkdir(parents=True, exist_ok=True)
    with opened() as app_:
        found = list(examples(app_.database))
    for one in found:
        write_pair(folder, one)
    tell(f"{len(found)} examples in {folder}; they hold what people wrote: keep them as safe as the database")


def _understood(verdict: Mapping[str, Any]) -> str:
    apart = {"kind", "action", "why", "own_words"}
    fields = {name: value for name, value in verdict.items() if name not in apart and value not in _NOTHING}
    lines = [f"  {name.replace('_', ' ')}: {_words(value)}" for name, value in fields.items()]
    reasons = [f"  because {one['rule']}: {one['words']}" for one in verdict.get("why") or []]
    return "\n".join([f"Understood: {verdict.get('kind', 'nothing yet')}", *lines, *reasons])


def _words(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return "; ".join(map(_words, value))
        case dict():
            return " ".join(str(one) for one in value.values() if one not in _NOTHING)
        case _:
            return str(value)
