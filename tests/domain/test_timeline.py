"""What is due: steps on time, too late, after a move, after a cancellation, for a latecomer, twice asked."""

from datetime import UTC, datetime

import pytest

from mailer.domain.meeting import MeetingState
from mailer.domain.registration import RegistrationState
from mailer.domain.timeline import (
    Audience,
    Status,
    due,
    in_audience,
    latecomer_steps,
    standing,
    too_soon,
    window,
)
from tests.domain.scene import AMSTERDAM, at, meeting, status, step, taken, weekdays

INVITATION = step(
    "invitation", "9 weeks before start, 09:00", (Audience.EVERYONE,), "at deadline", latecomers=True
)
REMINDER = step("reminder", "2 weeks before deadline, 09:00", (Audience.UNANSWERED,))
PRACTICAL = step(
    "practical-information",
    "10 days before start, 09:00",
    not_after="1 day before start, 12:00",
    latecomers=True,
    again_after_move=True,
)
THANKS = step("thank-you", "1 day after end, 10:00", (Audience.ATTENDED,))
TIMELINE = (INVITATION, REMINDER, PRACTICAL, THANKS)


def test_a_step_lies_ahead_is_due_and_then_is_missed() -> None:
    assert status(REMINDER, meeting(), "2026-05-22 08:59") is Status.FUTURE
    assert status(REMINDER, meeting(), "2026-05-22 09:00") is Status.DUE
    assert status(REMINDER, meeting(), "2026-05-25 08:59") is Status.DUE
    assert status(REMINDER, meeting(), "2026-05-25 09:00") is Status.MISSED


def test_a_step_tells_its_instant_in_utc_and_its_wall_time() -> None:
    [found] = standing([REMINDER], meeting(), {}, at("2026-05-01 09:00"), weekdays)
    assert found.instant == datetime(2026, 5, 22, 7, tzinfo=UTC)
    assert found.instant.tzinfo is UTC
    assert found.wall == datetime(2026, 5, 22, 9)  # noqa: DTZ001
    assert found.zone == "Europe/Amsterdam"


def test_a_step_found_too_late_is_shown_and_not_due() -> None:
    """The service was off for a week."""
    now = at("2026-06-01 09:00")
    assert [one.step.key for one in due(TIMELINE, meeting(), {}, now, weekdays)] == ["invitation"]
    assert [one.status for one in standing(TIMELINE, meeting(), {}, now, weekdays)] == [
        Status.DUE,
        Status.MISSED,
        Status.FUTURE,
        Status.FUTURE,
    ]


def test_without_not_after_a_step_may_be_three_days_late() -> None:
    late = window(step(when="2 weeks before start, 09:00"), meeting(), weekdays)
    assert late.closes == at("2026-06-07 09:00")


def test_three_days_do_not_reach_past_what_is_counted_down_to() -> None:
    eve = window(step(when="1 day before start, 14:00"), meeting(), weekdays)
    last_call = window(step(when="1 day before deadline, 09:00"), meeting(), weekdays)
    assert eve.closes == at("2026-06-18 12:00")
    assert last_call.closes == at("2026-06-06 00:00")


def test_what_follows_an_anchor_has_its_three_days() -> None:
    assert window(THANKS, meeting(), weekdays).closes == at("2026-06-23 10:00")
    after_deadline = step(when="1 day after deadline, 09:00")
    assert window(after_deadline, meeting(), weekdays).closes == at("2026-06-09 09:00")


def test_what_was_meant_for_before_the_meeting_never_goes_out_once_it_has_begun() -> None:
    careless = step(when="1 week before start, 09:00", not_after="2 days after end, 09:00")
    assert status(careless, meeting(), "2026-06-18 11:59") is Status.DUE
    assert status(careless, meeting(), "2026-06-18 12:00") is Status.MISSED


@pytest.mark.parametrize("state", [MeetingState.DRAFT, MeetingState.CANCELLED])
def test_a_draft_and_a_cancelled_meeting_have_nothing_due(state: MeetingState) -> None:
    off = meeting(state=state)
    for now in ("2026-04-16 09:00", "2026-05-22 09:00", "2026-06-08 09:00", "2026-06-20 10:00"):
        assert due(TIMELINE, off, {}, at(now), weekdays) == []
    rows = taken("invitation", "2026-04-16 09:00")
    assert [one.status for one in standing(TIMELINE, off, rows, at("2026-05-22 09:00"), weekdays)] == [
        Status.TAKEN,
        Status.OFF,
        Status.OFF,
        Status.OFF,
    ]


@pytest.mark.parametrize("state", [MeetingState.ANNOUNCED, MeetingState.CLOSED, MeetingState.HELD])
def test_a_meeting_stays_on_the_clock_until_its_last_letter(state: MeetingState) -> None:
    assert status(THANKS, meeting(state=state), "2026-06-20 10:00") is Status.DUE


def test_a_taken_step_is_not_due_again() -> None:
    rows = taken("reminder", "2026-05-22 09:00")
    assert status(REMINDER, meeting(), "2026-05-22 09:01", rows) is Status.TAKEN
    assert status(REMINDER, meeting(), "2026-07-01 09:00", rows) is Status.TAKEN


