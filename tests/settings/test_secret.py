"""The secret: made once, kept, and for the owner's eyes only."""

import threading
from pathlib import Path

import pytest

from mailer.settings.mistakes import SettingsError
from mailer.settings.secret import read_or_make


def test_the_first_start_makes_it_and_the_next_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret"
    made = read_or_make(path)
    assert len(made) == 64
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_or_make(path) == made
    assert [file.name for file in path.parent.iterdir()] == ["secret"]


def test_two_houses_have_two_secrets(tmp_path: Path) -> None:
    assert read_or_make(tmp_path / "one") != read_or_make(tmp_path / "other")


def test_processes_that_start_at_once_agree(tmp_path: Path) -> None:
    path, found, together = tmp_path / "secret", [], threading.Barrier(8)

    def start() -> None:
        together.wait()
        found.append(read_or_make(path))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert set(found) == {path.read_text().strip()}


def test_one_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    read_or_make(path)
    path.chmod(0o640)
    with pytest.raises(SettingsError, match="chmod 600"):
        read_or_make(path)


@pytest.mark.parametrize("content", [b"", b"short\n", b"\xff" * 64])
def test_one_that_is_no_secret_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secret"
    path.touch(0o600)
    path.write_bytes(content)
    with pytest.raises(SettingsError, match="secret: "):
        read_or_make(path)


def test_a_place_where_it_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file, not a folder")
    with pytest.raises(SettingsError, match="can't be used"):
        read_or_make(tmp_path / "var" / "secret")
