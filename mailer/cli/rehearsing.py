"""`rehearse`: see every mail to every person before anything goes out."""

from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from mailer.cli.opened import opened, working
from mailer.cli.options import AsJson, Meeting
from mailer.cli.output import tell
from mailer.cli.tables import show, watched
from mailer.service import rehearsal
from mailer.service.rehearsal import Rehearsed
from mailer.service.runs import letter_of, step_keys
from mailer.service.work import Work

LONGEST_NAME = 150
"""Of a mail's file, in characters; an address may have 320, many file systems take 255."""


def rehearse(
    meeting: Meeting,
    step: Annotated[
        str, typer.Argument(metavar="STEP", help="A step; without one, every step of the timeline.")
    ] = "",
    folder: Annotated[
        Path,
        typer.Option(metavar="FOLDER", help="Where the mails go, as FOLDER/MEETING/STEP/NUMBER-ADDRESS.eml."),
    ] = Path("var/rehearsal"),
    as_json: AsJson = False,
) -> None:
    """See who gets a step, who does not and because of what, and every mail.

    The mails are written into a folder, as if the step went out this moment; nothing is sent or changed.
    """
    with opened() as app, working(app) as work:
        found = work.store.meetings.get(meeting)
        steps = [step] if step else list(dict.fromkeys(step_keys(work, meeting)))
        for key in steps:
            letter_of(work, found, key)
        for key in steps:
            _rehearse(work, meeting, key, folder / meeting / key, as_json)


def _rehearse(work: Work, meeting: str, step: str, folder: Path, as_json: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.eml"):
        old.unlink()
    chosen = list(rehearsal.choices(work, meeting, step))
    mails = rehearsal.rehearse(work, meeting, step, chosen)
    rows = [_row(mail, meeting, step, folder) for mail in watched(mails, len(chosen), f"Rehearsing {step}")]
    if not as_json:
        written = f"; the mails are in {folder}" if any(row["file"] for row in rows) else ""
        tell(f"\n{step} of {meeting}: {rehearsal.count(chosen)}{written}")
    columns = ["address", "name", "gets_it", "because"]
    show(rows, columns, as_json=as_json, none="nobody is on the list yet")


def _row(one: Rehearsed, meeting: str, step: str, folder: Path) -> dict[str, object]:
    file = _write(one, folder) if one.octets else None
    return {
        "meeting": meeting,
        "step": step,
        "address": one.person.address,
        "name": one.person.name,
        "gets_it": not one.why_not,
        "because": one.why_not,
        "file": str(file) if file else None,
    }


def _write(one: Rehearsed, folder: Path) -> Path:
    # an address may hold a slash (RFC 5322 section 3.2.3)
    name = quote(one.person.address, safe="@+")[:LONGEST_NAME]
    file = folder / f"{one.person.id:04}-{name}.eml"
    file.write_bytes(one.octets)
    return file
