"""Secrets made from one key: signing secrets of webhooks that owners enter, tokens of unsubscribe links.

Nothing is stored but the key. Who has a stored record alone can sign nothing and make no link.
"""

import hmac
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from vedette.alert.channels.signing import PREFIX, read_secrets
from vedette.alert.consent import target_of
from vedette.runtime.errors import ConfigError
from vedette.schemas import Endpoint, KnownAddress, WebhookEndpoint

DERIVED = "derived:"
LEAST_CHARS = 32
"""Shortest key taken."""
MAC_BYTES = 16
"""Of a link's token: 128 bits cannot be guessed, and links stay short."""
BOUNCE_CHARS = 16
"""Of a return path's mark: 64 bits, so that the part before the @ keeps within 64 characters."""
EVERYTHING = "*"


@dataclass(frozen=True)
class Link:
    """What an unsubscribe link stands for."""

    subscriber_id: str
    endpoint_id: str
    rule_id: str | None
    """None: everything."""


class Keyring:
    """Makes and checks what is derived from the key. Without a key it only reads secrets by reference."""

    def __init__(self, key: str | None, read: Callable[[str], str]) -> None:
        if key is not None and len(key) < LEAST_CHARS:
            msg = f"the key of the alert service has at least {LEAST_CHARS} characters"
            raise ConfigError(msg)
        self._key = key.encode() if key else None
        self._read = read

    @property
    def has_key(self) -> bool:
        """Return True if secrets and links can be made."""
        return self._key is not None

    def secret(self, reference: str) -> str:
        """Return the `whsec_…` secret, or several, that a reference stands for. Raises: `ConfigError`."""
        if not reference.startswith(DERIVED):
            return self._read(reference)
        return PREFIX + b64encode(self._mac("webhook-secret", reference)).decode()

    def signing_keys(self, endpoint: WebhookEndpoint, now: datetime) -> list[bytes]:
        """Return the keys that sign for an endpoint now: its own and, for a day, the one before.

        Raises: `ConfigError` if its own cannot be read.
        """
        keys = read_secrets(self.secret(endpoint.secret_ref))
        until, before = endpoint.previous_secret_until, endpoint.previous_secret_ref
        if before is None or until is None or now >= until:
            return keys
        try:
            return [*keys, *read_secrets(self.secret(before))]
        except ConfigError:
            return keys  # a removed old secret must not keep the new one from signing

    def private_key(self) -> Ed25519PrivateKey:
        """Return the key of `v1a` signatures, the same for all receivers. Raises: `ConfigError` without a key."""
        return Ed25519PrivateKey.from_private_bytes(self._mac("webhook-v1a", ""))

    def new_reference(self, subscriber_id: str, endpoint_id: str, salt: str) -> str:
        """Return a reference to a secret nobody had before; `salt` is random."""
        return f"{DERIVED}{subscriber_id}/{endpoint_id}/{salt}"

    def link_token(self, link: Link) -> str:
        """Return the token of an unsubscribe link. It does not expire: a mail may be years old."""
        text = "\n".join((link.subscriber_id, link.endpoint_id, link.rule_id or EVERYTHING)).encode()
        return _plain(text) + "." + _plain(self._mac("unsubscribe", text.decode())[:MAC_BYTES])

    def read_link(self, token: str) -> Link | None:
        """Return what a token stands for, None if it was not made here."""
        words = self._checked("unsubscribe", token)
        return Link(words[0], words[1], None if words[2] == EVERYTHING else words[2]) if words else None

    def news_token(self, subscriber_id: str, endpoint_id: str, event_id: str) -> str:
        """Return the token of a page that shows one event to one reader."""
        text = "\n".join((subscriber_id, endpoint_id, event_id))
        return _plain(text.encode()) + "." + _plain(self._mac("news", text)[:MAC_BYTES])

    def read_news(self, token: str) -> tuple[str, str, str] | None:
        """Return subscriber, endpoint and event of a page, None if the token was not made here."""
        words = self._checked("news", token)
        return (words[0], words[1], words[2]) if words else None

    def bounce_mark(self, delivery_id: str, address: str) -> str:
        """Return what a return path holds so that a bounce is believed: nobody else can make it."""
        return self._mac("bounce", f"{delivery_id.upper()}\n{address.casefold()}").hex()[:BOUNCE_CHARS]

    def fingerprint(self, what: str, text: str) -> str:
        """Return a keyed hash: equal texts are recognised, and nobody without the key can try them all."""
        return self._mac(what, text).hex()

    def address_hash(self, endpoint: Endpoint) -> str:
        """Return the keyed hash the address of an endpoint is remembered by, whoever enters it."""
        return self.fingerprint("address", target_of(endpoint))

    def remembered(self, endpoint: Endpoint, addresses: Mapping[str, KnownAddress]) -> KnownAddress:
        """Return what is remembered of an endpoint's address; nothing of one that was never asked."""
        name = self.address_hash(endpoint)
        return addresses.get(name) or KnownAddress(address_hash=name, channel=endpoint.channel)

    def _checked(self, use: str, token: str) -> list[str] | None:
        """Return the three words of a token, None if it was not made here for this use."""
        try:
            text, mac = (urlsafe_b64decode(w + "=" * (-len(w) % 4)) for w in token.split("."))
            words = text.decode().split("\n")
        except (Base64Error, ValueError):
            return None
        if self._key is None or not hmac.compare_digest(self._mac(use, text.decode())[:MAC_BYTES], mac):
            return None
        return words if len(words) == 3 else None

    def _mac(self, use: str, text: str) -> bytes:
        if self._key is None:
            msg = "VEDETTE_ALERT_KEY is not set"
            raise ConfigError(msg)
        return hmac.new(self._key, f"{use}\n{text}".encode(), sha256).digest()


def _plain(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
