"""Complaints (RFC 5965): who wants no more mail, and which reports in that form are nobody's wish."""

from mailer.message.arf import Complaint, read_complaint
from mailer.message.parse import parse

RETURNED = """Content-Type: message/rfc822

To: carla@kampen.example
Message-ID: <k4711@kring.example>

Beste Carla"""


def feedback(fields: str, returned: str = RETURNED) -> Complaint | None:
    """Read a feedback report with these fields."""
    mail = f"""From: feedbackloop@klachten.example
Subject: Abuse Report
Content-Type: multipart/report; report-type=feedback-report; boundary=b

--b
Content-Type: text/plain

This is an email abuse report.
--b
Content-Type: message/feedback-report

{fields}
--b
{returned}
--b--
"""
    return read_complaint(parse(mail.encode()))


def test_the_fields_name_who_complains() -> None:
    assert feedback("Feedback-Type: Abuse\nOriginal-Rcpt-To: <bart@deventer.example>\n") == Complaint(
        "abuse", ("bart@deventer.example",), "k4711@kring.example"
    )


def test_where_the_fields_are_silent_the_returned_message_speaks() -> None:
    found = feedback("Feedback-Type: abuse\n")
    assert found is not None
    assert found.addresses == ("carla@kampen.example",)


def test_a_provider_may_leave_everything_out() -> None:
    found = feedback(
        "Feedback-Type: abuse\nOriginal-Rcpt-To: [REDACTED]\n", "Content-Type: text/plain\n\nREDACTED"
    )
    assert found == Complaint("abuse")
    assert found.is_wish


def test_an_authentication_failure_is_nobodys_wish() -> None:
    found = feedback("Feedback-Type: auth-failure\nOriginal-Rcpt-To: carla@kampen.example\n")
    assert found is not None
    assert not found.is_wish


def test_several_recipients_each_once() -> None:
    found = feedback(
        "Original-Rcpt-To: a@x.example\nOriginal-Rcpt-To: b@x.example\nRemoval-Recipient: a@x.example\n"
    )
    assert found is not None
    assert found.addresses == ("a@x.example", "b@x.example")


def test_an_ordinary_mail_and_a_forwarded_report_are_no_complaint() -> None:
    assert (
        read_complaint(parse(b"From: anna@zwolle.example\nSubject: complaint about message from you\n\nFoei"))
        is None
    )
    inner = b"Content-Type: message/feedback-report\n\nFeedback-Type: abuse"
    forwarded = b"From: anna@zwolle.example\nContent-Type: message/rfc822\n\n" + inner
    assert read_complaint(parse(forwarded)) is None
