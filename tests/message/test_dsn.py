"""Delivery reports with fields for machines (RFC 3464): what they say of each recipient, however bent."""

import pytest

from mailer.message.bounces.reports import read_reports, returned_message_id
from mailer.message.dsn import envelope_id, read_notifications
from mailer.message.parse import parse
from mailer.message.report import Report, ReportAction

RETURNED = """Received: from relay.kring.example by mx.provider.example; Tue, 29 Aug 2017 09:14:58 +0200
From: info@kring.example
To: carla@kampen.example
Message-ID: <k4711@kring.example>
Subject: Uitnodiging
"""


def report(
    fields: str,
    words: str = "Your message could not be delivered.",
    returned: str = RETURNED,
    subject: str = "Undelivered Mail Returned to Sender",
) -> bytes:
    """Write a report of Carla's host with these fields about the recipients."""
    return f"""Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.provider.example>
To: info@kring.example
Subject: {subject}
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

{words}

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.provider.example

{fields}
--b
Content-Type: text/rfc822-headers

{returned}
--b--
""".encode()


def one(fields: str, **more: str) -> Report:
    """Read a report about one recipient."""
    (found,) = read_reports(parse(report(fields, **more)))
    return found


def test_the_fields_say_whom_what_and_why() -> None:
    found = one(
        "Final-Recipient: rfc822; carla@kampen.example\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 unknown\n"
    )
    words = "smtp; 550 5.1.1 unknown"
    assert found == Report("carla@kampen.example", ReportAction.FAILED, "5.1.1", permanent=True, words=words)


def test_the_envelope_id_comes_back_beside_the_reporting_host() -> None:
    fields = "Final-Recipient: rfc822; carla@kampen.example\nAction: failed\nOriginal-Envelope-Id: 9\n"
    assert envelope_id(parse(report(fields))) == "", "not among the fields of a recipient"
    octets = report(fields).replace(b"Reporting-MTA", b"Original-Envelope-Id:\n 41\nReporting-MTA")
    assert envelope_id(parse(octets)) == "41"
    assert envelope_id(parse(b"From: carla@kampen.example\n\nOriginal-Envelope-Id: 41\n")) == ""


def test_the_address_we_wrote_to_counts_before_the_one_it_was_forwarded_to() -> None:
    forwarded = "Original-Recipient: rfc822;carla@kampen.example\nFinal-Recipient: rfc822;c@thuis.example\n"
    assert one(f"{forwarded}Action: failed\n").address == "carla@kampen.example"


@pytest.mark.parametrize(
    ("status", "diagnostic", "code", "permanent"),
    [
        ("5.1.1", "smtp; 550 unknown", "5.1.1", True),
        ("5.0.0", "smtp; 450 4.2.2 mailbox full", "4.2.2", False),
        ("5.0.0", "X-Unix; 255", "5.0.0", True),
        ("4.4.7", "smtp; 550 4.4.7 expired", "4.4.7", False),
        ("", "smtp; 550 no such user", None, True),
        ("", "smtp; 421 try again", None, False),
        ("", "smtp; 554-5.7.1 [192.0.2.5] blocked", "5.7.1", True),
        ("5.5.0 (other)", "", "5.5.0", True),
        ("nonsense", "x; nonsense", None, True),
    ],
)
def test_codes_decide_the_remote_hosts_first(
    status: str, diagnostic: str, code: str | None, permanent: bool
) -> None:
    found = one(
        f"Final-Recipient: rfc822; carla@kampen.example\nAction: failed\nStatus: {status}\n"
        f"Diagnostic-Code: {diagnostic}\n"
    )
    assert (found.status, found.permanent) == (code, permanent)


@pytest.mark.parametrize(
    ("written", "action"),
    [
        ("failed", ReportAction.FAILED),
        ("Failed (bad destination)", ReportAction.FAILED),
        ("error", ReportAction.FAILED),
        ("delayed", ReportAction.DELAYED),
        ("delivered", ReportAction.DELIVERED),
        ("relayed (to mailer)", ReportAction.RELAYED),
        ("expanded", ReportAction.EXPANDED),
    ],
)
def test_actions_are_read_as_hosts_write_them(written: str, action: ReportAction) -> None:
    found = one(f"Final-Recipient: rfc822; carla@kampen.example\nAction: {written}\nStatus: 5.1.1\n")
    assert found.action is action
    assert found.permanent is (action is ReportAction.FAILED)


def test_a_group_without_an_action_failed_unless_its_status_tells_of_success() -> None:
    carla = "Final-Recipient: rfc822; carla@kampen.example\n"
    assert one(f"{carla}Status: 5.1.1\n").action is ReportAction.FAILED
    assert one(f"{carla}Status: 2.0.0\n").action is ReportAction.DELIVERED
    waiting = "Your message has not yet been delivered; delivery attempts will continue."
    warned = one(f"{carla}Status: 4.4.1\n", words=waiting, subject="Delivery delayed")
    assert warned.action is ReportAction.DELAYED


def test_where_the_fields_hold_no_address_the_words_or_the_returned_message_do() -> None:
    local = "Final-Recipient: rfc822; carla\nAction: failed\nStatus: 5.1.1\n"
    assert one(local, words="<c.jansen@kampen.example>: unknown").address == "c.jansen@kampen.example"
    assert one(local, words="It failed.").address == "carla@kampen.example"
    assert one(local, words="It failed.", returned="Subject: x\n").address == ""


def test_an_unescaped_international_address() -> None:
    found = one("Final-Recipient: utf-8; ren\\x{E9}@kampen.example\nAction: failed\n")
    assert found.address == "rené@kampen.example"


def test_one_address_in_two_groups_is_one_report_and_a_failure_wins() -> None:
    group = "Final-Recipient: rfc822; carla@kampen.example\nAction: {}\n"
    assert one(group.format("relayed") + "\n" + group.format("failed")).action is ReportAction.FAILED


def test_a_group_torn_apart_by_an_empty_line_is_one() -> None:
    found = one("Final-Recipient: rfc822; carla@kampen.example\n\nAction: delayed\nStatus: 4.4.1\n")
    assert found.action is ReportAction.DELAYED


def test_a_report_inside_a_forwarded_mail_is_somebody_elses() -> None:
    inner = report("Final-Recipient: rfc822; carla@kampen.example\nAction: failed\n").decode()
    outer = (
        "From: Anna de Wit <anna.dewit@zwolle.example>\nSubject: Fwd: kijk eens\n"
        "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: text/plain\n\nKreeg ik terug.\n"
        f"--o\nContent-Type: message/rfc822\n\n{inner}\n--o--\n"
    )
    mail = parse(outer.encode())
    assert read_reports(mail) == ()
    assert len(read_notifications(mail, depth=1)) == 1


def test_the_returned_message_tells_which_of_ours_it_was() -> None:
    mail = parse(report("Final-Recipient: rfc822; carla@kampen.example\nAction: failed\n"))
    assert returned_message_id(mail) == "k4711@kring.example"
