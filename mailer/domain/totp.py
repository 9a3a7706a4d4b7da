"""One-time codes of a phone: TOTP (RFC 6238) with six digits of HMAC-SHA-1 and steps of 30 seconds."""

import hmac
from base64 import b32decode
from datetime import datetime

STEP = 30
"""Seconds that a code is shown for."""
DIGITS = 6
_AROUND = (0, -1, 1)
"""Clocks differ, and typing takes time: one step before and after counts too (section 5.2)."""


def code(secret: str, step: int) -> str:
    """Give the code of a secret (base32) for a number of steps since 1970 (RFC 4226 section 5.3)."""
    mac = hmac.digest(b32decode(secret, casefold=True), step.to_bytes(8, "big"), "sha1")
    start = mac[-1] & 0x0F
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(secret: str, typed: str, now: datetime) -> int | None:
    """Give the step a typed code belongs to, around now; None for a wrong code.

    The caller keeps the step: a code serves once (section 5.2), so none of that step or before counts.
    """
    digits = "".join(typed.split())
    here = int(now.timestamp()) // STEP
    for step in (here + away for away in _AROUND):
        if hmac.compare_digest(code(secret, step).encode(), digits.encode()):
            return step
    return None
