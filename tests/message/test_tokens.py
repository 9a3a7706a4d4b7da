"""Tokens in a subaddress: what was signed is read back, and nothing else is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.message.tokens import LONGEST_NUMBER, LONGEST_TOKEN, SEAL, Signer, subaddress, token_of

SIGNER = Signer(b"a secret of this house, 32 octets")
PURPOSES = st.sampled_from("rub")
NUMBERS = st.integers(0, 256**LONGEST_NUMBER - 1)


@given(PURPOSES, NUMBERS)
def test_what_was_signed_is_read_back_in_any_case(purpose: str, number: int) -> None:
    token = SIGNER.sign(purpose, number)
    assert re.fullmatch("[rub][0-9a-f]{15,22}", token)
    assert len(token) <= LONGEST_TOKEN
    assert token in SIGNER.tokens(number)
    assert SIGNER.read(token) == SIGNER.read(token.upper()) == (purpose, number)


@given(PURPOSES, NUMBERS, st.integers(0, 15), st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789"))
def test_one_changed_character_is_refused(purpose: str, number: int, at: int, letter: str) -> None:
    token = SIGNER.sign(purpose, number)
    forged = token[:at] + letter + token[at + 1 :]
    assert forged == token or SIGNER.read(forged) is None


@given(NUMBERS)
def test_one_token_does_not_tell_another(number: int) -> None:
    seals = {token[-SEAL:] for token in SIGNER.tokens(number)}
    assert len(seals) == 3
    assert SIGNER.read("u" + SIGNER.sign("r", number)[1:]) is None


@pytest.mark.parametrize("number", ["07", "+7", " 7", "0x7", "7_0", "٧"])
def test_a_number_is_written_in_one_way_only(number: str) -> None:
    assert SIGNER.read(f"r{number}{SIGNER.sign('r', 7)[-SEAL:]}") is None


def test_another_house_does_not_read_it() -> None:
    assert Signer(b"another secret").read(SIGNER.sign("r", 7)) is None


@given(st.text(max_size=40) | st.text("rub0123456789abcdef_+ ", max_size=24))
def test_words_are_no_tokens(words: str) -> None:
    assert SIGNER.read(words) is None


@pytest.mark.parametrize(("purpose", "number"), [("", 1), ("rr", 1), ("é", 1), ("r", -1), ("r", 2**32)])
def test_what_does_not_fit_is_not_signed(purpose: str, number: int) -> None:
    with pytest.raises(ValueError, match="can't sign"):
        SIGNER.sign(purpose, number)


def test_a_token_travels_in_a_subaddress() -> None:
    address = subaddress("info@kring.example", "abc")
    assert address == "info+abc@kring.example"
    assert token_of(address) == "abc"


@pytest.mark.parametrize("address", ["info@kring.example", "info+@kring.example", "info", "", "+@", "@+x"])
def test_an_address_without_a_token(address: str) -> None:
    assert token_of(address) is None
