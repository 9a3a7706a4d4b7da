"""Own words on mails as the programs write them: `tests/corpus/own-words`, one pair of files a mail.

NAME.eml is the mail; NAME.toml says what is the writer's in it (white space does not count), what of the
quotation must be gone, and, where it matters, the inline answers, the signature, and what we sent before.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from mailer.message.own_words import OwnWords, own_words
from mailer.message.parse import parse

CORPUS = Path(__file__).parent.parent / "corpus" / "own-words"
NAMES = sorted(path.stem for path in CORPUS.glob("*.eml"))


def label(name: str) -> dict[str, Any]:
    return tomllib.loads((CORPUS / f"{name}.toml").read_text(encoding="utf-8"))


def read(name: str) -> OwnWords:
    octets = (CORPUS / f"{name}.eml").read_bytes()
    return own_words(parse(octets), label(name).get("sent_text", ""))


def even(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_the_writers_is_lost_and_nothing_else_is_left(name: str) -> None:
    words = read(name)
    assert even(words.text) == even(label(name)["own_words"])
    assert [phrase for phrase in label(name)["quoted_absent"] if phrase in words.text] == []


@pytest.mark.parametrize("name", [name for name in NAMES if "inline" in label(name)])
def test_an_inline_answer_belongs_to_the_question_above_it(name: str) -> None:
    pairs = [[even(pair.question), even(pair.answer)] for pair in read(name).inline]
    assert pairs == label(name)["inline"]


@pytest.mark.parametrize("name", NAMES)
def test_a_doubt_is_told_where_there_is_one_and_only_there(name: str) -> None:
    assert bool(read(name).doubt) is label(name)["doubt"]


@pytest.mark.parametrize("name", [name for name in NAMES if "signature_has" in label(name)])
def test_what_is_cut_as_signature_is_kept_apart(name: str) -> None:
    signature = read(name).signature
    assert [phrase for phrase in label(name)["signature_has"] if phrase not in signature] == []


def test_every_mail_has_its_label_and_there_are_many() -> None:
    labels = sorted(path.stem for path in CORPUS.glob("*.toml"))
    assert labels == NAMES
    assert len(NAMES) >= 80
