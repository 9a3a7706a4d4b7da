"""Cost shares: who came to more pays more, to the cent, and together exactly the total."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.domain.costs import shares
from mailer.domain.errors import BadInput

WEIGHTS = {"thu-afternoon": 1, "thu-evening": 2, "fri-morning": 1}
ALL = tuple(WEIGHTS)

attendance = st.dictionaries(st.text(min_size=1), st.sets(st.sampled_from(ALL), min_size=1), min_size=1)


def test_who_came_to_all_pays_for_all() -> None:
    came = {"Anna": ALL, "Bart": ALL, "Carla": ("thu-evening",), "Dirk": ()}
    assert shares(1000_00, came, WEIGHTS) == {"Anna": 400_00, "Bart": 400_00, "Carla": 200_00, "Dirk": 0}


def test_the_cent_that_does_not_divide_is_paid_by_someone() -> None:
    assert shares(100_00, {"Carla": ALL, "Anna": ALL, "Bart": ALL}, WEIGHTS) == {
        "Anna": 33_34,
        "Bart": 33_33,
        "Carla": 33_33,
    }


def test_the_largest_remainder_gets_the_cent() -> None:
    # 2/3 of a cent over for Bart, 1/3 for Anna
    assert shares(100, {"Anna": ("thu-afternoon",), "Bart": ("thu-evening",)}, WEIGHTS) == {
        "Anna": 33,
        "Bart": 67,
    }


def test_a_day_part_counts_once_however_often_it_is_written() -> None:
    came = {"Anna": ("thu-afternoon", "thu-afternoon"), "Bart": ("fri-morning",)}
    assert shares(10, came, WEIGHTS) == {"Anna": 5, "Bart": 5}


def test_nothing_to_pay_is_nothing_each() -> None:
    assert shares(0, {"Anna": ALL}, WEIGHTS) == {"Anna": 0}
    assert shares(0, {}, WEIGHTS) == {}


def test_costs_without_anybody_to_carry_them_are_refused() -> None:
    with pytest.raises(BadInput, match="nobody attended"):
        shares(100_00, {"Anna": ()}, WEIGHTS)


def test_negative_costs_and_weights_are_refused() -> None:
    with pytest.raises(BadInput, match="negative"):
        shares(-1, {"Anna": ALL}, WEIGHTS)
    with pytest.raises(BadInput, match="negative"):
        shares(1, {"Anna": ALL}, {**WEIGHTS, "thu-evening": -1})


@given(st.integers(0, 10**9), attendance)
def test_shares_are_exact_and_fair(total: int, came: dict[str, set[str]]) -> None:
    found = shares(total, came, WEIGHTS)
    weight = {who: sum(WEIGHTS[part] for part in parts) for who, parts in came.items()}
    whole = sum(weight.values())
    assert sum(found.values()) == total
    # less than a cent away from what is fair
    assert all(abs(found[who] * whole - total * weight[who]) < whole for who in came)


@given(st.integers(0, 10**6), attendance)
def test_the_order_of_the_rows_does_not_matter(total: int, came: dict[str, set[str]]) -> None:
    assert shares(total, dict(reversed(came.items())), WEIGHTS) == shares(total, came, WEIGHTS)
