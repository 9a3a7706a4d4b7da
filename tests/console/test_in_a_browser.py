"""The console in a real browser: by mouse, by keyboard, without JavaScript; and open to everybody (axe)."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright

from mailer.domain.commands import MoveMeeting, PauseRun
from mailer.domain.registration import RegistrationState
from mailer.domain.run import RunState
from tests.console.conftest import link_for
from tests.console.scene import IVO
from tests.real import needs
from tests.service.kring import DIRK, HATTEM, Kring

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text("utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
NARROW = {"width": 320, "height": 640}
WIDE = {"width": 1200, "height": 900}
FIRST = "/console/"
PAGES = (
    FIRST,
    "/console/inbox",
    "/console/inbox/9",
    "/console/inbox/2",
    "/console/meetings",
    f"/console/meetings/{HATTEM}",
    "/console/runs/1",
    "/console/runs/1?state=sent",
    "/console/runs/2",
    "/console/runs/1/rest",
    f"/console/meetings/{HATTEM}/rehearsal/correction",
    f"/console/meetings/{HATTEM}/rehearsal/reminder?who=left-out",
    "/console/unknown",
    "/console/people?q=example",
    "/console/people/1",
    "/console/letters",
    "/console/letters/invitation/nl",
    f"/console/meetings/{HATTEM}/lists/participants",
    f"/console/meetings/{HATTEM}/badges",
    f"/console/meetings/{HATTEM}/move?day=2017-09-28",
    f"/console/meetings/{HATTEM}/cancel",
    f"/console/meetings/{HATTEM}/facts",
    "/console/new-meeting",
    "/console/new-meeting?day=2018-03-15&time=12:00&last=&end=13:30",
    "/console/people/1/erase",
    "/console/deliveries/1",
    "/console/inbox/9/whole",
    "/console/journal?person=1",
    "/console/account",
    "/console/nothing",
)


class Desk:
    """A coordinator's browser, and all it complained of."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.base = base
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: Any) -> None:
        # among the pages is one that is not there, and that is meant
        if message.type in {"error", "warning"} and "404" not in message.text:
            self.complaints.append(message.text)

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.base}{path}")
        return self.page

    def log_in(self, kring: Kring, language: str = "en") -> Page:
        self.page.set_extra_http_headers({"Accept-Language": language})
        page = self.open(f"/console/welcome/{link_for(kring, language=language)}")
        page.click("main button")
        return page


