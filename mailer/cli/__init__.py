"""The command line: words in, commands on the bus, tables or JSON out."""

import sys

from mailer.cli.commands import app
from mailer.cli.exits import said


def main() -> None:
    """Run one command; a fault that a person can mend is one clear message and an exit code of its own."""
    with said():
        app(prog_name="run_service.py")
    sys.exit(0)
