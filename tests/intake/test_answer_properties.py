"""What holds for any answer: what is not the writer's changes nothing, no text crashes, all is fast."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.domain.address import Mailbox
from mailer.intake.answer import read_answer
from mailer.intake.verdict import Action, Setting, Standing, Verdict
from mailer.message.mail import Mail
from mailer.message.own_words import OwnWords, own_words
from mailer.message.parse import parse
from tests.intake.answer_corpus import Example, examples
from tests.intake.meetings import hattem

EXAMPLES = list(examples())
ANNA = Mailbox("anna.dewit@zwolle.example", "Anna de Wit")
PIECES = (
    *("ja", "nee", "niet", "geen", "ik kom", "ik kan", "helaas", "donderdag", "vrijdag", "14/9", "het diner"),
    *("hotel", "graag", "maar", "en", "alleen", "behalve", "misschien", "als", "tenzij", "mijn collega"),
    *("Bart Smit", "b.smit@deventer.example", "komt", "vegetarisch", "wel", "tot", "vanaf", "om 15.00 uur"),
    *(",", ".", "?", ":", "(", ")", "\n", "👍", "not", "I will", "kommen", "pas", "jeudi", "net"),
)
DISCLAIMER = (
    "Dit bericht is uitsluitend bestemd voor de geadresseerde. Bent u dat niet, dan verzoeken wij u dit te "
    "melden en het bericht te verwijderen. Aan dit bericht kunnen geen rechten worden ontleend."
)
SIGNATURE = (
    "Met vriendelijke groet,\n\nAnna de Wit\nGemeentesecretaris\n038-4980000\nAanwezig op ma, di en do"
)
QUOTATION = (
    "Op 12 juni 2017 om 09:00 schreef Kennisplatform <info@kring.example>:\n\n"
    "> Beste collega,\n> Kom je op donderdag 14 en vrijdag 15 september?\n"
    "> Ja, ik kom | Alleen donderdag | Nee, helaas"
)


def reading(text: str) -> Verdict:
    words = OwnWords(text=text, inline=(), signature="", quoted="", doubt="")
    return read_answer(words, Mail(subject="Re: Uitnodiging", originator=ANNA), Setting(meeting=hattem()))


def mailed(text: str, standing: Standing = Standing.NONE) -> Verdict:
    header = "From: Anna de Wit <anna.dewit@zwolle.example>\nSubject: Re: Uitnodiging\n"
    mail = parse((header + "Content-Type: text/plain; charset=utf-8\n\n" + text).encode())
    return read_answer(own_words(mail), mail, Setting(meeting=hattem(), standing=standing))


def told(verdict: Verdict) -> tuple[object, ...]:
    return verdict.answer, verdict.dayparts, verdict.hotel, verdict.substitute


@pytest.mark.parametrize(
    "added", [QUOTATION, SIGNATURE, DISCLAIMER], ids=["quotation", "signature", "disclaimer"]
)
@settings(max_examples=60, deadline=None)
@given(example=st.sampled_from(EXAMPLES))
def test_what_is_added_below_never_makes_an_act_of_a_doubt_or_another_answer(
    added: str, example: Example
) -> None:
    plain = example.read().own_words
    standing = Standing(example.label["standing"])
    before, after = mailed(plain, standing), mailed(f"{plain}\n\n{added}", standing)
    if after.action is Action.ACT:
        assert before.action is Action.ACT
        assert told(after) == told(before)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join))
def test_no_heap_of_telling_words_crashes_the_grammar(text: str) -> None:
    verdict = reading(text)
    assert (verdict.dayparts is not None) == (verdict.answer == "yes")
    assert set(verdict.dayparts or ()) <= set(hattem().daypart_keys)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_no_text_crashes_the_grammar(text: str) -> None:
    assert reading(text).own_words == text


@pytest.mark.parametrize(
    "hostile",
    [
        "a" * 1_000_000,
        "ja, " * 250_000,
        "niet " * 200_000,
        "@" * 1_000_000,
        "1/1" * 300_000,
        "\n" * 1_000_000,
    ],
    ids=["one-word", "commas", "negations", "at-signs", "dates", "lines"],
)
def test_a_hostile_megabyte_is_parked_at_once(hostile: str) -> None:
    start = time.process_time()
    verdict = reading(hostile)
    assert time.process_time() - start < 0.5
    assert verdict.action is Action.REVIEW


@pytest.mark.parametrize(
    "piece", ["a", "ja, ", "niet kan ", "x@", "14/9 ", "donderdag en ", "(", "O'a", "ik kom niet alleen "]
)
def test_the_longest_text_that_is_read_stays_fast(piece: str) -> None:
    text = (piece * 6_000)[:5_990]
    start = time.process_time()
    reading(text)
    assert time.process_time() - start < 1.0
