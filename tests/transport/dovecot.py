"""A private Dovecot that takes mails from whoever shows a token it can check, and hands them to a relay."""

import grp
import hashlib
import hmac
import json
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.real import needs
from tests.transport.test_real import wait_for

KEY = b"a key that only this test and its Dovecot know"

MAIN = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 0
first_valid_gid = 0
protocols = submission
ssl = no
disable_plaintext_auth = no
listen = 127.0.0.1
hostname = relay.example
auth_mechanisms = xoauth2
auth_failure_delay = 0
submission_relay_host = 127.0.0.1
submission_relay_port = {behind}
mail_location = maildir:{folder}/mail/%u
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service submission-login {{
  chroot =
  inet_listener submission {{
    port = {port}
  }}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home allow_all_users=yes
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
"""

TOKENS = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={folder}/keys/
username_attribute = email
"""


def token(mailbox: str, lasts: int) -> str:
    """A token (JWT, RFC 7519) for a mailbox; one that `lasts` less than nothing has ended already."""
    now = int(time.time())
    claims = {"sub": mailbox, "email": mailbox, "iat": now - 3600, "exp": now + lasts}
    signed = ".".join(
        _encoded(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)
    )
    return f"{signed}.{_encoded(hmac.digest(KEY, signed.encode(), hashlib.sha256))}"


def _encoded(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def _account() -> tuple[str, str]:
    """Root's child goes on as nobody, anybody else's as themselves."""
    if os.geteuid() == 0:
        return "nobody", "nogroup"
    return pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name


@contextmanager
def dovecot(behind: int) -> Iterator[int]:
    """Run a Dovecot in front of the relay on port `behind`; gives the port it listens on."""
    program = needs("dovecot")
    user, group = _account()
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = int(door.getsockname()[1])
    # Not pytest's folder: that one is closed to nobody.
    with tempfile.TemporaryDirectory(prefix="kring-dovecot-") as name:
        folder = Path(name)
        keys = folder / "keys" / "default" / "HS256"
        keys.mkdir(parents=True)
        (keys / "default").write_bytes(b64encode(KEY))
        (folder / "oauth2.conf").write_text(TOKENS.format(folder=folder))
        settings = MAIN.format(folder=folder, port=port, behind=behind, user=user, group=group)
        (folder / "dovecot.conf").write_text(settings)
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, user, group)
        command = [program, "-F", "-c", str(folder / "dovecot.conf")]
        if os.geteuid() == 0:
            process = subprocess.Popen(command, user=user, group=group, extra_groups=[])
        else:
            process = subprocess.Popen(command)
        try:
            wait_for(port)
            yield port
        finally:
            process.terminate()
            process.wait(10)
