"""When a run will be done."""

from datetime import UTC, datetime, timedelta

from mailer.domain.forecast import RATED_OVER, Ahead, foretell
from mailer.domain.limits import MINUTE, Limits

NOON = datetime(2017, 7, 13, 12, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)
NONE = Limits()


def sent(many: int, every: float, until: datetime = NOON) -> list[datetime]:
    """So many moments, the last of them first."""
    return [until - timedelta(seconds=every * number) for number in range(many)]


def test_it_takes_as_long_as_the_limits_ask() -> None:
    thirty = Limits(per_minute=30)
    assert foretell([Ahead(7, 30)], thirty, {}, NOON)[7] == NOON + timedelta(seconds=29)
    assert foretell([Ahead(7, 300)], thirty, {}, NOON)[7] == NOON + 9 * A_MINUTE
    assert foretell([Ahead(7, 1001)], Limits(per_day=1000), {}, NOON)[7] == NOON + timedelta(days=1)


def test_what_went_out_already_lies_in_the_way() -> None:
    limits = Limits(per_minute=30)
    assert foretell([Ahead(7, 300)], limits, {MINUTE: 30}, NOON)[7] == NOON + 10 * A_MINUTE


def test_a_run_waits_for_the_runs_before_it() -> None:
    found = foretell([Ahead(7, 300), Ahead(8, 30)], Limits(per_minute=30), {}, NOON)
    assert found == {7: NOON + 9 * A_MINUTE, 8: NOON + 10 * A_MINUTE}


def test_a_mail_that_is_tried_again_later_is_waited_for() -> None:
    at_two = NOON + timedelta(hours=2)
    assert foretell([Ahead(7, 3, at_two)], Limits(per_minute=30), {}, NOON)[7] == at_two


def test_without_limits_it_goes_on_as_it_went_lately() -> None:
    run = Ahead(7, 100, sent_at=sent(101, every=2.0))
    at = foretell([run], NONE, {}, NOON)[7]
    assert abs(at - (NOON + timedelta(seconds=200))) < timedelta(seconds=5)


def test_without_limits_and_without_a_rate_nothing_is_foretold() -> None:
    assert foretell([Ahead(7, 100)], NONE, {}, NOON) == {}
    assert foretell([Ahead(7, 100, sent_at=sent(9, every=1.0))], NONE, {}, NOON) == {}
    long_ago = sent(100, every=1.0, until=NOON - RATED_OVER - A_MINUTE)
    assert foretell([Ahead(7, 100, sent_at=long_ago)], NONE, {}, NOON) == {}
