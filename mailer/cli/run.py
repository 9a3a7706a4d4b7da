"""`run ...`: the send runs, and the coordinator's hand on them."""

from typing import Annotated

import typer

from mailer.cli.asking import sure
from mailer.cli.opened import do, looking, opened, working
from mailer.cli.options import AsJson, Yes
from mailer.cli.output import tell
from mailer.cli.tables import show
from mailer.domain.commands import CancelRun, PauseRun, ResumeRun, StartRun
from mailer.service import rehearsal

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The send runs.")
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The run's number, from run list.")]


@app.command("list")
def list_(
    meeting: Annotated[str, typer.Argument(metavar="MEETING", help="Only of this meeting.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the runs with what became of their mails."""
    with looking() as (store, zone):
        if meeting:
            store.meetings.get(meeting)
        rows = store.views.runs(meeting or None)
    columns = ["id", "meeting", "step", "state", "made_at", "deliveries", "why"]
    show(rows, columns, as_json=as_json, none="no runs yet", zone=zone)


@app.command("start")
def start(run: Number, yes: Yes = False) -> None:
    """Let a waiting run go; shows how many get it, and asks."""
    with opened() as app_:
        with working(app_) as work:
            found = work.store.runs.get(run)
            choices = rehearsal.choices(work, found.meeting, found.step)
        tell(f"Run {run}, {found.step} of {found.meeting}: {rehearsal.count(choices)}.")
        sure("Start it?", yes=yes)
        tell(do(app_, StartRun(run)).what)


@app.command("pause")
def pause(run: Number) -> None:
    """Send nothing more of a run until it is resumed."""
    with opened() as app_:
        tell(do(app_, PauseRun(run)).what)


@app.command("resume")
def resume(run: Number) -> None:
    """Go on with a paused run."""
    with opened() as app_:
        tell(do(app_, ResumeRun(run)).what)


@app.command("cancel")
def cancel(
    run: Number,
    why: Annotated[str, typer.Option(metavar="TEXT", help="Why, for the journal.")] = "cancelled by hand",
    yes: Yes = False,
) -> None:
    """Leave unsent, for good, what is not sent yet; asks first."""
    with opened() as app_:
        with working(app_) as work:
            found = work.store.runs.get(run)
            unsent = len(work.store.outbox.open_of_run(run))
        tell(
            f"Run {run}, {found.step} of {found.meeting}, is {found.state}; {unsent} of it are not sent yet."
        )
        sure("Cancel it for good?", yes=yes)
        tell(do(app_, CancelRun(run, why), why).what)
