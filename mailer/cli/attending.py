"""`meeting attendance`: who was there, shown and written down."""

from typing import Annotated

import typer

from mailer.cli import options
from mailer.cli.opened import do, looking, opened, working
from mailer.cli.output import tell
from mailer.cli.tables import show
from mailer.domain.address import normalise
from mailer.domain.commands import RecordAttendance
from mailer.domain.errors import BadInput, NotFound
from mailer.domain.registration import RegistrationState
from mailer.service.work import Work

_PLACED = (RegistrationState.ACCEPTED.value, RegistrationState.ATTENDED.value, RegistrationState.ABSENT.value)
Addresses = list[str] | None


def attendance(
    meeting: options.Meeting,
    came: Annotated[
        Addresses, typer.Option(metavar="ADDRESS", help="Was there; may be given more than once.")
    ] = None,
    absent: Annotated[
        Addresses, typer.Option(metavar="ADDRESS", help="Had a place and was not there; likewise.")
    ] = None,
    rest_came: Annotated[
        bool, typer.Option("--rest-came", help="Everybody else of whom nothing is known was there.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Write down who was there, or show it.

    The thank-you and the shares of the costs go by it.
    """
    with opened() as app_:
        with working(app_) as work:
            commands = _commands(work, meeting, came or [], absent or [], rest_came=rest_came)
        for command in commands:
            tell(do(app_, command).what)
    if not commands:
        _show(meeting, as_json=as_json)


def _commands(
    work: Work, meeting: str, came: list[str], absent: list[str], *, rest_came: bool
) -> list[RecordAttendance]:
    """Give what is to be written down; raises where a name is given twice or had no place."""
    work.store.meetings.get(meeting)
    stands = {row["address"]: row for row in work.store.views.registered_as(meeting, _PLACED)}
    there = {normalise(one): True for one in came}
    missing = {normalise(one): False for one in absent}
    if both := there.keys() & missing.keys():
        raise BadInput(f"{', '.join(sorted(both))}: expected in --came or in --absent, not in both")
    if unknown := (there | missing).keys() - stands.keys():
        raise NotFound(f"{', '.join(sorted(unknown))} had no place; meeting show {meeting} lists who had")
    open_ = {address for address, row in stands.items() if row["state"] == RegistrationState.ACCEPTED}
    rest = dict.fromkeys(sorted(open_ - there.keys() - missing.keys()), True) if rest_came else {}
    found = {**there, **missing, **rest}
    return [RecordAttendance(meeting, stands[address]["person"], was) for address, was in found.items()]


def _show(meeting: str, *, as_json: bool) -> None:
    with looking() as (store, _):
        rows = store.views.registered_as(meeting, _PLACED)
    show(rows, ["address", "name", "state"], as_json=as_json, none="nobody had a place")
