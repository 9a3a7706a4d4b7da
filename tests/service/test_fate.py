"""What the house does by itself about mails of which nobody knows whether they arrived."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from mailer.domain.commands import PauseHouse, ReleaseHouse, ResolveDelivery, StartRun, Waiting
from mailer.domain.delivery import DeliveryState
from mailer.domain.unknown import PATIENCE, Looked, Policy, Resolution, SentFolder
from mailer.service.fate import Fate
from tests.service.kring import ANNA, BART, Kring
from tests.service.test_unknown import LOST, S, annas, asked_about, last_line

ON_BOTH = True
"""The databases: SQLite and PostgreSQL."""


@dataclass
class Folder:
    """A folder of sent mails as a test wants it."""

    mails: set[str] = field(default_factory=set)
    fault: str = ""
    asked: list[Sequence[str]] = field(default_factory=list)

    def look(self, message_ids: Sequence[str]) -> Looked:
        self.asked.append(message_ids)
        if self.fault:
            return Looked({}, self.fault)
        return Looked({one: one in self.mails for one in message_ids})


@pytest.fixture
def lost(kring: Kring) -> Kring:
    """Bart has his invitation; whether Anna has hers nobody knows."""
    kring.hattem()
    kring.enlist(ANNA, BART)
    kring.now = kring.now.replace(month=7, day=13)
    kring.tick()
    kring.do(StartRun(kring.run("invitation").id))
    kring.post.next_outcome = LOST
    kring.settle()
    return kring


def fate(kring: Kring, policy: Policy, folder: SentFolder | None = None) -> None:
    """The loop turns, and what follows is sent."""
    kring.later(seconds=1)
    Fate(kring.app.bus, policy, folder).step()
    kring.settle()


def test_held_it_stays_unknown(lost: Kring) -> None:
    folder = Folder({annas(lost).message_id})
    fate(lost, Policy.HOLD)
    assert (annas(lost).state, folder.asked) == (S.UNKNOWN, [])


def test_again_it_is_sent_once_more_by_itself(lost: Kring) -> None:
    fate(lost, Policy.AGAIN)
    assert annas(lost).state is S.SENT
    assert [mail.message_id for mail in lost.mails_to(ANNA)] == [annas(lost).message_id]
    assert len(lost.mails_to(BART)) == 1


def test_again_is_never_a_loop(lost: Kring) -> None:
    lost.post.outcomes[ANNA.address] = LOST
    for _ in range(5):
        fate(lost, Policy.AGAIN)
    number = int(annas(lost).id or 0)
    with lost.look() as store:
        assert [row["state"] for row in store.views.attempts(number)] == ["unknown"] * 2
    assert asked_about(lost) == ["Anna de Wit"]


def test_again_is_not_past_its_time(lost: Kring) -> None:
    not_after = annas(lost).not_after
    assert not_after is not None
    lost.now = not_after
    fate(lost, Policy.AGAIN)
    assert (annas(lost).state, lost.mails_to(ANNA)) == (S.UNKNOWN, [])


def test_again_is_not_while_the_house_is_paused_nor_after_it(lost: Kring) -> None:
    lost.do(PauseHouse("a copy is tried out"))
    fate(lost, Policy.AGAIN)
    lost.do(ReleaseHouse(Waiting.SEND))
    fate(lost, Policy.AGAIN)
    assert (annas(lost).state, lost.mails_to(ANNA)) == (S.UNKNOWN, [])


def test_what_may_have_left_a_house_that_was_copied_is_not_sent_again(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA)
    kring.now = kring.now.replace(month=7, day=13)
    kring.tick()
    kring.do(StartRun(kring.run("invitation").id))
    kring.do(PauseHouse("it is a copy"))
    kring.do(ReleaseHouse(Waiting.UNKNOWN))
    fate(kring, Policy.AGAIN)
    assert (annas(kring).state, kring.mails_to(ANNA)) == (S.UNKNOWN, [])


def test_what_is_in_the_folder_was_sent(lost: Kring) -> None:
    fate(lost, Policy.LOOK, Folder({annas(lost).message_id}))
    assert (annas(lost).state, lost.mails_to(ANNA)) == (S.SENT, [])
    assert (last_line(lost).who, last_line(lost).command) == ("kring", "ResolveDelivery")


def test_what_is_not_in_the_folder_yet_may_still_come_there(lost: Kring) -> None:
    folder = Folder()
    fate(lost, Policy.LOOK, folder)
    assert annas(lost).state is S.UNKNOWN
    folder.mails.add(annas(lost).message_id)
    lost.now += PATIENCE * 2
    fate(lost, Policy.LOOK, folder)
    assert annas(lost).state is S.SENT


def test_what_never_comes_there_is_held_for_marieke_and_not_looked_for_again(lost: Kring) -> None:
    folder = Folder()
    lost.now += PATIENCE
    fate(lost, Policy.LOOK, folder)
    fate(lost, Policy.LOOK, folder)
    assert len(folder.asked) == 1
    assert (annas(lost).state, lost.mails_to(ANNA)) == (S.UNKNOWN, [])
    assert "is not in the folder of sent mails; you decide" in annas(lost).words
    assert asked_about(lost) == ["Anna de Wit"]


def test_a_server_that_can_t_be_reached_decides_nothing(lost: Kring) -> None:
    folder = Folder({annas(lost).message_id}, fault="imap.kring.example:993: connection refused")
    lost.now += PATIENCE
    fate(lost, Policy.LOOK, folder)
    assert asked_about(lost) == ["Anna de Wit"]
    folder.fault = ""
    fate(lost, Policy.LOOK, folder)
    assert annas(lost).state is S.SENT


def test_what_marieke_settles_during_the_search_stays_as_she_wants_it(lost: Kring) -> None:
    number = int(annas(lost).id or 0)

    class Slow(Folder):
        def look(self, message_ids: Sequence[str]) -> Looked:
            lost.do(ResolveDelivery(number, Resolution.LEAVE))
            return super().look(message_ids)

    fate(lost, Policy.LOOK, Slow({annas(lost).message_id}))
    assert annas(lost).state is DeliveryState.UNKNOWN


def test_a_loop_that_is_woken_often_does_not_ask_the_server_as_often(lost: Kring) -> None:
    folder = Folder()
    found = Fate(lost.app.bus, Policy.LOOK, folder)
    assert [found.step() for _ in range(3)] == [False] * 3
    assert len(folder.asked) == 1
