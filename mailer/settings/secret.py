"""The secret that reply tokens are signed with: made at the first start, for the service's eyes only."""

import os
import secrets
from pathlib import Path

from mailer.settings.mistakes import Mistake, SettingsError

LENGTH = 32
"""Octets of randomness; in the file they are written in hexadecimal digits."""


def read_or_make(path: Path) -> str:
    """Give the secret in `path`; make the file (mode 0600) if it is not there.

    Whoever comes second of two that start at once reads what the first has made. Raises `SettingsError` when
    the file can't be read or made, is too short, or may be read by others.
    """
    try:
        if not path.exists():
            _make(path)
        return _read(path)
    except (OSError, UnicodeDecodeError) as error:
        raise _refused(path, f"can't be used: {error}") from error


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(LENGTH) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        # unlike a rename, a link never replaces the secret another process has just made
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _read(path: Path) -> str:
    if path.stat().st_mode & 0o077:
        raise _refused(path, f"expected a file that only its owner may read; try: chmod 600 {path}")
    secret = path.read_text("utf-8").strip()
    if len(secret) < LENGTH:
        raise _refused(path, f"expected at least {LENGTH} characters; remove it and a new one is made")
    return secret


def _refused(path: Path, words: str) -> SettingsError:
    return SettingsError([Mistake(str(path), "", words)])
