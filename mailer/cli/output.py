"""Tables for people, JSON for programs."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

console = Console(soft_wrap=True)


def show(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool, none: str = "none"
) -> None:
    """Print rows: as a table of the named columns, or as JSON with everything, a line a row."""
    if as_json:
        for row in rows:
            show_json(row)
        return
    if not rows:
        console.print(none, markup=False)
        return
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(_cell(row.get(column)) for column in columns))
    Console(width=None if console.is_terminal else 200).print(table, markup=False)


def show_json(value: Any) -> None:
    """Print a value as one line of JSON; moments in ISO 8601 with their offset."""
    print(json.dumps(value, ensure_ascii=False, default=_plain))


def tell(words: str) -> None:
    """Print a sentence as it is."""
    console.print(words, markup=False, highlight=False)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.astimezone().strftime("%Y-%m-%d %H:%M")
        case dict():
            return ", ".join(f"{number} {name}" for name, number in value.items())
        case list() | tuple():
            return ", ".join(map(str, value))
        case _:
            return str(value)
