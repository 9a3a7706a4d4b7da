"""The day-parts a meeting usually has."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from mailer.domain.dayparts import usual_dayparts, usual_keys

ZONE = ZoneInfo("Europe/Amsterdam")


def parts(starts: str, ends: str, languages: tuple[str, ...] = ("nl", "en")) -> list[str]:
    found = usual_dayparts(at(starts), at(ends), languages)
    return [f"{part.key} {part.starts:%d %H:%M}-{part.ends:%d %H:%M}" for part in found]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2017-09-{text}").replace(tzinfo=ZONE)


def test_from_thursdays_lunch_to_fridays_lunch_as_in_hattem() -> None:
    assert parts("14T12:00", "15T13:30") == [
        "thu-afternoon 14 12:00-14 17:30",
        "thu-evening 14 18:00-14 22:00",
        "fri-morning 15 09:00-15 13:30",
    ]


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        ("14T10:00", "14T16:00", ["thu-morning 14 10:00-14 12:30", "thu-afternoon 14 12:30-14 16:00"]),
        ("14T08:00", "14T12:00", ["thu-morning 14 08:00-14 12:00"]),
        ("14T18:00", "14T23:30", ["thu-evening 14 18:00-14 23:30"]),
        ("14T10:00", "14T11:00", ["thu 14 10:00-14 11:00"]),
        ("14T17:00", "14T19:00", ["thu 14 17:00-14 19:00"]),
        ("14T20:00", "15T10:30", ["thu-evening 14 20:00-14 22:00", "fri-morning 15 09:00-15 10:30"]),
    ],
)
def test_they_begin_and_end_with_the_meeting(starts: str, ends: str, expected: list[str]) -> None:
    assert parts(starts, ends) == expected


def test_their_names_are_in_the_languages_we_have_words_for() -> None:
    (one,) = usual_dayparts(at("14T18:00"), at("14T22:00"), ("nl", "en", "de"))
    assert one.name == {"nl": "Donderdagavond", "en": "Thursday evening"}
    (one,) = usual_dayparts(at("14T18:00"), at("14T22:00"), ("de",))
    assert one.name == {"en": "Thursday evening"}


def test_a_meeting_that_ends_before_it_starts_has_one_for_the_mistake_to_be_told_of() -> None:
    assert parts("15T12:00", "14T12:00") == ["fri 15 12:00-14 12:00"]


def test_a_week_has_no_two_days_of_one_name() -> None:
    assert parts("14T12:00", "21T12:00") == []
    keys = [part.partition(" ")[0] for part in parts("14T12:00", "20T23:00")]
    assert len(keys) == len(set(keys))


def test_keys_say_day_and_time_of_day_and_two_parts_of_one_evening_differ() -> None:
    starts = [at("14T09:00"), at("14T12:00"), at("14T17:30"), at("14T21:00"), at("15T09:00")]
    assert usual_keys(starts) == (
        "thu-morning",
        "thu-afternoon",
        "thu-evening",
        "thu-evening-2",
        "fri-morning",
    )
