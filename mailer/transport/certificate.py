"""The listener's certificate: read from its files, and again when somebody has renewed them."""

import logging
import ssl
from pathlib import Path

from mailer.domain.errors import Unusable

log = logging.getLogger(__name__)


class Certificate:
    """A certificate and its key, in PEM. `context` is asked for at each connection and is cheap."""

    def __init__(self, certificate: Path, key: Path) -> None:
        self._files = (certificate, key)
        self._context: ssl.SSLContext | None = None
        self._seen: tuple[tuple[int, int, int], ...] = ()

    def load(self) -> None:
        """Read the files; raises `Unusable` with the file and what is wrong with it."""
        certificate, key = self._files
        self._seen = self._looks()
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            # a key with a password would have OpenSSL ask for it on the terminal
            context.load_cert_chain(certificate, key, password=lambda: "")
        except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
            words = f"can't be used for STARTTLS: {_in_words(error)}"
            raise Unusable(
                "certificate {file} with key {key} {why}", file=certificate, key=key, why=words
            ) from error
        self._context = context

    def context(self) -> ssl.SSLContext | None:
        """Give what a handshake needs: from the files as they are now, or as before if they can't be used."""
        try:
            if self._looks() != self._seen:
                self.load()
                log.warning("the listener's certificate was read again")
        except Unusable as error:
            log.warning("%s; the one before stays in use", error)
        return self._context

    def _looks(self) -> tuple[tuple[int, int, int], ...]:
        """Tell one state of the files from another; a file that can't be looked at is a state too."""
        return tuple(_look(file) for file in self._files)


def _look(file: Path) -> tuple[int, int, int]:
    try:
        found = file.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_size, found.st_ino)


def _in_words(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        reasons = {"KEY_VALUES_MISMATCH": "the key is another certificate's"}
        return reasons.get(error.reason or "", error.reason or str(error)).replace("_", " ").lower()
    return getattr(error, "strerror", None) or str(error)
