"""A meeting in Zwolle and the words to speak of its timeline in tests."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mailer.domain.meeting import DayPart, Host, Meeting, MeetingState
from mailer.domain.moments import parse
from mailer.domain.timeline import Audience, Start, Status, Step, TakenStep, standing

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
UTC = ZoneInfo("UTC")


def at(text: str) -> datetime:
    """A wall time in Amsterdam, "2026-03-19 12:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


def meeting(
    starts: str = "2026-06-18 12:00",
    deadline: str = "2026-06-05",
    state: MeetingState = MeetingState.ANNOUNCED,
    revision: int = 0,
) -> Meeting:
    """A meeting of a day and a half; a Thursday and a Friday unless `starts` says otherwise."""
    begins = at(starts)
    ends = (begins.replace(tzinfo=None) + timedelta(hours=25, minutes=30)).replace(tzinfo=AMSTERDAM)
    return Meeting(
        key="zwolle",
        series="circle",
        theme={"nl": "Samen"},
        host=Host("Zwolle", "Stadhuis", "Grote Kerkplein 15"),
        zone="Europe/Amsterdam",
        starts=begins,
        ends=ends,
        deadline=date.fromisoformat(deadline),
        capacity=15,
        dayparts=(DayPart("thu-afternoon", {"nl": "Donderdagmiddag"}, begins, ends),),
        state=state,
        revision=revision,
    )


def step(
    key: str = "letter",
    when: str = "1 week before start, 09:00",
    to: tuple[Audience, ...] = (Audience.ACCEPTED,),
    not_after: str = "",
    latecomers: bool = False,
    again_after_move: bool = False,
) -> Step:
    """A step that speaks as the series file does."""
    until = parse(not_after) if not_after else None
    return Step(key, key, parse(when), to, Start.AUTOMATIC, until, latecomers, again_after_move)


def weekdays(day: date) -> bool:
    """A year without holidays."""
    return day.weekday() < 5


def taken(key: str, when: str, revision: int = 0, cancelled: bool = False) -> dict[str, TakenStep]:
    """What the rows say of one step's run."""
    return {key: TakenStep(key, revision, at(when), cancelled)}


def status(one: Step, meeting: Meeting, now: str, rows: dict[str, TakenStep] | None = None) -> Status:
    """How one step stands at a wall time in Amsterdam."""
    return standing([one], meeting, rows or {}, at(now), weekdays)[0].status
