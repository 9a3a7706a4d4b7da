"""People: found by a part of a name; on one page what they want, what proves it, and all that happened."""

from urllib.parse import urlencode

import pytest

from mailer.console.people import history
from mailer.domain.address import Mailbox
from mailer.domain.commands import ImportPerson, Suppress
from mailer.domain.subscription import Proof, SuppressionReason
from tests.console.browser import Browser, Page
from tests.service.kring import ANNA, MARIEKE, SERIES, Kring

EVIL = '"><script>alert(1)</script>'


def found(page: Page) -> list[str]:
    return [one.text() for one in page.tree.css("#found strong")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("anna", ["Anna de Wit"]),
        ("ANNA DE", ["Anna de Wit"]),
        ("@dijkveld", ["Bart Smit", "Ivo Peters"]),
        ("  Els ", ["Els Bakker"]),
        ("de%", []),
        ("_", []),
        ("' OR 1=1 --", []),
        ("x" * 5000, []),
    ],
)
def test_people_are_found_by_a_part_of_a_name_or_address(
    busy: Kring, marieke: Browser, text: str, names: list[str]
) -> None:
    assert found(marieke.get(f"/console/people?{urlencode({'q': text})}")) == names


def test_two_letters_find_the_words_that_begin_with_them(busy: Kring, marieke: Browser) -> None:
    jet_li = Mailbox("jet@oudeveer.example", "Jet Li")
    busy.enlist(Mailbox("bo@oudeveer.example", "Bo"), jet_li)
    assert found(marieke.get("/console/people?q=el")) == ["Els Bakker", "Fatima el Amrani"]
    assert found(marieke.get("/console/people?q=BO")) == ["Gerard de Boer", "Bo"]
    assert found(marieke.get("/console/people?q=li")) == ["Carla Jansen", "Gerard de Boer", "Jet Li"]
    for odd in ('"a', "a*", "^a", "%%", "OR"):
        assert found(marieke.get(f"/console/people?{urlencode({'q': odd})}")) == [], odd
    assert "at least two letters" in marieke.get("/console/people?q=e").said


def test_the_page_begins_with_the_list_in_order_and_how_many_are_on_it(busy: Kring, marieke: Browser) -> None:
    busy.enlist(
        *(Mailbox(f"nummer{number:02}@weidestad.example", f"Nummer {number}") for number in range(50))
    )
    page = marieke.get("/console/people")
    assert "61 people are on the list" in page.said
    assert found(page)[0] == "Anna de Wit"
    assert len(found(page)) == 50
    assert "on the list" in page.first("#found li .badge").text()
    (more,) = (one for one in page.links() if "beyond=" in one)
    assert "Nummer 49" in found(marieke.get(more))


def test_of_many_the_first_are_shown_and_the_others_on_the_next_page(kring: Kring, marieke: Browser) -> None:
    kring.enlist(*(Mailbox(f"nummer{number}@weidestad.example", f"Nummer {number}") for number in range(60)))
    page = marieke.get("/console/people?q=nummer")
    assert len(found(page)) == 50
    (more,) = (one for one in page.links() if "after=" in one)
    assert found(marieke.get(more)) == [f"Nummer {number}" for number in range(50, 60)]


def test_while_one_types_only_what_was_found_is_sent(busy: Kring, marieke: Browser) -> None:
    page = marieke.get("/console/people?q=anna", HX_Request="true")
    assert page.text.lstrip().startswith('<div id="found"')


def test_a_person_stands_on_one_page_with_proof_and_history(busy: Kring, marieke: Browser) -> None:
    page = marieke.get(f"/console/people/{busy.person(ANNA)}")
    assert page.heading == "Anna de Wit"
    for words in ("on the list", "The proof: import: test", "Thursday afternoon", "diet: Vegetarisch"):
        assert words in page.said
    lines = [" ".join(one.text(separator=" ").split()) for one in page.tree.css(".agenda > li")]
    assert "confirmed: comes" in lines[0], "the newest is on top"
    assert any("mail from this person Re: Uitnodiging" in one for one in lines)
    assert any("because of mail" in one for one in lines)
    assert "/console/inbox/1" in page.links()
    assert "/console/meetings/hattem-2017" in page.links()


def test_the_mail_that_proves_a_wish_stands_there_in_its_words(kring: Kring, marieke: Browser) -> None:
    kring.write(ANNA, "Graag op de uitnodigingslijst.", "Aanmelden")
    kring.reply(ANNA, "Ja, dat klopt.")
    page = marieke.get(f"/console/people/{kring.person(ANNA)}")
    assert "Ja, dat klopt" in page.first("blockquote").text()


def test_who_is_written_to_no_more_is_said_to_be(kring: Kring, marieke: Browser) -> None:
    kring.enlist(ANNA)
    kring.do(Suppress(ANNA.address, SuppressionReason.BY_HAND, "asked by telephone"))
    page = marieke.get(f"/console/people/{kring.person(ANNA)}")
    assert "Nothing is sent to this address: somebody of us decided so" in page.said


def test_nobody_is_said_to_be_nobody(marieke: Browser) -> None:
    for path in ("/console/people/99", "/console/people/0", f"/console/people/{10**40}", "/console/people/x"):
        assert marieke.get(path).status == 404


def test_names_are_never_more_than_text(kring: Kring, marieke: Browser) -> None:
    evil = Mailbox("evil@elders.example", EVIL)
    proof = Proof(EVIL, EVIL, EVIL, kring.now)
    kring.do(ImportPerson(SERIES, evil, EVIL, "nl", proof), MARIEKE)
    for path in (
        f"/console/people/{kring.person(evil)}",
        "/console/people?q=script",
        f"/console/people?q={EVIL[2:]}",
    ):
        page = marieke.get(path)
        assert "<script>alert(1)</script>" in page.tree.text()
        assert all(one.attributes.get("src") for one in page.tree.css("script"))


def test_what_the_mail_says_itself_is_not_said_twice(kring: Kring) -> None:
    now = kring.now
    change = {"at": now, "command": "Parked", "what": "x"}
    lines = history([{"received_at": now, "id": 1}], [{"sent_at": None, "made_at": now}], [change])
    assert [line["kind"] for line in lines] == ["out", "in"]
