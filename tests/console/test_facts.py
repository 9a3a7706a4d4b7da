"""A meeting's facts changed, or a new meeting made: shown first, and what is wrong said at its field."""

from collections.abc import Mapping

import pytest

from mailer.domain.commands import CancelMeeting, CloseMeeting, StartRun
from mailer.domain.coordinator import Role
from mailer.domain.meeting import Meeting, MeetingState
from mailer.domain.registration import RegistrationState
from tests.console.browser import Browser, Page
from tests.console.conftest import OMAR, Come
from tests.service.kring import ANNA, HATTEM, Kring

PAGE = f"/console/meetings/{HATTEM}"
NEW = "/console/new-meeting"


def shown(browser: Browser, wished: Mapping[str, str]) -> Page:
    """Fill in the form for the meeting in Hattem, and ask what it leads to."""
    return browser.submit(browser.get(f"{PAGE}/facts"), "#facts", wished)


def test_a_new_place_is_shown_first_and_who_was_told_the_old_one_hears_of_it(
    busy: Kring, marieke: Browser
) -> None:
    assert f"{PAGE}/facts" in marieke.get(PAGE).links()
    page = shown(marieke, {"venue": "De Schouwburg <b>", "hotel-price": "95", "programme-nl": "- lunch"})
    assert "House or hall It was Stadhuis Hattem It becomes De Schouwburg <b>" in page.said
    assert "Price of a night It was nothing It becomes 95" in page.said
    assert "11 people were told of it and hear of the change." in page.said
    assert busy.meeting().host.venue == "Stadhuis Hattem", "nothing is done yet"
    page = marieke.submit(page, "#change", {"why": "the town hall is painted"})
    assert "The facts are changed" in page.said
    found = busy.meeting()
    assert (found.host.venue, found.revision) == ("De Schouwburg <b>", 1)
    assert found.programme == {"nl": "- lunch"}
    assert found.dayparts == busy.meeting().dayparts
    busy.do(StartRun(busy.run("correction").id))
    busy.settle()
    assert "De Schouwburg" in busy.mails_to(ANNA)[-1].text


def test_what_was_shown_is_gone_back_from_and_a_second_change_meanwhile_is_noticed(
    busy: Kring, marieke: Browser
) -> None:
    first = shown(marieke, {"address": "Kerkplein 2, 8051 EZ Hattem"})
    path, fields = first.form("#change")
    again = marieke.post(f"{path}/look", {**fields, "again": "1"})
    assert again.form("#facts")[1]["address"] == ["Kerkplein 2, 8051 EZ Hattem"]
    marieke.submit(shown(marieke, {"capacity": "6"}), "#change")
    assert busy.meeting().capacity == 6
    assert busy.meeting().revision == 0, "how many can come was told to nobody"
    page = marieke.submit(first, "#change")
    assert (page.status, "has changed since" in page.said) == (409, True)


def test_more_places_are_offered_at_once_and_fewer_cost_nobody_a_place(busy: Kring, marieke: Browser) -> None:
    page = shown(marieke, {"capacity": "3"})
    assert "Nobody loses a place" in page.said
    assert "nobody to write to" in page.said
    page = shown(marieke, {"capacity": "9"})
    assert "is offered a place by mail, at once" in page.said
    marieke.submit(page, "#change")
    with busy.look() as store:
        states = [one.state for one in store.registrations.of_meeting(HATTEM)]
    assert RegistrationState.OFFERED in states
    assert RegistrationState.WAITLISTED not in states


def test_a_later_last_day_opens_answers_that_were_closed(busy: Kring, marieke: Browser) -> None:
    busy.do(CloseMeeting(HATTEM))
    page = shown(marieke, {"deadline": "2017-09-05"})
    assert "Friday 1 September 2017 It becomes Tuesday 5 September 2017" in page.said
    assert "open again until Tuesday 5 September 2017" in page.said
    marieke.submit(page, "#change")
    assert busy.meeting().state is MeetingState.ANNOUNCED


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("theme-nl", "", "in one language at least"),
        ("venue", "", "Write it on one line"),
        ("address", "x" * 501, "Write it on one line"),
        ("deadline", "2017-09-15", "no later than the day the meeting begins"),
        ("deadline", "sometime", "Choose a day"),
        ("capacity", "0", "a whole number, 1 or more"),
        ("capacity", "9" * 30, "a whole number, 1 or more"),
        ("most", "100", "no lower than the other one"),
        ("hotel", "", "or leave its address and price empty too"),
        ("hotel-price", "-3", "Write a whole amount, or nothing"),
        ("part-1-name-nl", "", "Write what this part is called"),
        ("part-2-starts", "2017-09-13T18:00", "Choose a moment within the meeting"),
        ("part-2-ends", "2017-09-14T17:00", "after the part begins"),
        ("part-3-ends", '"><script>', "Choose a moment within the meeting"),
        ("programme-nl", "[kaart](http://kaart.example)", "links begin with https:"),
    ],
)
def test_what_can_not_be_is_said_at_its_field_and_nothing_typed_is_lost(
    busy: Kring, marieke: Browser, field: str, typed: str, words: str
) -> None:
    extra = {"theme-en": "", "part-1-name-en": ""} if typed == "" and "-nl" in field else {}
    extra |= {"hotel-price": "95"} if field == "hotel" else {}
    page = shown(marieke, {**extra, field: typed})
    assert page.status == 409
    assert words in page.first(f"#{field}-wrong").text()
    assert f"#{field}" in page.links()
    assert page.form("#facts")[1][field] == [typed]
    assert busy.meeting().revision == 0


