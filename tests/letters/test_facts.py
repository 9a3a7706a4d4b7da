"""Facts in words: dates, times, money and choices as a letter says them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from mailer.domain.meeting import Costs
from mailer.domain.registration import Registration, RegistrationState
from mailer.letters import dates
from mailer.letters.facts import answer_facts, meeting_facts
from mailer.letters.sample import MEETING


@pytest.mark.parametrize(
    ("first", "last", "dutch", "english"),
    [
        ((2017, 9, 14), (2017, 9, 14), "donderdag 14 september 2017", "Thursday 14 September 2017"),
        (
            (2017, 9, 14),
            (2017, 9, 15),
            "donderdag 14 en vrijdag 15 september 2017",
            "Thursday 14 and Friday 15 September 2017",
        ),
        (
            (2017, 9, 14),
            (2017, 9, 16),
            "donderdag 14 tot en met zaterdag 16 september 2017",
            "Thursday 14 to Saturday 16 September 2017",
        ),
        (
            (2017, 8, 31),
            (2017, 9, 1),
            "donderdag 31 augustus en vrijdag 1 september 2017",
            "Thursday 31 August and Friday 1 September 2017",
        ),
        (
            (2017, 12, 31),
            (2018, 1, 1),
            "zondag 31 december 2017 en maandag 1 januari 2018",
            "Sunday 31 December 2017 and Monday 1 January 2018",
        ),
    ],
)
def test_days_say_once_what_they_share(
    first: tuple[int, int, int], last: tuple[int, int, int], dutch: str, english: str
) -> None:
    assert dates.days(date(*first), date(*last), "nl") == dutch
    assert dates.days(date(*first), date(*last), "en") == english


def test_a_meeting_in_dutch_words() -> None:
    said = meeting_facts(MEETING, "nl")
    assert said.date == "donderdag 11 en vrijdag 12 september 2031"
    assert said.short_date == "11 en 12 september"
    assert (said.starts, said.ends) == ("do 11 sep, 12:00", "vr 12 sep, 13:30")
    assert said.deadline == "vrijdag 29 augustus 2031"
    assert said.costs == "€ 300 tot € 450"
    assert said.hotel
    assert said.hotel.price == "€ 105"
    assert [part.name for part in said.dayparts] == ["donderdagmiddag", "donderdagavond", "vrijdagochtend"]
    assert said.choices == ("donderdag", "donderdagmiddag", "donderdagavond", "vrijdagochtend")


def test_a_meeting_in_english_words() -> None:
    said = meeting_facts(MEETING, "en")
    assert said.costs == "€300 to €450"
    assert said.choices[:2] == ("Thursday", "Thursday afternoon")
    assert dates.within("Donderdagmiddag", "nl") == "donderdagmiddag"
    assert dates.within("thursday evening with dinner", "en") == "Thursday evening with dinner"
    assert dates.within("Diner", "nl") == "Diner"
    assert said.theme == "What a neighbourhood knows & can do"


def test_what_is_not_known_is_empty() -> None:
    bare = replace(MEETING, hotel=None, costs=None, programme={}, dayparts=MEETING.dayparts[:1])
    said = meeting_facts(bare, "nl")
    assert (said.hotel, said.costs, said.programme, said.choices) == (None, "", "", ())


def test_one_price_is_no_range() -> None:
    assert dates.price_range(Costs(1250, 1250), "en") == "€1,250"


def test_parts_of_one_day_are_no_choice_of_days() -> None:
    said = meeting_facts(replace(MEETING, dayparts=MEETING.dayparts[:2]), "nl")
    assert said.choices == ("donderdagmiddag", "donderdagavond")


def test_a_part_that_ends_after_midnight_says_its_day() -> None:
    late = replace(MEETING.dayparts[1], ends=MEETING.dayparts[1].ends.replace(day=12, hour=1))
    said = meeting_facts(replace(MEETING, dayparts=(late,)), "nl")
    assert said.dayparts[0].ends == "vr 12 sep, 01:00"


def test_an_answer_is_said_in_the_order_of_the_programme_and_in_the_meetings_zone() -> None:
    answered = Registration(
        meeting=MEETING.key,
        person=1,
        state=RegistrationState.OFFERED,
        dayparts=("fri-morning", "thu-afternoon"),
        hotel=False,
        offered_until=datetime(2031, 9, 1, 15, 0, tzinfo=UTC),
    )
    said = answer_facts(answered, MEETING, "nl", position=2)
    assert [part.name for part in said.dayparts] == ["donderdagmiddag", "vrijdagochtend"]
    assert said.until == "ma 1 sep, 17:00"
    assert (said.hotel, said.position, said.gave_up) == (False, 2, False)
