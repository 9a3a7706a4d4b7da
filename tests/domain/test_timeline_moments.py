"""When a step falls: the grammar, clock changes, working days, the borders of months and years."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.domain.errors import BadInput
from mailer.domain.moments import Anchor, Moment, Unit, at_wall_time, exists, parse
from tests.domain.scene import AMSTERDAM, at, meeting, weekdays

moments = st.one_of(
    st.builds(Moment, st.sampled_from(Anchor)),
    st.builds(
        Moment,
        st.sampled_from(Anchor),
        st.integers(-999, 999).filter(bool),
        st.sampled_from(Unit),
        st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0)),
    ),
)


def falls(when: str, starts: str = "2026-06-18 12:00", deadline: str = "2026-06-05") -> str:
    """The wall time of a moment for a meeting."""
    return f"{parse(when).instant(meeting(starts, deadline), weekdays):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("8 weeks before start, 09:00", Moment(Anchor.START, -8, Unit.WEEK, time(9))),
        ("1 week before start, 09:00", Moment(Anchor.START, -1, Unit.WEEK, time(9))),
        (
            "3 working days before deadline, 17:45",
            Moment(Anchor.DEADLINE, -3, Unit.WORKING_DAY, time(17, 45)),
        ),
        ("1 day after end, 10:00", Moment(Anchor.END, 1, Unit.DAY, time(10))),
        ("on deadline, 12:00", Moment(Anchor.DEADLINE, at=time(12))),
        ("at start", Moment(Anchor.START)),
        ("  At  DEADLINE ", Moment(Anchor.DEADLINE)),
        ("2 Working  Days after end ,00:00", Moment(Anchor.END, 2, Unit.WORKING_DAY, time(0))),
    ],
)
def test_a_moment_is_read_as_people_write_it(text: str, moment: Moment) -> None:
    assert parse(text) == moment


@given(moments)
def test_a_moment_reads_back_as_it_is_written(moment: Moment) -> None:
    assert parse(str(moment)) == moment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "a moment such as"),
        ("soon", "a moment such as"),
        ("8 weeks until start, 09:00", "a moment such as"),
        ("8 weeks before start", "a comma and a local time"),
        ("8 weeks before start, 9:00", "a comma and a local time"),
        ("8 weeks before start, 09:00 and 10:00", "a comma and a local time"),
        ("8 weeks before start, 24:00", "a time from 00:00 to 23:59"),
        ("8 months before start, 09:00", 'days, weeks or working days instead of "months"'),
        ("8 before start, 09:00", 'days, weeks or working days instead of ""'),
        ("eight weeks before start, 09:00", 'a number from 1 to 999 instead of "eight"'),
        ("0 days before start, 09:00", 'a number from 1 to 999 instead of "0"'),
        ("-1 days before start, 09:00", 'a number from 1 to 999 instead of "-1"'),
        ("1000 days before start, 09:00", 'a number from 1 to 999 instead of "1000"'),
        ("² days before start, 09:00", "a number from 1 to 999"),
        ("8 weeks before begin, 09:00", 'start, end or deadline instead of "begin"'),
        ("on closing, 12:00", 'start, end or deadline instead of "closing"'),
        ("at start, 09:00", "a moment such as"),
        ("at noon", 'start, end or deadline instead of "noon"'),
    ],
)
def test_a_mistake_says_what_was_expected(text: str, expected: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse(text)
    assert f'"{text}": expected {expected}' in str(refused.value)


pieces = st.sampled_from(
    ["3", "0", "days", "working", "weeks", "before", "at", "on", "start", "deadline", ",", "09:00"]
)


@given(st.one_of(st.text(), st.lists(pieces).map(" ".join)))
def test_any_text_is_a_moment_or_refused(text: str) -> None:
    with suppress(BadInput):
        assert parse(str(parse(text))) == parse(text)


def test_weeks_and_days_are_counted_from_the_day_of_the_anchor() -> None:
    assert falls("8 weeks before start, 09:00") == "2026-04-23 09:00"
    assert falls("1 day after end, 10:00") == "2026-06-20 10:00"
    assert falls("on deadline, 12:00") == "2026-06-05 12:00"


def test_an_anchor_has_an_instant_and_the_deadline_lasts_its_whole_day() -> None:
    assert falls("at start") == "2026-06-18 12:00"
    assert falls("at end") == "2026-06-19 13:30"
    assert falls("at deadline") == "2026-06-06 00:00"


def test_working_days_leave_out_the_weekend() -> None:
    assert falls("3 working days before deadline, 09:00", deadline="2026-06-08") == "2026-06-03 09:00"
    assert falls("1 working day after end, 10:00") == "2026-06-22 10:00"


def test_working_days_are_those_one_is_told() -> None:
    easter = {date(2026, 4, 3), date(2026, 4, 6)}
    after_easter = meeting(deadline="2026-04-08")
    found = parse("3 working days before deadline, 09:00").instant(
        after_easter, lambda day: weekdays(day) and day not in easter
    )
    assert found == at("2026-04-01 09:00")


def test_the_borders_of_months_and_years_are_crossed() -> None:
    assert falls("10 days before start, 09:00", starts="2027-01-07 12:00") == "2026-12-28 09:00"
    assert falls("1 day after end, 09:00", starts="2026-12-30 12:00") == "2027-01-01 09:00"
    assert falls("1 day before deadline, 09:00", deadline="2026-03-01") == "2026-02-28 09:00"


def test_a_leap_day_is_a_day() -> None:
    assert falls("1 day before deadline, 09:00", deadline="2028-03-01") == "2028-02-29 09:00"
    assert falls("1 week before deadline, 09:00", deadline="2028-03-07") == "2028-02-29 09:00"
    assert falls("2 weeks after end, 09:00", starts="2028-02-14 12:00") == "2028-02-29 09:00"


def test_days_before_the_spring_change_the_wall_time_is_kept() -> None:
    """Clocks go forward in the night to Sunday 29 March 2026."""
    moved = meeting(starts="2026-04-02 12:00")
    step = parse("1 week before start, 09:00").instant(moved, weekdays)
    assert step.astimezone(UTC) == datetime(2026, 3, 26, 8, tzinfo=UTC)
    assert step.hour == 9
    # a week of seven times 24 hours is an hour too long here
    assert moved.starts.astimezone(UTC) - step.astimezone(UTC) == timedelta(days=7, hours=2)


def test_days_before_the_autumn_change_the_wall_time_is_kept() -> None:
    """Clocks go back in the night to Sunday 25 October 2026."""
    step = parse("1 week before start, 09:00").instant(meeting(starts="2026-10-29 12:00"), weekdays)
    assert step.astimezone(UTC) == datetime(2026, 10, 22, 7, tzinfo=UTC)
    assert step.hour == 9


def test_a_time_in_the_spring_gap_becomes_the_first_minute_after_it() -> None:
    step = parse("1 day before start, 02:30").instant(meeting(starts="2026-03-30 12:00"), weekdays)
    assert f"{step:%Y-%m-%d %H:%M}" == "2026-03-29 03:00"
    assert step.astimezone(UTC) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_time_that_comes_twice_in_autumn_means_the_first() -> None:
    step = parse("1 day before start, 02:30").instant(meeting(starts="2026-10-26 12:00"), weekdays)
    assert f"{step:%Y-%m-%d %H:%M}" == "2026-10-25 02:30"
    assert step.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_end_of_the_deadline_day_survives_a_night_of_changing_clocks() -> None:
    spring = parse("at deadline").instant(meeting(deadline="2026-03-29"), weekdays)
    autumn = parse("at deadline").instant(meeting(deadline="2026-10-25"), weekdays)
    assert spring.astimezone(UTC) == datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert autumn.astimezone(UTC) == datetime(2026, 10, 25, 23, tzinfo=UTC)


def test_midnight_may_be_skipped_as_well() -> None:
    """In Beirut clocks go forward at 00:00: 29 March 2026 begins at 01:00."""
    beirut = ZoneInfo("Asia/Beirut")
    assert at_wall_time(datetime(2026, 3, 29), beirut) == datetime(2026, 3, 29, 1, tzinfo=beirut)  # noqa: DTZ001


@given(st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)))  # noqa: DTZ001
def test_every_wall_time_has_an_instant_at_or_just_after_it(wall: datetime) -> None:
    found = at_wall_time(wall, AMSTERDAM)
    shown = found.astimezone(UTC).astimezone(AMSTERDAM).replace(tzinfo=None, fold=0)
    assert exists(shown, AMSTERDAM)
    if exists(wall, AMSTERDAM):
        assert shown == wall
    else:
        assert timedelta(0) < shown - wall <= timedelta(hours=1)


@given(st.integers(1, 400), st.sampled_from(["before", "after"]), st.sets(st.dates(), max_size=5))
def test_between_a_step_and_its_anchor_lie_as_many_working_days_as_it_says(
    count: int, side: str, shut: set[date]
) -> None:
    def works(day: date) -> bool:
        return weekdays(day) and day not in shut

    anchor = date(2026, 6, 5)
    found = parse(f"{count} working days {side} deadline, 09:00").instant(meeting(), works).date()
    assert works(found)
    assert counted(anchor, found, works) == count


def counted(anchor: date, found: date, works: Callable[[date], bool]) -> int:
    """How many working days one passes from the anchor's day to `found`, that one included."""
    way = 1 if found > anchor else -1
    return sum(works(anchor + timedelta(days=way * n)) for n in range(1, abs((found - anchor).days) + 1))
