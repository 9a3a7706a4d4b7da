"""The coordinator of the sandbox's story in a real browser, from the first mail to the thank-you.

`make pictures` plays it too, and keeps the pictures that the README and the coordinator's guide show.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from queue import Empty, Queue

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, ViewportSize, sync_playwright

from mailer.domain.commands import InviteCoordinator
from mailer.domain.coordinator import Role
from mailer.domain.inbox import InboxState
from mailer.domain.run import Run, RunState
from mailer.message.mail import Mail
from mailer.sandbox import mailbag
from mailer.sandbox.closing import closing_table
from mailer.sandbox.play import COORDINATOR, Play
from mailer.service.log_in import digest
from mailer.store.unit_of_work import unit_of_work
from tests.console.conftest import MARIEKE
from tests.real import needs
from tests.test_story import TABLE

pytestmark = pytest.mark.long
PASSWORD = "een lang en goed geheim"
SIZE: ViewportSize = {"width": 1280, "height": 860}
MOST_OCTETS = 150_000


class Desk:
    """Marieke's browser; without JavaScript she uses the keyboard only."""

    def __init__(self, chromium: Chromium, base: str, pictures: Path, *, scripts: bool) -> None:
        context = chromium.new_context(
            viewport=SIZE, java_script_enabled=scripts, reduced_motion="reduce", locale="nl-NL"
        )
        self.page: Page = context.new_page()
        self.scripts = scripts
        self._base = base
        self._pictures = pictures
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def at(self, path: str) -> Page:
        """Open a page, and log in where the days that went by logged her out."""
        self.page.goto(f"{self._base}{path}")
        if self.page.query_selector("input[name=password]") and "/log-in" in self.page.url:
            self.page.fill("input[name=address]", MARIEKE.address)
            self.page.fill("input[name=password]", PASSWORD)
            self.leave("main form button")
            self.page.goto(f"{self._base}{path}")
        return self.page

    def press(self, selector: str) -> None:
        """Click, or go there and press Enter."""
        if self.scripts:
            self.page.click(selector)
        else:
            self.page.focus(selector)
            self.page.keyboard.press("Enter")

    def leave(self, selector: str) -> None:
        """Press what leads to another page, and wait for that."""
        with self.page.expect_navigation():
            self.press(selector)

    def follow(self, path: str) -> None:
        """Take the link to a page from the one she is on."""
        self.leave(f'main a[href^="{path}"]')

    def speak(self, language: str) -> None:
        """Choose a language at the foot of the page."""
        if self.page.get_attribute("html", "lang") != language:
            self.leave(f'footer button[value="{language}"]')

    def picture(self, name: str, height: int = SIZE["height"]) -> None:
        """Keep how a page looks in both languages."""
        here = self.page.url
        self.page.set_viewport_size({**SIZE, "height": height})
        for language in ("en", "nl"):
            self.speak(language)
            self.page.goto(here.partition("?done")[0])
            self._pictures.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=self._pictures / f"{name}.{language}.png")
        self.page.set_viewport_size(SIZE)


class HerStory(Play):
    """The story, with everything a coordinator does in it done by Marieke."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, lambda _line: None)
        self.asked: Queue[tuple[Callable[[], None], Future[None]]] = Queue()
        self.desks: list[Desk] = []
        self._turn = 0
        self._pictured: set[str] = set()
        self._read: set[str] = set()

    def _hers(self, deed: Callable[[Desk], None]) -> None:
        """Have the browser's thread do it, at one desk and then the other, and wait."""
        done: Future[None] = Future()
        desk = self.desks[self._turn % len(self.desks)]
        self._turn += 1
        self.asked.put((lambda: deed(desk), done))
        done.result(timeout=300)

    def _coordinate(self, today: date) -> None:
        with unit_of_work(self.stage.app.database) as store:
            waiting = store.runs.in_state(RunState.WAITING)
        for run in waiting:
            self._hers(lambda desk, run=run: self._start(desk, run))  # type: ignore[misc]
        if waiting:
            self.stage.tick()
        self._react(today)
        self._answer_the_digest()
        self._decide()

    def _start(self, desk: Desk, run: Run) -> None:
        """From Today to the rehearsal, and there let it go."""
        desk.at("/console/")
        if run.step == "correction":
            desk.picture("today", 1180)
        desk.follow(f"/console/runs/{run.id}")
        desk.page.wait_for_selector("#start")
        desk.follow(f"/console/meetings/{run.meeting}/rehearsal/{run.step}")
        desk.page.wait_for_selector("iframe")
        if run.step == "invitation":
            desk.picture("rehearsal")
        desk.at(f"/console/runs/{run.id}")
        desk.leave("#start button")
        desk.page.wait_for_url("**started*")
        desk.at("/console/")

    def _answer_the_digest(self) -> None:
        """The first mail that needs a person is decided by mail."""
        for received in list(self.stage.world.received):
            mail = received.mail
            if received.to != MARIEKE.address or mail.message_id in self._read:
                continue
            self._read.add(mail.message_id)
            if "1 te beslissen" in mail.subject and "by mail" not in self._pictured:
                self._pictured.add("by mail")
                self._hers(lambda desk, mail=mail: _picture_of_mail(desk, mail))  # type: ignore[misc]
                octets = mailbag.reply(
                    MARIEKE, mail, "1 klaar", self.stage.new_id("x.example"), self.stage.clock(), "plain"
                )
                self.stage.post(MARIEKE.address, mail.reply_to[0].address, octets)

    def _decide(self) -> None:
        """The later ones are decided in the inbox, once the first was by mail."""
        with unit_of_work(self.stage.app.database) as store:
            parked = [row.id for row in store.inbox.in_state(InboxState.PARKED)]
        for number in parked if "by mail" in self._pictured else ():
            self._hers(lambda desk, number=number: self._put_right(desk, number))  # type: ignore[misc]

    def _put_right(self, desk: Desk, number: int) -> None:
        desk.at("/console/inbox")
        desk.follow(f"/console/inbox/{number}")
        desk.page.wait_for_selector("#by-hand")
        desk.picture("inbox")
        if desk.scripts:
            desk.page.keyboard.press("h")
        else:
            desk.leave("#by-hand button")
        desk.page.wait_for_url("**done=decided")

    def _move_meeting(self) -> None:
        day = self.meeting.starts.date() + timedelta(days=7)
        self._hers(lambda desk: self._move(desk, day))
        with unit_of_work(self.stage.app.database) as store:
            self.meeting = store.meetings.get(self.meeting.key)
        self._coordinate(self.stage.clock().date())
        self._deeds[self.meeting.ends.date()].append(self._attend)

    def _move(self, desk: Desk, day: date) -> None:
        desk.at(f"/console/meetings/{self.meeting.key}")
        desk.picture("meeting", 1120)
        desk.follow(f"/console/meetings/{self.meeting.key}/move")
        desk.page.fill("input[name=day]", day.isoformat())
        desk.leave("#date button")
        desk.page.wait_for_selector("#move")
        desk.picture("move")
        desk.leave("#move button.grave")
        desk.page.wait_for_url("**done=moved")

    def _attend(self) -> None:
        self._hers(self._write_down_who_was_there)

    def _write_down_who_was_there(self, desk: Desk) -> None:
        desk.at(f"/console/meetings/{self.meeting.key}/lists/participants")
        desk.picture("lists")
        desk.at(f"/console/meetings/{self.meeting.key}")
        desk.follow(f"/console/meetings/{self.meeting.key}/attendance")
        desk.picture("attendance")
        for box in desk.page.query_selector_all('input[value="attended"]'):
            box.check()
        desk.leave("#attendance button.main")
        desk.page.wait_for_url("**done=attendance")


