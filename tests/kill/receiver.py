"""A next hop to kill: it notes every mail in a file before it says 250."""

import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from mailer.transport.arrival import Arrival
from mailer.transport.listener import Listener

_MESSAGE_ID = re.compile(rb"(?mi)^Message-ID: *<([^>\r\n]{1,200})>")


class Notebook:
    """Who got which mail, a line each; what was written before a SIGKILL is there after it."""

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def note(self, arrivals: Sequence[Arrival]) -> None:
        for one in arrivals:
            found = _MESSAGE_ID.search(one.octets)
            assert found is not None
            os.write(self._file, f"{one.forward_paths[0]} {found[1].decode()}\n".encode())


def received(file: Path) -> Counter[tuple[str, str]]:
    """Give how often each person got each Message-ID."""
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return Counter((line.partition(" ")[0], line.partition(" ")[2]) for line in lines)


def main() -> None:
    port, file = sys.argv[1:]
    notebook = Notebook(Path(file))
    listener = Listener("127.0.0.1", int(port), notebook.note, known=lambda _address: True)
    listener.start()
    signal.sigwait({signal.SIGTERM})
    listener.stop()


if __name__ == "__main__":
    main()
