"""Sign mails with DKIM. Source: RFC 6376 (relaxed/relaxed), RFC 8463 (Ed25519).

One signature for each key, so that receivers that do not know Ed25519 yet have RSA to check.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from vedette.runtime.errors import ConfigError

SIGNED = (
    "from", "to", "subject", "date", "message-id", "in-reply-to", "references", "auto-submitted", "list-id",
    "list-unsubscribe", "list-unsubscribe-post", "mime-version", "content-type",
)  # fmt: skip
"""Headers a signature covers. RFC 8058, section 4, wants those of unsubscribing among them."""
SEALED = ("from", "subject", "list-unsubscribe", "list-unsubscribe-post")
"""Named once more than they are there, so that nobody can add another. Source: RFC 6376, section 8.15."""
LEAST_RSA_BITS = 2048
LINE_ENDS = re.compile(rb"[ \t]+\r\n")


@dataclass(frozen=True)
class Key:
    """A key and the name of the DNS record that holds its other half."""

    selector: str
    private: RSAPrivateKey | Ed25519PrivateKey

    @property
    def algorithm(self) -> str:
        """Return the name of the algorithm in a signature."""
        return "rsa-sha256" if isinstance(self.private, RSAPrivateKey) else "ed25519-sha256"

    def sign(self, octets: bytes) -> bytes:
        """Return the signature. Ed25519 signs the hash: RFC 8463, section 3."""
        if isinstance(self.private, RSAPrivateKey):
            return self.private.sign(octets, PKCS1v15(), SHA256())
        return self.private.sign(sha256(octets).digest())


def read_key(selector: str, reference: str, *, read: Callable[[str], str]) -> Key:
    """Return the key a reference points to, a PEM. Raises: `ConfigError` that does not repeat the key."""
    try:
        private = load_pem_private_key(read(reference).encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        msg = f"the DKIM key of {selector} is no unencrypted private key in PEM"
        raise ConfigError(msg) from error
    weak = isinstance(private, RSAPrivateKey) and private.key_size < LEAST_RSA_BITS
    if weak or not isinstance(private, RSAPrivateKey | Ed25519PrivateKey):
        msg = f"the DKIM key of {selector} is neither RSA of {LEAST_RSA_BITS} bits and more nor Ed25519"
        raise ConfigError(msg)
    return Key(selector, private)


class Seal:
    """Signs the mails of one domain."""

    def __init__(self, domain: str, keys: Sequence[Key]) -> None:
        self._domain = domain
        self._keys = tuple(keys)

    def sign(self, mail: bytes) -> bytes:
        """Return the mail with one signature for each key above its headers. Lines end in CRLF."""
        head, _, body = mail.partition(b"\r\n\r\n")
        headers = _relaxed_headers(head)
        names = [name for name in SIGNED if name in headers] + list(SEALED)
        covered = b"".join(headers[name] + b"\r\n" for name in SIGNED if name in headers)
        body_hash = b64encode(sha256(_relaxed_body(body)).digest()).decode()
        signatures = [self._signature(key, ":".join(names), body_hash, covered) for key in self._keys]
        return b"".join(signatures) + mail

    def _signature(self, key: Key, names: str, body_hash: str, covered: bytes) -> bytes:
        tags = (
            f"v=1; a={key.algorithm}; c=relaxed/relaxed; d={self._domain}; s={key.selector};\r\n"
            f" h={_folded(names)};\r\n bh={body_hash};\r\n b="
        )
        bare = b"dkim-signature:" + _unfolded(tags.encode())
        return f"DKIM-Signature: {tags}".encode() + _in_lines(key.sign(covered + bare)) + b"\r\n"


def _relaxed_headers(head: bytes) -> dict[str, bytes]:
    """Return each header by its name, unfolded, in lower case and with single spaces; of several the last one."""
    found = {}
    for field in re.split(rb"\r\n(?![ \t])", head):
        name, _, value = field.partition(b":")
        lower = name.strip().lower()
        found[lower.decode("latin-1")] = lower + b":" + _unfolded(value)
    return found


def _unfolded(value: bytes) -> bytes:
    return _single_spaced(value.replace(b"\r\n", b"")).strip(b" ")


def _single_spaced(octets: bytes) -> bytes:
    """Return the octets with each run of spaces and tabs as one space; a pattern would stop at every single one."""
    octets = octets.replace(b"\t", b" ")
    while b"  " in octets:
        octets = octets.replace(b"  ", b" ")
    return octets


def _relaxed_body(body: bytes) -> bytes:
    if not body.endswith(b"\r\n"):
        body += b"\r\n"
    if b" \r\n" in body or b"\t\r\n" in body:
        body = LINE_ENDS.sub(b"\r\n", body)
    relaxed = _single_spaced(body).rstrip(b"\r\n")
    return relaxed + b"\r\n" if relaxed else b""


def _folded(names: str) -> str:
    middle = names.index(":", len(names) // 2) + 1
    return f"{names[:middle]}\r\n  {names[middle:]}"


def _in_lines(signature: bytes) -> bytes:
    text = b64encode(signature)
    return b"".join(b"\r\n  " + text[at : at + 72] for at in range(0, len(text), 72))
