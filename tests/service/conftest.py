"""A Kring of its own for every test: on SQLite, and where `on_both` is asked for on PostgreSQL as well."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import Postgres, postgres
from tests.service.kring import Kring


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    with postgres() as found:
        yield found


@pytest.fixture
def kring(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kring]:
    database = request.getfixturevalue("server").database() if _on_postgresql(request) else ""
    found = Kring(tmp_path, database=database)
    yield found
    found.app.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Play the tests of a module that says `ON_BOTH = True` on both databases."""
    if getattr(metafunc.module, "ON_BOTH", False) and "kring" in metafunc.fixturenames:
        metafunc.parametrize("kring", ["sqlite", "postgresql"], indirect=True)


def _on_postgresql(request: pytest.FixtureRequest) -> bool:
    return getattr(request, "param", "sqlite") == "postgresql"
