"""A house of its own for every test: an empty database, a secret and a folder that takes the mails."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile

import pytest

from mailer.domain.commands import ImportMeeting
from mailer.settings.meeting_file import sample_meeting
from mailer.store.database import Database
from mailer.store.migrate import migrate
from tests.cli.terminal import Terminal
from tests.service.kring import HATTEM, MARIEKE, Kring


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("empty") / "kring.db"
    database = Database(f"sqlite:///{file}")
    migrate(database)
    database.close()
    return file


@pytest.fixture
def unmigrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A house before its first start."""
    for name in [name for name in os.environ if name.startswith("KRING_") and "TEST" not in name]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("KRING_DATABASE", str(tmp_path / "kring.db"))
    monkeypatch.setenv("KRING_SECRET", str(tmp_path / "secret"))
    monkeypatch.setenv("KRING_CAPTURED", str(tmp_path / "captured"))
    return Terminal(monkeypatch)


@pytest.fixture
def terminal(unmigrated: Terminal, tmp_path: Path, empty_database: Path) -> Terminal:
    copyfile(empty_database, tmp_path / "kring.db")
    return unmigrated


@pytest.fixture
def kring(terminal: Terminal, tmp_path: Path) -> Iterator[Kring]:
    """The service on the same database, with a meeting in Hattem some two months ahead."""
    found = Kring(tmp_path, datetime.now(UTC))
    found.do(ImportMeeting(replace(sample_meeting(datetime.now(UTC).date()), key=HATTEM)), MARIEKE)
    yield found
    found.app.close()
