"""The timeline: which steps of a meeting lie ahead, are due, are taken, or came too late (pure)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from mailer.domain.meeting import Meeting, MeetingState
from mailer.domain.moments import AT_DEADLINE, AT_START, Anchor, IsWorkingDay, Moment
from mailer.domain.registration import RegistrationState

GRACE = timedelta(days=3)
"""How late a step may still be taken when it has no `not_after`: a long weekend without the service."""


class Audience(StrEnum):
    """Whom a step is for, by how they stand to the meeting."""

    EVERYONE = "everyone"
    UNANSWERED = "unanswered"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"
    ATTENDED = "attended"


_R = RegistrationState
_MEMBERS: Mapping[Audience, frozenset[RegistrationState | None]] = {
    Audience.EVERYONE: frozenset({None, *_R}),
    Audience.UNANSWERED: frozenset({None, _R.INVITED}),
    Audience.ACCEPTED: frozenset({_R.ACCEPTED}),
    Audience.TENTATIVE: frozenset({_R.TENTATIVE}),
    Audience.WAITLISTED: frozenset({_R.WAITLISTED}),
    Audience.DECLINED: frozenset({_R.DECLINED, _R.WITHDRAWN}),
    Audience.ATTENDED: frozenset({_R.ATTENDED}),
}

_YET_TO_ANSWER = frozenset({Audience.UNANSWERED, Audience.TENTATIVE})


def in_audience(audiences: Iterable[Audience], state: RegistrationState | None) -> bool:
    """Say whether a subscriber whose registration is in `state` (None: there is none) is one of them.

    Who is *offered* a place is only among everyone: the offer itself is what that person is asked now.
    """
    return any(state in _MEMBERS[audience] for audience in audiences)


class Start(StrEnum):
    """Who lets a step go once it is due."""

    COORDINATOR = "coordinator"
    AUTOMATIC = "automatic"


@dataclass(frozen=True, slots=True)
class Step:
    """One letter of the timeline: what, when, to whom, and until when it makes sense."""

    key: str
    letter: str
    when: Moment
    to: tuple[Audience, ...]
    start: Start = Start.COORDINATOR
    not_after: Moment | None = None
    latecomers: bool = False
    again_after_move: bool = False

    @property
    def reminds(self) -> bool:
        """Whether it only goes to people who have not given a clear answer yet."""
        return _YET_TO_ANSWER.issuperset(self.to)

    @property
    def asks(self) -> bool:
        """Whether it also goes to people whose answer is still awaited."""
        return Audience.EVERYONE in self.to or not _YET_TO_ANSWER.isdisjoint(self.to)


@dataclass(frozen=True, slots=True)
class TakenStep:
    """The latest run of a step: at which revision of the meeting and when (aware) it was made.

    `cancelled` says that the run was called off, by a move or by hand, so the step counts as not taken.
    """

    step: str
    revision: int
    at: datetime
    cancelled: bool = False


class Status(StrEnum):
    """How a step stands now."""

    FUTURE = "future"
    DUE = "due"
    TAKEN = "taken"
    MISSED = "missed"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Window:
    """When a step may be taken: from `opens` on, before `closes`; both aware."""

    opens: datetime
    closes: datetime

    def status(self, now: datetime) -> Status:
        """Say how a step that has not been taken stands."""
        if now < self.opens:
            return Status.FUTURE
        return Status.DUE if now < self.closes else Status.MISSED


@dataclass(frozen=True, slots=True)
class StepStanding:
    """A step of one meeting, as it stands now.

    `instant` and `closes` are in UTC; `wall` is what clocks in `zone` show at `instant`, naive.
    """

    step: Step
    status: Status
    instant: datetime
    closes: datetime
    wall: datetime
    zone: str


def window(step: Step, meeting: Meeting, is_working_day: IsWorkingDay) -> Window:
    """Give the time in which `step` may be taken for `meeting`.

    Without `not_after` it stays open for three days, though not past the anchor it is counted down to. What
    was meant to be read before the meeting never goes out once that has begun, whatever `not_after` says.
    """

    def utc(moment: Moment) -> datetime:
        return moment.instant(meeting, is_working_day).astimezone(UTC)

    opens = utc(step.when)
    closes = [utc(step.not_after)] if step.not_after else [opens + GRACE]
    if opens < utc(AT_START):
        closes.append(utc(AT_START))
    if not step.not_after and step.when.anchor is Anchor.DEADLINE and opens < utc(AT_DEADLINE):
        closes.append(utc(AT_DEADLINE))
    return Window(opens, min(closes))


def standing(
    steps: Iterable[Step],
    meeting: Meeting,
    taken: Mapping[str, TakenStep],
    now: datetime,
    is_working_day: IsWorkingDay,
) -> list[StepStanding]:
    """Give every step, in the order of the series, with its instant and how it stands at `now` (aware).

    It is computed from nothing but the facts given, so it can be asked as often as one likes. A draft and a
    cancelled meeting have nothing due: what was not taken is *off*. So is what asks for answers by a deadline
    that is still to come, when the meeting takes no more answers.
    """
    deadline = AT_DEADLINE.instant(meeting, is_working_day).astimezone(UTC)

    def stand(step: Step) -> StepStanding:
        span = window(step, meeting, is_working_day)
        status = span.status(now) if meeting.open else Status.OFF
        asks_in_vain = meeting.state is MeetingState.CLOSED and step.asks and span.opens < deadline
        if asks_in_vain and status is not Status.MISSED:
            status = Status.OFF
        if _is_taken(step, meeting, taken.get(step.key), span):
            status = Status.TAKEN
        wall = span.opens.astimezone(ZoneInfo(meeting.zone)).replace(tzinfo=None, fold=0)
        return StepStanding(step, status, span.opens, span.closes, wall, meeting.zone)

    return [stand(step) for step in steps]


def due(
    steps: Iterable[Step],
    meeting: Meeting,
    taken: Mapping[str, TakenStep],
    now: datetime,
    is_working_day: IsWorkingDay,
) -> list[StepStanding]:
    """Give the steps that are to be taken now."""
    return [s for s in standing(steps, meeting, taken, now, is_working_day) if s.status is Status.DUE]


def latecomer_steps(
    steps: Iterable[Step],
    meeting: Meeting,
    taken: Mapping[str, TakenStep],
    now: datetime,
    is_working_day: IsWorkingDay,
) -> list[StepStanding]:
    """Give the taken steps that somebody who joined their audience since then still gets.

    That lasts while the step's window is open; a step that awaits answers also ends for latecomers with the
    deadline and when the meeting is closed.
    """

    def still_open(one: StepStanding) -> bool:
        if one.step.asks and one.instant < deadline:
            return meeting.state is MeetingState.ANNOUNCED and now < min(one.closes, deadline)
        return meeting.open and now < one.closes

    deadline = AT_DEADLINE.instant(meeting, is_working_day).astimezone(UTC)
    return [
        one
        for one in standing(steps, meeting, taken, now, is_working_day)
        if one.status is Status.TAKEN and one.step.latecomers and still_open(one)
    ]


def too_soon(last_told: datetime | None, now: datetime, zone: str) -> bool:
    """Say whether somebody had a letter of this meeting earlier on the same local day (both aware).

    Such a person is left out of a step that `reminds`.
    """
    where = ZoneInfo(zone)
    return last_told is not None and last_told.astimezone(where).date() == now.astimezone(where).date()


def _is_taken(step: Step, meeting: Meeting, taken: TakenStep | None, span: Window) -> bool:
    if taken is None or taken.cancelled:
        return False
    outdated = taken.revision < meeting.revision
    # told for an old date, and the moment to tell it for the new one came after that
    return not (step.again_after_move and outdated and span.opens > taken.at)
