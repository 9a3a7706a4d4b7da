"""Octets become a Mail: what ordinary programs send, what broken ones send, and what nobody should."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from mailer.domain.address import Mailbox
from mailer.message.parse import parse

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"


def crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


REPLY = crlf(
    """Return-Path: <anna.dewit@zwolle.example>
From: "Wit, Anna de" <anna.dewit@zwolle.example>
To: Kennisplatform <info@kring.example>, Bart Smit <b.smit@deventer.example>
Cc: (werkgroep) carla@kampen.example
Subject: =?utf-8?Q?Re:_Uitnodiging_=E2=80=93?= =?utf-8?Q?_bijeenkomst?=
Date: Mon, 28 Aug 2017 09:12:44 +0200
Message-ID: <a1b2@zwolle.example>
In-Reply-To: <k1@kring.example>
References: <k0@kring.example>
 <k1@kring.example>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="=_grens"

Dit leest niemand.
--=_grens
Content-Type: text/plain; charset=windows-1252
Content-Transfer-Encoding: quoted-printable

Graag, ik kom beide dagen; een caf=E9 vind ik wel.=20
--=_grens
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

PHA+R3JhYWc8L3A+
--=_grens--
"""
)


def test_a_reply_from_outlook_is_read_whole() -> None:
    mail = parse(REPLY, reverse_path="anna.dewit@zwolle.example")
    assert mail.originator == Mailbox("anna.dewit@zwolle.example", "Wit, Anna de")
    assert [box.address for box in mail.to] == ["info@kring.example", "b.smit@deventer.example"]
    assert mail.cc == (Mailbox("carla@kampen.example", "werkgroep"),)
    assert mail.subject == "Re: Uitnodiging – bijeenkomst"
    assert mail.date == datetime(2017, 8, 28, 9, 12, 44, tzinfo=timezone(timedelta(hours=2)))
    assert mail.message_id == "a1b2@zwolle.example"
    assert mail.in_reply_to == ("k1@kring.example",)
    assert mail.references == ("k0@kring.example", "k1@kring.example")
    assert mail.text == "Graag, ik kom beide dagen; een café vind ik wel. "
    assert mail.html == "<p>Graag</p>"
    assert mail.content_type == "multipart/alternative"
    assert mail.get("mime-version") == "1.0"
    assert mail.reverse_path == "anna.dewit@zwolle.example"
    assert mail.defects == ()


def test_apple_mail_cuts_the_text_around_a_picture() -> None:
    mail = parse(
        crlf(
            """From: b.smit@deventer.example
Content-Type: multipart/mixed; boundary=a

--a
Content-Type: text/plain; charset=us-ascii

Ik kom donderdag.
--a
Content-Type: image/png; name=kaart.png
Content-Disposition: inline; filename=kaart.png
Content-Transfer-Encoding: base64

iVBORw0K
--a
Content-Type: text/plain

Vrijdag niet.
--a
Content-Type: text/plain; name=notulen.txt
Content-Disposition: attachment; filename=notulen.txt

Nee, nee, nee.
--a--
"""
        )
    )
    assert mail.text == "Ik kom donderdag.\nVrijdag niet."
    assert [part.filename for part in mail.parts] == ["", "kaart.png", "", "notulen.txt"]


def test_a_forwarded_mail_is_no_body_but_its_header_is_in_reach() -> None:
    mail = parse(
        crlf(
            """From: MAILER-DAEMON (Mail Delivery System)
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.deventer.example

Final-Recipient: rfc822; b.smit@deventer.example
Action: failed

Final-Recipient: rfc822; d.visser@deventer.example
Action: delayed
--b
Content-Type: message/rfc822

Message-ID: <k1@kring.example>
Content-Type: text/html

