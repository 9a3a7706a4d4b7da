"""Receipts (RFC 8098), and the refusals that come in their clothes."""

import pytest

from mailer.message.parse import parse
from mailer.message.receipt import read_receipt, read_refusal


def notification(disposition: str, words: str = "Uw bericht is gelezen.") -> bytes:
    """Write a disposition notification of Carla's."""
    return f"""From: Carla Jansen <carla@kampen.example>
Subject: Gelezen: Uitnodiging
Content-Type: multipart/report; report-type=disposition-notification; boundary=b

--b
Content-Type: text/plain

{words}
--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822; carla@kampen.example
Disposition: {disposition}

--b--
""".encode()


def test_the_disposition_makes_it_a_receipt() -> None:
    found = read_receipt(parse(notification("manual-action/MDN-sent-manually; displayed")))
    assert found is not None
    assert found.disposition == "manual-action/MDN-sent-manually; displayed"


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("Gelezen: Uitnodiging", "Uw bericht\n\nis gelezen op 29-8-2017."),
        ("Read: Uitnodiging", "Your message was read on Tuesday."),
        ("Not read: Uitnodiging", "Your message was deleted without being read."),
        ("Return Receipt: Uitnodiging", "Your document was received by: Carla"),
    ],
)
def test_old_systems_use_words(subject: str, words: str) -> None:
    assert read_receipt(parse(f"From: carla@kampen.example\nSubject: {subject}\n\n{words}".encode()))


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("Gelezen: mooi programma", "Ik kom graag."),
        ("Vraag", "Is mijn mail gelezen op het stadhuis?"),
        ("Ready to go", "The book was read by all."),
    ],
)
def test_people_read_too(subject: str, words: str) -> None:
    assert read_receipt(parse(f"From: carla@kampen.example\nSubject: {subject}\n\n{words}".encode())) is None


def test_a_filter_that_rejects_sends_a_receipt_and_means_a_bounce() -> None:
    words = "Your message was automatically rejected: 552 5.2.2 quota exceeded"
    (report,) = read_refusal(parse(notification("automatic-action/MDN-sent-automatically; deleted", words)))
    assert (report.address, report.status) == ("carla@kampen.example", "5.2.2")


def test_deleted_unread_is_no_refusal() -> None:
    assert read_refusal(parse(notification("automatic-action/MDN-sent-automatically; deleted"))) == ()
    assert read_refusal(parse(notification("manual-action/MDN-sent-manually; displayed", "rejected"))) == ()
