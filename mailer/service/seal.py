"""Signing mails on their way to the relay, beside the loop that sends them."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from time import time

from mailer.domain.delivery import Envelope
from mailer.domain.errors import BadInput
from mailer.message.dkim import Dkim
from mailer.message.dkim_key import read_key


class Sealer:
    """Signs envelopes in threads of its own: an RSA signature takes too long for a loop to stand still.

    One thread keeps a core busy, since the library lets go of the interpreter meanwhile.
    """

    def __init__(self, dkim: Dkim, *, threads: int = 1, clock: Callable[[], float] = time) -> None:
        self._dkim = dkim
        self._clock = clock
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="dkim")

    async def __call__(self, envelope: Envelope) -> Envelope:
        """Give the envelope with its mail signed; raises `BadInput` for a mail that can't be."""
        loop = asyncio.get_running_loop()
        octets = await loop.run_in_executor(self._pool, self._signed, envelope.octets)
        return replace(envelope, octets=octets)

    def _signed(self, octets: bytes) -> bytes:
        return self._dkim.signed(octets, int(self._clock()))


def read_dkim(domain: str, selector: str, key_file: Path) -> Dkim:
    """Read who signs, and the key.

    Raises `BadInput`, in words that name the file, for one that can't be read or is no such key, and
    `Unusable` where the library that signs is not installed.
    """
    try:
        return Dkim(domain, selector, read_key(key_file.read_bytes()))
    except OSError as error:
        raise BadInput(f"dkim.key_file: {key_file} can't be read: {error.strerror}") from error
    except BadInput as error:
        raise BadInput(f"dkim.key_file: {key_file}: {error}") from error