def test_no_change_is_none_and_what_is_over_stays(busy: Kring, marieke: Browser, come: Come) -> None:
    assert "Nothing is different" in shown(marieke, {}).said
    omar = come(OMAR, role=Role.READER)
    for path in (f"{PAGE}/facts", NEW, f"{NEW}?day=2018-03-15&time=12:00&end=13:30"):
        page = omar.get(path)
        assert (page.status, page.tree.css("main form")) == (200, []), path
    held = marieke.get(f"{PAGE}/facts")
    busy.do(CancelMeeting(HATTEM))
    assert marieke.submit(held, "#facts", {"venue": "Elders"}).status == 409
    assert marieke.get(f"{PAGE}/facts").tree.css("main form") == []


def test_the_next_meeting_begins_as_the_last_one_was(busy: Kring, marieke: Browser) -> None:
    assert NEW in marieke.get("/console/meetings").links()
    page = marieke.get(NEW)
    _, days = page.form("#days")
    assert (days["day"], days["time"], days["end"]) == (["2018-03-15"], ["12:00"], ["13:30"])
    page = marieke.get(f"{NEW}?day=2018-03-19&time=12:00&last=&end=13:30")
    _, fields = page.form("#facts")
    assert fields["municipality"] == ["Hattem"]
    assert fields["theme-nl"] == [""]
    assert fields["part-1-name-nl"] == ["Maandagmiddag"], "19 March 2018 is a Monday"
    assert fields["deadline"] == ["2018-03-06"]
    wished = {"theme-nl": "Wonen", "municipality": "'s-Gravenmoer", "venue": "De Brink", "address": "Brink 1"}
    page = marieke.submit(page, "#facts", {**wished, "part-3-name-nl": "", "part-3-name-en": ""})
    assert "11 people are on the list now" in page.said
    assert "Part 1: Name Nederlands Maandagmiddag" in page.said
    assert "save the date" in page.said.lower()
    assert len(made(busy)) == 1, "nothing is done yet"
    page = marieke.submit(page, "#announce", {"why": "voted for"})
    assert "The meeting is announced" in page.said
    _, found = made(busy)
    assert (found.key, found.state, found.theme) == (
        "s-gravenmoer-2018",
        MeetingState.ANNOUNCED,
        {"nl": "Wonen"},
    )
    assert found.daypart_keys == ("mon-afternoon", "mon-evening")
    assert found.capacity == 5


def made(kring: Kring) -> list[Meeting]:
    with kring.look() as store:
        return sorted(store.meetings.all(), key=lambda one: one.starts)


def test_a_double_click_announces_once_and_another_meeting_of_that_place_gets_a_key_of_its_own(
    busy: Kring, marieke: Browser
) -> None:
    page = marieke.get(f"{NEW}?day=2018-03-15&time=12:00&last=2018-03-15&end=17:00")
    assert page.form("#facts")[1]["part-1-name-nl"] == ["Donderdagmiddag"], "the usual parts of a shorter one"
    ready = marieke.submit(page, "#facts", {"theme-nl": "Wonen"})
    marieke.submit(ready, "#announce")
    page = marieke.submit(ready, "#announce")
    assert (page.status, "is there already" in page.said) == (409, True)
    page = marieke.get(f"{NEW}?day=2018-10-18&time=12:00&last=&end=17:00")
    marieke.submit(marieke.submit(page, "#facts", {"theme-nl": "Werk"}), "#announce")
    assert [one.key for one in made(busy)] == [HATTEM, "hattem-2018", "hattem-2018-2"]


def test_the_first_meeting_of_a_house_is_made_without_a_last_one(kring: Kring, marieke: Browser) -> None:
    page = marieke.get(f"{NEW}?day=2017-09-14&time=12:00&last=2017-09-15&end=13:30")
    _, fields = page.form("#facts")
    assert (fields["capacity"], fields["deadline"]) == (["15"], ["2017-08-31"])
    page = marieke.submit(page, "#facts", {"theme-nl": "Wonen"})
    assert page.status == 409
    assert "Write it on one line" in page.first("#venue-wrong").text()
    place = {"theme-nl": "Wonen", "municipality": "Hattem", "venue": "Stadhuis", "address": "Markt 1"}
    marieke.submit(marieke.submit(page, "#facts", place), "#announce")
    assert made(kring)[0].daypart_keys == ("thu-afternoon", "thu-evening", "fri-morning")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ("day=2017-01-12&time=12:00&last=&end=13:00", "That moment is past"),
        ("day=2018-03-15&time=12:00&last=2018-03-14&end=13:00", "before it begins"),
        ("day=2018-03-15&time=12:00&last=2018-04-14&end=13:00", "a week at most"),
        ("day=2018-03-25&time=02:30&last=&end=13:00", "clocks skip that hour"),
        ("day=sometime&time=12:00&last=&end=13:00", "no day or no time"),
        ("day=9999-12-31&time=12:00&last=&end=13:00", "no day or no time"),
        ("day=2018-03-15", "no day or no time"),
    ],
)
def test_days_that_can_not_be_are_said_to_be_wrong_and_how(
    busy: Kring, marieke: Browser, days: str, words: str
) -> None:
    page = marieke.get(f"{NEW}?{days}")
    assert words in page.first("[role='alert']").text()
    assert page.form("#days")[1]["day"] == [days.partition("&")[0].partition("=")[2][:10]]
