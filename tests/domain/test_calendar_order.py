"""Which calendar reply counts, whatever order they arrive in."""

from datetime import UTC, datetime, timedelta

import pytest

from mailer.domain.calendar_order import Order, Stamp, order

NOON = datetime(2017, 8, 28, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("sequence", "at", "expected"),
    [
        (2, NOON + MINUTE, Order.NEWER),
        (2, NOON, Order.SAME),
        (2, NOON - MINUTE, Order.OLDER),
        (1, NOON - MINUTE, Order.OLDER),
        (1, NOON, Order.OLDER),
        (1, NOON + MINUTE, Order.OTHER_OBJECT),
        (3, NOON - MINUTE, Order.OTHER_OBJECT),
        (3, NOON + MINUTE, Order.OTHER_OBJECT),
        (2, None, Order.UNKNOWN),
        (2, NOON + timedelta(hours=4), Order.UNKNOWN),
    ],
)
def test_after_a_reply_to_the_object_we_sent_last(
    sequence: int, at: datetime | None, expected: Order
) -> None:
    assert order(sequence, at, NOON + 2 * MINUTE, 2, Stamp(2, NOON)) is expected


@pytest.mark.parametrize(("sequence", "expected"), [(2, Order.NEWER), (1, Order.OTHER_OBJECT)])
def test_the_first_reply_counts_if_it_answers_the_object_we_sent_last(sequence: int, expected: Order) -> None:
    assert order(sequence, NOON, NOON, 2, None) is expected


def test_after_a_move_an_answer_to_the_old_date_is_another_object() -> None:
    assert order(2, NOON + MINUTE, NOON + 2 * MINUTE, 3, Stamp(2, NOON)) is Order.OTHER_OBJECT
    assert order(3, NOON + MINUTE, NOON + 2 * MINUTE, 3, Stamp(2, NOON)) is Order.NEWER
