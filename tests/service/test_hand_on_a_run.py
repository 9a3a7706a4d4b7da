"""Pause, resume and cancel while a run is on its way: a sender at work in its thread, and a slow relay."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from mailer.domain.address import Mailbox
from mailer.domain.commands import (
    CancelRun,
    Command,
    ImportPerson,
    PauseHouse,
    PauseRun,
    RecordAnswer,
    RecordBounce,
    ResumeRun,
    StartRun,
    Unsubscribe,
)
from mailer.domain.delivery import Claims, DeliveryState, Outcome, Stage
from mailer.domain.subscription import Proof
from mailer.engine.sender import SenderLoop
from mailer.service.bus import perform
from mailer.service.claims import OutboxClaims, Sender
from mailer.service.work import Work
from tests.service.kring import HATTEM, MARIEKE, SERIES, Kring

ON_BOTH = True
"""The databases: SQLite and PostgreSQL."""

S = DeliveryState
OK = Outcome(S.SENT, Stage.END_OF_DATA, 250, "2.0.0", "ok")
MANY = 300
"""So many that a quick relay is not through with them when the hand falls: eight windows."""


@dataclass
class SlowPost:
    """A relay that takes its time for each mail, over so many connections."""

    seconds: float
    connections: int = 8
    begun: list[tuple[float, str]] = field(default_factory=list)
    """When each mail was handed over, and to whom."""

    async def carry(self, claims: Claims) -> None:
        await asyncio.gather(*(self._one_connection(claims) for _ in range(self.connections)))

    async def _one_connection(self, claims: Claims) -> None:
        while claim := claims.take():
            self.begun.append((time.monotonic(), claim.envelope.forward_path))
            await asyncio.sleep(self.seconds)
            claims.settle(claim, OK)

    async def check(self) -> str:
        return ""

    async def close(self) -> None:
        """Nothing is held open."""


def member(number: int) -> Mailbox:
    return Mailbox(f"lid{number}@waterrijk.example", f"Lid {number}")


def going_out(kring: Kring, many: int) -> int:
    """The invitation to so many people is written down and may leave; gives its run."""
    kring.hattem()
    with kring.look() as store:
        work = Work(store, kring.app.house, kring.now, MARIEKE)
        for number in range(many):
            perform(ImportPerson(SERIES, member(number), "", "nl", Proof("import: test", at=kring.now)), work)
    kring.now = datetime(2017, 7, 13, 8, tzinfo=UTC)
    kring.app.tick()
    run = kring.run("invitation").id
    kring.do(StartRun(run))
    while kring.app._write_on():
        pass
    return run


@contextmanager
def sending(kring: Kring, post: SlowPost) -> Iterator[OutboxClaims]:
    """A sender at work."""
    sender = Sender("north", post.connections)
    claims = OutboxClaims(kring.app.database, kring.app.house, lambda: kring.now, sender)
    loop = SenderLoop(claims, post)
    loop.start()
    try:
        yield claims
    finally:
        loop.stop()


def wait_for(happened: Callable[[], bool], seconds: float = 30.0) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


def stop(kring: Kring, post: SlowPost, command: Command) -> list[str]:
    """Stop a run that is under way; gives who was still written to after that: nobody after a second."""
    wait_for(lambda: len(post.begun) >= 10)
    kring.do(command)
    stopped = time.monotonic()
    before = len(post.begun)
    time.sleep(1.6)
    after = post.begun[before:]
    assert [path for at, path in after if at > stopped + 1.0] == []
    return [path for _, path in after]


@pytest.mark.parametrize("seconds", [0.02, 0.1])
def test_a_paused_run_is_still_within_a_second_and_goes_on_when_it_is_resumed(
    kring: Kring, seconds: float
) -> None:
    run = going_out(kring, MANY if seconds < 0.1 else 100)
    post = SlowPost(seconds)
    with sending(kring, post) as claims:
        after = stop(kring, post, PauseRun(run))
        assert len(after) <= claims._sender.window
        paused_at = len(post.begun)
        resumed = time.monotonic()
        kring.do(ResumeRun(run))
        wait_for(lambda: len(post.begun) > paused_at)
        assert post.begun[paused_at][0] - resumed < 1.0
        post.seconds = 0.0
        wait_for(lambda: not still_open(kring, run), 60)
    assert sorted(path for _, path in post.begun) == sorted({path for _, path in post.begun})


def still_open(kring: Kring, run: int) -> bool:
    with kring.look() as store:
        return store.outbox.unfinished(run)


def test_with_one_slow_connection_what_is_claimed_is_given_back(kring: Kring) -> None:
    run = going_out(kring, 60)
    post = SlowPost(0.2, connections=1)
    with sending(kring, post):
        after = stop(kring, post, PauseRun(run))
        assert len(after) <= 5
        assert kring.deliveries(S.SENDING) == []
        assert len(kring.deliveries(S.SENT)) == len(post.begun)
    assert len(kring.deliveries(S.DUE, S.DEFERRED)) == 60 - len(post.begun)


def test_a_cancelled_run_is_still_within_a_second_and_leaves_nothing_open(kring: Kring) -> None:
    run = going_out(kring, 60)
    post = SlowPost(0.2, connections=1)
    with sending(kring, post):
        stop(kring, post, CancelRun(run, "a mistake in the programme"))
    assert len(kring.deliveries(S.SENT)) == len(post.begun)
    assert len(kring.deliveries(S.CANCELLED)) == 60 - len(post.begun)


def test_a_paused_house_is_still_within_a_second(kring: Kring) -> None:
    going_out(kring, 60)
    post = SlowPost(0.2, connections=1)
    with sending(kring, post):
        assert len(stop(kring, post, PauseHouse("something is wrong"))) <= 5


def test_a_deferral_that_comes_in_after_the_cancelling_leaves_nothing_open(kring: Kring) -> None:
    run = going_out(kring, 2)
    claims = OutboxClaims(kring.app.database, kring.app.house, lambda: kring.now, Sender("north", 2))
    claim = claims.take()
    assert claim is not None
    kring.do(CancelRun(run, "a mistake in the programme"))
    claims.settle(claim, Outcome(S.DEFERRED, Stage.RCPT, 450, "4.2.1", "mailbox busy"))
    claims.flush()
    assert {one.state for one in kring.deliveries()} == {S.CANCELLED}


def test_who_leaves_or_bounces_drops_out_of_what_is_claimed_and_of_what_is_not(kring: Kring) -> None:
    going_out(kring, 50)
    post = SlowPost(0.1, connections=1)
    with sending(kring, post):
        wait_for(lambda: len(post.begun) >= 2)
        for number in (25, 45):
            kring.do(Unsubscribe(SERIES, member(number).address, Proof("mail")))
        kring.do(RecordBounce(member(26).address, None, True, "5.1.1", "550"))
        post.seconds = 0.05
        wait_for(lambda: not kring.deliveries(S.DUE, S.SENDING, S.DEFERRED))
    assert got(kring, "invitation") == everybody_but(25, 26, 45)


def test_who_answers_drops_out_of_a_reminder_that_is_under_way(kring: Kring) -> None:
    going_out(kring, 50)
    kring.settle()
    kring.now = datetime(2017, 8, 11, 8, tzinfo=UTC)
    kring.app.tick()
    post = SlowPost(0.1, connections=1)
    with sending(kring, post):
        wait_for(lambda: len(post.begun) >= 2)
        for number in (25, 45):
            kring.do(RecordAnswer(HATTEM, kring.person(member(number)), "no"))
        post.seconds = 0.05
        wait_for(lambda: not kring.deliveries(S.DUE, S.SENDING, S.DEFERRED))
    assert got(kring, "reminder") == everybody_but(25, 45)


def got(kring: Kring, step: str) -> set[str]:
    with kring.look() as store:
        return {one.address for one in store.outbox.of_step(HATTEM, step) if one.state is S.SENT}


def everybody_but(*numbers: int) -> set[str]:
    return {member(number).address for number in range(50) if number not in numbers}
