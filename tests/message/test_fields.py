"""Header fields as people's programs write them: subjects, mailboxes, message ids, dates and file names."""

from datetime import datetime

import pytest

from mailer.domain.address import Mailbox
from mailer.message.parse import parse


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("=?utf-8?B?SmEsIGlrIGtv?= =?utf-8?B?bQ==?=", "Ja, ik kom"),
        ("=?utf-8?B?SmEsIGlrIGtvbQ?=", "Ja, ik kom"),
        ("=?utf-8?Q?caf=C3?=\n =?utf-8?Q?=A9?=", "café"),
        ("=?utf-8?q?Kom je ook??=", "Kom je ook?"),
        ("=?iso-8859-1*nl?q?caf=E9?= op", "café op"),
        ("=?utf-8?q?half", "=?utf-8?q?half"),
        ("=?x-onbekend?q?caf=E9?=", "café"),
        ("=?utf-8?q?a=0D=0ABcc:_x?=", "a  Bcc: x"),
        ("Ja\n ik\n\tkom", "Ja ik\tkom"),
    ],
)
def test_subjects_are_decoded_where_that_is_possible(line: str, subject: str) -> None:
    assert parse(f"Subject: {line}\n\n".encode()).subject == subject


def test_eight_bit_headers_are_read_and_said() -> None:
    mail = parse("From: André Müller <a@kampen.example>\n\n".encode("cp1252"))
    assert mail.originator == Mailbox("a@kampen.example", "André Müller")
    assert "eight-bit octets in the header" in mail.defects


@pytest.mark.parametrize(
    ("value", "boxes"),
    [
        ("", []),
        ("<>", []),
        ("Anna de Wit", []),
        ("anna@a.example", [("anna@a.example", "")]),
        ("anna@a.example (Anna (van) Wit)", [("anna@a.example", "Anna van Wit")]),
        ('"Wit, A. \\"de\\"" <anna@a.example>', [("anna@a.example", 'Wit, A. "de"')]),
        ('"Anna <anna@a.example>', [("anna@a.example", "Anna")]),
        ("=?utf-8?Q?Wit=2C_Anna?= <anna@a.example>", [("anna@a.example", "Wit, Anna")]),
        ('"=?utf-8?Q?Ren=C3=A9?=" <r@a.example>', [("r@a.example", "René")]),
        (
            "Team: a@a.example, B <b@a.example>;, c@a.example",
            [("a@a.example", ""), ("b@a.example", "B"), ("c@a.example", "")],
        ),
        ("undisclosed-recipients:;", []),
        ("a@a.example; b@a.example", [("a@a.example", ""), ("b@a.example", "")]),
        ("<@relay.example:anna@a.example>", [("anna@a.example", "")]),
        ("<mailto:anna@a.example>", [("anna@a.example", "")]),
        ('"anna de wit"@a.example', [('"anna de wit"@a.example', "")]),
        ("Anna <anna@\r\n a.example>", [("anna@a.example", "Anna")]),
    ],
)
def test_mailboxes_are_found(value: str, boxes: list[tuple[str, str]]) -> None:
    assert [(box.address, box.name) for box in parse(f"To: {value}\n\n".encode()).to] == boxes


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("<[Pane1=abc]@exchange.example>", ("[Pane1=abc]@exchange.example",)),
        ("k1@kring.example", ("k1@kring.example",)),
        ("<k1@\n kring.example> <k1@kring.example>", ("k1@kring.example",)),
        ('Your message of "Monday" <k1@kring.example>', ("k1@kring.example",)),
        ("", ()),
    ],
)
def test_message_ids_are_found(value: str, ids: tuple[str, ...]) -> None:
    assert parse(f"In-Reply-To: {value}\n\n".encode()).in_reply_to == ids


@pytest.mark.parametrize(
    "value",
    ["", "morgen", "Mon, 99 Foo 2017 25:61:00 +9999", "Fri, 31 Dec 9999 23:00:00 -2300", "1" * 50_000],
)
def test_a_date_that_is_none_is_none(value: str) -> None:
    assert parse(f"Date: {value}\n\n".encode()).date is None


def test_a_date_without_a_zone_is_utc() -> None:
    assert parse(b"Date: Mon, 28 Aug 2017 09:12:44 -0000\n\n").date == datetime.fromisoformat(
        "2017-08-28T09:12:44Z"
    )


@pytest.mark.parametrize(
    ("field", "filename"),
    [
        ("Content-Disposition: attachment; filename*=utf-8''verslag%20%C3%A9%C3%A9n.pdf", "verslag één.pdf"),
        ('Content-Disposition: attachment; filename*0="ver"; filename*1="slag.pdf"', "verslag.pdf"),
        ("Content-Disposition: attachment; filename*0*=utf-8''%C3%A9; filename*1=n.pdf", "én.pdf"),
        ('Content-Disposition: attachment; filename="=?utf-8?Q?=C3=A9=C3=A9n.pdf?="', "één.pdf"),
        ('Content-Type: application/pdf; name="a\\"b;c.pdf"', 'a"b;c.pdf'),
        ('Content-Disposition: ;\n filename="image001.png"', "image001.png"),
        ("Content-Type: application/pdf name=x.pdf", "x.pdf"),
    ],
)
def test_file_names_are_read(field: str, filename: str) -> None:
    assert parse(f"{field}\n\nx".encode()).parts[0].filename == filename
