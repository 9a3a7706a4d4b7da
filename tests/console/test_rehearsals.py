"""A step before it goes out: who gets it, who does not and why, every letter, and a copy to oneself."""

from itertools import count

import pytest

from mailer.console.framed import cleaned
from mailer.domain.commands import ErasePerson, MoveMeeting, SendTestCopy, StartRun, Unsubscribe
from mailer.domain.coordinator import Role
from mailer.domain.delivery import DeliveryState
from mailer.domain.errors import NotFound, Refused
from mailer.domain.subscription import Person, Proof
from mailer.message.mail import Mail
from mailer.service import rehearsal
from mailer.service.audience import Choice
from mailer.service.work import Cause, Work
from tests.console.browser import Browser, Page
from tests.console.conftest import MARIEKE, OMAR, Come
from tests.console.scene import JULIA, KEES, PEOPLE
from tests.console.test_attacks import everything
from tests.service.kring import ANNA, BART, CARLA, DIRK, HATTEM, SERIES, Kring
from tests.service.test_erasing import traces
from tests.service.test_runs import edit_the_letters

ANYBODY = Person(1, "lid@town.example", "", "", "nl")
CORRECTION = f"/console/meetings/{HATTEM}/rehearsal/correction"
REMINDER = f"/console/meetings/{HATTEM}/rehearsal/reminder"


@pytest.fixture
def moved(busy: Kring) -> Kring:
    """The meeting was moved, so a correction waits for the coordinator."""
    busy.do(MoveMeeting(HATTEM, busy.meeting().starts.replace(day=21)))
    return busy


def frame(browser: Browser, page: Page) -> Page:
    found = page.first("iframe")
    assert "sandbox" in found.attributes
    assert not found.attributes["sandbox"], "nothing is allowed in it"
    return browser.get(str(found.attributes["src"]))


def copies(kring: Kring) -> list[Mail]:
    kring.settle()
    return [mail for mail in kring.mails_to(MARIEKE) if mail.subject.startswith("[Proef]")]


def test_a_step_is_seen_as_each_person_would(moved: Kring, marieke: Browser) -> None:
    before, sent = everything(moved), len(moved.post.sent)
    meeting = marieke.get(f"/console/meetings/{HATTEM}")
    assert REMINDER in meeting.links()
    assert CORRECTION in marieke.get("/console/runs/2").links()
    page = marieke.get(CORRECTION)
    assert page.heading == "Rehearsal: Correction"
    assert "11 people get it." in page.said
    assert "frozen when the run starts" in page.said
    assert all(one.name in page.said for one in PEOPLE)
    assert "a calendar object goes with it" in page.said, "Anna comes, so it is in her calendar"
    assert "METHOD:REQUEST" in page.said
    letter = frame(marieke, page)
    assert "Beste Anna de Wit," in letter.text
    page = marieke.get(f"{CORRECTION}?person={moved.person(CARLA)}")
    assert "none goes with it" in page.said
    assert "Beste Carla Jansen," in page.first("pre").text()
    assert "Auto-Submitted" in page.first(".is-fields").text()
    assert "Beste Carla Jansen," in frame(marieke, page).text
    assert everything(moved) == before, "a look changes nothing"
    assert len(moved.post.sent) == sent


def test_who_does_not_get_it_stands_there_with_the_reason(busy: Kring, come: Come) -> None:
    busy.later(days=10)
    marieke = come()
    page = marieke.get(REMINDER)
    assert DIRK.name in page.first("#people").text()
    assert ANNA.name not in page.first("#people").text()
    left_out = marieke.get(f"{REMINDER}?who=left-out").first("#people").text(separator=" ")
    assert ANNA.name in left_out
    assert "is accepted" in left_out
    person = marieke.get(f"{REMINDER}?person={busy.person(ANNA)}")
    assert "does not get it" in person.said
    assert person.tree.css("iframe") == []
    assert marieke.get(f"{REMINDER}/{busy.person(ANNA)}/letter").status == 404


def test_a_coming_step_is_judged_as_on_its_day_and_shows_who_left(busy: Kring, marieke: Browser) -> None:
    proof = Proof("mail", "graag van de lijst")
    busy.do(Unsubscribe(SERIES, JULIA.address, proof))
    page = marieke.get(REMINDER)
    assert "on the day it goes out" in page.said
    assert DIRK.name in page.first("#people").text(), "that he had a letter today is no reason then"
    left_out = marieke.get(f"{REMINDER}?who=left-out").first("#people").text(separator=" ")
    assert JULIA.name in left_out
    assert "is not on the list" in left_out


