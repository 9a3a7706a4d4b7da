"""Phrases kept as data: plain ones, and those of several steps."""

from pathlib import Path

import pytest

from mailer.message import automatic
from mailer.message.bounces.wording import WORDING
from mailer.message.phrases import normal, phrase_groups


def found(tmp_path: Path, phrase: str, text: str) -> str:
    """Search a text for a single phrase."""
    file = tmp_path / "phrases.toml"
    file.write_text(f'[group]\nnl = ["{phrase}"]\n', "utf-8")
    phrase_groups.cache_clear()
    return phrase_groups(file)["group"].found_in(normal(text))


@pytest.mark.parametrize(
    ("phrase", "text", "words"),
    [
        ("onbestelbaar", "Uw mail is ONBESTELBAAR.", "onbestelbaar"),
        ("can't", "It can’t be", "can't"),
        ("ik ben ... afwezig", "Ik ben tot 4 september\nafwezig", "ik ben tot 4 september afwezig"),
        ("ik ben|ben ik ... weg|afwezig", "dan ben ik weg", "ben ik weg"),
        ("ik ben ... weg", "ik ben er. Jij bent weg", ""),
        ("ik ben ... weg", "ik ben " + "heel " * 20 + "weg", ""),
        ("ik ben ... vrij", "ik ben vrijdag thuis", ""),
        ("ik ben ... vrij*", "ik ben vrijdag thuis", "ik ben vrij"),
        ("een ... twee ... drie", "een, twee en drie", "een, twee en drie"),
        ("een ... twee ... drie", "een, drie en twee", ""),
    ],
)
def test_a_phrase_is_found_where_it_stands(tmp_path: Path, phrase: str, text: str, words: str) -> None:
    assert found(tmp_path, phrase, text) == words


def test_every_phrase_is_kept_as_texts_are_searched() -> None:
    for groups in (WORDING, automatic.WORDING):
        for name, group in groups.items():
            for steps in group.phrases:
                for word in (word for step in steps for word in step):
                    assert word.strip("* "), name
                    assert normal(word) == word.strip(), (name, word)
