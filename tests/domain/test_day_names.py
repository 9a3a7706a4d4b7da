"""A meeting that moves to other weekdays is not called by the old ones."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailer.domain.day_names import following, renamed
from mailer.letters.dates import weekday_names
from tests.domain.scene import meeting


@pytest.mark.parametrize(
    ("language", "text", "days", "becomes"),
    [
        ("nl", "Donderdagmiddag", 4, "Maandagmiddag"),
        (
            "nl",
            "donderdagavond met diner, vrijdag naar huis",
            -3,
            "maandagavond met diner, dinsdag naar huis",
        ),
        ("en", "Thursday afternoon", 5, "Tuesday afternoon"),
        ("en", "Mondays and THURSDAY", 1, "Tuesdays and Friday"),
        ("de", "Donnerstagnachmittag", -3, "Montagnachmittag"),
        ("fr", "jeudi après-midi", 1, "vendredi après-midi"),
        ("fy", "tongersdeitemiddei", 1, "freedtemiddei"),
        ("nl", "Witte donderdag", 7, "Witte donderdag"),
        ("nl", "Middag met lunch", 4, "Middag met lunch"),
        ("xx", "Donderdag", 4, "Donderdag"),
    ],
)
def test_each_weekday_moves_along(language: str, text: str, days: int, becomes: str) -> None:
    assert following(text, days, weekday_names(language)) == becomes


def test_parts_and_programme_follow_the_move_and_the_keys_stay() -> None:
    before = replace(meeting(), programme={"nl": "Donderdag: diner. Vrijdag: wandeling."})
    after = renamed(before, before.moved(before.starts + timedelta(days=4)), weekday_names)
    assert after.daypart_keys == before.daypart_keys
    for old, new in zip(before.dayparts, after.dayparts, strict=True):
        assert (old.name, new.name) == ({"nl": "Donderdagmiddag"}, {"nl": "Maandagmiddag"})
    assert after.programme == {"nl": "Maandag: diner. Dinsdag: wandeling."}
    back = renamed(after, after.moved(before.starts), weekday_names)
    assert (back.dayparts, back.programme) == (before.dayparts, before.programme)
