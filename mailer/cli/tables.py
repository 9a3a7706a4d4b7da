"""Tables for people and bars for what takes long; the same rows as JSON for programs."""

import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, TypeVar

import typer
from rich.console import Console
from rich.progress import track

from mailer.cli.layout import lay_out, lines, lines_below
from mailer.cli.output import one_line, tell, tell_json

T = TypeVar("T")

_UNLIMITED = 100_000
"""The width of what is no terminal: a row is a line there, for grep and for files."""


def show(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    *,
    as_json: bool = False,
    none: str = "none",
    zone: tzinfo = UTC,
) -> None:
    """Print rows as a table of the named columns, moments in `zone`; or all of them as JSON, a line a row."""
    if as_json:
        for row in rows:
            tell_json(row)
    elif not rows:
        tell(none)
    else:
        names = [column.replace("_", " ") for column in columns]
        _print(names, [[_cell(row.get(column), zone) for column in columns] for row in rows])


def watched(work: Iterable[T], total: int, doing: str) -> Iterable[T]:
    """Go through something long with a bar on standard error; without a terminal there is none."""
    console = Console(stderr=True)
    hidden = not console.is_terminal
    return track(work, doing, console=console, disable=hidden, transient=True, total=total)


def _print(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else _UNLIMITED
    layout = lay_out(columns, rows, room)
    for line in lines(columns, layout):
        typer.secho(line, bold=True)
    for row in rows:
        for line in (*lines(row, layout), *lines_below(columns, row, layout, room)):
            print(line)


def _cell(value: Any, zone: tzinfo) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
        case dict():
            return ", ".join(f"{number} {name}" for name, number in value.items())
        case list() | tuple():
            return ", ".join(one_line(str(one)) for one in value)
        case _:
            return one_line(str(value))
