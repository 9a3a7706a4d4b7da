"""`explain`: what the service would do with a mail, and why; changes nothing (DESIGN.md section 9)."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from mailer.cli import given
from mailer.cli.exits import Exit
from mailer.cli.output import one_line, plain, tell, tell_json
from mailer.domain.errors import BadInput
from mailer.intake.explain import Json, written_to
from mailer.intake.explain import as_json as explained
from mailer.intake.house_words import learn
from mailer.intake.interpret import interpret
from mailer.intake.verdict import Setting, Standing
from mailer.message.parse import parse

STANDARD_INPUT = "-"
_SAID_APART = {"file", "kind", "action", "why", "own_words"}


def explain(
    mails: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="MAIL", help="Mails as files, or folders with *.eml in them; - for one on standard input."
        ),
    ] = None,
    meeting: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A meeting's file: read the mails as answers to its mail."),
    ] = None,
    standing: Annotated[
        Standing, typer.Option(help="The writer's registration before this mail.")
    ] = Standing.NONE,
    at: Annotated[
        str,
        typer.Option(
            metavar="MOMENT",
            help="When it is read, such as 2017-08-20T10:00 in the meeting's zone; else now.",
        ),
    ] = "",
    lexicon: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Words of the house, beside the shipped ones.")
    ] = Path("config/lexicon"),
    replay: Annotated[
        bool,
        typer.Option("--replay", help="The stored mails instead: those whose verdict is another now."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Say what Kring would do with each mail, and why; nothing is changed.

    It needs no settings and no database, but with --replay. Exits 1 when a mail could not be read; the others
    are explained.
    """
    if replay == bool(mails):
        raise typer.BadParameter("give mails, or --replay for those that are stored")
    if replay:
        import_module("mailer.cli.replaying").replayed(as_json=as_json)  # the service is slow to start
        return
    learn(lexicon)
    setting = _setting(meeting, standing, at)
    faults = 0
    for name in _names(mails or ()):
        try:
            mail = parse(_octets(name))
            row = explained(interpret(mail, replace(setting, own_addresses=written_to(mail))), name)
        except Exception as error:  # whatever is the matter with one mail, the others are explained
            faults += 1
            print(plain(f"{name}: can't be explained: {_words(error)}"), file=sys.stderr)
            continue
        if as_json:
            tell_json(row)
        else:
            tell("\n".join(_lines(row)))
    if faults:
        raise typer.Exit(Exit.FAULTS)


def _setting(meeting: Path | None, standing: Standing, at: str) -> Setting:
    found = given.meetings([meeting])[0] if meeting else None
    zone = ZoneInfo(found.zone if found else "UTC")
    return Setting(found, standing, at=given.moment(at, zone) if at else datetime.now(UTC))


def _names(words: Sequence[str]) -> Iterator[str]:
    """Give the mails one by one; a folder stands for those in it, in the order of their names."""
    for word in words:
        if word != STANDARD_INPUT and Path(word).is_dir():
            yield from _in_folder(word)
        else:
            yield word


def _in_folder(folder: str) -> list[str]:
    try:
        found = sorted(str(path) for path in Path(folder).iterdir() if path.suffix.lower() == ".eml")
    except OSError:
        return [folder]
    return found or [folder]


def _octets(name: str) -> bytes:
    if name == STANDARD_INPUT:
        return sys.stdin.buffer.read()
    if Path(name).is_dir():
        raise BadInput("expected a mail, or a folder with mails as *.eml")
    return Path(name).read_bytes()


def _words(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return str(error) if isinstance(error, BadInput) else f"{type(error).__name__}: {error}"


def _lines(row: Mapping[str, Json]) -> Iterator[str]:
    yield f"{row['file']}: {row['action']} ({row['kind']})"
    for name, value in row.items():
        if name not in _SAID_APART and value not in (None, [], False):
            yield f"  {name.replace('_', ' '):<12} {_value(value)}"
    for reason in _listed(row["why"]):
        yield f"  {'because':<12} {_value(reason)}"
    for line in str(row["own_words"]).splitlines():
        yield f"  | {line}"


def _value(value: Json) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return "; ".join(map(_value, value))
        case {"rule": rule, "words": words}:
            return one_line(f"{rule}: {words}" if words else str(rule))
        case Mapping():
            return one_line(" ".join(str(one) for one in value.values() if one not in (None, "")))
        case _:
            return one_line(str(value))


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
