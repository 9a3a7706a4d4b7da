"""Every letter, in every language, with all facts and with few: it can be written, read and sent."""

import re
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from mailer.letters.fill import fill
from tests.letters.linter import lint
from tests.letters.scene import (
    BARE,
    BOOK,
    FULL,
    every_letter,
    every_skeleton,
    heading,
    mail,
    opened,
    skeleton,
    values,
)

STEPS = {
    "save-the-date",
    "invitation",
    "reminder",
    "last-call",
    "practical-information",
    "day-before",
    "thank-you",
    "recap",
    "correction",
    "cancelled",
}
ANSWERS = {
    "confirm-subscription",
    "subscribed",
    "unsubscribed",
    "confirm-address",
    "confirm-answer",
    "address-changed",
    "understood-yes",
    "understood-no",
    "understood-part",
    "understood-maybe",
    "understood-waiting",
    "understood-substitute",
    "offer",
    "offer-lapsed",
    "question-passed-on",
    "passed-on",
}
TO_COORDINATORS = {"digest", "digest-answer"}
MAILS = [
    (f"{kind}.{language}", fill(written, heading(), values(language=language)))
    for kind, language, written in every_skeleton()
]
every_mail = pytest.mark.parametrize(
    "octets", [octets for _, octets in MAILS], ids=[name for name, _ in MAILS]
)


def test_the_book_has_every_step_and_every_answer_in_dutch_and_english() -> None:
    assert set(BOOK.kinds()) == STEPS | ANSWERS | TO_COORDINATORS
    assert {BOOK.languages(kind) for kind in BOOK.kinds()} == {("en", "nl")}


@pytest.mark.parametrize(("kind", "language"), every_letter())
def test_the_doctor_finds_nothing(kind: str, language: str) -> None:
    assert BOOK.check(kind, language) == ()


@every_mail
def test_the_linter_has_no_complaint(octets: bytes) -> None:
    assert lint(octets) == []


def test_the_linter_complains_of_what_it_should() -> None:
    good = mail("understood-yes")
    assert lint(good) == []
    for bad, complaint in (
        (good.replace(b"Anna de Wit,", b"Ann\xc3\xa9,"), "not seven bits"),
        (good.replace(b"\r\nSubject:", b"\nSubject:", 1), "bare CR"),
        (b"Date: Mon, 02 Jun 2031 09:00:00 +0200\r\n" + good, "2 x Date"),
        (good.replace(b"Message-ID:", b"X-ID:", 1), "0 x Message-ID"),
        (good.replace(b"Anna de Wit", b"A" * 80), "a body line of"),
        (good.replace(b"<anna.dewit", b"<=?utf-8?q?anna?=", 1), "in an address of To"),
        (good.replace(b"text/html", b"text/plain", 1), "has the parts"),
        (good.replace(b"charset=utf-8", b"charset=latin-1", 1), "text/plain: "),
    ):
        assert any(complaint in found for found in lint(bad)), complaint


@every_mail
def test_text_and_html_say_the_same_words(octets: bytes) -> None:
    found = opened(octets)
    page = LexborHTMLParser(found.html)
    assert page.body is not None
    assert _words(page.body.text(separator=" ")) == _words(_without_targets(found.text))


@every_mail
def test_it_greets_the_reader_and_names_the_sender_at_the_end(octets: bytes) -> None:
    found = opened(octets)
    assert found.text.splitlines()[0].endswith("Anna de Wit,")
    assert "Kerkstraat 1, 1234 AB Zandwijk" in found.text
    assert str(found.message["From"]).endswith("<info@kring.example>")


@every_mail
def test_the_text_is_72_columns_wide_where_no_link_stands(octets: bytes) -> None:
    lines = opened(octets).text.splitlines()
    assert [line for line in lines if len(line) > 72 and "<mailto:" not in line] == []


@every_mail
def test_the_html_is_small_and_fetches_nothing(octets: bytes) -> None:
    page = opened(octets).html
    assert len(page.encode()) < 100_000
    tree = LexborHTMLParser(page)
    assert not tree.css("img, script, link, iframe, form, object, [src], [background], [onclick]")
    assert not re.search(r"url\(|@import|display:\s*(flex|grid)|position:", page)
    assert all(node.attributes["href"].startswith(("mailto:", "https://")) for node in tree.css("a"))  # type: ignore[union-attr]


