"""`run ...`: the send runs, and the coordinator's hand on them."""

from typing import Annotated

import typer

from mailer.cli.opened import by_hand, looking, opened
from mailer.cli.output import show, tell
from mailer.domain.commands import CancelRun, PauseRun, ResumeRun, StartRun

app = typer.Typer(no_args_is_help=True, help="Send runs: list, start, pause, resume, cancel.")


@app.command("list")
def list_(
    meeting: Annotated[str, typer.Argument(help="Only of this meeting.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the runs with what became of their mails."""
    with looking() as store:
        if meeting:
            store.meetings.get(meeting)
        rows = store.views.runs(meeting or None)
    columns = ["id", "meeting", "step", "revision", "state", "made_at", "deliveries", "why"]
    show(rows, columns, as_json=as_json, none="no runs yet")


@app.command("start")
def start(run: int) -> None:
    """Let a waiting run go."""
    with opened() as app_:
        tell(app_.bus.do(StartRun(run), by_hand()).what)


@app.command("pause")
def pause(run: int) -> None:
    """Send nothing more of a run until it is resumed."""
    with opened() as app_:
        tell(app_.bus.do(PauseRun(run), by_hand()).what)


@app.command("resume")
def resume(run: int) -> None:
    """Go on with a paused run."""
    with opened() as app_:
        tell(app_.bus.do(ResumeRun(run), by_hand()).what)


@app.command("cancel")
def cancel(
    run: int, why: Annotated[str, typer.Option(help="Why, for the journal.")] = "cancelled by hand"
) -> None:
    """Leave unsent what is not sent yet."""
    with opened() as app_:
        tell(app_.bus.do(CancelRun(run, why), by_hand(why)).what)
