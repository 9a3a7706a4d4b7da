"""Whose word is taken on who wrote: only our own mail server's, and only its topmost field."""

import pytest

from mailer.message.authenticity import is_forged
from mailer.message.parse import parse

OURS = "mx.kring.example"


@pytest.mark.parametrize(
    ("fields", "forged"),
    [
        ("", False),
        (f"Authentication-Results: {OURS}; dmarc=pass header.from=zwolle.example\r\n", False),
        (f"Authentication-Results: {OURS}; spf=fail; dmarc=fail (p=reject) header.from=x.example\r\n", True),
        (f"Authentication-Results: {OURS} 1; DMARC = Fail\r\n", True),
        ("Authentication-Results: mx.elsewhere.example; dmarc=fail\r\n", False),
        (f"Authentication-Results: {OURS}; spf=fail\r\n", False),
        (f"Authentication-Results: {OURS}; none\r\n", False),
        (f"Authentication-Results: {OURS}; dmarc=\r\n", False),
        (
            f"Authentication-Results: {OURS}; dmarc=fail\r\nAuthentication-Results: {OURS}; dmarc=pass\r\n",
            True,
        ),
        (
            f"Authentication-Results: mx.b.example; a=b\r\nAuthentication-Results: {OURS}; dmarc=fail\r\n",
            False,
        ),
    ],
)
def test_only_the_topmost_field_of_our_own_server_counts(fields: str, forged: bool) -> None:
    mail = parse(f"{fields}From: Anna <anna@zwolle.example>\r\n\r\nJa\r\n".encode())
    assert is_forged(mail, OURS) is forged


def test_without_a_server_of_our_own_nobody_is_believed() -> None:
    mail = parse(b"Authentication-Results: ; dmarc=fail\r\n\r\nJa\r\n")
    assert not is_forged(mail, "")