@every_mail
def test_the_html_is_what_a_screen_reader_and_outlook_need(octets: bytes) -> None:
    tree = LexborHTMLParser(opened(octets).html)
    language = str(opened(octets).message["Content-Language"])
    assert [node.attributes["lang"] for node in tree.css("html")] == [language]
    assert tree.css("table")
    assert all(node.attributes.get("role") == "presentation" for node in tree.css("table"))
    assert '<!--[if mso]><table role="presentation" width="600"' in opened(octets).html
    assert tree.css("meta[name=x-apple-disable-message-reformatting], meta[name=color-scheme]")
    padded = [node.tag for node in tree.css("[style]") if "padding:" in (node.attributes["style"] or "")]
    assert set(padded) <= {"td", "body", "ul"}
    assert [node.text() for node in tree.css("title")] == [opened(octets).message["Subject"]]


@pytest.mark.parametrize(("kind", "language"), every_letter())
@pytest.mark.parametrize(
    ("municipality", "short_date"),
    [("Hattem", "14 en 15 september"), ("Hendrik-Ido-Ambacht", "30 september en 1 oktober")],
)
def test_a_subject_is_at_most_60_characters(
    kind: str, language: str, municipality: str, short_date: str
) -> None:
    meeting = FULL[language].meeting
    assert meeting
    there = replace(meeting, municipality=municipality, short_date=short_date)
    written = skeleton(kind, language, replace(FULL[language], meeting=there))
    assert 0 < len(written.subject) <= 60
    assert "\n" not in written.subject


def test_a_subscriber_can_leave_by_one_mail_and_a_stranger_is_on_no_list() -> None:
    for octets in (mail("invitation"), mail("understood-yes")):
        assert "een mail om u af te melden <mailto:info+u" in " ".join(opened(octets).text.split())
        assert opened(octets).message["List-Id"] == "Kennisplatform Kringloop <kringloop.kring.example>"
    for octets in (mail("confirm-subscription"), mail("unsubscribed")):
        assert "af te melden" not in opened(octets).text
        assert opened(octets).message["List-Id"] is None


def test_a_run_and_an_automatic_answer_say_what_they_are() -> None:
    invitation, answer = opened(mail("invitation")).message, opened(mail("understood-no")).message
    assert (invitation["Auto-Submitted"], answer["Auto-Submitted"]) == ("auto-generated", "auto-replied")
    assert (invitation["X-Auto-Response-Suppress"], answer["X-Auto-Response-Suppress"]) == (
        None,
        "OOF, AutoReply",
    )


def test_what_was_understood_is_said_back() -> None:
    said = opened(mail("understood-part")).text
    for words in (
        "donderdagmiddag: do 11 sep, 12:00 tot 17:00",
        "donderdagavond: do 11 sep, 17:00 tot 22:00",
        "hotel: ja, Hotel De Brug",
        "eten: vegetarisch, geen noten",
        "u brengt mee: Dirk Visser, Carla Jansen",
        "Uw laatste bericht telt.",
    ):
        assert words in said
    assert "vrijdagochtend" not in said


def test_a_correction_says_what_it_was_and_what_it_is() -> None:
    said = " ".join(opened(mail("correction", "en")).text.split())
    assert "This is what it was: Thursday 4 and Friday 5 September 2031" in said
    assert "This is what it will be: Thursday 11 and Friday 12 September 2031" in said


def test_a_meeting_without_hotel_costs_or_parts_is_not_asked_about_them() -> None:
    octets = fill(skeleton("invitation", "en", BARE["en"]), heading(), values(language="en"))
    page = opened(octets).html
    assert "Hotel" not in page
    assert "Costs" not in page
    assert "Only" not in page


def _without_targets(text: str) -> str:
    return re.sub(r"<(mailto|https):[^>]*>", "", text)


def _words(text: str) -> list[str]:
    return re.findall(r"[\w€@']+", text)
