"""The command line: words in, commands on the bus, tables or JSON out."""

import sys
from collections.abc import Sequence

from mailer.cli.commands import tree
from mailer.cli.exits import said


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit; a fault that a person can mend is one clear message and a code of its own."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    with said():
        tree(words)(words, prog_name="run_service.py")
