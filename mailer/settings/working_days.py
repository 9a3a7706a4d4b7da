"""Working days of a country, from the `holidays` library."""

from datetime import date, timedelta

import holidays

from mailer.domain.moments import IsWorkingDay
from mailer.domain.series import Series


def supported(country: str) -> bool:
    """Say whether the public holidays of a country (ISO 3166-1, two letters) are known."""
    try:
        # the library's list of all countries costs a quarter of a second: it opens each of them
        return country.isupper() and holidays.country_holidays(country).country == country
    except (NotImplementedError, AttributeError, TypeError):  # what else bears such a name in the library
        return False


def working_days(country: str, bridge_days_off: bool) -> IsWorkingDay:
    """Make the function that says whether people are at work on a day.

    Free are the weekend and the public holidays of the library: in the Netherlands New Year's Day, Good
    Friday, Easter and Whit Monday, King's Day, Ascension Day, both days of Christmas and, each fifth year,
    Liberation Day. With `bridge_days_off` so is a single working day between two free ones, such as the
    Friday after Ascension Day.
    """
    calendar = holidays.country_holidays(country)

    def bridge(day: date) -> bool:
        return not (
            calendar.is_working_day(day - timedelta(days=1))
            or calendar.is_working_day(day + timedelta(days=1))
        )

    def is_working_day(day: date) -> bool:
        return calendar.is_working_day(day) and not (bridge_days_off and bridge(day))

    return is_working_day


def working_days_of(series: Series) -> IsWorkingDay:
    """Make that function for a series."""
    return working_days(series.country, series.bridge_days_off)
