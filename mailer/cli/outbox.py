"""`outbox ...`: what goes out, what failed, and what nobody knows the fate of."""

import sys
from typing import Annotated

import typer

from mailer.cli import pausing, resolving
from mailer.cli.opened import do, looking, opened, zone_of
from mailer.cli.options import AsJson
from mailer.cli.output import tell, tell_json
from mailer.cli.tables import show
from mailer.domain.commands import RetryDelivery
from mailer.domain.delivery import DeliveryState
from mailer.message.parse import parse
from mailer.service.envelope import octets
from mailer.store.unit_of_work import unit_of_work

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="What goes out.")

_UNSETTLED = (
    DeliveryState.DUE,
    DeliveryState.SENDING,
    DeliveryState.DEFERRED,
    DeliveryState.FAILED,
    DeliveryState.UNKNOWN,
)


@app.command("list")
def list_(
    state: Annotated[
        list[DeliveryState] | None,
        typer.Option(help="In these states; else due, sending, deferred, failed, unknown."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List what is not settled, or the mails in the states you name."""
    with looking() as (store, zone):
        rows = store.views.outbox([one.value for one in state or _UNSETTLED])
    columns = ["id", "state", "letter", "address", "meeting", "attempts", "next_at", "words"]
    none = f"no mail is {' or '.join(state)}" if state else "nothing is waiting, and nothing has failed"
    show(rows, columns, as_json=as_json, none=none, zone=zone)


@app.command("show")
def show_(
    delivery: Annotated[
        int, typer.Argument(metavar="NUMBER", help="The mail's number, from outbox list or people show.")
    ],
    raw: Annotated[bool, typer.Option("--raw", help="The mail itself, as it is sent.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show one mail, and every attempt to send it.

    With each attempt stand the relay's own words.
    """
    with opened() as app_, unit_of_work(app_.database) as store:
        found = store.outbox.get(delivery)
        attempts = store.views.attempts(delivery)
        mail = octets(store, app_.house, found, found.sent_at or found.made_at)
    if raw:
        sys.stdout.buffer.write(mail)
    elif as_json:
        tell_json({**found._asdict(), "tries": attempts})
    else:
        read = parse(mail)
        tell(f"To:      {found.address}\nSubject: {read.subject}\nState:   {found.state}\n")
        tell(read.text)
        columns = ["at", "state", "stage", "code", "status", "words"]
        show(attempts, columns, none="(not tried yet)", zone=zone_of(app_))


@app.command("retry")
def retry(
    deliveries: Annotated[list[int], typer.Argument(metavar="NUMBER", help="The numbers of failed mails.")],
) -> None:
    """Send failed mails again; unknown ones are for `outbox resolve`."""
    with opened() as app_:
        for number in deliveries:
            tell(do(app_, RetryDelivery(number)).what)


app.command("resolve")(resolving.resolve)
app.command("pause")(pausing.pause)
app.command("release")(pausing.release)
