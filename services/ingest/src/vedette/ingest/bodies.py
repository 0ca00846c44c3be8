"""Bytes of a page: what they are, and whether they can be told as text without doubt."""

import base64
import re
from dataclasses import dataclass

from vedette.runtime.errors import PermanentError
from vedette.schemas import RejectReason

MAGIC = {
    b"%PDF-": "PDF",
    b"\x89PNG\r\n": "PNG image",
    b"\xff\xd8\xff": "JPEG image",
    b"GIF8": "GIF image",
    b"PK\x03\x04": "ZIP archive or office document",
    b"\x1f\x8b": "gzip archive",
    b"Rar!": "RAR archive",
    b"7z\xbc\xaf": "7z archive",
    b"\x7fELF": "program",
    b"\xca\xfe\xba\xbe": "program",
    b"OggS": "media file",
    b"\xd0\xcf\x11\xe0": "old office document",
    b"SQLite format 3": "database",
}
"""First bytes of files that pose as pages. Source: the file formats' own specifications."""

WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
SNIFFED_BYTES = 4096
MOST_CONTROLS = 0.05
"""Text of any legacy charset has next to no control bytes; measured binaries have over 10 %."""

TEXT_TYPES = {
    "text/html": "text/html",
    "application/xhtml+xml": "text/html",
    "text/plain": "text/plain",
    "text/markdown": "text/plain",
}
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x1b")) + b"\x7f"
_LOOKS_LIKE_HTML = re.compile(rb"<(?:!doctype html|html|head|body|article|p|div|h1)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """A body as a RawArticle carries it: `text`, or `base64` where the characters are in doubt."""

    text: str | None
    base64: str | None


def media_type(header: str | None, body: bytes, name: str = "") -> str:
    """Return `text/html` or `text/plain` for a Content-Type header, else by file name, else by a look at the body.

    Raises: `PermanentError(BINARY)` if the header names something that is not text.
    """
    given = (header or "").partition(";")[0].strip().lower()
    if given in {"", "application/octet-stream", "application/xml", "text/xml"}:
        suffix = name.lower().rpartition(".")[2]
        if suffix in {"html", "htm", "xhtml"}:
            return "text/html"
        if suffix in {"txt", "text", "md"}:
            return "text/plain"
        return "text/html" if _LOOKS_LIKE_HTML.search(body[:SNIFFED_BYTES].replace(b"\0", b"")) else "text/plain"
    if given not in TEXT_TYPES:
        raise PermanentError(RejectReason.BINARY, f"content type {given[:100]} is not a page or text")
    return TEXT_TYPES[given]


def charset_of(header: str | None) -> str | None:
    """Return the charset parameter of a Content-Type header, lower case."""
    found = re.search(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", header or "", re.IGNORECASE)
    return found[1].lower() if found else None


def refuse_unreadable(body: bytes, max_bytes: int) -> None:
    """Refuse what no cleaner can read. Raises: `PermanentError` with EMPTY, TOO_LARGE or BINARY."""
    if len(body) > max_bytes:
        raise PermanentError(RejectReason.TOO_LARGE, f"{len(body)} bytes, at most {max_bytes} are taken")
    if not body.strip(b" \t\r\n\x0b\x0c\0\xef\xbb\xbf"):
        raise PermanentError(RejectReason.EMPTY, "the body is empty")
    for magic, what in MAGIC.items():
        if body.startswith(magic):
            raise PermanentError(RejectReason.BINARY, f"the body is a {what}, not a page")
    head = body[:SNIFFED_BYTES]
    if not head.startswith(WIDE_MARKS) and not _wide_without_mark(head):
        controls = len(head) - len(head.translate(None, _CONTROLS))
        if controls > MOST_CONTROLS * len(head):
            raise PermanentError(RejectReason.BINARY, f"{controls} of the first {len(head)} bytes are control bytes")


def _wide_without_mark(head: bytes) -> bool:
    """Tell UTF-16 without a byte order mark: markup and spaces have a zero in every second byte, always the same."""
    for first in (0, 1):
        zeros, others = head[first::2], head[1 - first :: 2]
        if len(zeros) >= 8 and zeros.count(0) > 0.3 * len(zeros) and others.count(0) < 0.01 * len(others):
            return True
    return False


def tell(body: bytes, charset: str | None) -> Told:
    """Return the body as text if it is UTF-8 beyond doubt, else as base64: the cleaner weighs header, meta and bytes.

    Doubt is: not valid UTF-8, zero or escape bytes (UTF-16, ISO-2022), or a server that names another charset for a
    body that has more than ASCII.
    """
    utf8 = charset in {None, "utf-8", "utf8", "us-ascii", "ascii"}
    if b"\0" not in body and b"\x1b" not in body and (utf8 or (body.isascii() and "utf-7" not in (charset or ""))):
        try:
            return Told(body.decode("utf-8-sig"), None)
        except UnicodeDecodeError:
            pass
    return Told(None, base64.b64encode(body).decode())
