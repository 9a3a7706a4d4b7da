"""A real `run_service.py serve` or `sandbox` in a process of its own; nothing here waits without an end."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

HOUSE = Path(__file__).parent.parent
PATIENCE = 40.0
"""Seconds for a start or a stop: generous, because machines that test are busy."""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def until(true: object, what: str, seconds: float = PATIENCE) -> None:
    """Wait until a function says yes; raises `AssertionError` with what did not come."""
    assert callable(true)
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"after {seconds:.0f} seconds still not: {what}"
        time.sleep(0.02)


@dataclass
class Served:
    """The service with a folder of its own; a thread reads what it says, so that it never stands still."""

    folder: Path
    more: str = ""
    """TOML for the settings, after the keys that have no table."""
    out: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.port, self.web = free_port(), free_port()
        self.database = self.folder / "kring.db"
        self.config = self.folder / "kring.toml"
        self.config.write_text(
            f'database = "{self.database}"\nsecret = "{self.folder / "secret"}"\n'
            f'captured = "{self.folder / "captured"}"\nseries = "{HOUSE / "config/series"}"\n'
            f'templates = "{HOUSE / "templates"}"\nhostname = "kring.example"\ntick_seconds = 1\n'
            f"[listener]\nport = {self.port}\n[web]\nport = {self.web}\n{self.more}",
            encoding="utf-8",
        )
        self.process: subprocess.Popen[str] | None = None

    def start(self, *words: str) -> None:
        """Start it, and wait until it listens; raises with its output if it ends instead."""
        others = ("KRING_", "PYTHONUNBUFFERED")
        environ = {name: value for name, value in os.environ.items() if not name.startswith(others)}
        self.process = subprocess.Popen(
            [sys.executable, str(HOUSE / "run_service.py"), *words],
            cwd=HOUSE,
            env={**environ, "KRING_CONFIG": str(self.config)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, args=(self.process,), daemon=True).start()
        until(self._greeted, "a greeting")

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout:
            self.out.extend(iter(process.stdout.readline, ""))

    def _greeted(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"it ended by itself:\n{self.said}"
        return f"port {self.port}" in self.said or f":{self.port};" in self.said

    @property
    def said(self) -> str:
        return "".join(self.out)

    def ask(self, path: str) -> tuple[int, str]:
        """Give what its web server answers to a GET."""
        with closing(HTTPConnection("127.0.0.1", self.web, timeout=10)) as connection:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()

    def tell(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self.process is not None
        self.process.send_signal(number)

    def ended(self, seconds: float = PATIENCE) -> int:
        """Wait for its end; give its return code."""
        assert self.process is not None
        return self.process.wait(seconds)

    def kill(self) -> None:
        self.tell(signal.SIGKILL)
        self.ended()

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()


@contextmanager
def served(folder: Path, *words: str, more: str = "") -> Iterator[Served]:
    """Run it for a test, and end it whatever happens."""
    found = Served(folder, more)
    try:
        found.start(*words)
        yield found
    finally:
        found.close()