def _picture_of_mail(desk: Desk, mail: Mail) -> None:
    desk.page.goto("about:blank")
    desk.page.set_content(mail.html)
    desk.page.screenshot(path=desk._pictures / "digest.nl.png")


@contextmanager
def desks(play: HerStory, pictures: Path) -> Iterator[None]:
    app = play.stage.app
    base = f"http://127.0.0.1:{app.web.port}"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=needs("chromium"), args=["--no-sandbox"])
        for scripts in (True, False):
            desk = Desk(chromium, base, pictures, scripts=scripts)
            app.bus.do(
                InviteCoordinator(MARIEKE, Role.COORDINATOR, "nl", digest(f"link {scripts}")), COORDINATOR
            )
            desk.page.goto(f"{base}/console/welcome/link%20{scripts}")
            for field in ("password", "again"):
                desk.page.fill(f"input[name={field}]", PASSWORD)
            desk.leave("main form button")
            play.desks.append(desk)
        yield
        chromium.close()


def test_she_runs_a_whole_meeting_from_her_browser_and_it_ends_as_the_story_does(tmp_path: Path) -> None:
    pictures = Path(os.environ.get("KRING_PICTURES", tmp_path / "pictures"))
    (tmp_path / "story").mkdir()
    play = HerStory(tmp_path / "story")
    app = play.stage.app
    app.web.start()
    try:
        with desks(play, pictures), ThreadPoolExecutor(1) as other:
            story = other.submit(play.run)
            while not story.done():
                _next_deed(play)
            story.result()
            _afterwards(play)
        table = closing_table(app.database, play.meeting.series, play.meeting.key)
    finally:
        app.web.stop()
        play.stage.close()
    expected = TABLE.read_text("utf-8")
    for heading in ("WHO IS WHERE", "WHAT EACH STEP SENT"):
        assert _section(table, heading) == _section(expected, heading)
    assert _section(table, "WHAT IS PARKED") == []
    assert [one.complaints for one in play.desks] == [[], []]
    assert {
        path.name: size for path in pictures.glob("*.png") if (size := path.stat().st_size) > MOST_OCTETS
    } == {}


def _next_deed(play: HerStory) -> None:
    try:
        deed, done = play.asked.get(timeout=0.2)
    except Empty:
        return
    try:
        deed()
        done.set_result(None)
    except BaseException as error:
        done.set_exception(error)


def _afterwards(play: HerStory) -> None:
    """What she looks back on: a person, the run of the invitation, a letter, the journal."""
    desk = play.desks[0]
    desk.at("/console/people?q=vera")
    desk.follow("/console/people/")
    desk.page.wait_for_selector("h1")
    desk.picture("person")
    desk.at("/console/runs/2")
    desk.picture("run")
    for name in ("letters", "journal", "try"):
        if desk.page.query_selector(f'nav a[href="/console/{name}"]'):
            desk.at(f"/console/{name}")
            desk.picture(name)


def _section(table: str, heading: str) -> list[str]:
    found = next((part for part in table.split("\n\n") if part.startswith(heading)), "")
    return [line for line in found.splitlines()[1:] if MARIEKE.address not in line]
