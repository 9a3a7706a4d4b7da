"""Constructions of the language that blind waves of mails taught: each holds in more words than its own."""

import pytest

from mailer.domain.address import Mailbox
from mailer.intake.verdict import Action, Answer, Standing
from tests.intake.test_answer import THURSDAY, WHOLE, acted, reading, rules

AFTERNOON, EVENING, FRIDAY = ("thu-afternoon",), ("thu-evening",), ("fri-morning",)
DAYTIME = (*AFTERNOON, *FRIDAY)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Alleen het middagprogramma op de eerste dag lukt mij", AFTERNOON),
        ("Donderdag alleen de middag.", AFTERNOON),
        ("Donderdag, alleen de middag", AFTERNOON),
        ("Only the afternoon of the first day", AFTERNOON),
        ("Seulement le soir du premier jour", EVENING),
        ("Alleen de laatste dag", FRIDAY),
        ("De veertiende ben ik er, de vijftiende niet", THURSDAY),
        ("Ik neem deel aan onderdeel 1 en onderdeel 3", DAYTIME),
        ("Ik kom donderdag tot vijf uur. Vrijdag niet.", AFTERNOON),
        ("Alleen donderdag overdag", AFTERNOON),
    ],
)
def test_a_part_is_named_apart_from_its_day(text: str, parts: tuple[str, ...]) -> None:
    assert acted(reading(text)) == (Answer.YES, parts)


@pytest.mark.parametrize(
    "text",
    [
        "Ik kom beide dagen maar blijf niet eten.",
        "Beide dagen aanwezig, 's avonds eet ik niet mee.",
        "Ik blijf donderdag niet eten. Verder ben ik overal bij.",
        "Donderdag en vrijdag ben ik erbij. Geen diner.",
    ],
)
def test_who_does_not_dine_comes_by_day(text: str) -> None:
    assert acted(reading(text)) == (Answer.YES, DAYTIME)


@pytest.mark.parametrize(
    "text",
    [
        "Het is hier razend druk, maar ik kom toch.",
        "Hoewel het slecht uitkomt, kom ik.",
        "Ik kom, al moet ik kruipen.",
        "Ik ben erbij. De lunch op vrijdag sla ik over.",
        "Ik kom. Liefst niet aan de straatkant.",
    ],
)
def test_a_concession_or_a_trifle_takes_nothing_back(text: str) -> None:
    verdict = reading(text)
    assert verdict.action is Action.ACT, verdict.why
    assert verdict.answer is Answer.YES


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Prima, bijlage ontvangen", "of-the-mail"),
        ("Helaas, de pdf opent niet", "no-word-of-no"),
        ("Sorry!", "no-word-of-no"),
        ("Misschien. Hangt van de oppas af.", "condition"),
        ("Ik weet het nog niet, laat het eind van de week weten", "promise"),
        ("Ik kom donderdag, of anders vrijdag", "either-part"),
        ("Ik ben er in ieder geval donderdag", "and-the-rest"),
        ("Vrijdag 14 september ben ik er", "another-day"),
        ("Ik ben er tot 15 uur", "leaves-before-the-end"),
        ("Ik werk niet op donderdag en vrijdag", "days-off"),
        ("Ik kom, of mijn collega", "me-or-another"),
        ("Ik kom met mijn wethouder", "which-guest"),
        ("Ja, ik ben er donderdagmiddag bij. Mijn man eet glutenvrij mee.", "which-guest"),
        ("Ik kan niet, dus ik vraag of Teun wil", "which-substitute"),
        ("Ik kom niet onvoorbereid", "a-smaller-no"),
        ("Ik ben er klaar mee", "words-unknown"),
        ("Ik meld mijn wethouder aan", "who-comes"),
        ("Zonder lift kan ik niet komen", "condition"),
        ("Is er nog plek, dan kom ik", "hangs-on-a-question"),
        ("Beide dagen. Donderdag kan ik niet.", "contradiction"),
        ("Afmelden", "leaves-what"),
        ("alleen donderdag. Alhoewel.", "second-thoughts"),
    ],
)
def test_what_rests_on_too_little_is_asked_about(text: str, rule: str) -> None:
    verdict = reading(text)
    assert verdict.action is Action.REVIEW
    assert rule in rules(verdict), verdict.why


@pytest.mark.parametrize(
    "text",
    [
        "Ik kom er niet uit",
        "Ik ben er nog niet aan toegekomen",
        "Ik kom in tijdnood",
        "Ja, gelezen",
        "Het zit er dik in dat ik kom",
        "Zoals het er nu uitziet kom ik",
        "I will be there in spirit",
        "Je viendrai si possible",
        "Ich hoffe, dass ich kommen kann",
    ],
)
def test_an_idiom_or_a_hedge_is_no_answer(text: str) -> None:
    assert reading(text).action is Action.REVIEW


def test_a_guest_is_named_in_the_next_clause() -> None:
    verdict = reading("Ik kom en ik breng onze adviseur mee: Bart Smit (b.smit@deventer.example).")
    assert acted(verdict) == (Answer.YES, WHOLE)
    assert [guest.name for guest in verdict.guests] == ["Bart Smit"]


def test_who_comes_with_somebody_by_name_is_no_crowd() -> None:
    verdict = reading("Wij komen met z'n tweeën: Bart Smit (b.smit@deventer.example) en ik.")
    assert acted(verdict) == (Answer.YES, WHOLE)
    assert [guest.email for guest in verdict.guests] == ["b.smit@deventer.example"]


def test_the_days_of_a_substitute_are_not_the_writers() -> None:
    verdict = reading("Ik kan niet. In mijn plaats komt Bart Smit, b.smit@deventer.example, op beide dagen.")
    assert acted(verdict) == (Answer.NO, None)
    assert verdict.substitute is not None


def test_who_signs_off_depends_on_the_standing() -> None:
    text = "Ik schrijf me uit voor Hattem."
    assert acted(reading(text, standing=Standing.REGISTERED)) == (Answer.NO, None)
    assert reading(text).action is Action.REVIEW


def test_a_salutation_names_nobody() -> None:
    verdict = reading("Beste collega's,\nHelaas kan ik niet komen.")
    assert acted(verdict) == (Answer.NO, None)


def test_an_acting_office_of_ones_own_is_no_other_persons() -> None:
    writer = Mailbox("b.smit@deventer.example", "Bart Smit")
    verdict = reading(
        "Zelf ben ik verhinderd, Els Bakker (e.bakker@ommen.example) gaat namens ons.", writer=writer
    )
    assert acted(verdict) == (Answer.NO, None)
    assert verdict.substitute is not None
    assert verdict.substitute.name == "Els Bakker"


def test_a_secretary_may_write_of_the_owner_in_the_third_person() -> None:
    text = "De heer Smit zal graag aanwezig zijn, op beide dagen.\n\nCarla Jansen, secretariaat"
    own = Mailbox("b.smit@deventer.example", "Smit, B.")
    assert acted(reading(text, writer=own)) == (Answer.YES, WHOLE)
    assert reading(text).action is Action.REVIEW
