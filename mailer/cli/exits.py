"""What the exit codes mean, and how a fault is told."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from mailer.domain.errors import BadInput, KringError, NotFound, Refused, Unusable
from mailer.settings.mistakes import SettingsError


class Exit(IntEnum):
    """What a program that calls us can go by; docs/commands.md explains them to people."""

    DONE = 0
    FAULTS = 1
    """It ran, and what it looked at is not all well."""
    USAGE = 2
    """The command line itself is wrong; typer's own code."""
    SETTINGS = 3
    NOT_FOUND = 4
    REFUSED = 5
    BAD_INPUT = 6
    DATABASE = 7
    SYSTEM = 8
    """The machine said no: a file, a folder or a port."""
    INTERRUPTED = 130
    """Ctrl-C, as shells count it."""


_CODES: tuple[tuple[type[KringError], Exit], ...] = (
    (SettingsError, Exit.SETTINGS),
    (NotFound, Exit.NOT_FOUND),
    (Refused, Exit.REFUSED),
    (BadInput, Exit.BAD_INPUT),
    (Unusable, Exit.DATABASE),
)


@contextmanager
def said() -> Iterator[None]:
    """Turn an error meant for a person into its message on standard error and its exit code."""
    try:
        yield
    except KringError as error:
        print(error, file=sys.stderr)
        sys.exit(next((code for kind, code in _CODES if isinstance(error, kind)), Exit.FAULTS))
    except OSError as error:
        print(in_words(error), file=sys.stderr)
        sys.exit(Exit.SYSTEM)


def in_words(error: OSError) -> str:
    """Say what the machine refused, without its number."""
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}"
