"""A Kring of its own for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.kring import Kring


@pytest.fixture
def kring(tmp_path: Path) -> Iterator[Kring]:
    found = Kring(tmp_path)
    yield found
    found.app.close()
