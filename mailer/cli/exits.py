"""What the exit codes mean, and how a fault is told."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from sqlalchemy.exc import OperationalError

from mailer.domain.errors import BadInput, KringError, NotFound, Refused
from mailer.settings.mistakes import SettingsError


class Exit(IntEnum):
    """What a program that calls us can go by; 2 is the command line's own "wrong usage"."""

    DONE = 0
    FAULTS = 1
    """It ran, and what it looked at is not all well."""
    USAGE = 2
    SETTINGS = 3
    NOT_FOUND = 4
    REFUSED = 5
    BAD_INPUT = 6
    DATABASE = 7


_CODES: dict[type[KringError], Exit] = {
    SettingsError: Exit.SETTINGS,
    NotFound: Exit.NOT_FOUND,
    Refused: Exit.REFUSED,
    BadInput: Exit.BAD_INPUT,
}


@contextmanager
def said() -> Iterator[None]:
    """Turn an error meant for a person into its message on standard error and its exit code."""
    try:
        yield
    except KringError as error:
        print(error, file=sys.stderr)
        sys.exit(next((code for kind, code in _CODES.items() if isinstance(error, kind)), Exit.FAULTS))
    except OperationalError as error:
        print(f"the database can't be used: {error.orig}", file=sys.stderr)
        sys.exit(Exit.DATABASE)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(Exit.DONE)
