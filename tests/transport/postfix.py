"""A private Postfix: queue, log and port of its own; what it gets can't leave the machine."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.real import cannot, needs

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = relay.example
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
mydestination =
alias_maps =
local_recipient_maps =
relay_domains = {domains}
smtp_dns_support_level = disabled
smtp_host_lookup = native
default_transport = error:nothing leaves this machine
transport_maps = inline:{{ {routes} }}
recipient_delimiter = +
smtpd_forbid_bare_newline = normalize
smtpd_forbid_unauth_pipelining = yes
smtpd_data_restrictions = reject_unauth_pipelining
smtpd_end_of_data_restrictions = reject_unauth_pipelining
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
"""

MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@contextmanager
def postfix(routes: Mapping[str, str]) -> Iterator[int]:
    """Run a Postfix that sends each domain its way ("smtp:[127.0.0.1]:25"); gives the port it listens on."""
    program = needs("postfix")
    if os.geteuid() != 0:
        cannot("Postfix starts for root only")
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = int(door.getsockname()[1])
    # Not pytest's folder: Postfix works under an account of its own, to which that one is closed.
    with tempfile.TemporaryDirectory(prefix="kring-postfix-") as name:
        folder = Path(name)
        command = [program, "-c", str(_configured(folder, port, routes))]
        _run([*command, "start"], folder)
        try:
            yield port
        finally:
            _run([*command, "stop"], folder)


def _configured(folder: Path, port: int, routes: Mapping[str, str]) -> Path:
    folder.chmod(0o755)
    for part in ("etc", "queue", "data"):
        (folder / part).mkdir()
    shutil.chown(folder / "data", "postfix")
    pairs = " ".join(f"{{ {domain} = {way} }}" for domain, way in routes.items())
    (folder / "etc" / "main.cf").write_text(
        MAIN.format(folder=folder, domains=" ".join(routes), routes=pairs)
    )
    (folder / "etc" / "master.cf").write_text(MASTER.format(port=port))
    return folder / "etc"


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=False
    )
    log = folder / "log"
    told = done.stderr + (log.read_text() if log.exists() else "")
    assert done.returncode == 0, told
