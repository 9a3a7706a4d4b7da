"""What Anna and others write to info@, and what Kring makes of it."""

from subprocess import run
from sys import executable
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.intake.requests import read_request
from mailer.intake.verdict import Action, Kind, Standing, Verdict
from mailer.message.own_words import OwnWords, own_words
from mailer.message.parse import parse
from tests.intake.request_corpus import SETTING, Sample, judge, samples, written


def _rules(verdict: Verdict) -> set[str]:
    return {reason.rule for reason in verdict.why}


def test_anna_asks_to_be_put_on_the_list() -> None:
    verdict = written("Graag op de verzendlijst.\n\nMet vriendelijke groet,\nAnna de Wit\nGemeente Zwolle")
    assert (verdict.kind, verdict.action) == (Kind.SUBSCRIBE, Action.ACT)
    assert [(p.email, p.name, p.organisation) for p in verdict.people] == [
        ("anna.dewit@zwolle.example", "Anna de Wit", "Gemeente Zwolle")
    ]
    assert verdict.why[0].words == "Graag op de verzendlijst"


def test_anna_leaves() -> None:
    verdict = written("Haal mij van de lijst, dank.")
    assert (verdict.kind, verdict.action) == (Kind.UNSUBSCRIBE, Action.ACT)


def test_for_herself_and_bart_nobody_is_dropped() -> None:
    verdict = written("Graag mij en mijn collega Bart Smit (b.smit@deventer.example) op de lijst.")
    assert verdict.action is Action.REVIEW
    assert [p.email for p in verdict.people] == ["anna.dewit@zwolle.example", "b.smit@deventer.example"]
    assert verdict.people[1].name == "Bart Smit"


def test_for_bart_only_bart_is_suggested() -> None:
    verdict = written("Wilt u Bart Smit (b.smit@deventer.example) op de verzendlijst zetten?")
    assert (verdict.kind, verdict.action) == (Kind.SUBSCRIBE, Action.REVIEW)
    assert [p.email for p in verdict.people] == ["b.smit@deventer.example"]


def test_a_question_beside_a_plain_wish_goes_along_with_it() -> None:
    verdict = written("Zet mij op de verzendlijst. In welke plaats komen jullie in het najaar bijeen?")
    assert (verdict.action, verdict.question) == (Action.ACT, True)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Zet mij op de lijst als het gratis is.", "condition"),
        ("Zet mij op de lijst. Tenzij het geld kost.", "proviso"),
        ("Ik wil misschien op de lijst.", "undecided"),
        ("Ik laat nog weten of ik op de lijst wil.", "undecided"),
        ("Zet mij voorlopig op de lijst.", "part-only"),
        ("Zet mijn collega op de lijst.", "for-somebody-else"),
        ("Zet Bart op de lijst.", "somebody-is-named"),
        ("Haal mij niet van de lijst.", "negated-removal"),
        ("Hoe kan ik mij aanmelden voor de verzendlijst?", "asks-how"),
        ("Graag op de lijst. Haal mij van de lijst.", "two-wishes"),
        ("Op grond van de AVG: verwijder mij van de lijst.", "privacy"),
        ("Graag op de lijst onder anna@kampen.example", "another-address"),
    ],
)
def test_what_speaks_against_an_act_is_named(text: str, rule: str) -> None:
    verdict = written(text)
    assert verdict.action is Action.REVIEW
    assert rule in _rules(verdict)


def test_a_bare_word_may_stand_in_subject_and_body() -> None:
    leaves = written("afmelden\n\nManager Wonen en lijsten", subject="afmelden")
    assert (leaves.kind, leaves.action) == (Kind.UNSUBSCRIBE, Action.ACT)


def test_who_leaves_may_speak_of_coming_back_some_day() -> None:
    verdict = written("Haal mij van de lijst. Wie weet meld ik me ooit weer aan.")
    assert (verdict.kind, verdict.action) == (Kind.UNSUBSCRIBE, Action.ACT)


def test_a_mail_to_another_circle_is_not_acted_on() -> None:
    assert written("Beste leeskring,\n\nHaal mij van de lijst.", subject="stoppen").action is not Action.ACT


def test_the_words_of_requests_are_not_loaded_before_a_request_is_read() -> None:
    loads = (
        "import mailer.intake.interpret\n"
        "from mailer.intake.requests.lexicon import requests_lexicon\n"
        "raise SystemExit(requests_lexicon.cache_info().currsize)"
    )
    assert run([executable, "-c", loads], check=False).returncode == 0


