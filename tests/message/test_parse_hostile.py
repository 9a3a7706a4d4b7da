"""Mail that somebody made to do harm, or that was damaged on the way: read in bounded time."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailer.domain.address import Mailbox
from mailer.message import mime
from mailer.message.parse import parse

REPLY = b"""From: "Wit, Anna de" <anna.dewit@zwolle.example>
Subject: =?utf-8?Q?Re:_Uitnodiging_=E2=80=93_bijeenkomst?=
Date: Mon, 28 Aug 2017 09:12:44 +0200
Message-ID: <a1b2@zwolle.example>
Content-Type: multipart/alternative; boundary="=_grens"

--=_grens
Content-Type: text/plain; charset=windows-1252; format=flowed
Content-Transfer-Encoding: quoted-printable

Graag, ik kom beide dagen; een caf=E9 vind ik wel.=20
--=_grens
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

PHA+R3JhYWc8L3A+
--=_grens--
"""


def nested(levels: int) -> bytes:
    return b"From: x@a.example\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(levels)
    )


def test_a_thousand_nested_parts_are_given_up_in_words() -> None:
    mail = parse(nested(1000) + b"\nja")
    assert any("nested too deep" in defect for defect in mail.defects)
    assert len(mail.parts) == 1


def test_a_thousand_nested_messages_are_given_up_in_words() -> None:
    mail = parse(b"Content-Type: message/rfc822\n\n" * 1000)
    assert any("nested too deep" in defect for defect in mail.defects)
    assert max(part.depth for part in mail.parts) == mime.MOST_ENCLOSED


def test_a_mail_of_countless_parts_ends_somewhere() -> None:
    mail = parse(b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nja\n" * 5000)
    assert len(mail.parts) == mime.MOST_LEAVES
    assert f"more than {mime.MOST_LEAVES} parts; the rest isn't read" in mail.defects


def test_a_header_without_end_ends_somewhere() -> None:
    mail = parse(b"From: b.smit@deventer.example\n" + b"X-A: b\n" * 100_000 + b"\nja")
    assert "the header is too long to be read whole" in mail.defects
    assert mail.originator == Mailbox("b.smit@deventer.example")
    assert mail.text == "ja"


@pytest.mark.parametrize(
    "octets",
    [
        b"Subject: " + b"=?a?q?" * 40_000,
        b"Subject: " + b"=?a?q?=" * 30_000,
        b"From: " + b'"\\' * 100_000,
        b"From: " + b"(" * 200_000,
        b"To: " + b"a@b, " * 40_000,
        b"To: " + b"<" * 200_000,
        b"Content-Type: text/plain" + b";a" * 100_000,
        b"Content-Type: " + b"a " * 100_000,
        b"Content-Type: text/plain; " + b'a="' * 80_000,
        b"References: " + b"<a@b> " * 40_000,
        nested(300) + b"x\n" * 100_000,
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--ab\n" * 1_000_000,
        b"Content-Transfer-Encoding: quoted-printable\n\n" + b"= " * 1_000_000,
        b"\n" + b"\r" * 5_000_000,
        b"\0" * 5_000_000,
    ],
    ids=lambda octets: repr(octets[:30]),
)
def test_hostile_mail_takes_little_time(octets: bytes) -> None:
    began = time.process_time()
    parse(octets)
    assert time.process_time() - began < 2


def test_fifty_megabytes_are_read() -> None:
    mail = parse(b"Subject: groot\r\n\r\n" + b"Ja, ik kom graag, en mijn collega ook.\r\n" * 1_300_000)
    assert len(mail.text) == 39 * 1_300_000


FRAGMENTS = st.sampled_from(
    [
        b"From: ", b"Content-Type: ", b"multipart/mixed", b"; boundary=", b"b", b'"', b"\n--b", b"--b--",
        b"\r\n", b"\n\n", b"message/rfc822", b"text/html", b"; charset=", b"utf-16", b"base64", b"=", b"''",
        b"Content-Transfer-Encoding: ", b"=?utf-8?q?", b"?=", b"; name*0*=", b"quoted-printable", b"> ", b" ",
        b"; format=flowed; delsp=yes", b"\xff", b"<", b">", b"(", b"Date: ", b"Mon, 28 Aug 2017 ", b"+9999",
        b"Message-ID: ", b"[", b"\\", b",", b";", b":", b"@", b"%", b"\0",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(FRAGMENTS | st.binary(max_size=8), max_size=60).map(b"".join))
def test_no_octets_crash_it(octets: bytes) -> None:
    mail = parse(octets)
    texts = [mail.subject, mail.text, mail.html, *(value for _, value in mail.fields)]
    assert not any("\0" in text or "\r" in text for text in texts)
    assert "\n" not in mail.subject
    "".join(texts).encode()


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(REPLY)), st.binary(max_size=4), st.integers(0, 20))
def test_a_damaged_reply_is_still_a_mail(at: int, dirt: bytes, lost: int) -> None:
    damaged = REPLY[:at] + dirt + REPLY[at + lost :]
    assert parse(damaged).parts
