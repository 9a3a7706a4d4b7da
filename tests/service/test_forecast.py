"""What is left of a run, counted in the database: what waits, who is not written down yet, the rate."""

from datetime import UTC, datetime, timedelta

import pytest

from mailer.domain.commands import PauseHouse, PauseRun, StartRun
from mailer.domain.limits import Limits
from mailer.service import audience, writing
from mailer.service.forecast import done_at
from tests.service.kring import ANNA, AWAY, BART, CARLA, DIRK, Kring

ON_BOTH = True
"""The databases: SQLite and PostgreSQL."""

ONE_A_MINUTE = Limits(per_minute=1)
FOUR = (ANNA, BART, CARLA, DIRK)


def going_out(kring: Kring) -> int:
    """The invitation to four people may leave; gives its run."""
    kring.hattem()
    kring.enlist(*FOUR)
    kring.now = datetime(2017, 7, 13, 8, tzinfo=UTC)
    kring.app.tick()
    run = kring.run("invitation").id
    kring.do(StartRun(run))
    return run


def left(kring: Kring, limits: Limits = ONE_A_MINUTE) -> dict[int, timedelta]:
    with kring.look() as store:
        return {run: at - kring.now for run, at in done_at(store, limits, kring.now).items()}


def test_what_is_still_to_be_sent_counts_and_what_is_sent_does_not(kring: Kring) -> None:
    run = going_out(kring)
    assert left(kring) == {run: timedelta(minutes=3)}
    kring.app.deliver(2)
    assert left(kring) == {run: timedelta(minutes=1)}


def test_who_is_not_written_down_yet_counts_too(kring: Kring, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (audience, writing):
        monkeypatch.setattr(module, "PORTION", 1)
    run = going_out(kring)
    assert len(kring.deliveries()) == 1
    assert left(kring) == {run: timedelta(minutes=3)}


def test_who_is_tried_again_later_is_waited_for(kring: Kring) -> None:
    kring.post.outcomes[ANNA.address] = AWAY
    run = going_out(kring)
    for _ in range(4):
        kring.app.deliver()
        kring.later(hours=1)
    with kring.look() as store:
        (waits,) = store.outbox.open_of_run(run)
    assert left(kring) == {run: max(waits.next_at - kring.now, timedelta(0))}


def test_without_limits_the_rate_tells(kring: Kring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailer.domain.forecast._ENOUGH", 2)
    run = going_out(kring)
    assert left(kring, Limits()) == {}
    for _ in range(3):
        kring.app.deliver(1)
        kring.later(seconds=30)
    assert left(kring, Limits()) == {run: timedelta(seconds=30)}


@pytest.mark.parametrize("command", [PauseRun, PauseHouse])
def test_what_rests_is_not_foretold(kring: Kring, command: type[PauseRun] | type[PauseHouse]) -> None:
    run = going_out(kring)
    kring.do(PauseRun(run) if command is PauseRun else PauseHouse("by hand"))
    assert left(kring) == {}
