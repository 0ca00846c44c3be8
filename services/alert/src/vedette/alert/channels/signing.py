"""Sign a webhook body. Source: Standard Webhooks 1.0, "Signature scheme", symmetric and asymmetric."""

import binascii
import hmac
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from vedette.runtime.errors import ConfigError

PREFIX = "whsec_"
PUBLIC_PREFIX = "whpk_"
LEAST_BYTES, MOST_BYTES = 24, 64
"""Source: Standard Webhooks 1.0: secrets of 24 to 64 random bytes."""


def read_secrets(text: str) -> list[bytes]:
    """Return the keys of one or several `whsec_…` secrets, separated by spaces; several while one replaces another.

    Raises: `ConfigError` that does not repeat the secret.
    """
    keys = [_key(word) for word in text.split()]
    if not keys:
        msg = "the signing secret is empty"
        raise ConfigError(msg)
    return keys


def _key(word: str) -> bytes:
    try:
        key = b64decode(word.removeprefix(PREFIX) + "==", validate=False) if word.startswith(PREFIX) else b""
    except binascii.Error:
        key = b""
    if not LEAST_BYTES <= len(key) <= MOST_BYTES:
        msg = f"a signing secret is {PREFIX} and {LEAST_BYTES} to {MOST_BYTES} random bytes in base64"
        raise ConfigError(msg)
    return key


def public_key(private: Ed25519PrivateKey) -> str:
    """Return the `whpk_…` key that checks `v1a` signatures."""
    return PUBLIC_PREFIX + b64encode(private.public_key().public_bytes_raw()).decode()


def sign(
    body: bytes, *, keys: Sequence[bytes], message_id: str, timestamp: int, private: Ed25519PrivateKey | None = None
) -> dict[str, str]:
    """Return the three headers that let a receiver check exactly these bytes."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    words = ["v1," + b64encode(hmac.new(key, signed, sha256).digest()).decode() for key in keys]
    if private is not None:
        words.append("v1a," + b64encode(private.sign(signed)).decode())
    return {"webhook-id": message_id, "webhook-timestamp": str(timestamp), "webhook-signature": " ".join(words)}
