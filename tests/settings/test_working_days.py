"""Working days in the Netherlands: the weekend, the public holidays, the bridge days between them."""

from datetime import date, timedelta

import pytest

from mailer.domain.moments import parse
from mailer.settings.working_days import supported, working_days
from tests.domain.scene import meeting

AT_WORK = working_days("NL", bridge_days_off=True)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-01-01", "New Year's Day"),
        ("2026-04-03", "Good Friday"),
        ("2026-04-06", "Easter Monday"),
        ("2026-04-27", "King's Day"),
        ("2026-05-14", "Ascension Day"),
        ("2026-05-25", "Whit Monday"),
        ("2026-12-25", "Christmas Day"),
        ("2025-12-26", "second day of Christmas"),
        ("2025-05-05", "Liberation Day in a fifth year"),
        ("2022-04-27", "King's Day on a Wednesday"),
        ("2027-01-02", "a Saturday"),
        ("2027-01-03", "a Sunday"),
    ],
)
def test_nobody_works_on(day: str, name: str) -> None:
    assert not AT_WORK(date.fromisoformat(day)), name


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-04-02", "Maundy Thursday"),
        ("2026-04-07", "the Tuesday after Easter"),
        ("2026-05-05", "Liberation Day in another year"),
        ("2026-05-13", "the day before Ascension Day"),
        ("2026-05-18", "the Monday after Ascension Day"),
        ("2026-12-24", "the day before Christmas"),
        ("2022-04-26", "the Tuesday before a King's Day on a Wednesday"),
    ],
)
def test_people_work_on(day: str, name: str) -> None:
    assert AT_WORK(date.fromisoformat(day)), name


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-05-15", "the Friday after Ascension Day"),
        ("2026-01-02", "the Friday after New Year's Day"),
        ("2027-04-26", "the Monday before King's Day on a Tuesday"),
    ],
)
def test_a_bridge_day_is_off_unless_the_series_says_otherwise(day: str, name: str) -> None:
    assert not AT_WORK(date.fromisoformat(day)), name
    assert working_days("NL", bridge_days_off=False)(date.fromisoformat(day)), name


def test_three_working_days_before_a_deadline_after_easter() -> None:
    """Wednesday 8 April 2026: Tuesday, then back over Easter and Good Friday to Thursday and Wednesday."""
    last_call = parse("3 working days before deadline, 09:00")
    found = last_call.instant(meeting(deadline="2026-04-08"), AT_WORK)
    assert found.date() == date(2026, 4, 1)


def test_working_days_around_ascension() -> None:
    """Ascension Day is 14 May 2026; with the bridge day four days pass without one."""
    step = parse("1 working day before deadline, 09:00")
    assert step.instant(meeting(deadline="2026-05-18"), AT_WORK).date() == date(2026, 5, 13)
    bridged = working_days("NL", bridge_days_off=False)
    assert step.instant(meeting(deadline="2026-05-18"), bridged).date() == date(2026, 5, 15)


def test_a_first_working_day_after_whitsun() -> None:
    step = parse("1 working day after end, 10:00")
    found = step.instant(meeting(starts="2026-05-21 12:00", deadline="2026-05-01"), AT_WORK)
    assert found.date() == date(2026, 5, 26)


def test_no_year_is_without_working_days() -> None:
    for year in (1970, 2016, 2024, 2100, 2999):
        found = sum(AT_WORK(date(year, 1, 1) + timedelta(days=n)) for n in range(365))
        assert 245 <= found <= 261


def test_a_country_is_known_or_not() -> None:
    assert supported("NL")
    assert supported("BE")
    assert not supported("NLD")
    assert not supported("nl")
    assert not supported("US_NYSE")
    assert not supported("HolidayBase")
    assert not supported("utils")
    assert not supported("Nederland")
    assert not supported("")
