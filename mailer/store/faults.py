"""What a database's driver raises, as one error for a person."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError, NoSuchModuleError, ProgrammingError

from mailer.domain.errors import Unusable

_REMEDIES = {
    "locked": "another program holds it; try again, or look for what has it open",
    "unable to open": "see whether its folder is there and may be written to",
    "not a database": "the file is something else; name another one in the settings",
    "malformed": "the file is damaged; go back to a backup",
    "readonly": "see who may write to the file and its folder",
    "full": "the disk is full",
}


@contextmanager
def told(where: str) -> Iterator[None]:
    """Turn a database that is locked, damaged, full or out of reach into `Unusable`, with what may help."""
    try:
        yield
    except (IntegrityError, ProgrammingError):  # a mistake of ours, not of the database
        raise
    except DatabaseError as error:
        words = str(error.orig).strip()
        remedy = next((remedy for sign, remedy in _REMEDIES.items() if sign in words), "")
        told = "; ".join(filter(None, (words, remedy)))
        raise Unusable("{file} can't be used: {why}", file=where, why=told) from error
    except (ArgumentError, NoSuchModuleError) as error:
        raise Unusable("{file} can't be used: {why}", file=where, why=error) from error