@contextmanager
def desk(kring: Kring, **options: Any) -> Iterator[Desk]:
    """Open a browser; nothing of Kring that needs an event loop may run in this thread meanwhile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=needs("chromium"), args=["--no-sandbox"])
        context = browser.new_context(**options)
        yield Desk(context, f"http://127.0.0.1:{kring.app.web.port}")
        browser.close()


@pytest.fixture
def moved(busy: Kring) -> Kring:
    busy.do(MoveMeeting(HATTEM, busy.meeting().starts.replace(day=21)))
    return busy


@pytest.mark.parametrize(("language", "script"), [("en", True), ("nl", False)])
def test_a_coordinator_decides_and_sends(moved: Kring, language: str, *, script: bool) -> None:
    words = {"en": ("So it is", "is dealt with", "for real"), "nl": ("Zo is het", "is afgehandeld", "echt")}
    so_it_is, dealt_with, send = words[language]
    with desk(moved, java_script_enabled=script) as her:
        page = her.log_in(moved, language)
        page.click("text=Dirk Visser")
        page.click(f"button:has-text('{so_it_is}')")
        assert dealt_with in page.inner_text(".notice")
        page.click("header >> a[href='/console/']")
        page.click("a[href='/console/runs/2']")
        page.click(f"main button:has-text('{send}')")
        assert page.is_visible(".notice")
        page.click("header >> a[href='/console/account']")
        page.click("header >> form button")
        assert page.url.endswith("/console/log-in")
        assert her.complaints == []
    found = moved.registration(DIRK)
    assert found is not None
    assert found.state is RegistrationState.TENTATIVE
    assert moved.run("correction").state is RunState.RUNNING


def test_the_inbox_needs_no_mouse(busy: Kring) -> None:
    with desk(busy) as her:
        page = her.log_in(busy)
        page.goto(f"{her.base}/console/inbox")
        page.keyboard.press("j")
        page.wait_for_url("**/inbox/8")
        page.keyboard.press("j")
        page.wait_for_url("**/inbox/9")
        page.keyboard.press("k")
        page.wait_for_url("**/inbox/8")
        page.keyboard.press("n")
        assert page.evaluate("document.querySelector('#otherwise').parentElement.open")
        page.keyboard.press("?")
        assert page.is_visible(".keys dl")
        page.keyboard.press("h")
        page.wait_for_url("**/inbox/9?done=decided")
        page.keyboard.press("y")
        page.wait_for_url("**/inbox?done=decided")
        assert her.complaints == []
    assert busy.registration(DIRK) is None
    found = busy.registration(IVO)
    assert found is not None
    assert found.state is RegistrationState.WAITLISTED


def test_a_key_typed_into_a_field_is_a_letter(busy: Kring) -> None:
    with desk(busy) as her:
        her.log_in(busy)
        page = her.open("/console/inbox/9")
        page.keyboard.press("n")
        page.focus("#otherwise input[name='diet']")
        page.keyboard.type("hyjkn")
        assert page.input_value("#otherwise input[name='diet']") == "hyjkn"
        assert page.url.endswith("/inbox/9")
    assert busy.registration(IVO) is None


def test_the_first_tab_skips_to_the_page_and_focus_is_seen(busy: Kring) -> None:
    with desk(busy) as her:
        page = her.log_in(busy)
        her.open("/console/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash") == "#main"
        for _ in range(6):
            page.keyboard.press("Tab")
            style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert style == "solid", page.evaluate("document.activeElement.outerHTML")


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("window", [WIDE, NARROW], ids=["wide", "320 pixels"])
def test_nobody_is_shut_out_of_a_page(moved: Kring, colours: Any, window: Any) -> None:
    with desk(moved, color_scheme=colours, viewport=window, reduced_motion="reduce") as her:
        her.open("/console/log-in")
        found = {"/console/log-in": faults(her.page)}
        her.log_in(moved, "nl")
        for path in PAGES:
            page = her.open(path)
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
            found[path] = faults(page)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= window["width"], f"{path} is {wide} wide"
        assert {path: words for path, words in found.items() if words} == {}
        assert her.complaints == []


def test_pages_hold_at_twice_the_size_and_nothing_moves(moved: Kring) -> None:
    """WCAG 2.2, 1.4.4: text twice as large; a browser's zoom of 200 % is a window half as wide."""
    with desk(moved, viewport={"width": 640, "height": 450}, reduced_motion="reduce") as her:
        her.log_in(moved, "nl")
        for path in PAGES:
            page = her.open(path)
            for size in ("100%", "200%"):
                page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= 640, f"{path} is {wide} wide with text at {size}"
            assert page.evaluate("document.getAnimations().length") == 0, path
        assert her.complaints == []


def faults(page: Page) -> list[str]:
    """What axe finds on a page as it is shown now."""
    page.evaluate(AXE)
    found = page.evaluate(f"axe.run(document, {json.dumps(RULES)})")
    return [f"{one['id']}: {node['html'][:150]}" for one in found["violations"] for node in one["nodes"]]


def test_people_are_found_while_one_types(busy: Kring) -> None:
    with desk(busy) as her:
        her.log_in(busy)
        page = her.open("/console/people")
        page.focus("#q")
        page.keyboard.type("fatima")
        page.wait_for_selector("#found li:only-child")
        assert page.inner_text("#found strong") == "Fatima el Amrani"
        assert page.evaluate("document.activeElement.id") == "q"
        assert her.complaints == []


@pytest.mark.parametrize("events", [True, False], ids=["by events", "by asking"])
def test_a_run_that_goes_out_is_followed_without_a_reload(moved: Kring, *, events: bool) -> None:
    number = moved.run("correction").id
    with desk(moved) as her:
        if not events:
            her.page.add_init_script("delete window.EventSource")
        her.log_in(moved)
        page = her.open(f"/console/runs/{number}")
        page.click("#start button")
        page.wait_for_selector("#progress:not([hx-get])" if events else "#progress[hx-get]")
        page.evaluate("window.here = 1")
        moved.do(PauseRun(number))
        page.wait_for_selector("#progress .is-paused", timeout=30_000)
        assert page.evaluate("window.here") == 1
        assert her.complaints == []
