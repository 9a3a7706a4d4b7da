"""`serve` and `sandbox`: the service running, for real or as a play."""

import logging
import shutil
import signal
import sys
import threading
from datetime import date
from pathlib import Path
from typing import Annotated

import structlog
import typer

from mailer.app import Application
from mailer.cli.opened import application, by_hand
from mailer.cli.output import tell
from mailer.domain.commands import ImportMeeting
from mailer.domain.errors import Refused
from mailer.sandbox.closing import closing_table
from mailer.sandbox.play import Play
from mailer.settings import meeting_file
from mailer.store.unit_of_work import unit_of_work

STORY = Path("var/story")


def serve() -> None:
    """Run the service until it is stopped by Ctrl-C or SIGTERM."""
    app = application()
    where = app.settings.listener
    _run(app, f"Kring listens for mail on {where.host}:{where.port}.")


def sandbox(
    story: Annotated[
        bool, typer.Option("--story", help="Play one whole meeting in virtual time, and stop.")
    ] = False,
    folder: Annotated[Path, typer.Option(help="Where the story leaves its database and mails.")] = STORY,
) -> None:
    """Run Kring where nothing can leave the machine, with a sample meeting; or play the story."""
    if story:
        _play(folder)
        return
    app = application()
    if app.settings.relay is not None:
        raise Refused("a relay is configured, so this would be no sandbox: use `serve`, or take [relay] out")
    app.open()
    _sample(app)
    _run(app, "")


def _play(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    play = Play(folder, tell)
    try:
        play.run()
        table = closing_table(play.stage.app.database, play.meeting.series, play.meeting.key)
    finally:
        play.stage.close()
    tell(f"\n{table}\n")
    tell(f"Every mail that was sent is in {folder / 'mails'}, the database is {folder / 'story.db'}.")


def _sample(app: Application) -> None:
    """Announce the sample meeting on dates ahead of today, unless there is a meeting already."""
    with unit_of_work(app.database) as store:
        if store.meetings.all():
            return
    sample = meeting_file.sample_meeting(date.today())  # noqa: DTZ011
    app.bus.do(ImportMeeting(sample), by_hand("the sandbox's sample"))


def _run(app: Application, greeting: str) -> None:
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    app.start()
    tell(greeting or _welcome(app))
    while not stopped.wait(1.0):
        pass
    tell("\nStopping: what is under way is finished ...")
    app.stop()
    tell("Stopped. Everything is kept; start again to go on.")


def _welcome(app: Application) -> str:
    series = next(iter(app.house.series.values()))
    with unit_of_work(app.database) as store:
        meeting = store.meetings.all()[0]
    port = app.listener.port
    return f"""\
Kring's sandbox is running. Nothing can leave this machine: no relay is configured.
  mail to it        {series.mailbox}, by SMTP on 127.0.0.1 port {port}
  mail from it      captured as files in {app.settings.captured}/
  its database      {app.settings.database}
  sample meeting    {meeting.key}: {meeting.host.municipality}, {meeting.starts:%A %d %B %Y}
Ask to be put on the list (in another terminal, in this folder), then look into {app.settings.captured}/:
  .venv/bin/python -m mailer.sandbox.post you@town.example "Graag op de uitnodigingslijst"
Answer the newest mail you got with: .venv/bin/python -m mailer.sandbox.post you@town.example "Ja" --reply
See what it did: .venv/bin/python run_service.py people list   (meeting show, inbox list, --help)
One meeting from first to last mail: make story      Stop: Ctrl-C"""
