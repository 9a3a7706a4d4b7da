"""`outbox ...`: what goes out, what failed, and what nobody knows the fate of."""

from typing import Annotated

import typer

from mailer.cli.opened import by_hand, looking, opened
from mailer.cli.output import show, tell
from mailer.domain.commands import RetryDelivery
from mailer.domain.delivery import DeliveryState
from mailer.store.unit_of_work import unit_of_work

app = typer.Typer(no_args_is_help=True, help="Outgoing mail: list, show, retry.")
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]

_OPEN = (
    DeliveryState.DUE,
    DeliveryState.SENDING,
    DeliveryState.DEFERRED,
    DeliveryState.FAILED,
    DeliveryState.UNKNOWN,
)


@app.command("list")
def list_(
    state: Annotated[list[DeliveryState] | None, typer.Option(help="Only in these states.")] = None,
    as_json: AsJson = False,
) -> None:
    """List what is not settled: due, deferred, failed, unknown; or the states you name."""
    with looking() as store:
        rows = store.views.outbox([one.value for one in state or _OPEN])
    columns = ["id", "letter", "address", "meeting", "state", "attempts", "next_at", "words"]
    show(rows, columns, as_json=as_json, none="nothing is waiting, and nothing has failed")


@app.command("show")
def show_(delivery: int, as_json: AsJson = False) -> None:
    """Show every attempt at one delivery, with the relay's own words."""
    with looking() as store:
        found = store.outbox.get(delivery)
        rows = store.views.attempts(delivery)
    if not as_json:
        tell(f"{found.letter} to {found.address}: {found.state}; Message-ID <{found.message_id}>")
    show(rows, ["at", "state", "stage", "code", "status", "words"], as_json=as_json, none="not tried yet")


@app.command("retry")
def retry(
    deliveries: Annotated[list[int], typer.Argument(help="The numbers of failed or unknown deliveries.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Send failed or unknown mails again; an unknown one may have arrived already."""
    with opened() as app_:
        with unit_of_work(app_.database) as store:
            unknown = [n for n in deliveries if store.outbox.get(n).state is DeliveryState.UNKNOWN]
        if unknown and not yes:
            tell(f"{len(unknown)} of these may have arrived; who got one would get it twice")
            typer.confirm("Send them again?", abort=True)
        for number in deliveries:
            tell(app_.bus.do(RetryDelivery(number), by_hand()).what)
