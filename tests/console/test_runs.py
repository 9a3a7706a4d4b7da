"""A run before, while and after it goes out: shown first, then started; mails of unknown fate settled."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from time import monotonic

import pytest

from mailer.console.drawing import WIDE, stretches
from mailer.console.streams import MOST
from mailer.domain.commands import CancelRun, MoveMeeting, StartRun, Unsubscribe
from mailer.domain.coordinator import Role
from mailer.domain.delivery import DeliveryState
from mailer.domain.run import RunState
from mailer.domain.subscription import Proof
from tests.console.browser import Browser, Page
from tests.console.conftest import OMAR, Come
from tests.console.scene import KEES, LOST, PEOPLE
from tests.service.kring import ANNA, AWAY, BART, CARLA, DIRK, GONE, HATTEM, SERIES, Kring


@pytest.fixture
def moved(busy: Kring) -> Kring:
    """The meeting was moved, so a correction waits for the coordinator."""
    busy.do(MoveMeeting(HATTEM, busy.meeting().starts.replace(day=21)))
    return busy


def correction(browser: Browser) -> Page:
    page = browser.get("/console/")
    (link,) = (one for one in page.tree.css("a") if "correction" in one.text())
    return browser.get(str(link.attributes["href"]))


def test_it_is_shown_before_it_is_sent(moved: Kring, marieke: Browser) -> None:
    before = len(moved.post.sent)
    page = correction(marieke)
    assert page.heading == "Correction"
    assert "11 people get it." in page.said
    assert all(one.name in page.said for one in PEOPLE)
    assert len(moved.post.sent) == before
    after = marieke.submit(page, "#start")
    assert "has started" in after.first(".notice").text()
    moved.settle()
    assert len(moved.post.sent) == before + len(PEOPLE)
    assert moved.run("correction").state is RunState.RUNNING


def test_a_start_sent_twice_starts_once(moved: Kring, marieke: Browser) -> None:
    page = correction(marieke)
    marieke.submit(page, "#start")
    moved.settle()
    sent = len(moved.post.sent)
    assert marieke.submit(page, "#start").status == 409
    moved.settle()
    assert len(moved.post.sent) == sent


def test_a_page_left_open_while_the_meeting_moved_again_starts_nothing(
    moved: Kring, marieke: Browser
) -> None:
    page = correction(marieke)
    moved.do(MoveMeeting(HATTEM, moved.meeting().starts.replace(day=28)))
    sent = len(moved.post.sent)
    refused = marieke.submit(page, "#start")
    assert (refused.status, refused.heading) == (409, "That can't be done now")
    moved.settle()
    assert len(moved.post.sent) == sent


def test_a_run_rests_goes_on_and_is_called_off(kring: Kring, come: Come) -> None:
    kring.hattem()
    kring.enlist(ANNA, BART, CARLA)
    kring.post.outcomes = {ANNA.address: AWAY, BART.address: GONE}
    number = kring.invite().id
    marieke = come()
    page = marieke.get(f"/console/runs/{number}")
    assert "sent: 1" in page.said
    assert "failed: 1" in page.said
    assert "no such mailbox" in page.said
    page = marieke.submit(page, "#pause")
    assert kring.run("invitation").state is RunState.PAUSED
    page = marieke.submit(page, "#resume")
    assert kring.run("invitation").state is RunState.RUNNING
    page = marieke.submit(page, "#cancel", {"why": "de verkeerde brief"})
    assert kring.run("invitation").state is RunState.CANCELLED
    assert "de verkeerde brief" in page.said
    assert page.tree.css("#pause, #resume, #cancel, #start") == []
    assert [one.address for one in kring.deliveries(DeliveryState.CANCELLED)] == [ANNA.address]


def test_the_mails_are_shown_by_outcome_with_the_servers_words(busy: Kring, marieke: Browser) -> None:
    page = marieke.get("/console/runs/1")
    assert page.first(".tabs [aria-current]").text() == "unknown", "what needs a person comes first"
    assert KEES.name in page.said
    assert LOST.words in page.said
    sent = marieke.get("/console/runs/1?state=sent")
    assert ANNA.name in sent.said
    assert KEES.name not in sent.said


@pytest.mark.parametrize(
    ("to", "state"),
    [("sent", DeliveryState.SENT), ("again", DeliveryState.DUE), ("leave", DeliveryState.UNKNOWN)],
)
def test_a_mail_of_unknown_fate_is_settled(
    busy: Kring, marieke: Browser, to: str, state: DeliveryState
) -> None:
    page = marieke.get("/console/runs/1?state=unknown")
    done = marieke.submit(page, "form.buttons", {"to": to})
    assert done.status == 200
    (kees,) = (one for one in busy.deliveries() if one.address == KEES.address)
    assert kees.state is state
    assert "arrived or not" not in marieke.get("/console/").said
    assert marieke.submit(page, "form.buttons", {"to": "sent"}).status == (200 if to == "leave" else 409)


def test_an_answer_of_unknown_fate_has_a_page_too(kring: Kring, marieke: Browser) -> None:
    assert "it is known what became" in marieke.get("/console/unknown").said
    kring.post.outcomes[ANNA.address] = LOST
    kring.write(ANNA, "Graag op de uitnodigingslijst.", "Aanmelden")
    page = marieke.get("/console/")
    (link,) = (one for one in page.tree.css("a") if "arrived or not" in one.text())
    page = marieke.get(str(link.attributes["href"]))
    assert ANNA.address in page.said
    done = marieke.submit(page, "form.buttons", {"to": "sent"})
    assert "counts as sent" in done.first(".notice").text()
    assert "it is known what became" in done.said


def test_a_failed_mail_is_tried_again(kring: Kring, come: Come) -> None:
    kring.hattem()
    kring.enlist(BART)
    kring.post.outcomes = {BART.address: GONE.__class__(DeliveryState.FAILED, GONE.stage, 554, "5.7.1", "no")}
    number = kring.invite().id
    kring.post.outcomes = {}
    marieke = come()
    marieke.submit(marieke.get(f"/console/runs/{number}"), "form[action$='/retry']")
    kring.settle()
    assert kring.letters_to(BART) == ["invitation"]


@pytest.mark.parametrize("path", ["/console/runs/99", "/console/runs/99/progress", f"/console/runs/{10**30}"])
def test_a_run_that_there_is_not_is_said_to_be_none(marieke: Browser, path: str) -> None:
    assert marieke.get(path).status == 404


@pytest.mark.parametrize(
    "query", ["state=lost", "state=sent&after=x", f"after={10**30}", "after=-1", "state="]
)
def test_odd_words_in_the_address_do_no_harm(busy: Kring, marieke: Browser, query: str) -> None:
    assert marieke.get(f"/console/runs/1?{query}").status == 200


def test_deliveries_that_there_are_not_are_not_settled(busy: Kring, marieke: Browser) -> None:
    token = marieke.get("/console/").form("footer form")[1]["form_token"][0]
    for number in (0, 999, 10**30):
        for path in (f"/console/deliveries/{number}/resolve", f"/console/deliveries/{number}/retry"):
            assert marieke.post(path, {"form_token": token, "to": "again"}).status in {404, 409}


def test_a_reader_sees_the_run_and_no_button(moved: Kring, come: Come) -> None:
    omar = come(OMAR, role=Role.READER)
    assert correction(omar).tree.css("main form") == []
    assert omar.get("/console/runs/1").tree.css("main form") == []


def refused(kring: Kring) -> int:
    """An invitation that all but Dirk were refused; Bart's mailbox is not there, and Carla leaves."""
    kring.hattem()
    kring.enlist(ANNA, BART, CARLA, DIRK)
    no = GONE._replace(code=554, status="5.7.1", words="not today")
    kring.post.outcomes = {ANNA.address: no, BART.address: GONE, CARLA.address: no}
    number = kring.invite().id
    kring.post.outcomes = {}
    kring.do(Unsubscribe(SERIES, CARLA.address, Proof("test", at=kring.now)))
    return number


