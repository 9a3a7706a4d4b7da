"""`run ...`: the send runs, and the coordinator's hand on them."""

from datetime import datetime
from typing import Annotated

import typer

from mailer.app import Application
from mailer.cli.asking import sure
from mailer.cli.opened import do, opened, working, zone_of
from mailer.cli.options import AsJson, Yes
from mailer.cli.output import tell, tell_json
from mailer.cli.tables import show
from mailer.domain.commands import CancelRun, PauseRun, ResumeRun, StartRun
from mailer.domain.delivery import DeliveryState
from mailer.service import rehearsal
from mailer.service.forecast import done_at
from mailer.store.unit_of_work import UnitOfWork, unit_of_work
from mailer.store.views import Rows

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The send runs.")
_ASTRAY = (DeliveryState.DEFERRED, DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.BOUNCED)
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The run's number, from run list.")]


@app.command("list")
def list_(
    meeting: Annotated[str, typer.Argument(metavar="MEETING", help="Only of this meeting.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the runs with what became of their mails."""
    with opened() as app_, unit_of_work(app_.database) as store:
        if meeting:
            store.meetings.get(meeting)
        rows = _foretold(app_, store, store.views.runs(meeting or None))
    columns = ["id", "meeting", "step", "state", "made_at", "deliveries", "done_at", "too_late", "why"]
    show(rows, columns, as_json=as_json, none="no runs yet", zone=zone_of(app_))


@app.command("show")
def show_(run: Number, as_json: AsJson = False) -> None:
    """Show one run: how far it is, when it will be done, and the mails that did not just arrive."""
    with opened() as app_, unit_of_work(app_.database) as store:
        found = store.runs.get(run)
        rows = [row for row in store.views.runs(found.meeting) if row["id"] == run]
        (row,) = _foretold(app_, store, rows)
        astray = store.views.outbox(_ASTRAY, run=run)
    if as_json:
        tell_json({**row, "mails": astray})
        return
    zone = zone_of(app_)
    why = f": {found.why}" if found.why else ""
    tell(f"Run {run}, {found.step} of {found.meeting}, is {found.state}{why}.")
    show([row], ["made_at", "deliveries", "done_at", "too_late", "not_after"], zone=zone)
    if astray:
        tell("")
        show(astray, ["id", "state", "address", "attempts", "next_at", "words"], zone=zone)


def _foretold(app_: Application, store: UnitOfWork, rows: Rows) -> Rows:
    """Add when each run will be done, and whether that is too late for some of its mails."""
    foretold = done_at(store, app_.settings.limits.in_all, app_.clock())
    return [{**row, **_done(foretold.get(row["id"]), row["not_after"])} for row in rows]


def _done(at: datetime | None, not_after: datetime | None) -> dict[str, object]:
    late = at is not None and not_after is not None and at > not_after
    return {"done_at": at, "too_late": True if late else None}


@app.command("start")
def start(run: Number, yes: Yes = False) -> None:
    """Let a waiting run go; shows how many get it, and asks."""
    with opened() as app_:
        with working(app_) as work:
            found = work.store.runs.get(run)
            choices = rehearsal.choices(work, found.meeting, found.step)
            counted = rehearsal.count(choices, rehearsal.MOST_COUNTED)
        tell(f"Run {run}, {found.step} of {found.meeting}: {counted}.")
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
