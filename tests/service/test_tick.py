"""The clock: what is due is computed from today's facts, and happens once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

from mailer.domain.commands import CancelMeeting, StartRun
from mailer.domain.delivery import DeliveryState
from mailer.domain.meeting import MeetingState
from mailer.domain.run import RunState
from mailer.service.runs import timeline_of
from mailer.service.tick import CLOCK
from mailer.service.work import Work
from mailer.store.unit_of_work import unit_of_work
from tests.service.kring import ANNA, BART, CARLA, HATTEM, Kring

ON_BOTH = True
"""The databases: SQLite and PostgreSQL."""

AUGUST = datetime(2017, 8, 11, 8, tzinfo=UTC)
"""The reminder is due: three weeks before the deadline of 1 September."""


def ticks_at_once(kring: Kring, how_many: int = 2) -> list[list[str]]:
    together = Barrier(how_many)

    def tick(_: int) -> list[str]:
        together.wait()
        return kring.app.tick()

    with ThreadPoolExecutor(how_many) as pool:
        return list(pool.map(tick, range(how_many)))


def steps_taken(kring: Kring) -> list[str]:
    with kring.look() as store:
        return [run.step for run in store.runs.of_meeting(HATTEM)]


def test_two_ticks_at_once_make_one_run(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA, BART)
    kring.invite()
    kring.now = AUGUST
    ticks_at_once(kring)
    kring.settle()
    assert steps_taken(kring).count("reminder") == 1
    assert kring.letters_to(ANNA) == kring.letters_to(BART) == ["invitation", "reminder"]


def test_two_ticks_at_once_add_a_latecomer_once(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA)
    kring.invite()
    kring.later(days=1)
    kring.enlist(BART)
    ticks_at_once(kring)
    kring.settle()
    assert kring.letters_to(BART) == ["invitation"]


def test_ticking_every_minute_sends_everything_once(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA)
    kring.invite()
    kring.now = AUGUST
    for _ in range(5):
        kring.tick()
        kring.later(minutes=1)
    assert kring.letters_to(ANNA) == ["invitation", "reminder"]


def test_a_restart_in_the_middle_of_a_run_loses_and_doubles_nothing(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA, BART, CARLA)
    kring.now = datetime(2017, 7, 13, 8, tzinfo=UTC)
    kring.tick()
    kring.do(StartRun(kring.run("invitation").id))
    kring.app.deliver(1)
    kring.restart()
    kring.tick()
    kring.restart()
    kring.tick()
    assert [kring.letters_to(one) for one in (ANNA, BART, CARLA)] == [["invitation"]] * 3
    assert {one.state for one in kring.deliveries()} == {DeliveryState.SENT}


def test_a_restart_keeps_a_run_that_waits(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA)
    kring.now = datetime(2017, 7, 13, 8, tzinfo=UTC)
    kring.tick()
    before = kring.run("invitation")
    kring.restart()
    kring.tick()
    assert kring.run("invitation") == before


def test_a_step_found_too_late_is_missed_and_never_goes_out_by_itself(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA)
    kring.now = datetime(2017, 8, 20, 8, tzinfo=UTC)
    kring.tick()
    assert "reminder" not in steps_taken(kring)
    assert standing(kring)["reminder"] == "missed"
    assert kring.post.sent == []


def standing(kring: Kring) -> dict[str, str]:
    with unit_of_work(kring.app.database) as store:
        work = Work(store, kring.app.house, kring.now, CLOCK)
        return {one.step.key: one.status.value for one in timeline_of(work, store.meetings.get(HATTEM))}


def test_a_service_that_slept_through_a_weekend_sends_what_still_makes_sense(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA)
    kring.invite()
    kring.now = AUGUST + timedelta(days=3)
    kring.tick()
    assert kring.letters_to(ANNA) == ["invitation", "reminder"]


def test_a_cancelled_meeting_has_nothing_due(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA)
    kring.do(CancelMeeting(HATTEM))
    kring.now = AUGUST
    assert kring.tick() == []
    assert kring.post.sent == []


def test_a_draft_has_nothing_due(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA)
    with kring.look() as store:
        store.meetings.put(replace(store.meetings.get(HATTEM), state=MeetingState.DRAFT), kring.now)
    kring.now = AUGUST
    assert kring.tick() == []
    assert steps_taken(kring) == []


def test_a_meeting_closes_after_its_deadline_and_is_held_after_its_end(kring: Kring) -> None:
    kring.hattem()
    kring.now = datetime(2017, 9, 1, 21, 59, tzinfo=UTC)
    kring.tick()
    assert kring.meeting().state is MeetingState.ANNOUNCED
    kring.later(minutes=1)
    kring.tick()
    assert kring.meeting().state is MeetingState.CLOSED
    kring.now = datetime(2017, 9, 15, 11, 30, tzinfo=UTC)
    kring.tick()
    assert kring.meeting().state is MeetingState.HELD


def test_a_meeting_nobody_looked_at_for_a_month_is_held_and_reminds_nobody(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA)
    kring.invite()
    kring.now = datetime(2017, 10, 20, 8, tzinfo=UTC)
    kring.tick()
    assert kring.meeting().state is MeetingState.HELD
    assert kring.letters_to(ANNA) == ["invitation"]


def test_only_who_comes_is_told_where_to_be(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA, BART, CARLA)
    kring.invite()
    kring.reply(ANNA, "Ja, ik kom.")
    kring.reply(BART, "Nee, helaas kan ik niet.")
    kring.now = datetime(2017, 9, 4, 8, tzinfo=UTC)
    kring.tick()
    assert kring.letters_to(ANNA)[-1] == "practical-information"
    assert "practical-information" not in kring.letters_to(BART) + kring.letters_to(CARLA)


def test_only_who_has_not_answered_is_reminded(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA, BART, CARLA)
    kring.invite()
    kring.reply(ANNA, "Ja, ik kom.")
    kring.reply(BART, "Nee, helaas kan ik niet.")
    kring.now = AUGUST
    kring.tick()
    assert [one for one in (ANNA, BART, CARLA) if "reminder" in kring.letters_to(one)] == [CARLA]


def test_a_run_with_nobody_in_it_is_done(kring: Kring) -> None:
    kring.hattem()
    kring.now = AUGUST
    kring.tick()
    kring.tick()
    assert kring.run("reminder").state is RunState.DONE


def test_the_whole_timeline_from_the_first_letter_to_the_last(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA)
    while kring.now < datetime(2017, 10, 10, tzinfo=UTC):
        kring.tick()
        for step in kring.waiting():
            kring.do(StartRun(kring.run(step).id))
        kring.settle()
        if kring.letters_to(ANNA)[-1:] == ["invitation"]:
            kring.reply(ANNA, "Ja, ik kom.")
        kring.later(hours=12)
    assert kring.letters_to(ANNA) == [
        "save-the-date",
        "invitation",
        "understood-yes",
        "practical-information",
        "day-before",
        "thank-you",
        "recap",
    ]
