"""Invented facts, to try a letter on before there is a meeting: with all there can be, and with the least."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mailer.domain.meeting import Costs, DayPart, Host, Hotel, Meeting
from mailer.domain.registration import Registration, RegistrationState
from mailer.domain.series import Series
from mailer.letters.coordinator_facts import (
    DigestFacts,
    LineFacts,
    OutgoingFacts,
    ParkedFacts,
    SaidFacts,
    StandFacts,
)
from mailer.letters.facts import Facts, answer_facts, meeting_facts, series_facts

_ZONE = ZoneInfo("Europe/Amsterdam")

SERIES = Series(
    key="kringloop",
    name={"nl": "Kennisplatform Kringloop", "en": "Knowledge platform Kringloop"},
    sender_name="Marieke Hofstra (Kringloop)",
    mailbox="info@kring.example",
    languages=("nl", "en"),
    zone="Europe/Amsterdam",
    postal_address="Kerkstraat 1, 1234 AB Zandwijk",
    list_id="kringloop.kring.example",
    timeline=(),
    website="https://kring.example/",
)


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2031, 9, day, hour, minute, tzinfo=_ZONE)


_PARTS = (
    DayPart("thu-afternoon", {"nl": "donderdagmiddag", "en": "Thursday afternoon"}, _at(11, 12), _at(11, 17)),
    DayPart("thu-evening", {"nl": "donderdagavond", "en": "Thursday evening"}, _at(11, 17), _at(11, 22)),
    DayPart("fri-morning", {"nl": "vrijdagochtend", "en": "Friday morning"}, _at(12, 9), _at(12, 13, 30)),
)

MEETING = Meeting(
    key="zandwijk-2031",
    series="kringloop",
    theme={"nl": "Wat de wijk zelf weet & kan", "en": "What a neighbourhood knows & can do"},
    host=Host("Zandwijk", "De Oude Haven", "Havenkade 3, Zandwijk"),
    zone="Europe/Amsterdam",
    starts=_PARTS[0].starts,
    ends=_PARTS[-1].ends,
    deadline=date(2031, 8, 29),
    capacity=15,
    dayparts=_PARTS,
    costs=Costs(300, 450),
    hotel=Hotel("Hotel De Brug", "Brugstraat 8, Zandwijk", 105),
    programme={
        "nl": "- 12:00 lunch\n- 13:30 de eerste casus\n- 18:30 diner",
        "en": "- 12:00 lunch\n- 13:30 the first case\n- 18:30 dinner",
    },
)

_BARE_MEETING = replace(
    MEETING, dayparts=_PARTS[:1], ends=_PARTS[0].ends, costs=None, hotel=None, programme={}
)
_BARE_SERIES = replace(SERIES, website="", sender_name="Kringloop")
_WAITING = Registration(
    meeting=MEETING.key,
    person=1,
    state=RegistrationState.OFFERED,
    dayparts=("thu-afternoon",),
    substitute="Els Bakker",
    offered_until=_at(1, 17),
)
_FULL = replace(
    _WAITING,
    dayparts=("thu-afternoon", "thu-evening"),
    hotel=True,
    diet="vegetarisch, geen noten",
    guests=("Dirk Visser", "Carla Jansen"),
)


_DIGEST = DigestFacts(
    mails=(
        ParkedFacts(
            1,
            "Dirk Visser",
            "Ik kom, als ik oppas vind.",
            "Zandwijk",
            "yes",
            ("do", "vr"),
            True,
            "vegetarisch",
            True,
        ),
        ParkedFacts(2, "Carla Jansen", "Het wordt niks dit keer?", "Zandwijk", "no"),
        ParkedFacts(3, "Els Bakker", "Graag voortaan ook.", "", "subscribe"),
        ParkedFacts(4, "Bart Smit", "Wat vindt u hiervan?"),
    ),
    more=3,
    outgoing=(
        OutgoingFacts("herinnering", "Zandwijk", "do 11 sep, 09:00", "herinnering", by_itself=True),
        OutgoingFacts("uitnodiging", "Zandwijk", "ma 8 sep, 09:00", "uitnodiging", waits=True, reaches="38"),
        OutgoingFacts("terugblik", "Zandwijk", "di 9 sep, 09:00", "terugblik"),
    ),
    answers=4,
    requests=2,
    others=1,
    unknown=1,
)
_SAID = SaidFacts(
    (
        LineFacts("1 ja", "accepted", "Dirk Visser", "donderdagmiddag"),
        LineFacts("GO uitnodiging", "started", detail="38"),
        LineFacts("9 ja", "no-number"),
    ),
    StandFacts("Zandwijk", 15, 38, 12, 2, 4, 1, 3),
    help=True,
)


def samples(language: str) -> Iterator[Facts]:
    """Give facts in a language: first every one there is, then no more than there always are."""
    for series, meeting, registration in ((SERIES, MEETING, _FULL), (_BARE_SERIES, _BARE_MEETING, _WAITING)):
        richly = series is SERIES
        answer = answer_facts(registration, meeting, language, position=2, question=richly, gave_up=richly)
        yield Facts(
            series=series_facts(series, language),
            meeting=meeting_facts(meeting, language),
            answer=replace(
                answer,
                old_address="anna@zandwijk.example",
                new_address="a.dewit@zandwijk.example",
                attendance="yes" if richly else "maybe",
            ),
            old=meeting_facts(meeting.moved(_at(4, 12)), language),
            next=meeting_facts(meeting, language) if richly else None,
            digest=_DIGEST if richly else DigestFacts(),
            said=_SAID if richly else SaidFacts(help=True),
        )
