"""The sandbox's courier: every mail becomes a file in a folder, and nothing leaves the machine."""

import os
import re
from collections import Counter
from hashlib import sha256
from pathlib import Path

from mailer.domain.delivery import Claims, DeliveryState, Envelope, Outcome, Stage
from mailer.domain.sentence import sentence
from mailer.transport.wire import unsendable

_MESSAGE_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_NAME = re.compile(r"[0-9]+-.*-([0-9a-f]{10})(?:-[0-9]+)?\.eml")


class CaptureCourier:
    """Writes each mail to `folder` as `NUMBER-RECIPIENT-MARK.eml`; for one thread, one process.

    The number follows the order of sending, the mark comes from the Message-ID: when one mail is sent twice
    (after a kill between file and commit, say) the second file ends in `-2`. No file is ever overwritten,
    and none is ever there by half.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        names = [path.name for path in folder.glob("*.eml")]
        self._times = Counter(found[1] for name in names if (found := _NAME.fullmatch(name)))
        self._number = max(
            (int(name.partition("-")[0]) for name in names if _NAME.fullmatch(name)), default=0
        )

    async def carry(self, claims: Claims) -> None:
        """Write each mail there is to take; what no relay should be given is refused here too."""
        while claim := claims.take():
            outcome = unsendable(claim.envelope) or self._kept(claim.envelope)
            claims.settle(claim, outcome)
            if outcome.relay_wide:
                return

    async def check(self) -> str:
        """Say whether the folder can't be written to; "" if it can."""
        return "" if os.access(self._folder, os.W_OK) else f"can't write to {self._folder}"

    async def close(self) -> None:
        """Nothing is held open."""

    def _kept(self, envelope: Envelope) -> Outcome:
        try:
            name = self._write(envelope)
        except OSError as error:
            words = f"can't write to {self._folder}: {error}"
            return Outcome(DeliveryState.DEFERRED, Stage.CONNECT, words=words, relay_wide=True)
        return Outcome(
            DeliveryState.SENT, Stage.END_OF_DATA, 250, "2.0.0", sentence("captured as {file}", file=name)
        )

    def _write(self, envelope: Envelope) -> str:
        mark = _mark(envelope.octets)
        times = self._times[mark] + 1
        again = f"-{times}" if times > 1 else ""
        name = f"{self._number + 1:04}-{_safe(envelope.forward_path)}-{mark}{again}.eml"
        draft = self._folder / f".{name}.part"
        draft.write_bytes(envelope.octets)
        try:
            os.link(draft, self._folder / name)
        finally:
            draft.unlink()
        self._number += 1
        self._times[mark] = times
        return name


def _mark(octets: bytes) -> str:
    header = octets.partition(b"\r\n\r\n")[0]
    found = _MESSAGE_ID.search(header)
    return sha256(found[1] if found else octets).hexdigest()[:10]


def _safe(address: str) -> str:
    return re.sub(r"[^A-Za-z0-9@._+-]", "_", address)[:60]
