"""Buttons that answer by mail: a press opens a mail to the right address with the answer in it."""

from pathlib import Path
from urllib.parse import unquote

import pytest
from selectolax.lexbor import LexborHTMLParser

from mailer.letters.fill import fill
from tests.letters.scene import BARE, FULL, REPLY_TO, book_with, heading, mail, opened, skeleton, values


def pressed(octets: bytes) -> dict[str, tuple[str, str, str]]:
    """Give what each button's mail would be, label -> address, subject, body, read as RFC 6068 says."""
    found = {}
    for link in LexborHTMLParser(opened(octets).html).css(".buttons a"):
        target = link.attributes["href"] or ""
        address, _, fields = target.removeprefix("mailto:").partition("?")
        values = dict(field.split("=", 1) for field in fields.split("&"))
        assert "+" not in fields
        assert target.isascii()
        found[link.text()] = unquote(address), unquote(values["subject"]), unquote(values["body"])
    return found


def test_an_invitation_can_be_answered_by_a_button_for_each_answer() -> None:
    assert list(pressed(mail("invitation"))) == [
        "Ja, ik kom",
        "Nee, helaas",
        "Ik stuur een collega",
        "Alleen donderdag",
        "Alleen donderdagmiddag",
        "Alleen donderdagavond",
        "Alleen vrijdagochtend",
    ]
    assert list(pressed(mail("invitation", "en")))[:4] == [
        "Yes, I will come",
        "No, unfortunately not",
        "I am sending a colleague",
        "Only Thursday",
    ]


def test_the_answer_stands_in_the_subject_and_first_in_the_body() -> None:
    answers = pressed(mail("invitation"))
    assert answers["Ja, ik kom"] == (
        REPLY_TO.address,
        "Ja, ik kom [zandwijk-2031]",
        "Ja, ik kom\r\n\r\nDieet:\r\nHotel: ja/nee\r\n",
    )
    assert answers["Nee, helaas"][2] == "Nee, helaas\r\n"
    assert answers["Ik stuur een collega"][2] == "Ik stuur een collega\r\n\r\nNaam:\r\nE-mail:\r\n"
    assert answers["Alleen donderdag"][1] == "Alleen donderdag [zandwijk-2031]"


@pytest.mark.parametrize("kind", ["invitation", "reminder", "last-call"])
def test_the_choices_stand_in_the_text_too(kind: str) -> None:
    text = opened(mail(kind)).text
    for label in pressed(mail(kind)):
        assert f"  * {label}\n" in text
    assert "schrijf ja, nee, alleen donderdag" in " ".join(text.split())


def test_who_has_no_choice_of_parts_or_hotel_is_not_asked() -> None:
    octets = fill(skeleton("invitation", "nl", BARE["nl"]), heading(), values())
    assert list(pressed(octets)) == ["Ja, ik kom", "Nee, helaas", "Ik stuur een collega"]
    assert pressed(octets)["Ja, ik kom"][2] == "Ja, ik kom\r\n\r\nDieet:\r\n"


def test_a_confirmation_needs_one_press_or_one_word() -> None:
    assert (
        pressed(mail("confirm-subscription"))["Ja, zet mij op de lijst"][2] == "Ja, zet mij op de lijst\r\n"
    )
    assert "alleen het woord ja" in " ".join(opened(mail("confirm-subscription")).text.split())
    assert list(pressed(mail("confirm-address"))) == ["Ja, dit klopt", "Nee, dit klopt niet"]
    assert list(pressed(mail("offer", "en"))) == ["Yes, I will come", "No, unfortunately not"]


def test_odd_addresses_references_and_labels_survive_the_link(tmp_path: Path) -> None:
    book = book_with(tmp_path, '```buttons\nJa & nee? 100% "zeker" <ik> é\n  Wensen & eisen:\n```\n')
    odd = values() | {"link.reply_to": "o'neill&co+a=b%c?@kring.example", "link.reference": "[één & twee #3]"}
    octets = fill(book.skeleton("note", "nl", FULL["nl"]), heading(), odd)
    label = 'Ja & nee? 100% "zeker" <ik> é'
    assert pressed(octets) == {
        label: (
            "o'neill&co+a=b%c?@kring.example",
            f"{label} [één & twee #3]",
            f"{label}\r\n\r\nWensen & eisen:\r\n",
        )
    }
