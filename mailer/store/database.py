"""Opening the database and a transaction in it: SQLite as it must be set up, PostgreSQL as it is."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text

from mailer.domain.errors import BadInput
from mailer.store.turn import Turn

PATIENCE = 30
"""Seconds a writer waits for another one's transaction to end."""


_GONE_AFTER = {
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
"""When a server that says nothing counts as gone, in seconds, the last in milliseconds (libpq's names).

Without these a network that is cut holds a sender in its transaction for a quarter of an hour, as TCP sees
fit. What the URL itself says comes first.
"""

_GONE_FOR_THE_SERVER = (
    "SET tcp_keepalives_idle = 10",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 3",
    "SET tcp_user_timeout = 20000",
)
"""The same for the server's side: the locks of a machine that lost its power must not be held for hours."""

_READING = "kring_reading"

_ALONE = text("SELECT pg_advisory_xact_lock(7306359)")
"""A lock that ends with the transaction; the number means nothing but that it is ours."""


class Database:
    """A database and its transactions. Every transaction is a writing one: SQLite has one writer anyway.

    PostgreSQL gets the same by a lock: whoever decides by what it reads is alone in doing so, on however many
    machines. Only senders, whose claims exclude each other by themselves, need not be `alone`.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self._turn = Turn(PATIENCE) if self.engine.dialect.name == "sqlite" else None

    @property
    def file(self) -> Path | None:
        """The file of SQLite; None for a database in memory or on a server."""
        url = self.engine.url
        named = url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:"
        return Path(str(url.database)) if named else None

    @property
    def conninfo(self) -> str:
        """The URL as PostgreSQL's own programs and libraries know it, with the password."""
        return self.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    def __str__(self) -> str:
        """Name it to a person, without the password."""
        return f"the database {self.file or make_url(self.url).render_as_string(hide_password=True)}"

    @contextmanager
    def transaction(self, *, alone: bool = True) -> Iterator[Connection]:
        """Commit when the block ends, roll back when it raises."""
        with self._turn.taken() if self._turn else nullcontext(), self.engine.begin() as connection:
            if alone and connection.dialect.name == "postgresql":
                connection.execute(_ALONE)
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Look without changing anything: no writer waits for this, and it waits for none."""
        with self.engine.connect().execution_options(**{_READING: True}) as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return _engine_of_a_server(parsed)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": PATIENCE}, hide_parameters=True)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _engine_of_a_server(url: URL) -> Engine:
    try:
        engine = create_engine(_impatient(url), pool_pre_ping=True, hide_parameters=True)
    except ModuleNotFoundError as error:
        raise BadInput(
            "database {database}: its driver is not installed; try: pip install {library}",
            database=url,
            library=error.name,
        ) from error
    event.listen(engine, "connect", _set_up_server)
    return engine


def _impatient(url: URL) -> URL:
    if not url.get_driver_name().startswith("psycopg"):
        return url
    return url.update_query_dict(
        {name: value for name, value in _GONE_AFTER.items() if name not in url.query}
    )


def _set_up_server(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for words in _GONE_FOR_THE_SERVER:
        cursor.execute(words)
    connection.commit()  # a setting that is rolled back is as it was


def _set_up_sqlite(connection: SqliteConnection, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN is deferred: two such writers can deadlock
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    reading = connection.get_execution_options().get(_READING)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
