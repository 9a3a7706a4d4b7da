"""Reports in words: which addresses failed, whether for good, and what only looks like a report."""

import time

import pytest

from mailer.message.bounces.addresses import first_address, mentions
from mailer.message.bounces.causes import cause, enhanced_status, reply_class
from mailer.message.bounces.reports import read_reports
from mailer.message.bounces.returned import own_lines
from mailer.message.parse import parse
from mailer.message.report import ReportAction


def system(
    words: str, subject: str = "Undeliverable mail", frm: str = "MAILER-DAEMON@mx.provider.example"
) -> bytes:
    """Write a report in words as a mail system sends it."""
    return f"Return-Path: <>\nFrom: {frm}\nTo: info@kring.example\nSubject: {subject}\n\n{words}\n".encode()


def failed(words: str) -> list[str]:
    """Give the addresses that a report in these words names."""
    return [report.address for report in read_reports(parse(system(words)))]


@pytest.mark.parametrize(
    ("words", "ranks"),
    [
        ("<carla@kampen.example>: unknown", [0]),
        ("  * carla@kampen.example", [0]),
        ("carla@kampen.example on Tue, 29 Aug 2017", [0]),
        ("carla@kampen.example [User unknown]", [0]),
        ("It was addressed to carla@kampen.example", [1]),
        (">>> RCPT TO:<carla@kampen.example>", [1]),
        ("een bericht aan carla@kampen.example", [1]),
        ("550 carla@kampen.example unknown here", [2]),
        ("MAIL FROM:<info@kring.example>", [3]),
        ("please send mail to helpdesk@provider.example", [3]),
        ("Afzender: info@kring.example", [3]),
        ("from=<info@kring.example>, to=<carla@kampen.example>", [3, 1]),
    ],
)
def test_the_words_before_an_address_give_it_a_role(words: str, ranks: list[int]) -> None:
    assert [mention.rank for mention in mentions([words])] == ranks


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("'carla@kampen.example'", "carla@kampen.example"),
        ("SMTP=carla@kampen.example;", "carla@kampen.example"),
        ("carla@kampen.example.", "carla@kampen.example"),
        ('"carla jansen"@kampen.example', ""),
        ('"carla.jansen"@kampen.example', '"carla.jansen"@kampen.example'),
        ("package@1.2.3", ""),
        ("car...@kampen.example", ""),
        ("carla@kam...", ""),
        ("carla", ""),
    ],
)
def test_addresses_come_out_whole_or_not_at_all(text: str, address: str) -> None:
    assert first_address(text) == address


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("550 5.1.1 unknown", "5.1.1"),
        ("said: 554-5.7.1 [192.0.2.5] no", "5.7.1"),
        ("(#5.1.1 - chkusr)", "5.1.1"),
        ("550 5.0.0 then 5.2.2", "5.2.2"),
        ("host 192.0.5.1.1.5 and 5.1.1.7", None),
        ("Postfix 2.7.3 said 550-'5.7.1 no", "5.7.1"),
        ("5.1", None),
    ],
)
def test_enhanced_status_codes_are_told_from_other_numbers(text: str, status: str | None) -> None:
    assert enhanced_status(text) == status


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("550 no such user", "5"),
        ("remote host said: 452 full", "4"),
        ("<<< 421 later", "4"),
        ("Size (in bytes): 222", ""),
        ("[2606:2800:220:1:248:1893:25c8:1946]:25", ""),
        ("after 450 seconds of waiting", ""),
        ("250 ok", ""),
    ],
)
def test_reply_codes_are_told_from_other_numbers(text: str, number: str) -> None:
    assert reply_class(text) == number


@pytest.mark.parametrize(
    ("words", "permanent"),
    [
        ("This is a permanent error. mailbox is full", True),
        ("There was a temporary failure: user unknown", False),
        ("user unknown", True),
        ("the mailbox of the reader is over quota", False),
        ("het postvak van de ontvanger is vol", False),
        ("gebruiker onbekend", True),
        ("words of no known tongue", True),
    ],
)
def test_without_a_code_the_words_decide(words: str, permanent: bool) -> None:
    assert cause(words).permanent is permanent


