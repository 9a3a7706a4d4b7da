"""`serve`: the service running, until it is told to stop."""

import signal
import sys
import threading
from collections.abc import Callable

import structlog

from mailer import log
from mailer.app import Application
from mailer.cli.exits import in_words
from mailer.cli.opened import application
from mailer.cli.output import tell
from mailer.service.readiness import not_ready
from mailer.settings import secret
from mailer.store import faults

lines = structlog.get_logger(__name__)


def serve() -> None:
    """Run the service until it is stopped by Ctrl-C or SIGTERM.

    It brings the database to this program's version first. A second Ctrl-C waits for nothing under way.
    """
    run(application(), _greeting)


def run(app: Application, greeting: Callable[[Application], str]) -> None:
    """Start a service, greet, and stop it when told to."""
    log.set_up(secret.read_or_make(app.settings.secret), addresses=app.settings.log_addresses)
    stopped = threading.Event()

    def stop(number: int, _frame: object) -> None:
        stopped.set()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    with faults.told(str(app.database)):
        _start(app)
    tell(greeting(app))
    for fault in not_ready(app.database):
        tell(f"NOTE: {fault}")
        lines.warning("started, but not ready", why=fault)
    sys.stdout.flush()
    stopped.wait()
    tell("\nStopping: what is under way is finished ...")
    sys.stdout.flush()
    app.stop()
    tell("Stopped. Everything is kept; start again to go on.")


def _start(app: Application) -> None:
    try:
        app.start()
    except OSError as error:
        raise OSError(f"{in_words(error)}; does Kring run already?") from error


def _greeting(app: Application) -> str:
    settings = app.settings
    out = settings.relay.host if settings.relay else f"nowhere but into {settings.captured}/"
    return f"Kring listens for mail on {settings.listener.host}:{app.listener.port}; its own goes to {out}."
