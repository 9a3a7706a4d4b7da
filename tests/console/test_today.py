"""The first page says what waits, what goes out and how the next meeting stands, and nothing else."""

from mailer.console.drawing import WIDE, funnel, places
from mailer.domain.commands import CancelMeeting, PauseHouse, ReleaseHouse, Waiting
from mailer.domain.registration import RegistrationState
from tests.console import scene
from tests.console.browser import Browser, Page
from tests.console.conftest import MARIEKE, Come
from tests.service.kring import ANNA, AWAY, BART, HATTEM, Kring


def section(page: Page, name: str) -> str:
    found = page.first(f"section[aria-labelledby='{name}-head']")
    return " ".join(found.text(separator=" ").split())


def test_a_house_without_anything_says_so(marieke: Browser) -> None:
    page = marieke.get("/console/")
    assert "Nothing." in section(page, "decide")
    assert "Nothing is planned" in section(page, "next")
    assert "No meeting lies ahead" in section(page, "meeting")


def test_what_needs_a_decision_is_named(busy: Kring, marieke: Browser) -> None:
    decisions = section(marieke.get("/console/"), "decide")
    assert "2 mails need a person" in decisions
    assert "Dirk Visser" in decisions
    assert "One mail may have arrived or not" in decisions
    assert "can go out" not in decisions
    scene.meanwhile(busy)
    assert "The correction for Hattem can go out" in section(marieke.get("/console/"), "decide")


def test_what_nobody_has_to_decide_is_not_there(busy: Kring, marieke: Browser) -> None:
    assert scene.AGENCY.address not in marieke.get("/console/").text


def test_an_offer_is_shown_with_its_end(busy: Kring, marieke: Browser) -> None:
    busy.reply(ANNA, "Ik moet helaas toch afzeggen.")
    decisions = section(marieke.get("/console/"), "decide")
    assert "Hanneke Mulder is offered a place" in decisions
    assert "lapses by itself on Sat 15 Jul, 12:00" in decisions


def test_the_letters_to_come_are_in_the_order_of_time(busy: Kring, marieke: Browser) -> None:
    page = marieke.get("/console/")
    rows = [one.text() for one in page.tree.css(".agenda > li")]
    assert f"/console/meetings/{HATTEM}/rehearsal/reminder" in page.links()
    assert not [row for row in rows if "invitation" in row], "of that nothing is left to send"
    assert "Fri 11 Aug, 09:00" in rows[0]
    assert "reminder" in rows[0]
    assert "starts by itself" in rows[0]
    assert "recap" in rows[-1]
    assert "waits for your word" in rows[-1]


def test_a_run_that_goes_out_comes_first(kring: Kring, come: Come) -> None:
    kring.hattem()
    kring.enlist(ANNA, BART)
    kring.post.outcomes[ANNA.address] = AWAY
    kring.invite()
    first = come().get("/console/").first(".agenda > li").text()
    assert "now" in first
    assert "invitation" in first


def test_places_and_answers_are_those_of_the_meeting(busy: Kring, marieke: Browser) -> None:
    standing = section(marieke.get("/console/"), "meeting")
    assert "Thursday afternoon 5 of 5 taken, 1 wait in line" in standing
    assert "4 of 5 taken" in standing
    for words in ("Invited 10", "Answered 7", "Yes 5", "On the waiting list 1", "No 1", "Silent 3"):
        assert words in standing


def test_a_meeting_that_is_off_is_not_the_next(kring: Kring, marieke: Browser) -> None:
    kring.hattem()
    assert "Hattem" in section(marieke.get("/console/"), "meeting")
    kring.do(CancelMeeting(HATTEM))
    assert "No meeting lies ahead" in section(marieke.get("/console/"), "meeting")


def test_a_paused_house_says_so_on_every_page(kring: Kring, marieke: Browser) -> None:
    kring.do(PauseHouse("the wrong letter"))
    for path in ("/console/", "/console/account"):
        assert "the wrong letter" in marieke.get(path).first(".strip.warns").text()
    kring.do(ReleaseHouse(Waiting.SEND))
    assert marieke.get("/console/").tree.css_first(".strip.warns") is None


def test_a_sandbox_is_called_one(marieke: Browser) -> None:
    assert "no mail can leave" in marieke.get("/console/").first(".strip").text()


def test_times_are_those_of_the_meeting_in_the_coordinators_language(busy: Kring, come: Come) -> None:
    page = come(MARIEKE, language="nl").get("/console/")
    assert "vr 11 aug, 09:00" in page.said
    assert "herinnering" in page.said


def test_bars_are_as_long_as_what_they_show(kring: Kring) -> None:
    kring.hattem(capacity=4)
    both = {"dayparts": list(kring.meeting().daypart_keys), "guests": []}
    rows = [
        {**both, "state": "accepted", "guests": ["Els"]},
        {**both, "state": "offered"},
        {**both, "state": "waitlisted"},
    ]
    (first, *_) = places(kring.meeting(), rows)
    assert (first.taken, first.offered, first.waiting, first.free) == (2, 1, 1, 1)
    assert (first.taken_wide, first.held_wide) == (WIDE / 2, WIDE * 3 / 4)


def test_a_funnel_of_nobody_has_no_bars() -> None:
    assert {(one.many, one.wide) for one in funnel(0, {}, 10)} == {(0, 0.0)}


def test_a_funnel_says_where_counting_stopped() -> None:
    shares = {one.key: one for one in funnel(11, {RegistrationState.ACCEPTED: 1}, 10)}
    assert shares["invited"].more
    assert not shares["yes"].more


def test_who_answered_uninvited_does_not_burst_the_bars() -> None:
    shares = funnel(0, {RegistrationState.ACCEPTED: 3}, 10)
    assert max(one.wide for one in shares) == WIDE
    assert min(one.many for one in shares) == 0