def test_the_lines_below_the_mark_are_our_own_message() -> None:
    text = (
        "<carla@kampen.example>: unknown\n\n--- Below this line is a copy of the message.\n\nTo: b@x.example"
    )
    own, rest = own_lines(text)
    assert "carla" in own[0]
    assert rest[0].startswith("---")


def test_a_header_in_the_middle_begins_our_own_message() -> None:
    text = (
        "carla@kampen.example\nReceived: from a by b\n\tfor <x@y.example>\nMessage-ID: <k1@kring.example>\n"
    )
    own, rest = own_lines(text)
    assert own == ["carla@kampen.example"]
    assert len(rest) == 3


def test_addresses_in_our_own_message_did_not_fail() -> None:
    words = "<carla@kampen.example>: unknown\n\n----- Original message -----\n\nTo: els@ommen.example"
    assert failed(words) == ["carla@kampen.example"]


def test_the_one_who_is_told_is_not_the_one_who_failed() -> None:
    words = "Dear info@kring.example, your mail could not be delivered to carla@kampen.example."
    assert failed(words) == ["carla@kampen.example"]


def test_of_several_recipients_of_a_returned_message_nobody_knows_who_failed() -> None:
    words = "It failed: user unknown\n\n--- Original message follows.\n\nTo: a@x.example, b@y.example\n"
    assert failed(words) == [""]


def test_each_of_two_recipients_has_its_own_fate() -> None:
    words = "It could not be delivered:\n\n<a@x.example>:\n550 unknown\n\n<b@y.example>:\nmailbox is full\n"
    fates = {report.address: report.permanent for report in read_reports(parse(system(words)))}
    assert fates == {"a@x.example": True, "b@y.example": False}


def test_a_system_that_keeps_trying_has_not_failed() -> None:
    words = "<carla@kampen.example>: 550 busy\n\nThis is only a warning; delivery attempts will continue."
    (report,) = read_reports(parse(system(words, subject="Warning: message delayed 4 hours")))
    assert (report.action, report.permanent) == (ReportAction.DELAYED, False)


def test_a_system_that_gave_up_has_failed_whatever_it_tried() -> None:
    words = "<carla@kampen.example>: could not be delivered for 5 days, delayed until now. Giving up."
    (report,) = read_reports(parse(system(words)))
    assert report.action is ReportAction.FAILED


@pytest.mark.parametrize(
    "octets",
    [
        b"From: Post <post@pakket.example>\nSubject: Bezorging mislukt\n\nUw pakket kon niet worden bezorgd.",
        b"From: Anna <anna@zwolle.example>\nSubject: Undelivered mail\n\n"
        b"Hoi, mijn mail aan carla@kampen.example kwam terug: 550 5.1.1 user unknown",
        b"From: Anna <anna@zwolle.example>\nSubject: Fwd: Undelivered Mail Returned to Sender\n\n"
        b"carla@kampen.example: 550 5.1.1 could not be delivered",
        b"Return-Path: <>\nFrom: postmaster@zwolle.example\nSubject: Quarantine report\n\nNothing new today.",
        b"Return-Path: <>\nFrom: Anna <anna@zwolle.example>\nSubject: Afwezig\n\nIk ben met vakantie.",
    ],
    ids=["a parcel", "a question", "a forward", "a digest", "a vacation note"],
)
def test_what_only_sounds_like_a_report(octets: bytes) -> None:
    assert read_reports(parse(octets)) == ()


def test_a_report_in_html_is_read_as_it_shows() -> None:
    page = "<style>b@x.example {}</style><body><p>It failed:</p>carla@kampen.example<br>gone</body>"
    octets = system(page).replace(b"\n\n", b"\nContent-Type: text/html\n\n", 1)
    assert [report.address for report in read_reports(parse(octets))] == ["carla@kampen.example"]


@pytest.mark.parametrize(
    "piece", ["a@", "<a@b.c>:", "550 5.1.1 ", "...@", "Received: from a\n", "{", "-- original "]
)
def test_hostile_repetition_takes_no_time(piece: str) -> None:
    octets = system(piece * (200_000 // len(piece)), subject=piece * 200)
    start = time.process_time()
    read_reports(parse(octets))
    assert time.process_time() - start < 1.5
