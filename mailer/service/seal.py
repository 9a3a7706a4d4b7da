"""Signing mails on their way to the relay, beside the loop that sends them."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import time

from mailer.domain.delivery import Envelope
from mailer.domain.errors import BadInput
from mailer.message.dkim import Dkim
from mailer.message.dkim_key import read_key


class Sealer:
    """Signs envelopes in a thread of its own: an RSA signature takes too long for a loop to stand still.

    One thread keeps one core busy, for the library lets go of the interpreter meanwhile. What has come to
    wait is handed to it all together: each change from loop to thread costs a tenth of a signature.
    """

    def __init__(self, dkim: Dkim, *, clock: Callable[[], float] = time) -> None:
        self._dkim = dkim
        self._clock = clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="dkim")
        self._waiting: list[tuple[bytes, asyncio.Future[bytes]]] = []
        self._at_work: asyncio.Task[None] | None = None

    async def __call__(self, envelope: Envelope) -> Envelope:
        """Give the envelope with its mail signed; raises `BadInput` for a mail that can't be."""
        signed = asyncio.get_running_loop().create_future()
        self._waiting.append((envelope.octets, signed))
        if self._at_work is None:
            self._at_work = asyncio.create_task(self._work())
        return envelope._replace(octets=await signed)

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                group = self._waiting.copy()
                mails = [octets for octets, _ in group]
                results = await loop.run_in_executor(self._thread, self._all_signed, mails)
                del self._waiting[: len(group)]
                for (_, signed), result in zip(group, results, strict=True):
                    _tell(signed, result)
        finally:
            # the loop ends in the middle of it: nobody is left waiting, and the next loop begins afresh
            for _, signed in self._waiting:
                signed.cancel()
            self._waiting.clear()
            self._at_work = None

    def _all_signed(self, mails: Sequence[bytes]) -> list[bytes | Exception]:
        second = int(self._clock())
        return [self._signed(octets, second) for octets in mails]

    def _signed(self, octets: bytes, second: int) -> bytes | Exception:
        try:
            return self._dkim.signed(octets, second)
        except (
            Exception
        ) as error:  # whatever it is, it belongs to this mail and is raised where that is awaited
            return error


def _tell(signed: asyncio.Future[bytes], result: bytes | Exception) -> None:
    if signed.cancelled():
        return
    if isinstance(result, Exception):
        signed.set_exception(result)
    else:
        signed.set_result(result)


def read_dkim(domain: str, selector: str, key_file: Path) -> Dkim:
    """Read who signs, and the key.

    Raises `BadInput`, in words that name the file, for one that can't be read or is no such key, and
    `Unusable` where the library that signs is not installed.
    """
    try:
        return Dkim(domain, selector, read_key(key_file.read_bytes()))
    except OSError as error:
        raise BadInput(
            "dkim.key_file: {file} can't be read: {why}", file=key_file, why=error.strerror
        ) from error
    except BadInput as error:
        raise BadInput("dkim.key_file: {file}: {why}", file=key_file, why=error) from error
