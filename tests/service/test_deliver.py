"""Sending: how tries end, what is tried again, and what is no longer wanted when its turn comes."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from mailer.domain.commands import RecordAnswer, RetryDelivery, StartRun, Unsubscribe
from mailer.domain.delivery import Claims, Delivery, DeliveryState, Outcome, Stage
from mailer.domain.errors import Refused
from mailer.domain.run import RunState
from mailer.domain.subscription import Proof, SubscriptionState, SuppressionReason
from tests.service.kring import ANNA, AWAY, BART, CARLA, GONE, HATTEM, INFO, SERIES, Kring

ON_BOTH = True
"""The databases: SQLite and PostgreSQL."""

S = DeliveryState
LOST = Outcome(S.UNKNOWN, Stage.END_OF_DATA, words="the connection was lost after the final dot")
REFUSED_FOR_US = Outcome(S.FAILED, Stage.DATA, 554, "5.7.1", "we do not like your mail")


@pytest.fixture
def ready(kring: Kring) -> Kring:
    """The invitation to Anna, Bart and Carla is about to leave."""
    kring.hattem()
    kring.enlist(ANNA, BART, CARLA)
    kring.now = kring.now.replace(month=7, day=13)
    kring.tick()
    kring.do(StartRun(kring.run("invitation").id))
    return kring


def annas(kring: Kring) -> Delivery:
    return next(one for one in kring.deliveries() if one.address == ANNA.address)


def tries(kring: Kring, delivery: Delivery) -> list[str]:
    with kring.look() as store:
        return [row["state"] for row in store.views.attempts(int(delivery.id or 0))]


def test_a_mailbox_that_is_busy_is_tried_again_later(ready: Kring) -> None:
    ready.post.next_outcome = AWAY
    ready.settle()
    assert (annas(ready).state, annas(ready).attempts) == (S.DEFERRED, 1)
    assert annas(ready).words == "mailbox busy"
    ready.settle()
    assert annas(ready).attempts == 1
    ready.later(minutes=2)
    ready.settle()
    assert annas(ready).state is S.SENT
    assert ready.letters_to(ANNA) == ["invitation"]


def test_the_others_do_not_wait_for_a_busy_mailbox(ready: Kring) -> None:
    ready.post.outcomes[ANNA.address] = AWAY
    ready.settle()
    assert ready.letters_to(BART) == ready.letters_to(CARLA) == ["invitation"]


def test_each_try_waits_longer_than_the_one_before(ready: Kring) -> None:
    ready.post.outcomes[ANNA.address] = AWAY
    waits = []
    for _ in range(5):
        ready.settle()
        waits.append(annas(ready).next_at - ready.now)
        ready.now = annas(ready).next_at
    assert waits == sorted(set(waits))
    assert tries(ready, annas(ready)) == ["deferred"] * 5


def test_five_days_of_trying_are_enough(ready: Kring) -> None:
    ready.post.outcomes[ANNA.address] = AWAY
    began = ready.now
    while annas(ready).state in {S.DUE, S.DEFERRED}:
        ready.settle()
        ready.now = max(annas(ready).next_at, ready.now)
    assert annas(ready).state is S.FAILED
    assert "given up after" in annas(ready).words
    assert 4 <= (ready.now - began).days <= 5
    assert "Deliver" in [line.command for line in about_anna(ready)]


def test_a_letter_that_would_be_too_late_is_given_up_sooner(ready: Kring) -> None:
    not_after = annas(ready).not_after
    assert not_after is not None
    ready.now = not_after
    ready.later(seconds=-30)
    ready.post.outcomes[ANNA.address] = AWAY
    ready.settle()
    assert annas(ready).state is S.FAILED


def test_a_letter_whose_time_is_over_is_not_handed_over(ready: Kring) -> None:
    not_after = annas(ready).not_after
    assert not_after is not None
    ready.now = not_after
    ready.later(seconds=1)
    ready.settle()
    assert ready.post.sent == []
    assert annas(ready).state is S.CANCELLED


def test_no_such_mailbox_is_never_tried_again(ready: Kring) -> None:
    ready.post.next_outcome = GONE
    ready.settle()
    ready.later(days=2)
    ready.settle()
    assert annas(ready).state is S.FAILED
    assert tries(ready, annas(ready)) == ["failed"]
    with ready.look() as store:
        assert store.suppressions.reason(ANNA.address) == "hard bounce"


def test_a_refusal_that_may_only_mean_this_mail_does_not_end_the_writing(ready: Kring) -> None:
    ready.post.next_outcome = REFUSED_FOR_US
    ready.settle()
    assert annas(ready).state is S.FAILED
    with ready.look() as store:
        assert store.suppressions.reason(ANNA.address) is None


def test_nobody_knows_whether_anna_has_it_so_it_is_not_sent_again_by_itself(ready: Kring) -> None:
    ready.post.next_outcome = LOST
    ready.settle()
    ready.later(days=2)
    ready.tick()
    assert annas(ready).state is S.UNKNOWN
    assert ready.letters_to(ANNA) == []
    assert "invitation to anna.dewit@waterrijk.example is unknown" in [one.what for one in about_anna(ready)]


def test_marieke_has_it_tried_again_with_the_same_message_id(ready: Kring) -> None:
    ready.post.next_outcome = REFUSED_FOR_US
    ready.settle()
    ready.tick()
    assert ready.run("invitation").state is RunState.DONE
    ready.do(RetryDelivery(int(annas(ready).id or 0)))
    ready.settle()
    (mail,) = ready.mails_to(ANNA)
    assert mail.message_id == annas(ready).message_id
    assert annas(ready).state is S.SENT


def test_what_was_sent_is_not_tried_again(ready: Kring) -> None:
    ready.settle()
    with pytest.raises(Refused, match="only failed ones"):
        ready.do(RetryDelivery(int(annas(ready).id or 0)))


def test_after_a_crash_in_the_middle_of_a_mail_it_is_named_and_not_sent_again(ready: Kring) -> None:
    ready.app.courier = PowerFails()
    with pytest.raises(SystemExit):
        ready.app.deliver(1)
    assert annas(ready).state is S.SENDING
    ready.restart()
    ready.settle()
    assert annas(ready).state is S.UNKNOWN
    assert ready.letters_to(ANNA) == []
    assert ready.letters_to(BART) == ready.letters_to(CARLA) == ["invitation"]
    what = "nobody knows whether invitation reached anna.dewit@waterrijk.example"
    assert what in [line.what for line in about_anna(ready)]


def test_who_leaves_the_list_while_a_letter_waits_does_not_get_it(ready: Kring) -> None:
    leave(ready)
    ready.settle()
    assert "invitation" not in ready.letters_to(ANNA)
    assert "invitation" in ready.letters_to(BART)
    assert annas(ready).state is S.CANCELLED


def test_who_answers_while_a_reminder_waits_does_not_get_it(ready: Kring) -> None:
    ready.settle()
    the_reminder_is_made(ready)
    ready.do(RecordAnswer(HATTEM, ready.person(ANNA), "no"))
    ready.settle()
    assert ready.letters_to(ANNA) == ["invitation", "understood-no"]
    assert ready.letters_to(BART) == ["invitation", "reminder"]


def test_who_bounces_while_a_reminder_waits_does_not_get_it(ready: Kring) -> None:
    ready.settle()
    the_reminder_is_made(ready)
    with ready.look() as store:
        store.suppressions.add(ANNA.address, SuppressionReason.HARD_BOUNCE, "550", ready.now)
    ready.settle()
    assert ready.letters_to(ANNA) == ["invitation"]
    reminders = [one for one in ready.deliveries() if one.step == "reminder"]
    assert [one.state for one in reminders] == [S.SUPPRESSED, S.SENT, S.SENT]


def test_every_letter_of_a_run_can_be_told_by_its_bounce(ready: Kring) -> None:
    ready.settle()
    paths = {one.reverse_path for one in ready.post.sent}
    assert len(paths) == 3
    assert all(path.startswith("info+") and path.endswith(INFO.partition("@")[2]) for path in paths)


def about_anna(kring: Kring) -> Sequence[Any]:
    anna = kring.person(ANNA)
    with kring.look() as store:
        return store.journal.lines(person=anna)


def leave(kring: Kring) -> None:
    """Anna leaves the list, and nothing is sent yet."""
    kring.do(Unsubscribe(SERIES, ANNA.address, Proof("mail")))
    assert kring.subscription(ANNA) is SubscriptionState.UNSUBSCRIBED


def the_reminder_is_made(kring: Kring) -> None:
    kring.now = datetime(2017, 8, 11, 8, tzinfo=UTC)
    kring.app.tick()
    assert kring.run("reminder").state is RunState.RUNNING


class PowerFails:
    """A courier under whose hands the power fails."""

    async def carry(self, claims: Claims) -> None:
        claim = claims.take()
        assert claim is not None
        raise SystemExit(claim.envelope.forward_path)

    async def check(self) -> str:
        return ""

    async def close(self) -> None:
        """Nothing is held open."""
