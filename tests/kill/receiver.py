"""A next hop to kill: it notes every mail in a file before it says 250."""

import os
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from mailer.transport.arrival import Arrival
from mailer.transport.listener import Listener

_MESSAGE_ID = re.compile(rb"(?mi)^Message-ID: *<([^>\r\n]{1,200})>")


class Notebook:
    """Who got which mail, a line each; what was written before a SIGKILL is there after it.

    `seconds` is how long it takes over each group of mails that come together.
    """

    def __init__(self, file: Path, seconds: float = 0.0) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._seconds = seconds

    def note(self, arrivals: Sequence[Arrival]) -> None:
        time.sleep(self._seconds)
        for one in arrivals:
            found = _MESSAGE_ID.search(one.octets)
            assert found is not None
            os.write(self._file, f"{one.forward_paths[0]} {found[1].decode()}\n".encode())


def received(*files: Path) -> Counter[tuple[str, str]]:
    """Give how often each person got each Message-ID."""
    lines = [line for file in files if file.exists() for line in file.read_text("utf-8").splitlines()]
    return Counter((line.partition(" ")[0], line.partition(" ")[2]) for line in lines)


def main() -> None:
    host, port, file, seconds = sys.argv[1:]
    notebook = Notebook(Path(file), float(seconds))
    listener = Listener(host, int(port), notebook.note, known=lambda _address: True)
    listener.start()
    signal.sigwait({signal.SIGTERM})
    listener.stop()


if __name__ == "__main__":
    main()
