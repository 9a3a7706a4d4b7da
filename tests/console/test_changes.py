"""A meeting moved, cancelled, closed, and who was there: shown first, and done after a second word."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from mailer.domain.commands import CloseMeeting, MoveMeeting, StartRun
from mailer.domain.coordinator import Role
from mailer.domain.errors import Refused
from mailer.domain.meeting import MeetingState
from mailer.domain.registration import RegistrationState
from mailer.domain.timeline import Status
from mailer.service.runs import timeline_of
from mailer.service.work import Work
from tests.console.browser import Browser
from tests.console.conftest import OMAR, Come
from tests.service.kring import ANNA, BART, HATTEM, MARIEKE, Kring

PAGE = f"/console/meetings/{HATTEM}"


def test_a_move_is_shown_first_and_done_after_a_second_word(busy: Kring, marieke: Browser) -> None:
    page = marieke.get(f"{PAGE}/move")
    page = marieke.get(f"{PAGE}/move?{urlencode({'day': '2017-09-21', 'time': '12:00', 'deadline': ''})}")
    assert "Thu 21 Sept 2017, 12:00 – Fri 22 Sept, 13:30" in page.said
    assert "Friday 8 September 2017" in page.said, "the deadline moves along"
    assert "11 people were told of it and hear of the change." in page.said
    assert busy.meeting().revision == 0, "nothing is done yet"
    page = marieke.submit(page, "#move", {"why": "the town hall is painted"})
    assert "The meeting is moved" in page.said
    assert busy.meeting().starts.day == 21
    assert "correction" in busy.waiting()
    assert page.status == 200
    assert "The correction waits for your word" in page.said, "and leads to it"
    with busy.look() as store:
        assert store.journal.lines(meeting=HATTEM)[-1].why == "the town hall is painted"


def test_the_weekdays_in_the_names_of_the_parts_follow_the_move(busy: Kring, marieke: Browser) -> None:
    page = marieke.get(f"{PAGE}/move?{urlencode({'day': '2017-09-18', 'time': '12:00', 'deadline': ''})}")
    assert "Monday afternoon Mon 18 Sept, 12:00" in page.said
    assert "was called Thursday afternoon" in page.said
    marieke.submit(page, "#move", {"why": "the town hall is painted"})
    assert busy.meeting().dayparts[0].name["nl"] == "Maandagmiddag"
    assert busy.meeting().daypart_keys[0] == "thu-afternoon", "people are registered by it"
    busy.reply(BART, "Ik kom toch alleen maandagmiddag.")
    found = busy.registration(BART)
    assert found is not None
    assert found.dayparts == ("thu-afternoon",), "and is read by its new name"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"day": "2017-01-12", "time": "12:00"}, "That moment is past"),
        ({"day": "2017-09-14", "time": "12:00"}, "starts then already"),
        ({"day": "2017-09-21", "time": "12:00", "deadline": "2017-09-22"}, "would come after the start"),
        ({"day": "sometime"}, "no day or no time"),
        ({"day": "2017-09-21", "time": "25:00"}, "no day or no time"),
        ({"day": "9999-12-31", "time": "12:00"}, "no day or no time"),
        ({"day": "2017-09-21", "deadline": '"><script>'}, "no day or no time"),
    ],
)
def test_a_date_that_can_not_be_is_said_to_be_wrong_and_how(
    busy: Kring, marieke: Browser, asked: dict[str, str], words: str
) -> None:
    page = marieke.get(f"{PAGE}/move?{urlencode(asked)}")
    assert words in page.first("[role='alert']").text()
    assert page.tree.css("#move") == []
    token = page.form("footer form")[1]["form_token"][0]
    page = marieke.post(f"{PAGE}/move", {**asked, "revision": "0", "form_token": token})
    assert page.status == 409
    assert busy.meeting().revision == 0


def test_what_was_shown_of_a_meeting_that_changed_meanwhile_is_not_done(
    busy: Kring, marieke: Browser
) -> None:
    shown = marieke.get(f"{PAGE}/cancel")
    busy.do(MoveMeeting(HATTEM, busy.meeting().starts.replace(day=21)))
    page = marieke.submit(shown, "#cancel")
    assert (page.status, "has changed since" in page.said) == (409, True)
    assert busy.meeting().state is MeetingState.ANNOUNCED


def test_a_cancellation_is_shown_first_with_what_stops(busy: Kring, marieke: Browser) -> None:
    busy.do(MoveMeeting(HATTEM, busy.meeting().starts.replace(day=21)))
    page = marieke.get(f"{PAGE}/cancel")
    assert "there is no way back" in page.said
    assert "Anna de Wit" in page.said
    assert "correction" in page.first("section[aria-labelledby='stops-head'] li").text()
    page = marieke.submit(page, "#cancel")
    assert "The meeting is cancelled" in page.said
    assert busy.meeting().state is MeetingState.CANCELLED
    assert busy.waiting() == ["cancelled"]
    assert marieke.get(PAGE).tree.css(f"a[href='{PAGE}/move']") == []


def test_answers_are_closed_by_hand_and_nobody_is_asked_any_more(busy: Kring, marieke: Browser) -> None:
    page = marieke.get(f"{PAGE}/close")
    assert "opened again only by another date" in page.said
    assert "The answers are closed" in marieke.submit(page, "#close").said
    assert busy.meeting().state is MeetingState.CLOSED
    meeting = busy.meeting()
    with busy.look() as store:
        work = Work(store, busy.app.house, busy.now, MARIEKE)
        asking = {one.step.key: one.status for one in timeline_of(work, meeting)}
    assert asking["reminder"] is asking["last-call"] is Status.OFF
    assert asking["practical-information"] is Status.FUTURE
    assert marieke.get(f"{PAGE}/close").tree.css("#close") == []


def test_a_reader_sees_what_it_would_lead_to_and_no_button(busy: Kring, come: Come) -> None:
    omar = come(OMAR, role=Role.READER)
    for path in ("/move?day=2017-09-21", "/cancel", "/close"):
        page = omar.get(PAGE + path)
        assert page.status == 200
        assert page.tree.css("main form[method='post']") == [], path


def test_who_was_there_is_written_down_afterwards(busy: Kring, come: Come) -> None:
    assert "has not begun" in come().get(f"{PAGE}/attendance").said
    busy.now = busy.meeting().ends + timedelta(hours=2)
    busy.tick()
    marieke = come()
    page = marieke.get(f"{PAGE}/attendance")
    anna, bart = busy.person(ANNA), busy.person(BART)
    wished = {f"person-{anna}": "attended", f"person-{bart}": "absent", "person-99": "attended"}
    page = marieke.submit(page, "#attendance", wished)
    assert "is written down" in page.said
    states = {one: busy.registration(one) for one in (ANNA, BART)}
    assert [found and found.state for found in states.values()] == [
        RegistrationState.ATTENDED,
        RegistrationState.ABSENT,
    ]
    _, fields = page.form("#attendance")
    assert (fields[f"person-{anna}"], fields[f"person-{bart}"]) == (["attended"], ["absent"])
    page = marieke.submit(page, "#attendance", {f"person-{bart}": "attended"})
    found = busy.registration(BART)
    assert found is not None
    assert found.state is RegistrationState.ATTENDED, "a slip of the pen is mended"


def test_of_many_who_come_the_first_are_shown_and_the_others_page_after_page(
    busy: Kring, marieke: Browser
) -> None:
    page = marieke.get(f"{PAGE}/registered/come")
    assert (page.heading, len(page.tree.css(".rows > li"))) == ("Who comes", 5)
    second = page.tree.css(".rows a[href*='/people/']")[1]
    with busy.look() as store:
        rows = store.views.registered_as(HATTEM, ["accepted"])
        rest = store.views.registered_as(HATTEM, ["accepted"], after=rows[1]["id"])
        line = store.views.in_line(HATTEM)
        assert store.views.in_line(HATTEM, after=line[0]["id"]) == line[1:]
    assert second.text() == rows[1]["name"]
    assert rest == rows[2:]
    page = marieke.get(f"{PAGE}/registered/come?after={rows[1]['id']}")
    assert len(page.tree.css(".rows > li")) == 3
    for path in ("nothing", "__class__", "%00"):
        assert marieke.get(f"{PAGE}/registered/{path}").status == 404
    assert marieke.get(f"{PAGE}/registered/come?after=" + "9" * 5000).status == 200


def test_a_deadline_after_the_new_start_is_refused_by_whoever_asks(busy: Kring) -> None:
    starts = busy.meeting().starts.replace(day=21)
    with pytest.raises(Refused, match="would be after the start"):
        busy.do(MoveMeeting(HATTEM, starts, starts.date() + timedelta(days=1)))
    busy.do(CloseMeeting(HATTEM))
    busy.do(MoveMeeting(HATTEM, starts, starts.date()))
    busy.do(StartRun(busy.run("correction").id))
