"""Going back to an old copy: nobody is mailed again what they got since it was made."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mailer.domain.commands import ReleaseHouse, StartRun, Waiting
from mailer.domain.delivery import DeliveryState
from mailer.store.backup import backup
from tests.service.kring import ANNA, BART, CARLA, Kring


@pytest.fixture
def ready(kring: Kring) -> Kring:
    """The invitation to Anna, Bart and Carla is about to leave."""
    kring.hattem()
    kring.enlist(ANNA, BART, CARLA)
    kring.now = kring.now.replace(month=7, day=13)
    kring.tick()
    kring.do(StartRun(kring.run("invitation").id))
    return kring


@contextmanager
def restored(kring: Kring, copy: Path) -> Iterator[Kring]:
    """A service on a copy that is made now; the house itself goes on and sends."""
    backup(kring.app.database, copy, kring.now)
    kring.settle()
    old = Kring(copy.parent, kring.now, database=f"sqlite:///{copy}")
    try:
        yield old
    finally:
        old.app.close()


def test_nobody_is_mailed_again(ready: Kring, tmp_path: Path) -> None:
    with restored(ready, tmp_path / "old.db") as old:
        assert len(ready.post.sent) == 3, "the house itself is not paused"
        old.later(days=1)
        old.tick()
        old.restart()
        old.tick()
        assert old.post.sent == []
        assert old.do(ReleaseHouse(Waiting.UNKNOWN)).what == "the house is released: 3 mails are unknown"
        old.tick()
        assert old.post.sent == []
        assert [one.state for one in old.deliveries()] == [DeliveryState.UNKNOWN] * 3


def test_a_copy_of_a_copy_is_paused_once(ready: Kring, tmp_path: Path) -> None:
    with restored(ready, tmp_path / "old.db") as old, restored(old, tmp_path / "older.db") as older:
        older.do(ReleaseHouse(Waiting.CANCEL))
        with older.look() as store:
            assert store.pauses.open() is None
