"""What holds for every timeline: a step goes forward only, and is due once."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mailer.domain.meeting import Meeting, MeetingState
from mailer.domain.moments import Anchor, Moment, Unit
from mailer.domain.timeline import Audience, Start, Status, Step, TakenStep, due, standing, window
from tests.domain.scene import meeting, weekdays

FORWARD = [Status.FUTURE, Status.DUE, Status.MISSED]

moments = st.one_of(
    st.builds(Moment, st.sampled_from(Anchor)),
    st.builds(Moment, st.sampled_from(Anchor), st.integers(-90, 90), st.sampled_from(Unit), st.times()),
)
steps = st.builds(
    Step,
    st.just("letter"),
    st.just("letter"),
    moments,
    st.just((Audience.EVERYONE,)),
    st.sampled_from(Start),
    st.none() | moments,
    st.booleans(),
    st.booleans(),
)
instants = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001
    datetime(2029, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
days = st.dates(datetime(2026, 1, 1).date(), datetime(2027, 12, 31).date())  # noqa: DTZ001
meetings = st.builds(
    lambda start, before, revision: meeting(
        f"{start} 12:00", (start - timedelta(days=before)).isoformat(), revision=revision
    ),
    days,
    st.integers(0, 30),
    st.integers(0, 3),
)


def status(step: Step, at: Meeting, now: datetime, rows: dict[str, TakenStep]) -> Status:
    return standing([step], at, rows, now, weekdays)[0].status


@given(steps, meetings, st.lists(instants, min_size=2, max_size=5))
def test_with_time_a_step_only_goes_forward(step: Step, at: Meeting, moments: list[datetime]) -> None:
    seen = [status(step, at, now, {}) for now in sorted(moments)]
    assert seen == sorted(seen, key=FORWARD.index)


@given(steps, meetings, instants)
def test_a_step_that_was_taken_for_these_facts_is_never_due(step: Step, at: Meeting, now: datetime) -> None:
    rows = {step.key: TakenStep(step.key, at.revision, now)}
    assert status(step, at, now + timedelta(days=3), rows) is Status.TAKEN


@given(steps, meetings, instants, st.integers(0, 3))
def test_taking_what_is_due_leaves_nothing_due(step: Step, at: Meeting, now: datetime, before: int) -> None:
    rows = {step.key: TakenStep(step.key, min(before, at.revision), now - timedelta(days=60))}
    for one in due([step], at, rows, now, weekdays):
        rows[one.step.key] = TakenStep(one.step.key, at.revision, now)
    assert due([step], at, rows, now, weekdays) == []


@given(steps, meetings, instants)
def test_nothing_meant_for_before_the_meeting_is_due_in_it_or_after(
    step: Step, at: Meeting, now: datetime
) -> None:
    if window(step, at, weekdays).opens < at.starts <= now:
        assert status(step, at, now, {}) is Status.MISSED


@given(steps, meetings, instants)
def test_a_cancelled_meeting_has_nothing_due(step: Step, at: Meeting, now: datetime) -> None:
    off = meeting(f"{at.starts:%Y-%m-%d %H:%M}", at.deadline.isoformat(), MeetingState.CANCELLED)
    assert status(step, off, now, {}) is Status.OFF


@given(steps, meetings, days)
def test_moving_a_meeting_there_and_back_gives_the_same_instants(
    step: Step, at: Meeting, day: object
) -> None:
    there = at.moved(datetime.fromisoformat(f"{day} 12:00").replace(tzinfo=at.starts.tzinfo))
    back = there.moved(at.starts)
    assert window(step, back, weekdays) == window(step, at, weekdays)
