"""`outbox resolve`: the mails of which nobody knows whether they arrived, settled by a person."""

from collections.abc import Sequence
from typing import Annotated

import typer

from mailer.app import Application
from mailer.cli.asking import sure
from mailer.cli.opened import do, opened, working, zone_of
from mailer.cli.options import AsJson, Yes
from mailer.cli.output import tell
from mailer.cli.tables import show
from mailer.domain.commands import ResolveDelivery
from mailer.domain.errors import Refused
from mailer.domain.unknown import Resolution

_COLUMNS = ("id", "letter", "name", "address", "meeting", "run", "since", "words")
_HOW = "Say what becomes of them: --as sent, --as again (who got it gets it twice) or --as leave."


def resolve(
    deliveries: Annotated[
        list[int] | None, typer.Argument(metavar="NUMBER", help="The numbers of unknown mails.")
    ] = None,
    as_: Annotated[
        Resolution | None,
        typer.Option("--as", help="They arrived (sent), go out once more (again), or stay unknown (leave)."),
    ] = None,
    run: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="All unknown ones of this run, instead of numbers.")
    ] = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Settle mails of which nobody knows whether they arrived; without numbers or a run, list them.

    Nothing of them is sent again unless you say so, and before that you are asked.
    """
    with opened() as app:
        if as_ is None:
            _list(app, deliveries or [], run, as_json=as_json)
        else:
            _settle(app, _chosen(app, deliveries or [], run), as_, yes=yes)


def _list(app: Application, deliveries: Sequence[int], run: int | None, *, as_json: bool) -> None:
    if deliveries:
        raise Refused(_HOW)
    with working(app) as work:
        rows = work.store.unknowns.listed(run)
    none = "of every mail it is known what became of it"
    show(rows, _COLUMNS, as_json=as_json, none=none, zone=zone_of(app))
    if rows and not as_json:
        tell(f"\n{_HOW}")


def _chosen(app: Application, deliveries: Sequence[int], run: int | None) -> list[int]:
    """Give the numbers; all of them are unknown now."""
    with working(app) as work:
        if run is not None:
            work.store.runs.get(run)
            deliveries = [row["id"] for row in work.store.unknowns.listed(run)]
        for number in deliveries:
            work.store.outbox.get(number)
            work.store.unknowns.get(number)
    if not deliveries:
        raise Refused("Say which: their numbers, or --run with that of their run.")
    return list(dict.fromkeys(deliveries))


def _settle(app: Application, deliveries: Sequence[int], to: Resolution, *, yes: bool) -> None:
    if to is Resolution.AGAIN:
        tell(f"Nobody knows whether {len(deliveries)} of these arrived; who got one gets it twice.")
        sure("Send them again?", yes=yes)
    for number in deliveries:
        tell(do(app, ResolveDelivery(number, to)).what)
