"""A mail as bytes: vetted headers, a text part, an HTML part. No `EmailMessage`, which is forty times slower."""

import binascii
import re
from base64 import b64encode
from collections.abc import Iterable
from functools import lru_cache
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
    return f"{name}: " + "\r\n ".join(folded(value, 76, first=74 - len(name)))  # source: RFC 5322, section 2.2.3


def folded(text: str, width: int, *, first: int | None = None) -> list[str]:
    """Return a text in lines, broken at its spaces alone; `first` is the room in the first of them."""
    lines, room = [""], width if first is None else first
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
            room = width
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


@lru_cache(maxsize=2048)
def _quoted(line: bytes) -> str:
    """Return one line in quoted-printable. Most lines of a mail are its template's, the same in every mail."""
    return binascii.b2a_qp(line, istext=True).decode().replace("\n", "\r\n")


def _part(kind: str, text: str) -> list[str]:
    """Return one part: quoted-printable, or base64 where most letters would be quoted."""
    octets = text.encode("utf-8", "replace")
    quoted = len(octets) - len(text) < len(octets) // 6
    encoding = "quoted-printable" if quoted else "base64"
    head = [f"Content-Type: text/{kind}; charset=utf-8", f"Content-Transfer-Encoding: {encoding}", ""]
    if quoted:
        return [*head, *(_quoted(line) for line in octets.replace(b"\r\n", b"\n").split(b"\n"))]
    whole = b64encode(octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")).decode()
    return [*head, *(whole[at : at + 76] for at in range(0, len(whole), 76))]
