"""What every view is made of: a question to the tables, answered by rows as plain dictionaries."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, literal, select

Rows = Sequence[dict[str, Any]]

MOST = 10_000
"""Nothing is counted further: who asks about a million waits for that many entries of an index, no more."""


class Questions:
    """Asks one database; nothing is changed."""

    def __init__(self, connection: Connection) -> None:
        self.sql = connection

    def rows(self, query: Select[Any]) -> Rows:
        """Give what a query finds."""
        return [dict(row) for row in self.sql.execute(query).mappings()]

    def count(self, where: Any, most: int = MOST) -> int:
        """Count what fits a condition, up to `most` and one more."""
        some = select(literal(1)).where(where).limit(most + 1).subquery()
        return self.sql.scalar(select(func.count()).select_from(some)) or 0


def with_flag(rows: Rows) -> Rows:
    """Say of the hotel yes or no, not 1 or 0."""
    return [{**row, "hotel": None if row["hotel"] is None else bool(row["hotel"])} for row in rows]


def pick(table: Any, names: Sequence[str]) -> Select[Any]:
    """Ask for some columns of a table."""
    return select(*(table.c[name] for name in names))
