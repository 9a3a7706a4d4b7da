"""Whether the database lets the service do its work, in words for an operator."""

from mailer.domain.errors import Unusable
from mailer.store.database import Database
from mailer.store.faults import told
from mailer.store.pauses import Pauses

RELEASE = "run_service.py outbox release shows what waits, and lets it go"


def not_ready(database: Database) -> list[str]:
    """Say what is wrong: the database does not answer, or the house is paused; nothing if all is well."""
    try:
        with told(str(database)), database.reading() as connection:
            pause = Pauses(connection).open()
    except Unusable as error:
        return [str(error)]
    return [f"nothing is sent: {pause.words}; {RELEASE}"] if pause else []
