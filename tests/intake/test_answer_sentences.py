"""Answers in a sentence or two: what a careful person would ask about, and what is plain enough to act on."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from mailer.intake.verdict import Action, Standing, Verdict
from tests.intake.test_answer import reading

TABLES: list[dict[str, Any]] = [
    tomllib.loads(path.read_text("utf-8"))
    for path in sorted(Path(__file__).parent.glob("answer_sentences*.toml"))
]
LETTERS = {"thu-afternoon": "A", "thu-evening": "E", "fri-morning": "F"}


def meaning(verdict: Verdict) -> str:
    """Give the answer and its day-parts as the table writes them."""
    answer = verdict.answer.value if verdict.answer else ""
    return f"{answer} {''.join(LETTERS[key] for key in verdict.dayparts or ())}".strip()


@pytest.mark.parametrize("words", [one for table in TABLES for one in table["asked"]])
def test_a_careful_person_would_ask(words: str) -> None:
    verdict = reading(words)
    assert verdict.action is Action.REVIEW, verdict.why
    assert verdict.why, "the review page has to say what is unclear"


@pytest.mark.parametrize(
    ("means", "words"),
    [(row["means"], one) for table in TABLES for row in table["acted"] for one in row["words"]],
)
def test_a_plain_answer_is_acted_on(means: str, words: str) -> None:
    verdict = reading(words)
    assert verdict.action is Action.ACT, verdict.why
    assert meaning(verdict) == means


@pytest.mark.parametrize(
    ("standing", "words", "means"),
    [(r["standing"], r["words"], r["means"]) for table in TABLES for r in table.get("corrected", ())],
)
def test_a_correction_is_read_by_the_standing(standing: str, words: str, means: str) -> None:
    verdict = reading(words, standing=Standing(standing))
    assert (meaning(verdict) if verdict.action is Action.ACT else "asked") == means, verdict.why