<p>Uitnodiging</p>
--b--
"""
        )
    )
    assert mail.originator == Mailbox("MAILER-DAEMON", "Mail Delivery System")
    assert mail.text == "Sorry."
    assert mail.html == ""
    assert [(part.content_type, part.depth) for part in mail.parts] == [
        ("text/plain", 0),
        ("message/delivery-status", 0),
        ("message/rfc822", 0),
        ("text/html", 1),
    ]
    assert mail.parts[1].content.count(b"Final-Recipient") == 2
    assert mail.parts[2].content.startswith(b"Message-ID: <k1@kring.example>\n")


@pytest.mark.parametrize(
    ("header", "delsp", "text"),
    [
        ("", "yes", "Wij komen alledrie.\n> Kom je ook? Graag.\n-- \nAnna"),
        (
            "Content-Transfer-Encoding: quoted-printable\n",
            "no",
            "Wij komen alle drie.\n> Kom je  ook?  Graag.\n-- \nAnna",
        ),
    ],
)
def test_flowed_lines_are_joined_and_quotation_marks_kept(header: str, delsp: str, text: str) -> None:
    body = "Wij komen alle \n drie.\n> Kom je  \n> ook?  \n> Graag.\n-- \nAnna"
    mail = parse(f"{header}Content-Type: text/plain; format=flowed; delsp={delsp}\n\n{body}".encode())
    assert mail.text == text


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (b"Content-Type: text/plain; charset=x-onbekend\n\ncaf\xe9", "café"),
        (b"Content-Type: text/plain; charset=iso-8859-1\n\n\x80 300", "€ 300"),
        (b"Content-Type: text/plain; charset=us-ascii\n\ncaf\xc3\xa9", "café"),
        (b"Content-Type: text/plain; charset=unicode_escape\n\n\\u00e9", "\\u00e9"),
        (b"Content-Type: text/plain; charset=punycode\n\nabc-", "abc-"),
        (b"Content-Type: text/plain; charset=utf-7\n\n+2AA-", "+2AA-"),
        (b"Content-Type: text/plain; charset=utf-8\n\n\xef\xbb\xbfja", "ja"),
        (b"Content-Type: text/plain; charset=utf-16\n\n\xff\xfej\x00a\x00", "ja"),
        (b"\nja\0nee", "ja nee"),
        (b"Content-Transfer-Encoding: base64\n\nSmEsIGlr\nIGtvbQ=", "Ja, ik kom"),
        (b"Content-Transfer-Encoding: base64\n\nJa, ik kom graag.", "Ja, ik kom graag."),
        (b"Content-Transfer-Encoding: quoted-printable\n\nja=zz= \nnee=", "ja=zznee"),
        (b"Content-Type: text/plain; charset*=utf-8''utf-8; name*=x\n\nja", "ja"),
        (b'Content-Type: text/plain; charset="utf-8\n\nja', "ja"),
        (b"Content-Type: text\n\nja", "ja"),
        (b"Subject: x\rFrom: b.smit@deventer.example\r\rja\rnee", "ja\nnee"),
        (b"Subject: x\r\r\nFrom: b.smit@deventer.example\r\r\n\r\r\nja", "ja"),
        (b"Subject: x\nIk kom graag.\nTot dan.", "Ik kom graag.\nTot dan."),
        (b'Content-Type: multipart/mixed;\nboundary="x"\n\n--x\n\nja\n--x--', "ja"),
        (b"From anna Mon Aug 28 09:12:44 2017\nSubject: x\n\nja", "ja"),
        (b"Content-Type: multipart/mixed\n\nja", "ja"),
        (b"Content-Type: multipart/mixed; boundary=x\n\n--y\nContent-Type: text/plain\n\nja\n--y--\n", "ja"),
        (b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nja", "ja"),
        (b"Content-Type: text/plain; name=bericht.txt\n\nja", "ja"),
        (b"Content-Transfer-Encoding: x-raar\n\nja", "ja"),
        (b"", ""),
        (b"Subject: alleen een kop", ""),
    ],
)
def test_broken_mail_is_read_as_well_as_can_be(octets: bytes, text: str) -> None:
    assert parse(octets).text == text


def test_two_originators_are_said() -> None:
    mail = parse(b"From: a@a.example\nFrom: b@a.example\n\n")
    assert mail.originator == Mailbox("a@a.example")
    assert "more than one originator (From)" in mail.defects


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora aren't on this machine")
def test_every_mail_of_the_corpora_is_read() -> None:
    for path in (path for path in CORPORA.rglob("*") if path.suffix in {".eml", ".txt"}):
        mail = parse(path.read_bytes())
        assert mail.parts, path
        assert not any("\r" in text for text in (mail.subject, mail.text, mail.html)), path
