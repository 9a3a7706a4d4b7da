"""What the house may do by itself about a mail of which nobody knows whether it arrived."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailer.domain.delivery import Delivery, DeliveryState
from mailer.domain.unknown import PATIENCE, Held, Resolution, Unknown, after_a_look, goes_again

NOON = datetime(2017, 7, 13, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=1)
ANNAS = Delivery(
    "invitation",
    1,
    "anna.dewit@zwolle.example",
    "kring",
    "digest",
    {},
    "id-1@kring.example",
    NOON,
    NOON,
    state=DeliveryState.UNKNOWN,
)
LOST = Unknown(ANNAS, NOON, 1)


def test_it_goes_again_after_its_first_unknown_attempt() -> None:
    assert goes_again(LOST, None)
    assert goes_again(LOST, NOON - timedelta(days=1))


@pytest.mark.parametrize(
    "one",
    [
        replace(LOST, times=2),
        replace(LOST, times=0),
        replace(LOST, held=Held.LEFT),
        replace(LOST, held=Held.NOT_FOUND),
    ],
)
def test_it_never_goes_again_twice_nor_when_a_person_has_the_word(one: Unknown) -> None:
    assert not goes_again(one, None)


@pytest.mark.parametrize("released_at", [NOON, LATER])
def test_what_was_unknown_before_the_house_was_released_is_left_to_a_person(released_at: datetime) -> None:
    assert not goes_again(LOST, released_at)


def test_what_is_found_was_sent_however_late_it_is_looked_for() -> None:
    assert after_a_look(LOST, LATER, there=True) is Resolution.SENT
    assert after_a_look(LOST, NOON + 2 * PATIENCE, there=True) is Resolution.SENT


def test_what_is_not_found_is_looked_for_again_and_then_held() -> None:
    assert after_a_look(LOST, NOON + PATIENCE - timedelta(seconds=1), there=False) is None
    assert after_a_look(LOST, NOON + PATIENCE, there=False) is Held.NOT_FOUND
