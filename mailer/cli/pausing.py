"""`outbox pause` and `outbox release`: the whole house stopped, and let go after a look at what waits."""

from typing import Annotated

import typer

from mailer.cli.asking import sure
from mailer.cli.opened import do, opened, working
from mailer.cli.options import Yes
from mailer.cli.output import tell
from mailer.domain.commands import PauseHouse, ReleaseHouse, Waiting
from mailer.domain.errors import Refused
from mailer.domain.run import RunState
from mailer.service.work import Work

_BECOMES = {
    Waiting.SEND: "They go out now.",
    Waiting.UNKNOWN: "They become unknown: nothing of them goes out until you settle them, each by itself.",
    Waiting.CANCEL: "They are cancelled and never go out.",
}


def pause(
    why: Annotated[str, typer.Option(metavar="TEXT", help="Why, for whoever finds it so.")] = "by hand",
) -> None:
    """Send nothing at all, of no run and to nobody, until `outbox release`.

    Mail that comes in is kept and read; its answers wait.
    """
    with opened() as app:
        tell(do(app, PauseHouse(why), why).what)


def release(
    waiting: Annotated[
        Waiting | None,
        typer.Option(help="What becomes of the mails that wait: send, unknown or cancel them."),
    ] = None,
    yes: Yes = False,
) -> None:
    """Let a paused house send again; shows what waits, and asks.

    A copy that was restored does not know what was sent after it was made: there you say what becomes of the
    mails that wait in it.
    """
    with opened() as app:
        with working(app) as work:
            _show(work)
            many = sum(row.many for row in work.store.pauses.waiting())
        if many and waiting is None:
            raise Refused(
                "Say what becomes of them: --waiting send, --waiting unknown (for what may have been sent "
                "since), or --waiting cancel."
            )
        chosen = waiting or Waiting.SEND
        if many:
            tell(_BECOMES[chosen])
        sure("Release the house?", yes=yes)
        tell(do(app, ReleaseHouse(chosen)).what)


def _show(work: Work) -> None:
    found = work.store.pauses.open()
    if found is None:
        raise Refused("The house is not paused.")
    tell(f"The house is {found.words}.")
    for row in work.store.pauses.waiting():
        tell(f"  {row.many} x {row.letter}{f' of {row.meeting}' if row.meeting else ''}")
    for run in work.store.runs.in_state(RunState.WAITING):
        tell(f"  {run.step} of {run.meeting} waits for you: run start {run.id}, or run cancel {run.id}")