def test_leaving_a_meeting_is_not_leaving_the_list() -> None:
    verdict = written("Ik wil me graag afmelden voor de bijeenkomst van 14 september.", subject="Hattem")
    assert (verdict.kind, verdict.action) == (Kind.REGISTRATION, Action.REVIEW)


def test_a_bare_goodbye_of_somebody_who_is_registered_may_be_about_the_meeting() -> None:
    assert written("Afmelden graag.", subject="Afmelden").action is Action.ACT
    assert (
        written("Afmelden graag.", subject="Afmelden", standing=Standing.REGISTERED).action is Action.REVIEW
    )


@pytest.mark.parametrize(
    "fields",
    [
        "List-Unsubscribe: <https://post.example/u>\n",
        "Precedence: bulk\n",
        "Auto-Submitted: auto-generated\n",
        "Cc: a@rietveen.example, b@rietveen.example, c@rietveen.example, d@rietveen.example\n",
    ],
)
def test_what_was_sent_to_many_is_left_alone(fields: str) -> None:
    assert written("Graag op de verzendlijst.", fields=fields).action is Action.IGNORE


def test_an_answer_that_goes_elsewhere_is_shown() -> None:
    verdict = written("Graag op de verzendlijst.", fields="Reply-To: els.bakker@kampen.example\n")
    assert (verdict.action, "answers-go-elsewhere" in _rules(verdict)) == (Action.REVIEW, True)


QUOTATION = """

Op di 4 jul. 2017 om 10:12 schreef Kring <info@kring.example>:

> Wilt u voortaan worden uitgenodigd? Zet mij op de verzendlijst. Ja graag.
> Haal mij van de lijst.
"""
SIGNATURE = "\n\n-- \nAnna de Wit | Gemeente Zwolle\nMeld u aan voor onze nieuwsbrief: www.zwolle.example\n"
DISCLAIMER = """

Disclaimer: deze e-mail is uitsluitend bestemd voor de geadresseerde. Als u niet de bedoelde ontvanger bent,
verzoeken wij u de afzender te waarschuwen en het bericht te verwijderen.
"""
NOT_PLAIN = [
    s
    for s in samples()
    if not s.plain and b"Content-Type: text/plain" in s.octets and b"7bit" not in s.octets
]


def _texts() -> list[tuple[str, str]]:
    read = ((parse(s.octets).text, parse(s.octets).subject) for s in NOT_PLAIN)
    return [(text, subject) for text, subject in read if text.strip()]


@pytest.mark.parametrize(
    "addition", [QUOTATION, SIGNATURE, DISCLAIMER], ids=["quotation", "signature", "disclaimer"]
)
def test_what_is_added_below_never_makes_an_act_of_what_was_none(addition: str) -> None:
    texts = _texts()
    assert len(texts) > 50
    for text, subject in texts:
        before = written(text, subject=subject)
        if before.action is not Action.ACT:
            assert written(text.rstrip() + addition, subject=subject).action is not Action.ACT, text


@pytest.mark.parametrize("sample", [s for s in samples() if s.plain][::9], ids=lambda sample: sample.name)
def test_what_is_added_below_never_turns_one_wish_into_another(sample: Sample) -> None:
    mail = parse(sample.octets)
    before = judge(sample.octets)
    for addition in (QUOTATION, SIGNATURE, DISCLAIMER):
        after = written(mail.text.rstrip() + addition, subject=mail.subject)
        assert after.action is not Action.ACT or after.kind is before.kind


HOSTILE = [
    "niet graag op de lijst, ",
    "haal mij van de lijst maar niet ",
    "zet mij ",
    "? ",
    "a@b.example van ",
    "de ",
    "Piet ",
]


@pytest.mark.parametrize("repeated", HOSTILE)
def test_hostile_repetitions_are_read_in_no_time_and_never_acted_on(repeated: str) -> None:
    mail = parse(b"From: anna@zwolle.example\n\n")
    text = repeated * 4000
    began = process_time()
    verdict = read_request(OwnWords(text, (), text, "", ""), mail, SETTING)
    assert process_time() - began < 1
    assert verdict.action is not Action.ACT


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2000))
def test_no_octets_crash_it(octets: bytes) -> None:
    judge(b"From: anna@zwolle.example\nSubject: " + octets)
    judge(b"From: anna@zwolle.example\nTo: info@kring.example\n\n" + octets)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.text(max_size=80))
def test_no_words_crash_it(text: str, subject: str) -> None:
    mail = parse(b"From: anna@zwolle.example\n\n")
    words = own_words(
        parse(
            b"From: anna@zwolle.example\nContent-Type: text/plain; charset=utf-8\n\n"
            + text.encode("utf-8", "replace")
        )
    )
    assert read_request(words, mail, SETTING).action in Action
