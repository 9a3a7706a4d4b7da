"""Limits and rests over the real outbox: how many mails go out in a second, a minute, an hour and a day."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from mailer.domain.address import Mailbox
from mailer.domain.commands import ImportPerson, StartRun
from mailer.domain.delivery import Delivery, DeliveryState, Outcome, Stage
from mailer.domain.limits import Limits
from mailer.domain.subscription import Proof
from mailer.service.bus import perform
from mailer.service.claims import OutboxClaims, Pace, Sender
from mailer.service.work import Work
from tests.service.kring import MARIEKE, SERIES, Kring

ON_BOTH = True
"""The databases: SQLite and PostgreSQL."""

S = DeliveryState
OK = Outcome(S.SENT, Stage.END_OF_DATA, 250, "2.0.0", "ok")
DOWN = Outcome(S.DEFERRED, Stage.RCPT, 451, "4.4.1", "no answer from mx.waterrijk.example")
MINUTE, HOUR = 60, 3600


def ready(kring: Kring, many: int, *others: Mailbox) -> Kring:
    """The invitation to so many people of Waterrijk, and some others, is about to leave, at 8:00:45."""
    people = [Mailbox(f"lid{number}@waterrijk.example", f"Lid {number}") for number in range(many)]
    kring.hattem()
    with kring.look() as store:
        work = Work(store, kring.app.house, kring.now, MARIEKE)
        for person in (*people, *others):
            perform(ImportPerson(SERIES, person, "", "nl", Proof("import: test", at=kring.now)), work)
    kring.now = datetime(2017, 7, 13, 8, 0, 45, tzinfo=UTC)
    kring.app.tick()
    kring.do(StartRun(kring.run("invitation").id))
    return kring


def at_dijkveld(many: int) -> Sequence[Mailbox]:
    return [Mailbox(f"lid{number}@dijkveld.example", f"Lid {number}") for number in range(many)]


class Hand:
    """A sender that notes when it could hand over a mail, and to whom."""

    def __init__(self, kring: Kring, pace: Pace, name: str = "north") -> None:
        self._kring = kring
        self._claims = OutboxClaims(
            kring.app.database, kring.app.house, lambda: kring.now, Sender(name, 8), pace
        )
        self.handed: list[tuple[datetime, str]] = []
        self.down: set[str] = set()

    def send(self) -> int:
        """Hand over all that may go now; give how many those are."""
        before = len(self.handed)
        self._claims.wake()
        while claim := self._claims.take():
            path = claim.envelope.forward_path
            self.handed.append((self._kring.now, path))
            domain = path.partition("@")[2]
            self._claims.settle(claim, DOWN if domain in self.down else OK)
        assert self._claims.flush()
        return len(self.handed) - before

    def most_within(self, seconds: int) -> int:
        """Give the most that went out in any so many seconds."""
        moments = [at for at, _ in self.handed]
        return max(sum(0 <= (one - at).total_seconds() < seconds for one in moments) for at in moments)


def test_a_minute_s_mails_are_spread_over_it(kring: Kring) -> None:
    ready(kring, 90)
    hand = Hand(kring, Pace(Limits(per_minute=60)))
    for _ in range(90):
        hand.send()
        kring.later(seconds=1)
    assert hand.most_within(1) == 1
    assert len(hand.handed) == 90


def test_no_minute_holds_more_than_it_may(kring: Kring) -> None:
    ready(kring, 40)
    hand = Hand(kring, Pace(Limits(per_minute=15)))
    for _ in range(2 * MINUTE + 20):
        hand.send()
        kring.later(seconds=1)
    assert hand.most_within(MINUTE) == 15
    assert len(hand.handed) == 40


@pytest.mark.parametrize(("limits", "window"), [(Limits(per_hour=20), HOUR), (Limits(per_day=20), 24 * HOUR)])
def test_no_hour_and_no_day_holds_more_than_it_may(kring: Kring, limits: Limits, window: int) -> None:
    ready(kring, 50)
    hand = Hand(kring, Pace(limits))
    assert (hand.send(), hand.send()) == (20, 0)
    for early in (window / 2, window / 2 - 20):
        kring.later(seconds=early)
        assert hand.send() == 0, "the hour began at 8:00:45, and is not over before 9:00:45"
    kring.later(seconds=20 + MINUTE)
    assert hand.send() == 20
    assert hand.most_within(window) == 20


def test_two_senders_share_the_limits(kring: Kring) -> None:
    ready(kring, 60)
    pace = Pace(Limits(per_minute=60, per_hour=50))
    north, south = Hand(kring, pace), Hand(kring, pace, "south")
    for second in range(2 * MINUTE):
        for hand in (north, south) if second % 2 else (south, north):
            hand.send()
        kring.later(seconds=1)
    both = Hand(kring, pace, "both")
    both.handed = north.handed + south.handed
    assert (both.most_within(1), both.most_within(HOUR)) == (1, 50)
    assert min(len(north.handed), len(south.handed)) > 20
    assert len({path for _, path in both.handed}) == 50


def test_one_domain_waits_and_the_others_do_not(kring: Kring) -> None:
    ready(kring, 12, *at_dijkveld(3))
    hand = Hand(kring, Pace(domain=Limits(per_hour=5)))
    assert Counter(path.partition("@")[2] for path in _sent(hand)) == {
        "waterrijk.example": 5,
        "dijkveld.example": 3,
    }
    rounds = 0
    while open_deliveries(kring):
        kring.now = max(min(one.next_at for one in open_deliveries(kring)), kring.now)
        kring.later(seconds=1)
        hand.send()
        rounds += 1
        assert rounds < 20
    assert hand.most_within(HOUR) <= 5 + 3
    assert len(hand.handed) == 15
    assert (kring.now - hand.handed[0][0]) < timedelta(hours=4)


def _sent(hand: Hand) -> list[str]:
    hand.send()
    return [path for _, path in hand.handed]


def test_a_domain_that_is_down_rests_for_all_its_mails_longer_and_longer(kring: Kring) -> None:
    ready(kring, 60, *at_dijkveld(3))
    hand = Hand(kring, Pace())
    hand.down.add("waterrijk.example")
    hand.send()
    assert {path for _, path in hand.handed if "dijkveld" in path} == {one.address for one in at_dijkveld(3)}
    tried, rests = len(hand.handed), []
    assert tried < 63, "the mails of later groups are not even tried"
    for _ in range(5):
        until = rest(kring)
        rests.append(until - kring.now)
        kring.now = until - timedelta(seconds=1)
        assert hand.send() == 0
        kring.now = until + timedelta(minutes=61)  # the mails come back spread over a while
        hand.send()
    assert rests == sorted(rests)
    assert rests[0] == timedelta(minutes=1)
    assert rests[-1] > 4 * rests[0]


def rest(kring: Kring) -> datetime:
    with kring.look() as store:
        return store.holds.all()["waterrijk.example"]


def test_the_first_mail_that_a_domain_takes_releases_it(kring: Kring) -> None:
    ready(kring, 60)
    hand = Hand(kring, Pace())
    hand.down.add("waterrijk.example")
    hand.send()
    hand.down.clear()
    kring.now = rest(kring) + timedelta(minutes=2)
    hand.send()
    with kring.look() as store:
        assert store.holds.all() == {}
    assert open_deliveries(kring) == []
    assert len(kring.deliveries(S.SENT)) == 60


def test_what_rests_until_it_is_too_late_is_not_sent(kring: Kring) -> None:
    ready(kring, 40)
    hand = Hand(kring, Pace())
    hand.down.add("waterrijk.example")
    not_after = kring.deliveries()[0].not_after
    assert not_after is not None
    kring.now = not_after - timedelta(minutes=3)
    hand.send()
    kring.now = not_after - timedelta(seconds=1)
    hand.send()
    hand.down.clear()
    kring.now = not_after + timedelta(seconds=1)
    hand.send()
    assert kring.deliveries(S.SENT) == []
    assert {one.state for one in kring.deliveries()} <= {S.CANCELLED, S.FAILED}


def open_deliveries(kring: Kring) -> Sequence[Delivery]:
    return kring.deliveries(S.DUE, S.DEFERRED)
