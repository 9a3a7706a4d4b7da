"""Two hundred and more mails to info@: nothing wrong is done, and what is plain is done."""

import pytest

from mailer.intake.verdict import Action, Kind
from tests.intake.request_corpus import Sample, agrees, is_wrong_act, judge, samples

SAMPLES = list(samples())
PARTS = {"tuned on": [s for s in SAMPLES if not s.aside], "put aside": [s for s in SAMPLES if s.aside]}


def test_there_are_enough_mails_of_both_sorts() -> None:
    assert len(SAMPLES) >= 200
    assert 0.35 < sum(sample.plain for sample in SAMPLES) / len(SAMPLES) < 0.65


@pytest.mark.parametrize("part", PARTS)
def test_nobody_is_put_on_the_list_or_taken_off_who_did_not_ask(part: str) -> None:
    wrong = [s.name for s in PARTS[part] if is_wrong_act(judge(s.octets), s.label)]
    assert wrong == []


@pytest.mark.parametrize("part", PARTS)
def test_plain_requests_are_acted_on(part: str) -> None:
    plain = [s for s in PARTS[part] if s.plain and s.kind is not Kind.ADDRESS_CHANGE]
    missed = sum(not agrees(judge(s.octets), s.label) for s in plain)
    assert missed <= 0.05 * len(plain)


def test_unrelated_mail_is_left_where_it_is() -> None:
    unrelated = [s for s in SAMPLES if s.label["action"] == Action.IGNORE]
    touched = sum(judge(s.octets).action is not Action.IGNORE for s in unrelated)
    assert touched <= 0.2 * len(unrelated)


def test_each_act_names_the_writer_as_he_signs() -> None:
    acted = [s for s in SAMPLES if s.plain and s.label["people"][0].get("name")]
    strange = [s.name for s in acted if not _names_right(s)]
    assert len(strange) <= 0.05 * len(acted), strange


def _names_right(sample: Sample) -> bool:
    person = judge(sample.octets).people[0]
    label = sample.label["people"][0]
    return (person.name, person.organisation) == (label["name"], label.get("organisation"))


def test_every_verdict_that_is_not_ignored_tells_why() -> None:
    for sample in SAMPLES:
        verdict = judge(sample.octets)
        assert verdict.why or verdict.action is Action.IGNORE, sample.name
