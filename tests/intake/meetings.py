"""The meetings the stories of reading are told about."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from mailer.domain.meeting import DayPart, Host, Hotel, Meeting

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def hattem() -> Meeting:
    """Thursday lunch to Friday lunch, three day-parts and a hotel night."""

    def at(day: int, hour: int, minute: int = 0) -> datetime:
        return datetime(2017, 9, day, hour, minute, tzinfo=AMSTERDAM)

    return Meeting(
        key="hattem-2017",
        series="kennisplatform",
        theme={
            "nl": "Het gebruik van open en big data in gemeenten, privacy en ethiek",
            "en": "The use of open and big data in municipalities, privacy and ethics",
        },
        host=Host("Hattem", "Stadhuis", "Markt 1, Hattem"),
        zone="Europe/Amsterdam",
        starts=at(14, 12),
        ends=at(15, 13, 30),
        deadline=date(2017, 9, 1),
        capacity=15,
        dayparts=(
            DayPart("thu-afternoon", {"nl": "donderdagmiddag"}, at(14, 12), at(14, 17, 30)),
            DayPart("thu-evening", {"nl": "donderdagavond met diner"}, at(14, 18), at(14, 22)),
            DayPart("fri-morning", {"nl": "vrijdagochtend"}, at(15, 9), at(15, 13, 30)),
        ),
        hotel=Hotel("Hotel"),
    )


def venlo() -> Meeting:
    """Another rhythm: Tuesday morning, Tuesday afternoon and Wednesday afternoon, without a dinner."""

    def at(day: int, hour: int) -> datetime:
        return datetime(2018, 3, day, hour, tzinfo=AMSTERDAM)

    return Meeting(
        key="venlo-2018",
        series="kennisplatform",
        theme={"nl": "Grenzen"},
        host=Host("Venlo", "Stadskantoor", "Plein 1, Venlo"),
        zone="Europe/Amsterdam",
        starts=at(20, 9),
        ends=at(21, 17),
        deadline=date(2018, 3, 9),
        capacity=15,
        dayparts=(
            DayPart("tue-morning", {"nl": "dinsdagochtend"}, at(20, 9), at(20, 12)),
            DayPart("tue-afternoon", {"nl": "dinsdagmiddag"}, at(20, 13), at(20, 17)),
            DayPart("wed-afternoon", {"nl": "woensdagmiddag"}, at(21, 13), at(21, 17)),
        ),
    )