def test_a_letter_that_nobody_gets_can_be_read_all_the_same(kring: Kring, marieke: Browser) -> None:
    kring.hattem()
    address = f"/console/meetings/{HATTEM}/rehearsal/practical-information"
    assert "two sample people" in marieke.get(address).said, "there is nobody at all"
    kring.enlist(ANNA)
    page = marieke.get(address)
    assert "Nobody gets it as things stand" in page.said
    assert page.tree.css("#test-copy") == []
    assert "Beste Anna de Wit," in frame(marieke, page).text


def test_a_long_list_comes_page_by_page(moved: Kring) -> None:
    with moved.look() as store:
        work = Work(store, moved.app.house, moved.now, Cause("Marieke"))
        first, on = rehearsal.some(work, HATTEM, "correction", reached=True, most=4)
        second, last = rehearsal.some(work, HATTEM, "correction", reached=True, after=on, most=20)
        assert [one.person.address for one in (*first, *second)] == [one.address for one in PEOPLE]
        assert (len(first), last) == (4, 0)
        assert rehearsal.some(work, HATTEM, "correction", reached=False) == ([], 0)


def test_what_a_run_has_started_to_say_is_frozen(kring: Kring, come: Come, tmp_path: object) -> None:
    kring.hattem()
    kring.enlist(ANNA)
    number = kring.invite().id
    edit_the_letters(kring, tmp_path)  # type: ignore[arg-type]
    kring.enlist(BART)
    marieke = come()
    page = marieke.get(f"/console/meetings/{HATTEM}/rehearsal/invitation")
    assert "the letter is frozen" in page.said
    assert "Graag nodigen we u uit" in frame(marieke, page).text
    assert f"/console/runs/{number}" in page.links()


def test_a_letter_with_a_mistake_says_so_in_its_place(
    moved: Kring, marieke: Browser, tmp_path: object
) -> None:
    edit_the_letters(moved, tmp_path)  # type: ignore[arg-type]
    letter = moved.app.house.letters._folder / "correction.nl.md"
    letter.write_text(letter.read_text("utf-8") + "{{ meeting.vneue }}\n", "utf-8")
    page = marieke.get(CORRECTION)
    assert "vneue" in page.first(".fault").text()
    assert "11 people get it." in page.said


def test_a_test_copy_goes_to_oneself_and_counts_for_nothing(moved: Kring, marieke: Browser) -> None:
    anna, sent = moved.registration(ANNA), len(moved.post.sent)
    page = marieke.get(CORRECTION)
    done = marieke.submit(page, "#test-copy")
    assert "on its way to you" in done.first(".notice").text()
    (copy,) = copies(moved)
    assert [one.forward_path for one in moved.post.sent[sent:]] == [MARIEKE.address]
    assert "Gewijzigd" in copy.subject
    assert "Beste Anna de Wit," in copy.text
    assert "[Proef]" not in copy.text
    assert [one for one in copy.parts if one.content_type == "text/calendar"] == []
    assert all("+" not in one.address for one in copy.reply_to), "no token"
    assert list(copy.all("List-Unsubscribe")) == []
    assert "11 people get it." in marieke.get(CORRECTION).said, "nobody has had the correction"
    moved.do(StartRun(moved.run("correction").id))
    moved.settle()
    assert len(moved.post.sent) == sent + 1 + len(PEOPLE)
    assert moved.registration(ANNA) != anna, "the run itself raised her SEQUENCE"


def test_no_answer_to_a_test_copy_registers_anybody(kring: Kring, come: Come) -> None:
    kring.hattem()
    kring.enlist(ANNA, DIRK)
    kring.later(days=73)
    kring.tick()
    marieke = come()
    marieke.submit(marieke.get(f"/console/meetings/{HATTEM}/rehearsal/invitation"), "#test-copy")
    (copy,) = copies(kring)
    assert "mailto:info" not in copy.html, "its buttons write to the coordinator"
    assert f"mailto:{MARIEKE.address}?subject=Ja" in copy.html
    for who in (MARIEKE, ANNA, DIRK):
        kring.reply(who, "Ja, ik kom graag!", copy)
        kring.reply(who, "Graag van de lijst af.", copy)
    assert [kring.registration(who) for who in (MARIEKE, ANNA, DIRK)] == [None, None, None]
    with kring.look() as store:
        assert store.views.invited(HATTEM) == 0
    assert all("test copy" in reason for reason in kring.parked().values())
    assert "2 people get it." in marieke.get(f"/console/meetings/{HATTEM}/rehearsal/invitation").said


