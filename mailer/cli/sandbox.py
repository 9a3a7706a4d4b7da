"""`sandbox`: Kring where no mail can leave the machine, to try things in or to watch a whole story."""

import shutil
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from mailer.app import Application
from mailer.cli.coordinator import address_of, invited
from mailer.cli.opened import application, do
from mailer.cli.output import tell
from mailer.cli.running import run
from mailer.domain.address import Mailbox
from mailer.domain.commands import ImportMeeting
from mailer.domain.coordinator import Role
from mailer.domain.errors import Refused
from mailer.sandbox.closing import closing_table
from mailer.sandbox.play import Play
from mailer.settings import meeting_file
from mailer.store import faults
from mailer.store.unit_of_work import unit_of_work

DATABASE = "story.db"
MARIEKE = Mailbox("marieke@kennisplatform.example", "Marieke")
"""Who is the sandbox's coordinator."""


def sandbox(
    story: Annotated[
        bool, typer.Option("--story", help="Play one whole meeting in virtual time, and stop.")
    ] = False,
    folder: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where the story leaves its database and mails.")
    ] = Path("var/story"),
) -> None:
    """Run Kring where nothing can leave the machine, with a sample meeting; or play the story."""
    if story:
        _play(folder)
        return
    app = application()
    if app.settings.relay is not None:
        raise Refused("a relay is configured, so this would be no sandbox: use `serve`, or take [relay] out")
    with faults.told(str(app.database)):
        app.open()
        _sample(app)
    run(app, _welcome)


def _play(folder: Path) -> None:
    _clear(folder)
    play = Play(folder, tell)
    try:
        play.run()
        table = closing_table(play.stage.app.database, play.meeting.series, play.meeting.key)
    finally:
        play.stage.close()
    tell(f"\n{table}\n")
    tell(f"Every mail that was sent is in {folder / 'mails'}, the database is {folder / DATABASE}.")
    tell(f"Look around in it: KRING_DATABASE={folder / DATABASE} run_service.py people list")


def _clear(folder: Path) -> None:
    """Make an empty folder, but never of one that holds something else than an earlier story."""
    folder.mkdir(parents=True, exist_ok=True)
    ours = {DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", "mails"}
    if others := sorted({path.name for path in folder.iterdir()} - ours):
        raise Refused(f"{folder} holds other things than a story ({others[0]}); name another --folder")
    shutil.rmtree(folder)
    folder.mkdir()


def _sample(app: Application) -> None:
    """Announce the sample meeting on dates ahead of today, unless there is a meeting already."""
    with unit_of_work(app.database) as store:
        if store.meetings.all():
            return
    sample = meeting_file.sample_meeting(date.today())  # noqa: DTZ011 - the day on this machine's calendar
    do(app, ImportMeeting(sample))


def _welcome(app: Application) -> str:
    series = next(iter(app.house.series.values()))
    with unit_of_work(app.database) as store:
        meeting = store.meetings.all()[0]
    port, captured = app.listener.port, app.settings.captured
    other = f" --port {port}" if port != 8025 else ""
    return f"""\
Kring's sandbox is running. Nothing can leave this machine: no relay is configured.
  mail to it        {series.mailbox}, by SMTP on {app.settings.listener.host} port {port}
  mail from it      captured as files in {captured}/ (its database: {app.database.file})
  sample meeting    {meeting.key}: {meeting.host.municipality}, {meeting.starts:%A %d %B %Y}
The console below leads you. Or ask to be put on the list in another terminal, and look into {captured}/:
  .venv/bin/python -m mailer.sandbox.post you@town.example "Graag op de uitnodigingslijst"{other}
Answer the newest mail you got, with --reply:
  .venv/bin/python -m mailer.sandbox.post you@town.example "Ja" --reply{other}
See what it did: .venv/bin/python run_service.py people list   (meeting show, inbox list, --help)
One meeting from first to last mail: make story      Stop: Ctrl-C

The console: {address_of(app, app.web.port)}/   This link logs you in once, as the coordinator:
  {invited(app, MARIEKE, Role.COORDINATOR, app.web.port)}"""
