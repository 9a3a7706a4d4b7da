"""What comes with an answer, a sentence at a time: hotel, diet, questions and guests beside a plain yes."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailer.intake.verdict import Action, Answer, Verdict
from tests.intake.test_answer import reading

TABLE = Path(__file__).parent / "answer_details.toml"
YES = {
    "nl": "Ik kom graag, beide dagen.",
    "vl": "Ik kom graag, de twee dagen.",
    "en": "I will be there, both days.",
    "de": "Ich komme gern, beide Tage.",
    "fr": "Je viens avec plaisir, les deux jours.",
    "fy": "Ik kom graach, beide dagen.",
}
NO = {
    "nl": "Helaas kan ik er niet bij zijn.",
    "vl": "Spijtig genoeg kan ik niet komen.",
    "en": "Unfortunately I can't come.",
    "de": "Leider kann ich nicht kommen.",
    "fr": "Malheureusement je ne peux pas venir.",
    "fy": "Spitich genôch kin ik net komme.",
}


def rows() -> list[tuple[str, str, list[str]]]:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return [(said["language"], said["means"], said["words"]) for said in table["said"]]


def found(verdict: Verdict) -> Iterator[str]:
    """Give what was found beside the answer, in the words of the table."""
    if verdict.hotel is not None:
        yield "hotel" if verdict.hotel else "no hotel"
    if verdict.diet:
        yield "diet"
    if verdict.question:
        yield "question"
    if verdict.guests:
        yield f"{len(verdict.guests)} guest{'s' if len(verdict.guests) > 1 else ''}"


def faults(language: str, means: frozenset[str], words: str) -> Iterator[str]:
    """Give what is wrong in the reading of one sentence beside its plain answer."""
    declines = "beside a no" in means
    verdict = reading(f"{(NO if declines else YES)[language]} {words}\n\nAnna")
    if verdict.action is not (Action.REVIEW if "asked about" in means else Action.ACT):
        yield f"{words}: {verdict.action.value}, {verdict.why}"
    elif verdict.action is Action.ACT:
        if verdict.answer is not (Answer.NO if declines else Answer.YES):
            yield f"{words}: {verdict.answer}"
        if not declines and len(verdict.dayparts or ()) != 3:
            yield f"{words}: {verdict.dayparts}"
        if frozenset(found(verdict)) != means - {"nothing", "beside a no"}:
            yield f"{words}: {sorted(found(verdict))}"


@pytest.mark.parametrize(("language", "means", "words"), rows())
def test_what_is_said_is_found_beside_a_plain_answer(language: str, means: str, words: list[str]) -> None:
    kinds = frozenset(means.split(", "))
    assert [fault for one in words for fault in faults(language, kinds, one)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Annuleer mijn deelname en hotel.",
        "Trek mijn aanmelding en hotelreservering in.",
        "Please cancel my room and my registration.",
        "Veuillez annuler ma chambre et ma participation.",
        "Hotel: annuleren graag.",
        "Zonder hotel kom ik niet.",
        "Als er nog een kamer is kom ik graag.",
        "Is het hotel bij de prijs inbegrepen? Dan graag een kamer en kom ik.",
        "Ik kom, een kamer graag, als ik kan.",
        "Els Bakker neemt het vrijdag van mij over.",
        "Ik neem Els Bakker alleen vrijdag mee.",
        "Ik kom met mijn secretaresse.",
        "Ik neem Els of Dirk mee.",
        "Meld mij af en Els Bakker aan.",
        "Diner? Ja graag.",
    ],
)
def test_a_detail_that_is_more_than_a_detail_is_asked_about(text: str) -> None:
    assert reading(text).action is Action.REVIEW
