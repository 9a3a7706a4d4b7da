"""kill -9 of anybody at any moment: nothing is lost, nobody gets a letter twice, what is unknown is named."""

import pytest

from tests.kill.siege import besiege

HELD = ("sqlite", 1), ("postgresql", 1), ("postgresql", 3)


@pytest.mark.parametrize(("database", "senders"), HELD)
def test_a_few_kills(database: str, senders: int) -> None:
    hold(database, senders, people=600, kills=4, minutes=2)


@pytest.mark.long
@pytest.mark.parametrize(("database", "senders"), HELD)
def test_kills_for_minutes(database: str, senders: int) -> None:
    hold(database, senders, people=3000, kills=1000, minutes=3)


def hold(database: str, senders: int, people: int, kills: int, minutes: float) -> None:
    figures = besiege(database, senders, people, kills, minutes, seed=people)
    print(figures.row)
    assert figures.kills
    assert (figures.lost, figures.twice) == (0, 0)
    assert len(figures.unknown) <= figures.most_unknown
