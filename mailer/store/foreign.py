"""Tables that a library keeps in our database: made once, by whoever comes first."""

from sqlalchemy import text

from mailer.store.database import Database


def make_tables(database: Database, sign: str, sql: str) -> None:
    """Run a library's own schema, unless the table `sign` is there already; PostgreSQL only."""
    with database.transaction() as connection:
        if connection.scalar(text("SELECT to_regclass(:sign)"), {"sign": sign}) is None:
            driver = connection.connection.driver_connection
            assert driver is not None  # noqa: S101 - a connection in a transaction has its driver's
            driver.execute(sql)  # many statements at once, which SQLAlchemy's own execute does not take
