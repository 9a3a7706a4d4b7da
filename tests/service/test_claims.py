"""Senders: what they may have under way, what they give back, and what is said of those that died."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy.exc import OperationalError

from mailer.domain.address import Mailbox
from mailer.domain.commands import StartRun
from mailer.domain.delivery import Claim, DeliveryState, Outcome, Stage
from mailer.domain.run import RunState
from mailer.service import audience, writing
from mailer.service.claims import GROUP, OutboxClaims, Sender
from mailer.service.leases import LEASE, Leases
from mailer.store.unit_of_work import UnitOfWork
from tests.service.kring import AWAY, HATTEM, Kring

ON_BOTH = True
"""The databases: SQLite and PostgreSQL."""

S = DeliveryState
OK = Outcome(S.SENT, Stage.END_OF_DATA, 250, "2.0.0", "ok")
RELAY_DOWN = Outcome(S.DEFERRED, Stage.CONNECT, words="can't reach it", relay_wide=True)
MANY = 100


@pytest.fixture
def ready(kring: Kring) -> Kring:
    """The invitation to a hundred people is about to leave."""
    kring.hattem()
    kring.enlist(*(Mailbox(f"lid{number}@waterrijk.example", f"Lid {number}") for number in range(MANY)))
    kring.now = kring.now.replace(month=7, day=13)
    kring.app.tick()
    kring.do(StartRun(kring.run("invitation").id))
    return kring


def sender(kring: Kring, name: str = "north", connections: int = 8) -> OutboxClaims:
    return OutboxClaims(kring.app.database, kring.app.house, lambda: kring.now, Sender(name, connections))


def count(kring: Kring, state: DeliveryState) -> int:
    return len(kring.deliveries(state))


def leases(kring: Kring) -> Leases:
    return Leases(kring.app.database, lambda: kring.now, ended=lambda _name: False)


def take(claims: OutboxClaims, how_many: int) -> list[Claim]:
    taken = [claims.take() for _ in range(how_many)]
    return [claim for claim in taken if claim is not None]


def test_never_more_than_a_group_and_the_connections_are_claimed_and_not_settled(ready: Kring) -> None:
    claims = sender(ready)
    most = 0
    under_way = take(claims, 8)
    while under_way:
        most = max(most, count(ready, S.SENDING))
        claims.settle(under_way.pop(0), OK)
        under_way += take(claims, 1)
    claims.flush()
    assert GROUP < most <= GROUP + 7
    assert count(ready, S.SENT) == MANY


def test_two_senders_never_take_the_same(ready: Kring) -> None:
    north, south = sender(ready), sender(ready, "south")
    taken: dict[str, list[str]] = {"north": [], "south": []}

    def send(name: str, claims: OutboxClaims) -> None:
        while claim := claims.take():
            taken[name].append(claim.envelope.forward_path)
            claims.settle(claim, OK)
        claims.flush()

    threads = [Thread(target=send, args=(name, one)) for name, one in (("north", north), ("south", south))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    everyone = taken["north"] + taken["south"]
    assert len(everyone) == len(set(everyone)) == MANY
    assert count(ready, S.SENT) == MANY


def test_what_was_claimed_and_never_handed_over_is_given_back_and_costs_no_try(ready: Kring) -> None:
    claims = sender(ready)
    (first,) = take(claims, 1)
    claims.settle(first, RELAY_DOWN)
    assert claims.take() is None, "a relay that is down is not tried again at once"
    assert claims.flush()
    assert (count(ready, S.SENDING), count(ready, S.SENT)) == (0, 0)
    assert {one.attempts for one in ready.deliveries()} == {0}
    ready.later(minutes=2)
    claims.wake()
    assert len(take(claims, MANY)) > 0


def test_what_a_courier_that_stumbled_left_is_unknown(ready: Kring) -> None:
    claims = sender(ready)
    (lost,) = take(claims, 1)
    assert claims.flush()
    assert [one.address for one in ready.deliveries(S.UNKNOWN)] == [lost.envelope.forward_path]
    assert count(ready, S.SENDING) == 0


def test_a_database_that_is_away_loses_no_outcome(ready: Kring, monkeypatch: pytest.MonkeyPatch) -> None:
    claims = sender(ready)
    for claim in take(claims, 3):
        claims.settle(claim, OK)
    with away(monkeypatch):
        assert not claims.flush()
        assert count(ready, S.SENT) == 0
    assert claims.flush()
    assert count(ready, S.SENT) == 3
    assert count(ready, S.SENDING) == 0


def test_no_claim_is_handed_out_when_it_may_not_be_ours_any_more(ready: Kring) -> None:
    sure = [True]
    name = Sender("north", 8, lambda: sure[0])
    claims = OutboxClaims(ready.app.database, ready.app.house, lambda: ready.now, name)
    assert claims.take() is not None
    sure[0] = False
    assert claims.take() is None


def test_a_sender_not_seen_for_a_minute_counts_as_dead(ready: Kring) -> None:
    theirs = "elsewhere:1:ab12"
    with ready.look() as store:
        store.sending.seen(theirs, ready.now)
    claims = sender(ready, theirs)
    taken = take(claims, 5)
    ours = leases(ready)
    assert ours.renew("north") == [], "it may still live"
    ready.now += LEASE + timedelta(seconds=1)
    assert len(ours.renew("north")) == GROUP + 7
    assert count(ready, S.UNKNOWN) == GROUP + 7
    for claim in taken:
        claims.settle(claim, OK)
    claims.flush()
    assert count(ready, S.SENT) == 5, "what it says late is believed"
    assert count(ready, S.UNKNOWN) == 0, "what it gives back late was never handed over"


def test_what_a_sender_tells_late_of_a_run_that_is_done_is_sent_after_all(ready: Kring) -> None:
    cut_off = sender(ready, "elsewhere:1:ab12")
    (handed_over,) = take(cut_off, 1)
    leases(ready).renew("north")
    assert ready.app.deliver() == MANY - GROUP - 7
    ready.later(minutes=1)
    ready.app.tick()
    assert ready.run("invitation").state is RunState.DONE, "of the rest nobody knows anything"
    cut_off.settle(handed_over, OK)
    cut_off.flush()
    ready.app.deliver()
    assert count(ready, S.SENT) == MANY
    ready.app.tick()
    assert ready.run("invitation").state is RunState.DONE


def test_what_was_resolved_meanwhile_is_not_overruled_by_a_late_word(ready: Kring) -> None:
    claims = sender(ready, "elsewhere:1:ab12")
    (claim,) = take(claims, 1)
    leases(ready).renew("north")
    with ready.look() as store:
        (unknown,) = (one for one in store.outbox.in_state(S.UNKNOWN) if one.id == claim.delivery.id)
        store.outbox.move([unknown], S.CANCELLED)
    claims.settle(claim, AWAY)
    claims.flush()
    assert claim.delivery.id in {one.id for one in ready.deliveries(S.CANCELLED)}


def test_a_long_list_is_written_down_in_portions_while_the_first_mails_go(
    kring: Kring, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (audience, writing):
        monkeypatch.setattr(module, "PORTION", 30)
    kring.hattem()
    kring.enlist(*(Mailbox(f"lid{number}@waterrijk.example", "") for number in range(MANY)))
    kring.now = kring.now.replace(month=7, day=13)
    kring.app.tick()
    run = kring.run("invitation")
    done = kring.do(StartRun(run.id))
    assert "30 people at first" in done.what
    claims = sender(kring)
    asyncio.run(kring.post.carry(claims))
    claims.flush()
    assert count(kring, S.SENT) == 30
    kring.app.tick()
    assert kring.run("invitation").state.value == "running", "the rest is still to come"
    kring.settle()
    kring.tick()
    assert sorted(one.forward_path for one in kring.post.sent) == sorted(
        one.address for one in kring.deliveries(S.SENT)
    )
    assert (count(kring, S.SENT), kring.run("invitation").state.value) == (MANY, "done")


def test_an_audience_that_a_dead_process_left_half_written_is_gone_on_with(
    kring: Kring, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (audience, writing):
        monkeypatch.setattr(module, "PORTION", 30)
    kring.hattem()
    kring.enlist(*(Mailbox(f"lid{number}@waterrijk.example", "") for number in range(MANY)))
    kring.now = kring.now.replace(month=7, day=13)
    kring.app.tick()
    kring.do(StartRun(kring.run("invitation").id))
    kring.restart()
    kring.settle()
    assert {one.meeting for one in kring.deliveries()} == {HATTEM}
    assert len({one.person for one in kring.deliveries(S.SENT)}) == MANY


@contextmanager
def away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing can be written for as long as the block lasts."""

    def refuse(*_: object) -> None:
        raise OperationalError("UPDATE", {}, Exception("the server closed the connection"))

    with monkeypatch.context() as patch:
        patch.setattr(UnitOfWork, "sending", property(refuse))
        yield
