"""Signed short tokens for a subaddress (RFC 5233): `info+TOKEN@` says which delivery a mail answers.

A token is lower-case letters and digits, since mail systems fold the case of addresses, and short, since
people see it: 15 characters for the first deliveries, 20 for the four thousand millionth.
"""

import hmac
from base64 import b32decode, b32encode
from hashlib import sha256

SEAL = 7
"""Octets of HMAC-SHA256 that are kept: 56 bits, one chance in 7e16 for a guess."""

LONGEST_NUMBER = 4
"""Octets of the number: 2^32 deliveries."""

LONGEST_TOKEN = 20


class Signer:
    """Signs and reads tokens; what it did not sign itself it does not read."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def sign(self, purpose: str, number: int) -> str:
        """Give the token; `purpose` is one ASCII letter: "r" reply, "u" unsubscribe, "b" bounce."""
        if len(purpose) != 1 or not purpose.isascii() or not 0 <= number < 256**LONGEST_NUMBER:
            raise ValueError(f"can't sign {purpose!r} {number}")
        message = purpose.encode() + number.to_bytes(max(1, (number.bit_length() + 7) // 8))
        return b32encode(message + self._seal(message)).decode().rstrip("=").lower()

    def read(self, token: str) -> tuple[str, int] | None:
        """Give the purpose and number of a token that was signed here, whatever its case; None otherwise."""
        octets = _octets(token)
        message, seal = octets[:-SEAL], octets[-SEAL:]
        if len(message) < 2 or not hmac.compare_digest(seal, self._seal(message)):
            return None
        return message[:1].decode(), int.from_bytes(message[1:])

    def _seal(self, message: bytes) -> bytes:
        return hmac.digest(self._secret, message, sha256)[:SEAL]


def _octets(token: str) -> bytes:
    """Undo the base32, in its one canonical spelling only: what is not that is b""."""
    letters = token.upper()
    if not letters.isascii() or len(letters) > LONGEST_TOKEN:
        return b""
    try:
        octets = b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError:
        return b""
    return octets if b32encode(octets).decode().rstrip("=") == letters else b""


def subaddress(address: str, token: str) -> str:
    """Give `local+token@domain`."""
    local, _, domain = address.rpartition("@")
    return f"{local}+{token}@{domain}"


def token_of(address: str) -> str | None:
    """Give what stands behind the last plus of the local part; None where there is none."""
    local, _, _ = address.rpartition("@")
    _, plus, token = local.rpartition("+")
    return token if plus and token else None
