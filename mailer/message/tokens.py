"""Signed short tokens for a subaddress (RFC 5233): `info+TOKEN@` says which delivery a mail answers.

A token is a letter for its purpose, the delivery's number and a seal, in hexadecimal digits: mail systems
fold the case of addresses. It is short, since people see it: 16 characters for the first deliveries, 20 for
the millionth.
"""

from hashlib import blake2b
from hmac import compare_digest
from typing import NamedTuple

SEAL = 14
"""Hexadecimal digits of keyed BLAKE2 (RFC 7693) that are kept: 56 bits, one chance in 7e16 for a guess."""

LONGEST_NUMBER = 4
"""Octets of the number: 2^32 deliveries."""

LONGEST_TOKEN = 1 + 2 * LONGEST_NUMBER + SEAL

_PURPOSES = "rub"


class Tokens(NamedTuple):
    """The tokens of one delivery, all of one length; "" for none."""

    reply: str = ""
    leave: str = ""
    bounce: str = ""


class Signer:
    """Signs and reads tokens; what it did not sign itself it does not read."""

    def __init__(self, secret: bytes) -> None:
        # a MAC by design, and at a quarter of what HMAC-SHA256 costs; a key may have 64 octets
        self._keyed = blake2b(key=blake2b(secret).digest(), digest_size=len(_PURPOSES) * SEAL // 2)

    def tokens(self, number: int) -> Tokens:
        """Give every token of a delivery: each purpose has its own stretch of one MAC for its seal."""
        if not 0 <= number < 256**LONGEST_NUMBER:
            raise ValueError(f"can't sign {number}")
        digits = f"{number:x}"
        keyed = self._keyed.copy()
        keyed.update(digits.encode())
        seals = keyed.hexdigest()
        return Tokens(
            f"r{digits}{seals[:SEAL]}",
            f"u{digits}{seals[SEAL : 2 * SEAL]}",
            f"b{digits}{seals[2 * SEAL : 3 * SEAL]}",
        )

    def sign(self, purpose: str, number: int) -> str:
        """Give one token; `purpose` is "r" reply, "u" unsubscribe or "b" bounce."""
        if len(purpose) != 1 or purpose not in _PURPOSES:
            raise ValueError(f"can't sign {purpose!r} {number}")
        return self.tokens(number)[_PURPOSES.index(purpose)]

    def seal(self, text: str) -> str:
        """Give a digest of a text that nobody without the secret can make, or guess the text from."""
        keyed = self._keyed.copy()
        # the blank keeps it apart from the seal of any number
        keyed.update(f" {text}".encode())
        return keyed.hexdigest()

    def read(self, token: str) -> tuple[str, int] | None:
        """Give the purpose and number of a token that was signed here, whatever its case; None otherwise."""
        if not token.isascii() or not SEAL + 1 < len(token) <= LONGEST_TOKEN:
            return None
        token = token.lower()
        try:
            purpose, number = token[0], int(token[1:-SEAL], 16)
            genuine = self.sign(purpose, number)
        except ValueError:
            return None
        return (purpose, number) if compare_digest(genuine, token) else None


def subaddress(address: str, token: str) -> str:
    """Give `local+token@domain`."""
    local, _, domain = address.rpartition("@")
    return f"{local}+{token}@{domain}"


def token_of(address: str) -> str | None:
    """Give what stands behind the last plus of the local part; None where there is none."""
    local, _, _ = address.rpartition("@")
    _, plus, token = local.rpartition("+")
    return token if plus and token else None
