"""What Anna writes when her mail address changes."""

import pytest

from mailer.intake.verdict import Action, Kind
from tests.intake.request_corpus import written


def test_a_new_address_from_the_old_one() -> None:
    verdict = written(
        "Mijn nieuwe mailadres is anna@kampen.example. Wilt u dat aanpassen?", subject="Nieuw adres"
    )
    assert (verdict.kind, verdict.action) == (Kind.ADDRESS_CHANGE, Action.ACT)
    assert (verdict.people[0].email, verdict.new_address) == (
        "anna.dewit@zwolle.example",
        "anna@kampen.example",
    )


def test_a_new_address_from_the_new_one() -> None:
    verdict = written(
        "Mijn oude adres was anna@kampen.example, graag wijzigen in dit adres.", subject="Nieuw adres"
    )
    assert (verdict.kind, verdict.action) == (Kind.ADDRESS_CHANGE, Action.ACT)
    assert (verdict.people[0].email, verdict.new_address) == (
        "anna@kampen.example",
        "anna.dewit@zwolle.example",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Oud: anna.dewit@zwolle.example\nNieuw: anna.dewit@kampen.example",
        "Stuur de uitnodigingen voortaan naar anna.dewit@kampen.example.",
        "Ik ontvang de uitnodigingen graag op anna.dewit@kampen.example in plaats van op dit adres.",
        "Wilt u anna.dewit@zwolle.example vervangen door anna.dewit@kampen.example?",
        "Dit adres vervalt. Graag anna.dewit@kampen.example gebruiken.",
    ],
)
def test_old_and_new_may_be_said_in_many_ways(text: str) -> None:
    verdict = written(text, subject="Mailadres")
    assert (verdict.kind, verdict.action) == (Kind.ADDRESS_CHANGE, Action.ACT)
    assert verdict.new_address == "anna.dewit@kampen.example"


@pytest.mark.parametrize(
    "text",
    [
        "Mijn mailadres is voortaan griffie@kampen.example.",
        "Ons bezoekadres is gewijzigd. Mail: anna.dewit@kampen.example",
        "U heeft mij staan onder anna.dewit@kampen.example, maar die bestaat niet meer.",
        "Mijn adres is anna.dewit@kampen.example.",
    ],
)
def test_an_address_that_may_be_anothers_or_the_old_one_is_asked_about(text: str) -> None:
    verdict = written(text, subject="Adres")
    assert verdict.action is not Action.ACT or verdict.new_address == "anna.dewit@zwolle.example"


def test_a_new_address_that_is_not_named_is_asked_for() -> None:
    assert written("Mijn mailadres is gewijzigd.", subject="adres").action is Action.REVIEW
