"""A private Dovecot that keeps a folder of sent mails, as a provider does, over IMAP."""

import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme

from tests.real import cannot, needs
from tests.transport.test_real import wait_for

USER = "info@kring.example"
PASSWORD = 'een lang "wachtwoord" \\ met alles erin'

MAIN = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 0
first_valid_gid = 0
protocols = imap
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
listen = 127.0.0.1
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:{folder}/mail
namespace inbox {{
  inbox = yes
  mailbox "Verzonden items" {{
    auto = create
    special_use = \\Sent
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home allow_all_users=yes
}}
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
"""


@dataclass(frozen=True)
class Imap:
    """Where it listens, in the clear (and for STARTTLS) and in TLS, and who vouches for it."""

    port: int
    tls_port: int
    authority: trustme.CA
    folder: Path

    def keep(self, octets: bytes) -> None:
        """Put a mail into the folder of sent mails, as the provider does when it takes one."""
        sent = self.folder / "mail" / ".Verzonden items" / "cur"
        path = sent / f"{len(list(sent.iterdir())) + 1}.{os.getpid()}.kring:2,S"
        path.write_bytes(octets)
        if os.geteuid() == 0:
            os.chown(path, 65534, 65534)


@contextmanager
def imap() -> Iterator[Imap]:
    """Run a Dovecot with an empty folder of sent mails."""
    program = needs("dovecot")
    if not Path("/usr/lib/dovecot/imap").exists():
        cannot("dovecot-imapd is not installed (.ci/packages lists what Debian calls it)")
    # Not pytest's folder: as root's child it works under an account to which that one is closed.
    with tempfile.TemporaryDirectory(prefix="kring-imap-") as name:
        found = Imap(_free_port(), _free_port(), trustme.CA(), Path(name))
        account = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        _configure(found)
        for path in (found.folder, *found.folder.rglob("*")) if account else ():
            os.chown(path, 65534, 65534)
        process = subprocess.Popen([program, "-F", "-c", str(found.folder / "dovecot.conf")], **account)  # type: ignore[call-overload]
        try:
            wait_for(found.port)
            yield found
        finally:
            process.terminate()
            process.wait(10)


def _configure(server: Imap) -> None:
    folder = server.folder
    sent = folder / "mail" / ".Verzonden items"
    for part in ("cur", "new", "tmp"):
        (sent / part).mkdir(parents=True)
    (sent / "maildirfolder").touch()
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    certificate = server.authority.issue_cert("imap.kring.example", "127.0.0.1")
    (folder / "certificate.pem").write_bytes(b"".join(one.bytes() for one in certificate.cert_chain_pems))
    (folder / "key.pem").write_bytes(certificate.private_key_pem.bytes())
    user, group = ("nobody", "nogroup") if os.geteuid() == 0 else (str(os.getuid()), str(os.getgid()))
    names = {"folder": folder, "port": server.port, "tls_port": server.tls_port, "user": user, "group": group}
    (folder / "dovecot.conf").write_text(MAIN.format(**names))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])
