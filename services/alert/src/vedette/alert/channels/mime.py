"""A mail as bytes: vetted headers, a text part, an HTML part. No `EmailMessage`, which is forty times slower."""

import binascii
import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

UNSAFE = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
"""What could end a header line, or hide in one."""
WORD_BYTES = 45
"""Octets of UTF-8 in one encoded word of 75 characters. Source: RFC 2047, section 2."""
PLAIN = re.compile(r"[\x20-\x7e]*")


class UnsafeHeaderError(ValueError):
    """A header value that holds a line end or a control character."""


def write_mail(headers: Iterable[tuple[str, str]], *, text: str, html: str) -> bytes:
    """Return the mail. The boundary is a function of the text, so the same notice is the same mail.

    Raises: `UnsafeHeaderError`; nothing is sent that could carry a header of somebody else's making.
    """
    boundary = "=_" + sha256(text.encode("utf-8", "replace")).hexdigest()[:40]
    lines = [_header(name, value) for name, value in headers]
    lines += ["MIME-Version: 1.0", f'Content-Type: multipart/alternative; boundary="{boundary}"', ""]
    lines += [f"--{boundary}", *_part("plain", text), f"--{boundary}", *_part("html", html), f"--{boundary}--", ""]
    return "\r\n".join(lines).encode("utf-8")


def _header(name: str, value: str) -> str:
    if UNSAFE.search(value):
        msg = f"the value of {name} holds a line end or a control character"
        raise UnsafeHeaderError(msg)
    if len(name) + len(value) <= 76:
        return f"{name}: {value}"
    return f"{name}: " + "\r\n ".join(_folded(value.split(" "), 74 - len(name)))


def _folded(words: list[str], first: int) -> list[str]:
    """Break a long value at its spaces. Source: RFC 5322, section 2.2.3."""
    lines, room = [""], first
    for word in words:
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
            room = 76
        else:
            lines[-1] += (" " if lines[-1] else "") + word
    return lines


def encoded(text: str) -> str:
    """Return free text as a header may hold it. Source: RFC 2047."""
    if PLAIN.fullmatch(text) and "=?" not in text:
        return text
    words, chunk = [], b""
    for char in text:
        octets = char.encode("utf-8", "replace")
        if len(chunk) + len(octets) > WORD_BYTES:
            words.append(chunk)
            chunk = b""
        chunk += octets
    return " ".join(f"=?utf-8?b?{b64encode(word).decode()}?=" for word in [*words, chunk])


def _part(kind: str, text: str) -> list[str]:
    """Return one part: quoted-printable, or base64 where most letters would be quoted."""
    octets = text.encode("utf-8", "replace")
    quoted = len(octets) - len(text) < len(octets) // 6
    encoding = "quoted-printable" if quoted else "base64"
    head = [f"Content-Type: text/{kind}; charset=utf-8", f"Content-Transfer-Encoding: {encoding}", ""]
    if quoted:
        return [*head, binascii.b2a_qp(octets, istext=True).decode().replace("\r\n", "\n").replace("\n", "\r\n")]
    whole = b64encode(octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")).decode()
    return [*head, *(whole[at : at + 76] for at in range(0, len(whole), 76))]
