"""Requests of one sentence: whatever the words, the plain ones are acted on and the others never."""

import tomllib
from pathlib import Path

import pytest

from mailer.intake.requests import read_request
from mailer.intake.verdict import Action, Kind, Verdict
from mailer.message.own_words import own_words
from mailer.message.parse import parse
from tests.intake.request_corpus import SETTING

SENTENCES = tomllib.loads(Path(__file__).with_name("request_sentences.toml").read_text(encoding="utf-8"))
SUBJECTS = ["", "Kennisplatform", "Vraag"]


def _letter(sentence: str, subject: str) -> Verdict:
    mail = parse(
        "From: Anna de Wit <anna.dewit@zwolle.example>\nTo: info@kring.example\nContent-Type: text/plain; "
        f"charset=utf-8\nSubject: {subject}\n\nBeste Marieke,\n\n{sentence}\n\nGroet,\nAnna\n".encode()
    )
    return read_request(own_words(mail), mail, SETTING)


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("kind", [Kind.SUBSCRIBE, Kind.UNSUBSCRIBE])
def test_plain_sentences_are_acted_on(kind: Kind, subject: str) -> None:
    plain = SENTENCES[kind.value]
    missed = [s for s in plain if (v := _letter(s, subject)).action is not Action.ACT or v.kind is not kind]
    assert len(missed) <= 0.07 * len(plain), missed


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("kind", [Kind.SUBSCRIBE, Kind.UNSUBSCRIBE])
def test_no_plain_sentence_is_taken_for_its_opposite(kind: Kind, subject: str) -> None:
    acted = [(s, v.kind) for s in SENTENCES[kind.value] if (v := _letter(s, subject)).action is Action.ACT]
    assert [sentence for sentence, found in acted if found is not kind] == []


@pytest.mark.parametrize("subject", SUBJECTS)
def test_nothing_is_done_on_the_others(subject: str) -> None:
    assert [s for s in SENTENCES["nothing"] if _letter(s, subject).action is Action.ACT] == []
