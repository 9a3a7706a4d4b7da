"""A paused house sends nothing and starts no step; a copy is paused from the moment it is made."""

import pytest

from mailer.domain.commands import PauseHouse, ReleaseHouse, StartRun, Waiting
from mailer.domain.delivery import DeliveryState
from mailer.domain.errors import Refused
from mailer.domain.run import RunState
from tests.service.kring import ANNA, BART, CARLA, Kring

ON_BOTH = True
"""The databases: SQLite and PostgreSQL."""

S = DeliveryState


@pytest.fixture
def ready(kring: Kring) -> Kring:
    """The invitation to Anna, Bart and Carla is about to leave."""
    kring.hattem()
    kring.enlist(ANNA, BART, CARLA)
    kring.now = kring.now.replace(month=7, day=13)
    kring.tick()
    kring.do(StartRun(kring.run("invitation").id))
    return kring


def states(kring: Kring) -> list[DeliveryState]:
    return [one.state for one in kring.deliveries()]


def test_a_paused_house_sends_nothing_until_it_is_released(ready: Kring) -> None:
    ready.do(PauseHouse("the wrong letter"))
    ready.settle()
    ready.later(hours=3)
    ready.tick()
    assert ready.post.sent == []
    assert states(ready) == [S.DUE] * 3
    said = ready.do(ReleaseHouse(Waiting.SEND)).what
    ready.settle()
    assert said == "the house is released: 3 mails that waited go out"
    assert sorted(one.forward_path for one in ready.post.sent) == sorted(
        person.address for person in (ANNA, BART, CARLA)
    )


def test_operators_see_what_waits_and_that_it_is_paused(ready: Kring) -> None:
    found, now = ready.app.look()
    assert (found.deliveries["due"], found.paused, found.oldest_due) == (3, False, now)
    ready.do(PauseHouse("by hand"))
    ready.later(hours=1)
    found, now = ready.app.look()
    assert (found.deliveries["due"], found.paused) == (3, True)
    assert found.oldest_due == now.replace(hour=now.hour - 1)
    ready.do(ReleaseHouse(Waiting.UNKNOWN))
    found, _ = ready.app.look()
    assert (found.deliveries["due"], found.deliveries["unknown"], found.oldest_due) == (0, 3, None)


def test_what_comes_in_is_read_and_its_answer_waits(ready: Kring) -> None:
    ready.do(PauseHouse("by hand"))
    ready.write(BART, "Graag afmelden van de uitnodigingslijst.")
    assert ready.post.sent == []
    subscription = ready.subscription(BART)
    assert subscription is not None
    assert subscription.value == "unsubscribed"


@pytest.mark.parametrize(("waiting", "state"), [(Waiting.UNKNOWN, S.UNKNOWN), (Waiting.CANCEL, S.CANCELLED)])
def test_what_waits_may_be_given_up_or_left_to_a_person(
    ready: Kring, waiting: Waiting, state: DeliveryState
) -> None:
    ready.do(PauseHouse("by hand"))
    ready.do(ReleaseHouse(waiting))
    ready.settle()
    assert ready.post.sent == []
    assert states(ready) == [state] * 3
    assert "paused since 2017-07-13" in ready.deliveries()[0].words


def test_a_step_that_starts_by_itself_waits_for_a_person(kring: Kring) -> None:
    """A restored copy can't know that the step was taken after it was made."""
    kring.hattem()
    kring.enlist(ANNA)
    kring.invite()
    before = len(kring.post.sent)
    kring.do(PauseHouse("by hand"))
    automatic = [step for step in ("reminder", "last-call", "day-before") if _is_automatic(kring, step)]
    assert automatic, "the sample series has a step that starts by itself"
    for _ in range(80):
        kring.later(days=1)
        kring.tick()
        if set(kring.waiting()) & set(automatic):
            break
    (step,) = set(kring.waiting()) & set(automatic)
    assert len(kring.post.sent) == before
    kring.do(ReleaseHouse(Waiting.SEND))
    kring.tick()
    assert kring.run(step).state is RunState.WAITING, "the release starts no run"


def _is_automatic(kring: Kring, step: str) -> bool:
    series = next(iter(kring.app.house.series.values()))
    return any(one.key == step and one.start.value == "automatic" for one in series.timeline)


def test_a_house_is_paused_once_and_released_once(kring: Kring) -> None:
    with pytest.raises(Refused, match="not paused"):
        kring.do(ReleaseHouse(Waiting.SEND))
    kring.do(PauseHouse("by hand"))
    with pytest.raises(Refused, match="paused since"):
        kring.do(PauseHouse("once more"))
    kring.do(ReleaseHouse(Waiting.SEND))
    kring.do(PauseHouse("again, later"))