def test_a_test_copy_says_nothing_any_more_of_who_is_forgotten(moved: Kring, marieke: Browser) -> None:
    marieke.submit(marieke.get(CORRECTION), "#test-copy")
    (copy,) = copies(moved)
    moved.do(ErasePerson(moved.person(ANNA)))
    assert traces(moved, (b"Anna de Wit", b"anna.dewit")) == []
    moved.reply(MARIEKE, "Mooi zo", copy)
    assert any("test copy" in reason for reason in moved.parked().values())


def test_a_copy_of_what_nobody_gets_is_refused(moved: Kring) -> None:
    moved.do(StartRun(moved.run("correction").id))
    moved.settle()
    with moved.look() as store:
        marieke = store.coordinators.put(MARIEKE, Role.COORDINATOR, "nl", moved.now)
    with pytest.raises(Refused, match="has had it"):
        moved.do(SendTestCopy(marieke.id, HATTEM, "correction", moved.person(ANNA)))
    with pytest.raises(NotFound):
        moved.do(SendTestCopy(marieke.id, HATTEM, "correction", 999))
    assert [one.address for one in moved.deliveries(DeliveryState.DUE)] == []


def test_a_reader_rehearses_and_sends_no_copy(moved: Kring, come: Come) -> None:
    omar = come(OMAR, role=Role.READER)
    page = omar.get(CORRECTION)
    assert page.tree.css("main form") == []
    assert "Beste Anna de Wit," in frame(omar, page).text


@pytest.mark.parametrize(
    "path",
    [
        "/console/meetings/nothing/rehearsal/invitation",
        f"/console/meetings/{HATTEM}/rehearsal/nothing",
        f"{CORRECTION}?person=99",
        f"{CORRECTION}/99/letter",
        f"/console/meetings/{HATTEM}/rehearsal/..%2f..",
    ],
)
def test_a_rehearsal_of_what_is_not_there_is_said_to_be_none(
    busy: Kring, marieke: Browser, path: str
) -> None:
    assert marieke.get(path).status == 404


def test_odd_words_in_the_address_of_a_rehearsal_do_no_harm(moved: Kring, marieke: Browser) -> None:
    for query in ("after=x", "after=-1", f"after={10**30}", "who=nobody", "person=", "person=%C2%B2"):
        assert marieke.get(f"{CORRECTION}?{query}").status == 200, query


def test_a_frame_can_do_nothing(moved: Kring, marieke: Browser) -> None:
    page = marieke.get(f"{CORRECTION}/{moved.person(KEES)}/letter")
    policy = page.head["content-security-policy"].split("; ")
    assert {"sandbox", "default-src 'none'", "frame-ancestors 'self'"} <= set(policy)
    assert not any(one.startswith(("script-src", "img-src", "connect-src")) for one in policy)
    assert page.tree.css("script, img, form, iframe, link, base, meta[http-equiv]") == []


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<img src=https://elders.example/pixel>",
        "<p onclick=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<div style='background:url(https://elders.example/x)'>x</div>",
        "<form action=https://elders.example><input></form>",
        "<svg><animate onbegin=alert(1)></svg>",
        "<base href=https://elders.example>",
        "<meta http-equiv=refresh content='0;url=https://elders.example'>",
        "<table background=https://elders.example/x>",
        "<style>@import 'https://elders.example'</style>",
        "</body></html><script>alert(1)</script>",
    ],
)
def test_html_of_others_is_cleaned(html: str) -> None:
    found = cleaned(f"<p>Dag</p>{html}")
    assert "Dag" in found
    for word in ("alert", "elders", "script", "<img", "<form", "<svg"):
        assert word not in found


def test_of_a_list_without_end_no_more_is_gone_through_than_is_looked_at() -> None:
    had_it = (Choice(ANYBODY, "has had it") for _ in count())
    assert rehearsal.count(had_it, 200) == rehearsal.Count(0, 400, more=True)
    gets_it = (Choice(ANYBODY) for _ in count())
    assert rehearsal.count(gets_it, 200) == rehearsal.Count(200, 0, more=True)
