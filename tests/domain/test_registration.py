"""Places, the waiting list, and what an answer may turn a registration into."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.domain.errors import Refused
from mailer.domain.registration import (
    REGISTRATION_MOVES,
    Registration,
    RegistrationState,
    after_no,
    first_in_line,
    fits,
    place_in_line,
    places_taken,
)
from mailer.domain.states import move
from mailer.settings import meeting_file

S = RegistrationState
HATTEM = replace(meeting_file.read(Path("config/meetings/hattem-2017.toml")), capacity=2)
ALL = HATTEM.daypart_keys
NOON = datetime(2017, 8, 1, 12, tzinfo=UTC)


def registered(
    person: int, state: S = S.ACCEPTED, parts: tuple[str, ...] = ALL, **more: object
) -> Registration:
    return replace(Registration("hattem-2017", person, state, parts, id=person), **more)  # type: ignore[arg-type]


def test_two_places_are_for_two_people() -> None:
    anna, bart, carla = registered(1), registered(2), registered(3, S.INVITED)
    assert fits(HATTEM, carla, [anna])
    assert not fits(HATTEM, carla, [anna, bart])


def test_who_changes_an_answer_does_not_stand_in_the_own_way() -> None:
    anna, bart = registered(1), registered(2)
    assert fits(HATTEM, replace(anna, dayparts=ALL[:1]), [anna, bart])


def test_places_are_counted_per_daypart() -> None:
    thursday, everything = registered(1, parts=ALL[:1]), registered(2)
    assert places_taken([thursday, everything]) == {ALL[0]: 2, ALL[1]: 1, ALL[2]: 1}
    assert not fits(HATTEM, registered(3), [thursday, everything])
    assert fits(HATTEM, registered(3, parts=ALL[1:]), [thursday, everything])


def test_a_guest_takes_a_chair_too() -> None:
    assert not fits(HATTEM, registered(2, guests=("Bram",)), [registered(1)])
    assert fits(HATTEM, registered(2, guests=("Bram",)), [])


def test_an_offered_place_is_held() -> None:
    assert not fits(HATTEM, registered(3), [registered(1), registered(2, S.OFFERED)])


def test_the_first_in_line_is_who_has_waited_longest() -> None:
    late = registered(3, S.WAITLISTED, waiting_since=NOON + timedelta(hours=1))
    early = registered(4, S.WAITLISTED, waiting_since=NOON)
    assert first_in_line(HATTEM, [registered(1), late, early]) == early
    assert (place_in_line(4, [late, early]), place_in_line(3, [late, early])) == (1, 2)
    assert place_in_line(1, [late, early]) == 0


def test_nobody_is_first_in_line_while_the_house_is_full() -> None:
    waiting = registered(3, S.WAITLISTED, waiting_since=NOON)
    assert first_in_line(HATTEM, [registered(1), registered(2), waiting]) is None


def test_whom_the_free_places_do_not_fit_is_passed_over_for_the_next() -> None:
    full_thursday = [registered(1, parts=ALL[:1]), registered(2, parts=ALL[:1])]
    first = registered(3, S.WAITLISTED, waiting_since=NOON)
    second = registered(4, S.WAITLISTED, ALL[2:], waiting_since=NOON + timedelta(hours=1))
    assert first_in_line(HATTEM, [*full_thursday, first, second]) == second


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (S.INVITED, S.DECLINED),
        (S.DECLINED, S.DECLINED),
        (S.TENTATIVE, S.DECLINED),
        (S.ACCEPTED, S.WITHDRAWN),
        (S.WAITLISTED, S.WITHDRAWN),
        (S.OFFERED, S.WITHDRAWN),
        (S.LAPSED, S.WITHDRAWN),
        (S.WITHDRAWN, S.WITHDRAWN),
    ],
)
def test_a_no_leads_somewhere_legal_from_everywhere(state: S, after: S) -> None:
    assert after_no(state) is after
    assert state is after or after in REGISTRATION_MOVES[state]


def test_a_lapsed_offer_is_not_accepted_by_magic() -> None:
    with pytest.raises(Refused, match="can't go from absent to accepted"):
        move(REGISTRATION_MOVES, S.ABSENT, S.ACCEPTED)


def test_every_state_has_its_line_in_the_table() -> None:
    assert set(REGISTRATION_MOVES) == set(S)


@given(
    asked=st.lists(
        st.tuples(st.sets(st.sampled_from(ALL), min_size=1), st.integers(0, 2)), min_size=1, max_size=30
    )
)
def test_whoever_is_let_in_by_fits_never_overfills_a_daypart(asked: list[tuple[set[str], int]]) -> None:
    meeting = replace(HATTEM, capacity=5)
    inside: list[Registration] = []
    for number, (parts, guests) in enumerate(asked):
        one = registered(number, parts=tuple(parts), guests=("G",) * guests)
        if fits(meeting, one, inside):
            inside.append(one)
    assert all(count <= 5 for count in places_taken(inside).values())
