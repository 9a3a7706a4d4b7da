"""`meeting ...`: the meetings, made, shown, moved and cancelled."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from mailer.cli.opened import by_hand, looking, opened, working
from mailer.cli.output import show, show_json, tell
from mailer.domain.commands import CancelMeeting, ImportMeeting, MoveMeeting
from mailer.domain.errors import BadInput
from mailer.domain.meeting import Meeting
from mailer.service.runs import timeline_of
from mailer.settings import meeting_file

app = typer.Typer(no_args_is_help=True, help="The meetings.")
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the meetings with their registrations."""
    with looking() as store:
        rows = store.views.meetings()
    columns = ["key", "state", "starts", "deadline", "capacity", "registrations"]
    show(rows, columns, as_json=as_json, none="no meetings yet; run_service.py meeting import FILE")


@app.command("show")
def show_(meeting: str, as_json: AsJson = False) -> None:
    """Show a meeting: its facts, its timeline as it stands now, and who is registered."""
    with opened() as app_, working(app_) as work:
        found = work.store.meetings.get(meeting)
        registered = work.store.views.registered(meeting)
        timeline = [
            {
                "step": one.step.key,
                "to": list(one.step.to),
                "start": one.step.start,
                "when": one.wall.strftime("%a %Y-%m-%d %H:%M"),
                "status": one.status,
            }
            for one in timeline_of(work, found)
        ]
    if as_json:
        show_json({**asdict(found), "timeline": timeline, "registrations": list(registered)})
        return
    tell(f"# {found.state}, revision {found.revision}\n{meeting_file.write(found)}")
    show(timeline, ["step", "when", "status", "start", "to"], as_json=False)
    tell("")
    columns = ["address", "name", "state", "dayparts", "hotel", "diet", "guests"]
    show(registered, columns, as_json=False, none="nobody has answered yet")


@app.command("import")
def import_(files: list[Path]) -> None:
    """Take over meetings from TOML files: new ones are announced, known ones get the new facts."""
    with opened() as app_:
        for file in files:
            tell(app_.bus.do(ImportMeeting(meeting_file.read(file)), by_hand(f"import of {file.name}")).what)


@app.command("make")
def make(
    key: str,
    series: Annotated[str, typer.Option(help="The key of the series.")],
    theme: Annotated[str, typer.Option(help="The theme, as nl=... or with more --theme en=...")],
    municipality: Annotated[str, typer.Option(help="The host municipality.")],
    venue: Annotated[str, typer.Option(help="The house it is in.")],
    address: Annotated[str, typer.Option(help="The address of the house.")],
    starts: Annotated[str, typer.Option(help="Local start, such as 2017-09-14T12:00.")],
    ends: Annotated[str, typer.Option(help="Local end.")],
    deadline: Annotated[str, typer.Option(help="Last day to answer, such as 2017-09-01.")],
    daypart: Annotated[
        list[str],
        typer.Option(help="KEY|NAME|START|END, such as 'thu-evening|donderdagavond|...T18:00|...T22:00'."),
    ],
    capacity: Annotated[int, typer.Option(help="How many can come.")] = 15,
    costs: Annotated[str, typer.Option(help="What to expect to pay, such as 300-450.")] = "",
    hotel: Annotated[str, typer.Option(help="The hotel's name, when there is one.")] = "",
    zone: Annotated[str, typer.Option(help="The time zone.")] = "Europe/Amsterdam",
    language: Annotated[str, typer.Option(help="The language of theme and names.")] = "nl",
    out: Annotated[Path | None, typer.Option(help="Also write the meeting into this file.")] = None,
) -> None:
    """Make a meeting without writing a file first."""
    lines = [
        f"key = {_quoted(key)}",
        f"series = {_quoted(series)}",
        f"zone = {_quoted(zone)}",
        f"starts = {_moment(starts)}",
        f"ends = {_moment(ends)}",
        f"deadline = {deadline}",
        f"capacity = {capacity}",
        f"theme = {{ {language} = {_quoted(theme)} }}",
        f"[host]\nmunicipality = {_quoted(municipality)}",
        f"venue = {_quoted(venue)}\naddress = {_quoted(address)}",
    ]
    if costs:
        least, _, most = costs.partition("-")
        lines.append(f"[costs]\nleast = {least}\nmost = {most or least}")
    if hotel:
        lines.append(f"[hotel]\nname = {_quoted(hotel)}")
    lines += [_daypart(one, language) for one in daypart]
    made = meeting_file.parse("\n".join(lines), "command line")
    if out is not None:
        out.write_text(meeting_file.write(made), encoding="utf-8")
    with opened() as app_:
        tell(app_.bus.do(ImportMeeting(made), by_hand()).what)


@app.command("move")
def move(
    meeting: str,
    starts: Annotated[str, typer.Argument(help="The new local start, such as 2017-09-21T12:00.")],
    deadline: Annotated[str, typer.Option(help="A new last day to answer; else it moves along.")] = "",
    yes: Yes = False,
) -> None:
    """Move a meeting; who was told the old date gets a correction once you start its run."""
    with opened() as app_:
        with working(app_) as work:
            old = work.store.meetings.get(meeting)
            told = len(work.store.outbox.told(meeting))
        new = _local(starts, old)
        tell(f"{meeting}: from {old.starts:%a %d %b %Y %H:%M} to {new:%a %d %b %Y %H:%M}; {told} know of it")
        if not yes:
            typer.confirm("Move it?", abort=True)
        last = datetime.fromisoformat(deadline).date() if deadline else None
        tell(app_.bus.do(MoveMeeting(meeting, new, last), by_hand()).what)


@app.command("cancel")
def cancel(meeting: str, yes: Yes = False) -> None:
    """Cancel a meeting; who was told of it is told once you start the run."""
    with opened() as app_:
        with working(app_) as work:
            work.store.meetings.get(meeting)
            told = len(work.store.outbox.told(meeting))
        tell(f"{meeting} will be cancelled; {told} were told of it")
        if not yes:
            typer.confirm("Cancel it?", abort=True)
        tell(app_.bus.do(CancelMeeting(meeting), by_hand()).what)


def _local(text: str, meeting: Meeting) -> datetime:
    try:
        wall = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{text!r} is no date and time; expected such as 2017-09-21T12:00") from error
    if wall.tzinfo is not None:
        return wall
    at_old_hour = len(text) <= len("2017-09-21")
    wall = datetime.combine(wall.date(), meeting.starts.time()) if at_old_hour else wall
    return wall.replace(tzinfo=ZoneInfo(meeting.zone))


def _moment(text: str) -> str:
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError as error:
        raise BadInput(f"{text!r} is no date and time; expected such as 2017-09-14T12:00") from error


def _daypart(text: str, language: str) -> str:
    parts = text.split("|")
    if len(parts) != 4:
        raise BadInput(f"--daypart {text!r}: expected KEY|NAME|START|END")
    key, name, starts, ends = parts
    return (
        f"[[dayparts]]\nkey = {_quoted(key)}\nname = {{ {language} = {_quoted(name)} }}\n"
        f"starts = {_moment(starts)}\nends = {_moment(ends)}"
    )


def _quoted(text: str) -> str:
    """Write a TOML basic string."""
    safe = "".join(char if char.isprintable() else " " for char in text)
    escaped = safe.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
