"""`rehearse` and `send`: see every mail to every person first, then let it go."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from mailer.cli.opened import by_hand, opened, working
from mailer.cli.output import show, tell
from mailer.domain.commands import StartRun, TakeStep
from mailer.domain.errors import Refused
from mailer.domain.run import CANCELLATION, CORRECTION, RunState
from mailer.service import rehearsal
from mailer.service.rehearsal import Rehearsed
from mailer.service.runs import step_keys
from mailer.service.work import Work

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


def rehearse(
    meeting: str,
    step: Annotated[str, typer.Argument(help="A step; without one, every step of the timeline.")] = "",
    folder: Annotated[Path, typer.Option(help="Where the rendered mails go.")] = Path("var/rehearsal"),
    as_json: AsJson = False,
) -> None:
    """Show who gets a step, who does not and because of what; every mail is written into a folder."""
    with opened() as app, working(app) as work:
        for key in [step] if step else step_keys(work, meeting):
            _rehearse(work, meeting, key, folder, as_json)


def send(
    meeting: str,
    step: str,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Send a step of a meeting: shows how many get it, and asks."""
    with opened() as app:
        with working(app) as work:
            found = rehearsal.choices(work, meeting, step)
            taken = work.store.runs.of_step(meeting, step, work.store.meetings.get(meeting).revision)
        reached = [choice for choice in found if not choice.why_not]
        tell(f"{step} of {meeting}: {len(reached)} get it, {len(found) - len(reached)} do not")
        if not reached:
            raise Refused("nobody would get it; run_service.py rehearse shows why")
        if not yes:
            typer.confirm("Send it?", abort=True)
        if taken is None and step in {CORRECTION, CANCELLATION}:
            raise Refused(f"{step} is made by moving or cancelling a meeting")
        if taken is None:
            done = app.bus.do(TakeStep(meeting, step), by_hand())
            with working(app) as work:
                taken = work.store.runs.get(done.run or 0)
            tell(done.what)
        if taken.state is RunState.WAITING:
            tell(app.bus.do(StartRun(taken.id), by_hand()).what)
        elif taken.state is not RunState.RUNNING:
            raise Refused(f"run {taken.id} is {taken.state}; run_service.py run list shows the runs")
        tell("The service sends it; `run_service.py run list` shows how far it is.")


def _rehearse(work: Work, meeting: str, step: str, folder: Path, as_json: bool) -> None:
    rehearsed: Sequence[Rehearsed] = list(rehearsal.rehearse(work, meeting, step))
    target = folder / meeting / step
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("*.eml"):
        old.unlink()
    for one in rehearsed:
        if one.octets:
            (target / f"{one.person.address}.eml").write_bytes(one.octets)
    rows = [
        {
            "meeting": meeting,
            "step": step,
            "address": one.person.address,
            "name": one.person.name,
            "gets it": "yes" if not one.why_not else "no",
            "because": one.why_not,
        }
        for one in rehearsed
    ]
    reached = sum(not one.why_not for one in rehearsed)
    if not as_json:
        tell(f"\n{step} of {meeting}: {reached} get it, {len(rows) - reached} do not; mails in {target}")
    show(rows, ["address", "name", "gets it", "because"], as_json=as_json, none="nobody is on the list yet")
