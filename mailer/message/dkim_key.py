"""The private key of DKIM: RSA (RFC 6376) or Ed25519 (RFC 8463), read from PEM with cryptography."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from mailer.domain.errors import BadInput, Unusable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

LEAST_BITS: Final = 2048
"""Of an RSA key. RFC 8301 section 3.2 has verifiers accept 1024 still, and signers SHOULD have 2048."""


@dataclass(frozen=True, slots=True)
class DkimKey:
    """A key, and what a signature and the DNS say of it.

    `algorithm` is `rsa-sha256` or `ed25519-sha256`; `public` is the `p=` of the DNS record. `sign` gives the
    signature of octets; other threads run meanwhile.
    """

    algorithm: str
    public: str
    sign: Callable[[bytes], bytes] = field(repr=False)


def read_key(pem: bytes) -> DkimKey:
    """Read a private key that has no password.

    Raises `BadInput` for anything else, and `Unusable` where the library is not installed.
    """
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ImportError as error:
        raise Unusable("DKIM needs the library cryptography; try: pip install '.[dkim]'") from error
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadInput("expected a private key in PEM, without a password") from error
    if isinstance(key, RSAPrivateKey):
        return _rsa(key)
    if isinstance(key, Ed25519PrivateKey):
        return _ed25519(key)
    raise BadInput("expected a key of RSA or Ed25519, found another kind")


def _rsa(key: "RSAPrivateKey") -> DkimKey:
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    if key.key_size < LEAST_BITS:
        raise BadInput(
            "expected an RSA key of at least {least} bits, found {bits}", least=LEAST_BITS, bits=key.key_size
        )
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    padding, digest = PKCS1v15(), SHA256()
    return DkimKey("rsa-sha256", b64encode(public).decode(), lambda octets: key.sign(octets, padding, digest))


def _ed25519(key: "Ed25519PrivateKey") -> DkimKey:
    public = b64encode(key.public_key().public_bytes_raw()).decode()
    # RFC 8463 section 3: what is signed is the SHA-256 of the fields
    return DkimKey("ed25519-sha256", public, lambda octets: key.sign(sha256(octets).digest()))
