"""Whose word is taken on who wrote: only our own mail server's, and only its topmost field."""

import time

import pytest

from mailer.message.authenticity import is_authentic, is_forged
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


@pytest.mark.parametrize(
    ("results", "authentic"),
    [
        ("dmarc=pass (p=reject dis=none) header.from=zwolle.example", True),
        ("spf=pass smtp.mailfrom=b@x.example; dmarc=pass", True),
        ("dkim=pass (2048-bit key; unprotected) header.d=zwolle.example header.s=k", True),
        ("dkim=fail header.d=zwolle.example; dkim=pass header.d=ZWOLLE.example", True),
        ("dmarc=none; dkim=pass header.d=zwolle.example", True),
        ("dkim=pass header.d=lists.example", False),
        ("dkim=pass header.d=example", False),
        ("dmarc=fail; dkim=pass header.d=zwolle.example", False),
        ("dmarc=temperror; dkim=pass header.d=zwolle.example", False),
        ("dmarc=pass header.from=elsewhere.example", False),
        ("spf=pass smtp.mailfrom=anna@zwolle.example", False),
        ('spf=none smtp.mailfrom="; dmarc=pass header.from=zwolle.example; "@x.example', False),
        ("spf=none (; dmarc=pass header.from=zwolle.example;)", False),
        ('spf=none "; dmarc=pass', False),
        ("spf=none (; dmarc=pass", False),
        ("none", False),
        ("", False),
    ],
)
def test_a_sender_is_believed_on_the_word_of_our_own_server(results: str, authentic: bool) -> None:
    head = f"Authentication-Results: {OURS}; {results}\r\nFrom: Anna <anna@zwolle.example>\r\n"
    assert is_authentic(parse(f"{head}\r\nJa\r\n".encode()), OURS) is authentic
    assert not is_authentic(parse(f"{head}\r\nJa\r\n".encode()), "mx.elsewhere.example")
    assert not is_authentic(parse(f"{head}From: Bart <b@x.example>\r\n\r\nJa\r\n".encode()), OURS)


@pytest.mark.parametrize("mark", ["(", '"', ";", "\\", " ", "= ", "a=b "])
def test_a_long_field_takes_no_time(mark: str) -> None:
    octets = f"Authentication-Results: {OURS}; {mark * 30_000}\r\nFrom: a@b.example\r\n\r\n".encode()
    mail = parse(octets)
    began = time.process_time()
    assert not is_authentic(mail, OURS)
    assert time.process_time() - began < 0.2
