"""What a person may ask for, the mails behind a click, and the journal."""

import io
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest

from mailer.console.mails import harmless_html
from mailer.domain.address import Mailbox
from mailer.domain.commands import ErasePerson
from mailer.domain.coordinator import Role
from tests.console.browser import Browser
from tests.console.conftest import OMAR, Come
from tests.console.scene import KEES
from tests.service.kring import ANNA, BART, HATTEM, Kring

EVIL = '"><script>alert(1)</script>'


def test_a_person_is_forgotten_after_a_look_and_a_tick(busy: Kring, marieke: Browser) -> None:
    number = busy.person(ANNA)
    page = marieke.get(f"/console/people/{number}/erase")
    assert page.heading == "Forget Anna de Wit"
    for words in ("1 mails from this person", "2 mails to this person", "A digest of the address", "Backups"):
        assert words in page.said
    assert marieke.submit(page, "#erase").status == 409
    assert busy.person(ANNA) == number, "nothing was done"
    page = marieke.submit(page, "#erase", {"sure": "yes"})
    assert "This person is forgotten" in page.said
    assert "Anna" not in page.said
    assert "anna.dewit" not in page.text
    meeting = marieke.get(f"/console/meetings/{HATTEM}").said
    assert "Anna" not in meeting
    assert "Somebody who was forgotten" in meeting
    assert "erased-" not in meeting
    assert "Nobody has that in name" in marieke.get("/console/people?q=anna").said
    assert marieke.get(f"/console/people/{number}/erase").tree.css("#erase") == []
    mail = next(one for one in page.links() if "/inbox/" in one)
    assert marieke.get(f"{mail}/whole").status == 404
    assert marieke.get(mail).status == 200
    page = marieke.get("/console/journal?command=ErasePerson")
    assert "forgot a person" in page.said
    assert "by Marieke in the console" in page.said


def test_all_that_is_kept_is_given_as_a_file(busy: Kring, marieke: Browser, come: Come) -> None:
    path = f"/console/people/{busy.person(ANNA)}/dossier"
    file = marieke.ask("GET", path)
    assert file.head["content-type"] == "application/zip"
    names = ZipFile(io.BytesIO(file.octets)).namelist()
    assert names[0] == "person.json"
    assert {name.partition("/")[0] for name in names[1:]} == {"in", "out"}
    omar = come(OMAR, role=Role.READER)
    assert omar.get(f"/console/people/{busy.person(ANNA)}/erase").tree.css("#erase") == []
    busy.do(ErasePerson(busy.person(BART)))
    assert marieke.get("/console/people/2/dossier").status == 409


def test_each_mail_in_and_out_is_behind_a_click(busy: Kring, marieke: Browser) -> None:
    page = marieke.get(f"/console/people/{busy.person(ANNA)}")
    (first, *_) = [one for one in page.links() if "/deliveries/" in one]
    sent = marieke.get(first)
    assert "anna.dewit@waterrijk.example" in sent.said
    assert "Donderdagmiddag" in sent.said
    assert sent.first("details.foreign b, details.foreign strong, details.foreign a")
    kees = marieke.get(f"/console/people/{busy.person(KEES)}")
    lost = marieke.get(next(one for one in kees.links() if "/deliveries/" in one))
    assert "the connection ended" in lost.first("section[aria-labelledby='tries-head']").text()
    assert sent.tree.css("main style, main img, main [style], main [class*='mail-']") == []
    received = marieke.get(next(one for one in page.links() if "/inbox/" in one) + "/whole")
    assert "Ja, ik kom graag! Vegetarisch." in received.said
    for path in ("/console/deliveries/9999", "/console/inbox/9999/whole"):
        assert marieke.get(path).status == 404


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<img src="https://elders.example/x.gif" onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<p style="position:fixed" onclick="x()" id="main" class="notice">x</p>',
        '<form action="https://elders.example"><input name="password"></form>',
        "<iframe src='/console/account'></iframe><object data=x></object><svg onload=x()><style>*{}</style>",
        "<style>@import 'https://elders.example'</style><link rel=stylesheet href=x>",
        "<base href=x><meta http-equiv=refresh>",
        "</div></main><h1>Kring</h1>",
        "<p" * 50_000,
    ],
)
def test_foreign_html_is_made_harmless(html: str) -> None:
    clean = harmless_html(html).lower()
    for word in ("<script", "<img", "javascript:", "style", "onclick", "<form", "<input", "<iframe", "<svg"):
        assert word not in clean
    for word in ("<object", "<link", "<base", "<meta", "<h1", "</main", "id=", "class=", "onerror"):
        assert word not in clean


def test_a_link_in_foreign_html_gives_nothing_away() -> None:
    clean = harmless_html('<p>Zie <a href="https://x.example/" target="_top">hier</a></p>')
    assert 'href="https://x.example/"' in clean
    assert 'target="_blank"' in clean
    assert 'rel="noopener noreferrer nofollow"' in clean


@pytest.mark.parametrize(
    "href", ["mailto:info+token@kring.example?body=ja", "/console/account", "//x.example"]
)
def test_a_link_in_a_mail_neither_writes_nor_leads_into_the_console(href: str) -> None:
    assert "href" not in harmless_html(f'<a href="{href}">hier</a>')


def test_the_links_of_our_own_letters_are_their_readers(busy: Kring, marieke: Browser) -> None:
    page = marieke.get("/console/deliveries/1")
    assert page.tree.css(".foreign a:not([href])")
    assert page.tree.css(".foreign a[href]") == []


def test_the_journal_is_read_by_meeting_person_and_deed(busy: Kring, marieke: Browser) -> None:
    page = marieke.get("/console/journal")
    assert page.tree.css_first(".agenda > li") is not None
    anna = busy.person(ANNA)
    page = marieke.get(f"/console/journal?{urlencode({'person': anna, 'command': 'RecordAnswer'})}")
    (line,) = page.tree.css(".agenda > li")
    said = " ".join(line.text(separator=" ").split())
    for words in (
        "wrote down an answer",
        "is accepted (Thursday",
        "Anna de Wit",
        "Hattem",
        "because of mail 1",
    ):
        assert words in said
    assert page.form(".filter")[1] == {"meeting": [""], "command": ["RecordAnswer"], "person": [str(anna)]}
    assert "Nothing of that" in marieke.get(f"/console/journal?meeting={HATTEM}&command=MoveMeeting").said
    for odd in ("command=x&meeting=%00", "person=99", f"person={'9' * 5000}", f"meeting={EVIL}", "after=x"):
        assert marieke.get(f"/console/journal?{odd}").status in {200, 404}, odd


def test_a_long_journal_has_pages(kring: Kring, marieke: Browser) -> None:
    kring.enlist(*(Mailbox(f"nummer{number}@weidestad.example", "") for number in range(60)))
    first = marieke.get("/console/journal?command=ImportPerson")
    (more,) = [one for one in first.links() if "after=" in one]
    second = marieke.get(f"/console/journal{more.partition('journal')[2]}")
    lines = [[one.text() for one in page.tree.css(".agenda a[href*='/people/']")] for page in (first, second)]
    assert [len(one) for one in lines] == [50, 10]
    assert lines[0][0] == "nummer59@weidestad.example", "the newest is on top"
    assert not set(lines[0]) & set(lines[1])
