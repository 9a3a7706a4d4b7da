"""A coordinator teaches Kring words of the house: they are read, and held to their examples."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailer.domain.errors import BadInput
from mailer.intake.house_words import learn
from mailer.intake.interpret import interpret
from mailer.intake.verdict import Action, Answer, Setting, Verdict
from mailer.message.parse import parse
from tests.intake.meetings import hattem

COINED = "Ik zal er fonteneren."
UNSHOWN = '[[entry]]\nclass = "attend"\nwords = ["fonteneren"]\nexamples = ["Ik kom."]'
ENTRY = """
[[entry]]
class = "attend"
words = ["fonteneren"]
examples = ["Ik zal er fonteneren.", "We gaan fonteneren"]
"""


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    learn(None)


def read(text: str) -> Verdict:
    octets = f"From: anna.dewit@zwolle.example\nSubject: Re: Uitnodiging\n\n{text}\n".encode()
    return interpret(parse(octets), Setting(meeting=hattem()))


def taught(folder: Path, text: str, language: str = "nl") -> Path:
    (folder / f"{language}.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_word_of_the_house_is_an_answer_once_it_is_taught(tmp_path: Path) -> None:
    assert read(COINED).action is Action.REVIEW
    learn(taught(tmp_path, ENTRY))
    assert (read(COINED).action, read(COINED).answer) == (Action.ACT, Answer.YES)
    assert read("Ik zal er niet fonteneren.").answer is Answer.NO


def test_what_was_taught_is_forgotten_with_its_folder(tmp_path: Path) -> None:
    learn(taught(tmp_path, ENTRY))
    learn(tmp_path / "elsewhere")
    assert read(COINED).action is Action.REVIEW


def test_a_harmless_word_keeps_nobody_from_an_answer(tmp_path: Path) -> None:
    text = "Ja, ik kom graag voor de flonk bij de klotterie."
    assert read(text).action is Action.REVIEW
    learn(taught(tmp_path, 'harmless = "klotterie flonk"'))
    assert read(text).action is Action.ACT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '[[entry]]\nclass = "attend"\nwords = ["fonteneren"]\nexamples = ["Ik kom."]',
            "entry 1: the example 'Ik kom.'",
        ),
        (
            ENTRY + ENTRY.replace("We gaan fonteneren", "We gaan zwemmen"),
            "entry 2: the example 'We gaan zwemmen'",
        ),
        (
            '[[entry]]\nclass = "attend"\nwords = ["fonteneren"]',
            "entry 1: expected class, words and examples",
        ),
        (ENTRY.replace("attend", "attendance"), "entry 1: there is no class 'attendance'; there is: "),
        (ENTRY.replace('["fonteneren"]', '["Fontenéren"]'), "write 'Fontenéren' as 'fonteneren'"),
        (ENTRY.replace('["fonteneren"]', '["niet fonteneren"]'), "holds a denial"),
        (ENTRY.replace('["fonteneren"]', '["fonteneren _"]'), "a gap stands between words"),
        (ENTRY.replace("[[entry]]", "[[word]]"), "nl.toml: unknown: word"),
        ("harmless = 3", "expected harmless as a text"),
        ("harmless = ", "nl.toml: "),
    ],
)
def test_a_mistake_is_told_with_its_file_and_entry(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(BadInput) as caught:
        learn(taught(tmp_path, text))
    assert "nl.toml" in str(caught.value)
    assert expected in str(caught.value)
    assert read(COINED).action is Action.REVIEW


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    taught(tmp_path, ENTRY.replace("attend", "x"), "en")
    with pytest.raises(BadInput) as caught:
        learn(taught(tmp_path, ENTRY.replace("attend", "y") * 2))
    heading, *mistakes = str(caught.value).splitlines()
    assert heading == "the words of the house can't be used:"
    assert len(mistakes) == 3


def test_a_language_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no language 'xx'; there is: de, en, fr, fy, nl"):
        learn(taught(tmp_path, ENTRY, "xx"))
