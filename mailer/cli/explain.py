"""`explain`: what the service would do with a mail, and why; changes nothing (DESIGN.md section 9)."""

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from mailer.cli.exits import Exit
from mailer.cli.output import tell
from mailer.domain.errors import BadInput
from mailer.intake.explain import as_json as explained
from mailer.intake.interpret import interpret
from mailer.intake.verdict import Setting, Standing
from mailer.message.parse import parse
from mailer.settings import meeting_file


def explain(
    mails: Annotated[
        list[Path], typer.Argument(help="Mails as files, as they came in; - for standard input.")
    ],
    meeting: Annotated[
        Path | None, typer.Option(help="A meeting's file: read the mails as answers to it.")
    ] = None,
    standing: Annotated[
        Standing, typer.Option(help="The writer's registration before this mail.")
    ] = Standing.NONE,
    at: Annotated[str, typer.Option(help="When it is read, such as 2017-08-20T10:00; now without.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Say what the service would do with each mail and why, changing nothing."""
    found = meeting_file.read(meeting) if meeting else None
    setting = Setting(meeting=found, standing=standing, at=_moment(at))
    unread = False
    for name, octets in _octets(mails):
        if octets is None:
            unread = True
            print(f"{name}: can't be read", file=sys.stderr)
            continue
        row = explained(interpret(parse(octets), setting), name)
        if as_json:
            print(json.dumps(row, ensure_ascii=False), flush=True)
        else:
            _show(row)
    if unread:
        raise typer.Exit(Exit.FAULTS)


def _octets(mails: list[Path]) -> Iterator[tuple[str, bytes | None]]:
    for path in mails:
        if str(path) == "-":
            yield "-", sys.stdin.buffer.read()
            continue
        try:
            yield str(path), path.read_bytes()
        except OSError:
            yield str(path), None


def _moment(text: str) -> datetime:
    if not text:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"--at {text!r} is no date and time; expected such as 2017-08-20T10:00") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _show(row: Mapping[str, object]) -> None:
    tell(f"{row['file']}: {row['action']} ({row['kind']})")
    reasons = row["why"]
    assert isinstance(reasons, list)  # noqa: S101 - the shape of DESIGN.md section 9
    for reason in reasons:
        tell(f"  because {reason['rule']}: {reason['words']}")
    silent = {"file", "kind", "action", "why", "own_words"}
    for name, value in row.items():
        if name not in silent and value not in (None, [], False):
            tell(f"  {name}: {value}")
    tell(f"  own words: {row['own_words']}\n")
