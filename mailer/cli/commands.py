"""The tree of commands."""

import typer

from mailer.cli import explain, inbox, meeting, outbox, people, run, running, sending, upkeep

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Kring runs a recurring meeting by e-mail alone.",
)
app.add_typer(meeting.app, name="meeting")
app.add_typer(run.app, name="run")
app.add_typer(people.app, name="people")
app.add_typer(inbox.app, name="inbox")
app.add_typer(outbox.app, name="outbox")
app.command()(running.serve)
app.command()(running.sandbox)
app.command()(sending.rehearse)
app.command()(sending.send)
app.command()(explain.explain)
app.command()(upkeep.doctor)
app.command()(upkeep.migrate)
app.command()(upkeep.backup)
