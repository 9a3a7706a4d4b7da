"""A phone's codes are those of the RFC, and serve around their moment only."""

from base64 import b32encode
from datetime import UTC, datetime, timedelta

import pytest

from mailer.domain.totp import STEP, code, step_of

SECRET = b32encode(b"12345678901234567890").decode()
NOON = datetime(2017, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("second", "shown"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_are_those_of_rfc_6238(second: int, shown: str) -> None:
    assert code(SECRET, second // STEP) == shown


@pytest.mark.parametrize(("away", "serves"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_code_serves_one_step_before_and_after(away: int, *, serves: bool) -> None:
    shown = code(SECRET, int((NOON + timedelta(seconds=away)).timestamp()) // STEP)
    assert (step_of(SECRET, shown, NOON) is not None) is serves


def test_it_may_be_typed_with_a_space_in_it() -> None:
    shown = code(SECRET, int(NOON.timestamp()) // STEP)
    assert step_of(SECRET, f" {shown[:3]} {shown[3:]} ", NOON) is not None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "\x00" * 6])
def test_what_is_no_code_serves_never(typed: str) -> None:
    assert step_of(SECRET, typed, NOON) is None