def test_the_rest_is_sent_again_all_at_once_and_shown_first(kring: Kring, come: Come) -> None:
    number, marieke = refused(kring), come()
    sent = len(kring.post.sent)
    page = marieke.get(f"/console/runs/{number}?state=failed")
    page = marieke.get(next(link for link in page.links() if link.endswith("/rest")))
    again, left = (page.first(f"section[aria-labelledby='{one}-head']").text() for one in ("again", "left"))
    assert (ANNA.name in again, ANNA.name in left) == (True, False)
    for name, why in ((BART.name, "suppressed"), (CARLA.name, "is not on the list")):
        assert (name in again, name in left) == (False, True)
        assert why in left
    assert "Send one mail again" in page.said
    assert len(kring.post.sent) == sent
    done = marieke.submit(page, "#rest")
    assert "is tried again" in done.first(".notice").text()
    kring.settle()
    assert (kring.letters_to(ANNA), kring.letters_to(BART)) == (["invitation"], [])
    assert "invitation" not in kring.letters_to(CARLA)
    assert kring.letters_to(DIRK) == ["invitation"], "nobody gets it twice"
    assert marieke.submit(page, "#rest").status == 409, "a form sent twice does nothing more"
    assert "Nothing can be tried again" in marieke.get(f"/console/runs/{number}/rest").said