def test_a_restart_in_the_middle_goes_on_from_the_rows() -> None:
    """Killed after the invitation's run was made, before the reminder's; both were due in one tick."""
    late_start = meeting(starts="2026-07-02 12:00", deadline="2026-05-15")
    now = at("2026-05-01 09:00")
    before = due(TIMELINE, late_start, {}, now, weekdays)
    rows = taken("invitation", "2026-05-01 09:00")
    after = due(TIMELINE, late_start, rows, now, weekdays)
    assert [one.step.key for one in before] == ["invitation", "reminder"]
    assert [one.step.key for one in after] == ["reminder"]


def test_two_ticks_at_once_see_the_same() -> None:
    now = at("2026-05-22 09:00")
    first = due(TIMELINE, meeting(), {}, now, weekdays)
    assert first == due(TIMELINE, meeting(), {}, now, weekdays)
    assert [one.step.key for one in first] == ["invitation", "reminder"]


def test_a_step_in_the_skipped_hour_of_spring_is_due_after_it() -> None:
    sunday = meeting(starts="2026-03-30 12:00", deadline="2026-03-20")
    night = step(when="1 day before start, 02:30")
    gap_ends = datetime(2026, 3, 29, 1, tzinfo=UTC)
    [before] = standing([night], sunday, {}, gap_ends.replace(hour=0, minute=59), weekdays)
    [after] = standing([night], sunday, {}, gap_ends, weekdays)
    assert (before.status, after.status) == (Status.FUTURE, Status.DUE)
    assert after.wall == datetime(2026, 3, 29, 3)  # noqa: DTZ001


def test_a_step_in_the_doubled_hour_of_autumn_is_due_once_and_at_its_first_coming() -> None:
    monday = meeting(starts="2026-10-26 12:00", deadline="2026-10-16")
    night = step("night", when="1 day before start, 02:30")
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert [one.step.key for one in due([night], monday, {}, first, weekdays)] == ["night"]
    rows = taken("night", "2026-10-25 02:30")
    assert due([night], monday, rows, second, weekdays) == []


class TestMoved:
    """The meeting of 18 June goes to 25 June, or to 11 June."""

    def test_what_was_not_sent_is_counted_from_the_new_date(self) -> None:
        moved = meeting().moved(at("2026-06-25 12:00"))
        assert status(REMINDER, moved, "2026-05-22 09:00") is Status.FUTURE
        assert status(REMINDER, moved, "2026-05-29 09:00") is Status.DUE

    def test_an_invitation_is_not_sent_again(self) -> None:
        moved = meeting().moved(at("2026-06-25 12:00"))
        rows = taken("invitation", "2026-04-16 09:00")
        assert status(INVITATION, moved, "2026-04-23 09:00", rows) is Status.TAKEN

    def test_practical_information_is_sent_again_for_the_new_date(self) -> None:
        moved = meeting().moved(at("2026-06-25 12:00"))
        rows = taken("practical-information", "2026-06-08 09:00")
        assert status(PRACTICAL, moved, "2026-06-10 09:00", rows) is Status.FUTURE
        assert status(PRACTICAL, moved, "2026-06-15 09:00", rows) is Status.DUE
        again = taken("practical-information", "2026-06-15 09:00", revision=1)
        assert status(PRACTICAL, moved, "2026-06-15 09:01", again) is Status.TAKEN

    def test_a_new_moment_that_has_just_passed_is_made_up_for(self) -> None:
        moved = meeting().moved(at("2026-06-20 12:00"))
        rows = taken("practical-information", "2026-06-08 09:00")
        assert status(PRACTICAL, moved, "2026-06-12 09:00", rows) is Status.DUE

    def test_to_an_earlier_date_nothing_is_sent_twice(self) -> None:
        moved = meeting().moved(at("2026-06-17 12:00"))
        rows = taken("practical-information", "2026-06-08 09:00")
        assert status(PRACTICAL, moved, "2026-06-09 09:00", rows) is Status.TAKEN

    def test_another_venue_is_no_other_date(self) -> None:
        rows = taken("practical-information", "2026-06-08 09:00")
        assert status(PRACTICAL, meeting(revision=1), "2026-06-09 09:00", rows) is Status.TAKEN

    def test_a_run_that_the_move_called_off_counts_as_not_taken(self) -> None:
        moved = meeting().moved(at("2026-06-25 12:00"))
        rows = taken("reminder", "2026-05-22 09:00", cancelled=True)
        assert status(REMINDER, moved, "2026-05-22 10:00", rows) is Status.FUTURE
        assert status(REMINDER, moved, "2026-05-29 09:00", rows) is Status.DUE

    def test_into_the_past_leaves_nothing_due(self) -> None:
        moved = meeting().moved(at("2026-05-21 12:00"))
        assert due(TIMELINE[:3], moved, {}, at("2026-05-22 09:00"), weekdays) == []


