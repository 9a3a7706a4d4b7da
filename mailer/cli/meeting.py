"""`meeting ...`: the meetings, listed, shown, imported, moved, cancelled and closed."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from mailer.cli import attending, given, options
from mailer.cli.asking import sure
from mailer.cli.making import make
from mailer.cli.opened import do, looking, opened, working
from mailer.cli.options import AsJson, Yes
from mailer.cli.output import tell, tell_json
from mailer.cli.tables import show
from mailer.domain.commands import CancelMeeting, CloseMeeting, ImportMeeting, MoveMeeting
from mailer.domain.errors import BadInput
from mailer.domain.meeting import Meeting
from mailer.domain.registration import places_taken
from mailer.service.runs import timeline_of
from mailer.service.work import Work
from mailer.settings import meeting_file

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The meetings.")


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the meetings, the earliest first, with who is registered."""
    with looking() as (store, _):
        rows = store.views.meetings()
    shown = [{**row, "starts": row["starts"].astimezone(ZoneInfo(row["zone"]))} for row in rows]
    if as_json:
        show(shown, [], as_json=True)
        return
    columns = ["key", "state", "starts", "deadline", "capacity", "registrations"]
    words = [{**row, "starts": f"{row['starts']:%a %Y-%m-%d %H:%M}"} for row in shown]
    show(words, columns, none="no meetings yet; make one, or: run_service.py meeting import FILE")


@app.command("show")
def show_(
    meeting: options.Meeting,
    toml: Annotated[bool, typer.Option("--toml", help="Only the facts, as a file one can import.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show a meeting with its timeline and registrations."""
    with opened() as app_, working(app_) as work:
        found = work.store.meetings.get(meeting)
        timeline = _timeline(work, found)
        registered = work.store.views.registered(meeting)
        taken = places_taken(work.store.registrations.of_meeting(meeting))
    if toml:
        tell(meeting_file.write(found).rstrip())
    elif as_json:
        tell_json({**asdict(found), "timeline": timeline, "registrations": list(registered)})
    else:
        tell(f"{found.key} is {found.state}, revision {found.revision}\n\n{meeting_file.write(found)}")
        show(timeline, ["step", "when", "status", "start", "to"])
        places = ", ".join(f"{key} {taken[key]}" for key in found.daypart_keys)
        tell(f"\nPlaces taken, of {found.capacity}: {places}\n")
        columns = ["address", "name", "state", "dayparts", "hotel", "diet", "guests", "substitute"]
        show(_short(registered, found), columns, none="nobody has answered yet")


app.command()(make)


@app.command("import")
def import_(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Meeting files (TOML); docs/configuration.md.")
    ],
) -> None:
    """Take over meetings from files.

    New ones are announced. Known ones get the new facts: who was told the old ones gets a correction, once
    you start its run. Nothing is taken over when one of the files has a mistake.
    """
    meetings = given.meetings(files)
    with opened() as app_:
        for file, meeting in zip(files, meetings, strict=True):
            tell(do(app_, ImportMeeting(meeting), f"import of {file.name}").what)


@app.command("move")
def move(
    meeting: options.Meeting,
    starts: Annotated[
        str,
        typer.Argument(
            metavar="STARTS",
            help="The new local start, such as 2017-09-21T12:00; a day alone keeps the time.",
        ),
    ],
    deadline: Annotated[
        str, typer.Option(metavar="DAY", help="A new last day to answer; without one it moves along.")
    ] = "",
    yes: Yes = False,
) -> None:
    """Move a meeting to another date; asks first.

    All that is unsent stops. Who was told the old date gets a correction, once you start its run.
    """
    with opened() as app_:
        with working(app_) as work:
            old = work.store.meetings.get(meeting)
            told = work.store.outbox.count_told(meeting)
        new = _new_start(starts, old)
        last = _deadline(deadline, new)
        tell(f"{meeting} moves from {_words(old.starts)} to {_words(new)}; {told} were told the old date.")
        sure("Move it?", yes=yes)
        tell(do(app_, MoveMeeting(meeting, new, last)).what)


@app.command("cancel")
def cancel(meeting: options.Meeting, yes: Yes = False) -> None:
    """Cancel a meeting for good; asks first.

    All that is unsent stops. Who was told of the meeting hears that it is off, once you start the run.
    """
    with opened() as app_:
        with working(app_) as work:
            found = work.store.meetings.get(meeting)
            told = work.store.outbox.count_told(meeting)
        tell(f"{meeting}, {_words(found.starts)}, will be cancelled for good; {told} were told of it.")
        sure("Cancel it?", yes=yes)
        tell(do(app_, CancelMeeting(meeting)).what)


@app.command("close")
def close(meeting: options.Meeting, yes: Yes = False) -> None:
    """Take no more answers by themselves; asks first.

    It happens by itself after the last day to answer. Who says yes later waits for you in the inbox.
    """
    with opened() as app_:
        with working(app_) as work:
            found = work.store.meetings.get(meeting)
        tell(
            f"{meeting} takes answers until {found.deadline}; closed, only another date or a later last day "
            "to answer opens them again."
        )
        sure("Close them now?", yes=yes)
        tell(do(app_, CloseMeeting(meeting)).what)


app.command("attendance")(attending.attendance)


def _timeline(work: Work, meeting: Meeting) -> list[dict[str, object]]:
    return [
        {
            "step": one.step.key,
            "when": f"{one.wall:%a %Y-%m-%d %H:%M}",
            "status": one.status,
            "start": one.step.start,
            "to": list(one.step.to),
        }
        for one in timeline_of(work, meeting)
    ]


def _short(registered: Iterable[Mapping[str, Any]], meeting: Meeting) -> list[dict[str, Any]]:
    """Say "all" of who comes to all day-parts."""
    everything = set(meeting.daypart_keys)
    return [
        {**row, "dayparts": "all"} if set(row["dayparts"]) == everything else dict(row) for row in registered
    ]


def _new_start(text: str, old: Meeting) -> datetime:
    with_time = text if given.names_a_time(text) else f"{text.strip()}T{old.starts:%H:%M}"
    return given.moment(with_time, ZoneInfo(old.zone))


def _deadline(text: str, starts: datetime) -> date | None:
    found = given.day(text) if text else None
    if found is not None and found > starts.date():
        raise BadInput(f"--deadline {found}: expected a day no later than the start, {starts.date()}")
    return found


def _words(moment: datetime) -> str:
    return f"{moment:%a %d %b %Y %H:%M}"
