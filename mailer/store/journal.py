"""The journal in SQL: who did what, when and why."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, select, true

from mailer.store.schema import journal


class Journal:
    """Lines are added and never changed."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def write(self, at: datetime, who: str, command: str, what: str, **more: Any) -> None:
        """Add a line; `more` may hold why, details, person, meeting and inbox."""
        line = {"details": {}, **more}
        self._sql.execute(insert(journal).values(at=at, who=who, command=command, what=what, **line))

    def lines(
        self, person: int | None = None, meeting: str | None = None, after: int = 0
    ) -> Sequence[Row[Any]]:
        """Give the lines about a person or a meeting (or all), from after a number."""
        where = and_(
            journal.c.id > after,
            true() if person is None else journal.c.person == person,
            true() if meeting is None else journal.c.meeting == meeting,
        )
        return self._sql.execute(select(journal).where(where).order_by(journal.c.id)).fetchall()
