"""Mails of which nobody knows whether they arrived: what Marieke decides, and what the house does."""

from collections.abc import Sequence
from typing import Any

import pytest

from mailer.domain.commands import CancelRun, MoveMeeting, ResolveDelivery, StartRun
from mailer.domain.delivery import Delivery, DeliveryState, Outcome, Stage
from mailer.domain.errors import Refused
from mailer.domain.run import RunState
from mailer.domain.unknown import Resolution
from tests.service.kring import ANNA, BART, HATTEM, Kring

ON_BOTH = True
"""The databases: SQLite and PostgreSQL."""

S = DeliveryState
LOST = Outcome(S.UNKNOWN, Stage.END_OF_DATA, words="the connection was lost after the final dot")


@pytest.fixture
def lost(kring: Kring) -> Kring:
    """Bart has his invitation; whether Anna has hers nobody knows. The run is done."""
    kring.hattem()
    kring.enlist(ANNA, BART)
    kring.now = kring.now.replace(month=7, day=13)
    kring.tick()
    kring.do(StartRun(kring.run("invitation").id))
    kring.post.next_outcome = LOST
    kring.settle()
    kring.tick()
    assert kring.run("invitation").state is RunState.DONE
    return kring


def annas(kring: Kring) -> Delivery:
    return next(one for one in kring.deliveries() if one.address == ANNA.address)


def resolve(kring: Kring, to: Resolution) -> None:
    kring.do(ResolveDelivery(int(annas(kring).id or 0), to))
    kring.later(seconds=10)
    kring.settle()
    kring.tick()


def asked_about(kring: Kring) -> list[str]:
    with kring.look() as store:
        return [row["name"] for row in store.unknowns.listed()]


def last_line(kring: Kring) -> Any:
    anna = kring.person(ANNA)
    with kring.look() as store:
        lines: Sequence[Any] = store.journal.lines(person=anna)
    return lines[-1]


def test_it_stays_as_it_is_until_somebody_decides(lost: Kring) -> None:
    lost.later(days=2)
    lost.tick()
    assert asked_about(lost) == ["Anna de Wit"]
    assert lost.app.look()[0].deliveries["unknown"] == 1
    assert lost.mails_to(ANNA) == []


def test_sent_it_counts_from_the_moment_it_went_out(lost: Kring) -> None:
    then = lost.now
    lost.later(hours=5)
    resolve(lost, Resolution.SENT)
    assert (annas(lost).state, annas(lost).sent_at) == (S.SENT, then)
    assert (asked_about(lost), lost.mails_to(ANNA)) == ([], [])
    assert last_line(lost).who == "Marieke, the coordinator"
    assert last_line(lost).what.endswith("counts as sent")


def test_again_it_goes_out_once_more_with_the_same_message_id(lost: Kring) -> None:
    before = annas(lost).message_id
    resolve(lost, Resolution.AGAIN)
    assert [mail.message_id for mail in lost.mails_to(ANNA)] == [before]
    assert len(lost.mails_to(BART)) == 1
    assert annas(lost).state is S.SENT
    assert lost.run("invitation").state is RunState.DONE


def test_left_it_stays_unknown_and_nobody_is_asked_any_more(lost: Kring) -> None:
    resolve(lost, Resolution.LEAVE)
    assert annas(lost).state is S.UNKNOWN
    assert "is left unknown" in annas(lost).words
    assert lost.app.look()[0].deliveries["unknown"] == 0
    assert (asked_about(lost), lost.mails_to(ANNA)) == ([], [])


def test_who_may_have_the_invitation_is_told_that_the_meeting_moved(lost: Kring) -> None:
    resolve(lost, Resolution.LEAVE)
    meeting = lost.meeting()
    lost.do(MoveMeeting(HATTEM, meeting.starts.replace(day=21)))
    lost.do(StartRun(lost.run("correction").id))
    lost.settle()
    assert lost.letters_to(ANNA) == ["correction"]


def test_so_is_who_may_have_it_and_was_about_to_get_it_once_more(lost: Kring) -> None:
    lost.do(ResolveDelivery(int(annas(lost).id or 0), Resolution.AGAIN))
    lost.do(MoveMeeting(HATTEM, lost.meeting().starts.replace(day=21)))
    assert annas(lost).state is S.CANCELLED
    lost.do(StartRun(lost.run("correction").id))
    lost.settle()
    assert lost.letters_to(ANNA) == ["correction"]


def test_once_sent_again_and_lost_again_it_is_asked_about_again(lost: Kring) -> None:
    resolve(lost, Resolution.LEAVE)
    lost.post.next_outcome = LOST
    resolve(lost, Resolution.AGAIN)
    assert asked_about(lost) == ["Anna de Wit"]


def test_what_is_too_late_is_not_sent_again(lost: Kring) -> None:
    not_after = annas(lost).not_after
    assert not_after is not None
    lost.now = not_after
    lost.later(seconds=1)
    with pytest.raises(Refused, match="it came too late"):
        resolve(lost, Resolution.AGAIN)
    assert annas(lost).state is S.UNKNOWN


def test_what_tells_an_old_date_is_not_sent_again(lost: Kring) -> None:
    lost.do(MoveMeeting(HATTEM, lost.meeting().starts.replace(day=21)))
    with pytest.raises(Refused, match="the meeting changed"):
        resolve(lost, Resolution.AGAIN)
    assert annas(lost).state is S.UNKNOWN


def test_of_a_cancelled_run_nothing_is_sent_again(lost: Kring) -> None:
    lost.do(CancelRun(lost.run("invitation").id, "a mistake in the programme"))
    with pytest.raises(Refused, match="is cancelled; nothing of it goes out"):
        resolve(lost, Resolution.AGAIN)


@pytest.mark.parametrize("to", Resolution)
def test_what_is_known_is_not_settled_twice(lost: Kring, to: Resolution) -> None:
    resolve(lost, Resolution.SENT)
    with pytest.raises(Refused, match="is not unknown"):
        resolve(lost, to)
