"""The floor: on a thousand answers no wrong act at all, and the coverage once reached stays."""

import pytest

from tests.intake.answer_corpus import Score, examples, score


@pytest.fixture(scope="module")
def tuned() -> Score:
    return score(set_aside=False)


@pytest.fixture(scope="module")
def aside() -> Score:
    return score(set_aside=True)


def test_the_corpus_is_large_and_mostly_dutch() -> None:
    names = [example.name for example in examples()]
    assert len(names) >= 300
    assert sum(name.startswith("nl-") for name in names) >= 0.6 * len(names)


def test_a_third_is_set_aside() -> None:
    share = [example.set_aside for example in examples()]
    assert 0.28 < sum(share) / len(share) < 0.39


def test_no_act_is_wrong(tuned: Score, aside: Score) -> None:
    assert tuned.wrong + aside.wrong == []


def test_the_coverage_holds(tuned: Score, aside: Score) -> None:
    assert tuned.coverage >= 0.97
    assert aside.coverage >= 0.95


def test_the_details_hold(tuned: Score, aside: Score) -> None:
    assert tuned.f1 >= 0.97
    assert aside.f1 >= 0.96