def test_a_reader_sees_the_rest_and_no_button(kring: Kring, come: Come) -> None:
    number = refused(kring)
    page = come(OMAR, role=Role.READER).get(f"/console/runs/{number}/rest")
    assert ANNA.name in page.said
    assert page.tree.css("main form") == []


class Stream:
    """A browser that follows a run."""

    def __init__(self, browser: Browser, number: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", browser.port, timeout=30)
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        self.connection.request("GET", f"/console/runs/{number}/events", headers={"Cookie": cookie})
        self.answer = self.connection.getresponse()

    def next(self) -> tuple[str, str]:
        """Give the next event: its name, and its data; "" and "" at the end."""
        name, data = "", ""
        while line := self.answer.readline().decode():
            field, _, value = line.rstrip("\n").partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                data += value
            elif not line.strip() and name:
                return name, data
        return "", ""

    def close(self) -> None:
        self.answer.close()
        self.connection.close()


Follow = Callable[[Browser, int], Stream]


@pytest.fixture
def follow() -> Iterator[Follow]:
    """Have a browser follow a run, until the test ends at the latest."""
    with ExitStack() as open_ones:
        yield lambda browser, number: open_ones.enter_context(closing(Stream(browser, number)))


@pytest.fixture
def going_out(moved: Kring, monkeypatch: pytest.MonkeyPatch) -> Kring:
    monkeypatch.setattr("mailer.console.progress.EVERY", 0.05)
    moved.do(StartRun(2))
    return moved


def test_a_run_is_followed_by_events_until_it_is_done(
    going_out: Kring, marieke: Browser, follow: Follow
) -> None:
    stream = follow(marieke, 2)
    assert stream.answer.getheader("content-type") == "text/event-stream; charset=utf-8"
    name, first = stream.next()
    assert name == "progress"
    assert "to be sent" in first
    assert "hx-get" not in first, "who is told does not ask as well"
    going_out.do(CancelRun(2, "genoeg"))
    name, last = stream.next()
    assert (name, "called off" in last) == ("progress", True)
    assert [stream.next(), stream.next()] == [("done", ""), ("", "")]


def test_a_stream_ends_with_its_session(going_out: Kring, marieke: Browser, follow: Follow) -> None:
    stream = follow(marieke, 2)
    assert stream.next()[0] == "progress"
    marieke.submit(marieke.get("/console/account"), "form[action$='log-out']")
    assert [stream.next(), stream.next()] == [("progress", ""), ("done", "")]


def test_there_are_so_many_streams_and_a_place_comes_free(
    going_out: Kring, marieke: Browser, follow: Follow
) -> None:
    streams = [follow(marieke, 2) for _ in range(MOST)]
    assert {one.next()[0] for one in streams} == {"progress"}
    assert [follow(marieke, 2).next()[0] for _ in range(2)] == ["full", "full"]
    streams[0].close()
    late = ""
    for _ in range(200):
        late = follow(marieke, 2).next()[0]
        if late == "progress":
            break
    assert late == "progress"


def test_an_open_stream_does_not_hold_the_service_up(
    going_out: Kring, marieke: Browser, follow: Follow
) -> None:
    stream = follow(marieke, 2)
    assert stream.next()[0] == "progress"
    begun = monotonic()
    going_out.app.web.stop()
    assert monotonic() - begun < 9, "the thread is waited for ten seconds at most"
    assert stream.next() == ("", "")


@pytest.mark.parametrize("path", ["/console/runs/99/events", f"/console/runs/{10**30}/events"])
def test_what_is_not_there_is_not_followed(marieke: Browser, path: str) -> None:
    assert marieke.get(path).status == 404


def test_the_part_that_changes_is_asked_for_while_it_goes_out_only(kring: Kring, come: Come) -> None:
    kring.hattem()
    kring.enlist(ANNA, BART)
    kring.post.outcomes = {ANNA.address: AWAY}
    number = kring.invite().id
    marieke = come()
    part = marieke.get(f"/console/runs/{number}/progress")
    assert part.text.lstrip().startswith('<section id="progress"')
    assert 'hx-trigger="every 3s"' in part.text
    kring.post.outcomes = {}
    kring.later(hours=2)
    kring.tick()
    kring.tick()
    assert "hx-trigger" not in marieke.get(f"/console/runs/{number}/progress").text


def test_a_bar_is_as_long_as_all_its_parts() -> None:
    found = stretches({"sent": 3, "due": 1}, ["sent", "failed", "due"])
    assert [(one.state, one.begins, one.wide) for one in found] == [("sent", 0, 75), ("due", 75, 25)]
    assert sum(one.wide for one in found) == WIDE
    assert stretches({}, ["sent"]) == []
