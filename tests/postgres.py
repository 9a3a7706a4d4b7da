"""A PostgreSQL of one's own: started on a free port, killed and started again at will, gone at the end."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from tests.real import cannot

STARTS_WITHIN = 60.0
_NAMES = count(1)


def programs() -> Path:
    """Give the folder of PostgreSQL's programs; without it the test can't be done."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "")]
    if not found[-1].is_file():
        cannot("postgresql is not installed (.ci/packages lists what Debian calls it)")
    return found[-1].parent


class Postgres:
    """A server with fsync on, as in earnest. It refuses to run as root, so root starts it as postgres.

    From a `network` besides this machine's own, such as "10.0.0.0/8", it lets anybody in.
    """

    def __init__(self, network: str = "") -> None:
        self._bin = programs()
        self._folder = Path(tempfile.mkdtemp(prefix="kring-pg-"))
        as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        self._as = as_postgres if os.getuid() == 0 else []
        if self._as:
            shutil.chown(self._folder, "postgres")
        self.port = _free_port()
        self._data = self._folder / "data"
        self._listens_at = "*" if network else "127.0.0.1"
        self._process: subprocess.Popen[bytes] | None = None
        self._run("initdb", "-D", str(self._data), "-U", "kring", "-A", "trust", "-E", "UTF8", "--no-sync")
        if network:
            with (self._data / "pg_hba.conf").open("a") as who_may:
                who_may.write(f"host all all {network} trust\n")

    def start(self) -> None:
        """Start it, and wait until it answers.

        It refuses while a process of the one that was killed is still ending: then it is started once more.
        """
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                self._process = self._begun()
            if self._answers():
                return
            time.sleep(0.05)
        raise AssertionError(f"PostgreSQL does not start: {(self._folder / 'log').read_text()[-2000:]}")

    def _begun(self) -> subprocess.Popen[bytes]:
        settings = {
            "listen_addresses": self._listens_at,
            "port": self.port,
            "unix_socket_directories": self._folder,
            "max_connections": 60,
        }
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                [*self._as, str(self._bin / "postgres"), "-D", str(self._data), *words],
                stdout=log,
                stderr=log,
                cwd=self._folder,
            )

    def database(self) -> str:
        """Make a database and give its URL."""
        name = f"kring_{next(_NAMES)}"
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "kring", name)
        return f"postgresql+psycopg://kring@127.0.0.1:{self.port}/{name}"

    def kill(self) -> None:
        """End every process of it at once, as a power failure would."""
        assert self._process is not None
        for process in (self._process.pid, *_children(self._process.pid)):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._process.wait(30)
        (self._data / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        """Stop it in order, and take its folder away."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(30)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _answers(self) -> bool:
        words = ("-q", "-h", "127.0.0.1", "-p", str(self.port))
        return subprocess.run([str(self._bin / "pg_isready"), *words], check=False).returncode == 0

    def _run(self, program: str, *words: str) -> None:
        command = [*self._as, str(self._bin / program), *words]
        done = subprocess.run(command, cwd=self._folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@contextmanager
def postgres(network: str = "") -> Iterator[Postgres]:
    """Give a server that runs until the block ends."""
    server = Postgres(network)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _children(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(one) for one in listed]