class TestLatecomer:
    """Dirk subscribes after the invitation went out; Els accepts an offer after the practical information."""

    rows = taken("invitation", "2026-04-16 09:00") | taken("practical-information", "2026-06-08 09:00")

    def steps(self, now: str, state: MeetingState = MeetingState.ANNOUNCED) -> list[str]:
        found = latecomer_steps(TIMELINE, meeting(state=state), self.rows, at(now), weekdays)
        return [one.step.key for one in found]

    def test_still_gets_the_invitation_until_the_deadline(self) -> None:
        self.rows = taken("invitation", "2026-04-16 09:00")
        assert self.steps("2026-05-20 10:00") == ["invitation"]
        assert self.steps("2026-06-05 23:59") == ["invitation"]
        assert self.steps("2026-06-06 00:00") == []

    def test_gets_nothing_that_has_not_gone_out_yet(self) -> None:
        self.rows = {}
        assert self.steps("2026-05-20 10:00") == []

    def test_gets_nothing_of_a_run_that_was_called_off(self) -> None:
        self.rows = taken("invitation", "2026-04-16 09:00", cancelled=True)
        assert self.steps("2026-05-20 10:00") == []

    def test_is_not_invited_to_a_closed_meeting(self) -> None:
        assert self.steps("2026-05-20 10:00", MeetingState.CLOSED) == ["practical-information"]

    def test_gets_what_participants_need_after_the_deadline_too(self) -> None:
        assert self.steps("2026-06-10 10:00", MeetingState.CLOSED) == ["practical-information"]
        assert self.steps("2026-06-17 12:00", MeetingState.CLOSED) == []

    def test_gets_nothing_of_a_cancelled_meeting(self) -> None:
        assert self.steps("2026-05-20 10:00", MeetingState.CANCELLED) == []

    def test_never_gets_a_step_that_is_not_for_latecomers(self) -> None:
        self.rows = taken("reminder", "2026-05-22 09:00")
        assert self.steps("2026-05-22 10:00") == []

    def test_gets_what_everyone_gets_after_the_meeting(self) -> None:
        recap = step(
            "recap",
            "3 weeks after end, 09:00",
            (Audience.EVERYONE,),
            "5 weeks after end, 09:00",
            latecomers=True,
        )
        rows = taken("recap", "2026-07-10 09:00")
        held = meeting(state=MeetingState.HELD)
        assert latecomer_steps([recap], held, rows, at("2026-07-17 09:00"), weekdays)
        assert not latecomer_steps([recap], held, rows, at("2026-07-24 09:00"), weekdays)

    def test_is_not_asked_after_the_deadline_even_if_the_window_is_longer(self) -> None:
        wide = step("wide", "9 weeks before start, 09:00", (Audience.EVERYONE,), "at start", latecomers=True)
        rows = taken("wide", "2026-04-16 09:00")
        assert latecomer_steps([wide], meeting(), rows, at("2026-06-05 10:00"), weekdays)
        assert not latecomer_steps([wide], meeting(), rows, at("2026-06-06 10:00"), weekdays)


class TestSameDay:
    def test_no_reminder_on_the_day_of_another_letter(self) -> None:
        assert too_soon(at("2026-05-22 00:10"), at("2026-05-22 09:00"), "Europe/Amsterdam")

    def test_the_day_is_the_local_one(self) -> None:
        """At 23:30 and at 00:30 in Amsterdam it is the same day in UTC."""
        evening, night = at("2026-05-21 23:30"), at("2026-05-22 00:30")
        assert evening.astimezone(UTC).date() == night.astimezone(UTC).date()
        assert not too_soon(evening.astimezone(UTC), night.astimezone(UTC), AMSTERDAM.key)

    def test_who_had_nothing_yet_may_be_reminded(self) -> None:
        assert not too_soon(None, at("2026-05-22 09:00"), "Europe/Amsterdam")

    def test_only_letters_to_those_who_have_not_decided_remind(self) -> None:
        assert REMINDER.reminds
        assert step(to=(Audience.UNANSWERED, Audience.TENTATIVE)).reminds
        assert not INVITATION.reminds
        assert not PRACTICAL.reminds


_R = RegistrationState


@pytest.mark.parametrize(
    ("audience", "states"),
    [
        (Audience.EVERYONE, {None, *_R}),
        (Audience.UNANSWERED, {None, _R.INVITED}),
        (Audience.ACCEPTED, {_R.ACCEPTED}),
        (Audience.TENTATIVE, {_R.TENTATIVE}),
        (Audience.WAITLISTED, {_R.WAITLISTED}),
        (Audience.DECLINED, {_R.DECLINED, _R.WITHDRAWN}),
        (Audience.ATTENDED, {_R.ATTENDED}),
    ],
)
def test_an_audience_is_made_of_states(audience: Audience, states: set[RegistrationState | None]) -> None:
    assert {state for state in (None, *_R) if in_audience([audience], state)} == states


def test_audiences_add_up() -> None:
    both = [Audience.UNANSWERED, Audience.TENTATIVE]
    assert in_audience(both, None)
    assert in_audience(both, _R.TENTATIVE)
    assert not in_audience(both, _R.ACCEPTED)
    assert not in_audience([], None)
