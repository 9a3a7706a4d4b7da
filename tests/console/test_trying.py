"""Try it: a newcomer writes as a guest, through the real listener, and sees it become a registration."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from mailer.console.console import pages_and_forms
from mailer.console.framed import PRESSED
from mailer.console.guests import reply_form
from mailer.console.names import Names
from mailer.console.pages import Pages
from mailer.console.visit import Site
from mailer.domain.address import Mailbox
from mailer.domain.registration import RegistrationState
from mailer.service.log_in import Doorkeeper
from tests.console.browser import Browser, Page
from tests.console.conftest import Come
from tests.service.kring import Kring

SANNE = Mailbox("sanne.debruin@oudeveer.example", "Sanne de Bruin")


@pytest.fixture
def sandbox(kring: Kring) -> Iterator[Kring]:
    """A sandbox with a meeting whose invitation waits; what arrives is read as it does in a running one."""
    kring.hattem()
    kring.now = kring.now.replace(month=7, day=13)
    kring.tick()
    kring.app.listener.start()
    yield kring
    kring.app.listener.stop()


@contextmanager
def reading(kring: Kring) -> Iterator[None]:
    done = Event()

    def read() -> None:
        while not done.wait(0.02):
            while kring.app.receive_one() or kring.app.deliver():
                pass

    reader = Thread(target=read)
    reader.start()
    yield
    done.set()
    reader.join()
    kring.settle()


def written(kring: Kring, browser: Browser, form: Page, **values: str) -> Page:
    with reading(kring):
        return browser.submit(form, "main form", values)


def step(browser: Browser) -> Page:
    """Go where Today leads."""
    path = browser.get("/console/").first(".next a.main").attributes["href"]
    assert path
    return browser.get(path)


def test_a_newcomer_is_led_from_a_first_mail_to_a_registration(sandbox: Kring, come: Come) -> None:
    browser = come(language="nl")
    became = written(sandbox, browser, step(browser))
    assert "wil op de lijst" in became.said
    asked = step(browser)
    assert asked.heading == "Wilt u op onze uitnodigingslijst?"
    reply = browser.get(asked.first(".next .buttons a").attributes["href"] or "")
    assert reply.first("textarea").text().strip() == "Ja, zet mij op de lijst"
    written(sandbox, browser, reply)
    run = step(browser)
    with reading(sandbox):
        out = browser.submit(run, "main form")
    assert "Alles is de deur uit" in out.said
    assert out.first("#progress .badge").text() == "klaar"
    assert out.tree.css("#run-hand form") == []
    invitation = browser.get(out.first(".next a.main").attributes["href"] or "")
    assert "Ja, ik kom" in invitation.said
    reply = browser.get(invitation.first(".next a.main").attributes["href"] or "")
    became = written(sandbox, browser, reply, text="Leuk! Ik kom alleen donderdag, vegetarisch graag.")
    assert "antwoord · komt · Donderdagmiddag, Donderdagavond met diner · vegetarisch" in became.said
    assert "schreef" not in became.first("blockquote").text()
    found = sandbox.registration(SANNE)
    assert found is not None
    assert (found.state, found.diet) == (RegistrationState.ACCEPTED, "vegetarisch")
    assert became.first(".next h2").text() == "Zo werkt het"
    other = written(
        sandbox, browser, browser.get("/console/try"), address="jan@dijkveld.example", text="Wat kost het?"
    )
    assert other.first(".next h2").text() != "Zo werkt het", "that mail became no registration"
    assert browser.get("/console/").tree.css_first(".next") is None
    sent = browser.get("/console/try/sent").said
    assert "Sanne de Bruin" in sent


def test_a_mail_as_it_was_sent_stands_in_a_frame_that_leads_to_the_reply_only(
    sandbox: Kring, come: Come
) -> None:
    browser = come()
    written(sandbox, browser, step(browser))
    page = step(browser)
    frame = page.first("iframe")
    assert frame.attributes["sandbox"] == PRESSED
    letter = browser.get(frame.attributes["src"] or "")
    assert letter.head["content-security-policy"].startswith(f"sandbox {PRESSED}; default-src 'none'")
    assert "info+r" in page.said
    (button,) = letter.links()
    reply = browser.get(button)
    assert reply.first("textarea").text().strip() == "Yes, put me on the list"
    assert (reply.first("#subject").attributes["value"] or "").startswith("Yes, put me on the list")
    leads = reply_form(7)
    assert leads("https://elders.example") is None
    assert leads("mailto:info@kring.example") == "/console/try?reply=7"


@pytest.mark.parametrize("field", ["name", "subject", "text"])
def test_what_a_guest_writes_is_text_and_no_header(sandbox: Kring, come: Come, field: str) -> None:
    browser = come()
    form = browser.get("/console/try")
    evil = '<script>alert("x")</script>\r\nBcc: everybody@lindehoven.example'
    became = written(sandbox, browser, form, **{field: evil})
    assert became.status == 200
    assert "<script>alert" not in became.text
    with sandbox.look() as store:
        octets = store.inbox.get(1).octets
    assert b"\nBcc:" not in octets.partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize(
    ("values", "words"),
    [({"address": "nobody"}, "is not a mail address"), ({"text": "  "}, "without a word")],
)
def test_what_is_missing_is_said_and_nothing_is_lost(
    sandbox: Kring, come: Come, values: dict[str, str], words: str
) -> None:
    browser = come()
    page = browser.submit(browser.get("/console/try"), "main form", {"subject": "Mijn vraag", **values})
    assert page.status == 400
    assert words in page.first(".fault").text()
    assert page.first("#subject").attributes["value"] == "Mijn vraag"


def test_it_says_so_when_nobody_takes_the_mail(kring: Kring, come: Come) -> None:
    browser = come()
    page = browser.submit(browser.get("/console/try"), "main form")
    assert page.status == 400
    assert page.first(".fault").text()


def test_there_is_none_of_it_outside_a_sandbox(kring: Kring) -> None:
    app = kring.app
    site = Site(app.bus, lambda: None, Pages(), Names(), Doorkeeper(app.database, app.clock))
    assert not [one.path for one in pages_and_forms(site) if one.path.startswith("/try")]


def test_a_mail_that_is_not_there_is_not_found(sandbox: Kring, come: Come) -> None:
    browser = come()
    for path in ("/console/try/mails/9", "/console/try/sent/9", "/console/try?reply=9"):
        assert browser.get(path).status == 404
