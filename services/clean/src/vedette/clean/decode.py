"""Bytes to text: one decision, made before anything parses."""

import base64
import binascii
import codecs
import re

import charset_normalizer

from vedette.runtime.errors import PermanentError
from vedette.schemas import RawArticle, RejectReason

MAX_BYTES = 5_000_000
"""Largest body read. The largest of 1,500 measured news pages has 3.4 MB. Source: docs/cleaning.md."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"\x7fELF",
    b"RIFF",
    b"ID3",
    b"\xd0\xcf\x11\xe0",
    b"wOFF",
    b"OggS",
)
_META_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27}) + b"\x7f"
# WHATWG labels that Python calls otherwise; pages that say latin-1 are written in windows-1252.
_ALIASES = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "utf8mb4": "utf-8",
    "gb2312": "gb18030",
    "x-sjis": "shift_jis",
    "iso-8859-9": "cp1254",
}
# Python also knows codecs that are not charsets of pages; `idna` is even quadratic.
_PAGE_CHARSET = re.compile(
    r"^(utf[-_]?(8|16|32)|iso[-_]?8859|cp\d|windows-|koi8|mac|gb|big5|euc|shift|johab|tis|iso[-_]?2022)"
)


def decode_body(raw: RawArticle) -> str:
    """Return the body as text without control characters and lone surrogates.

    Raises: `PermanentError` with TOO_LARGE, BINARY, ENCODING, UNREADABLE or EMPTY.
    """
    text = raw.body if raw.body is not None else _decode(_from_base64(raw.body_base64 or ""), raw.charset)
    if len(text) > MAX_BYTES:
        raise PermanentError(RejectReason.TOO_LARGE, f"{len(text)} characters, at most {MAX_BYTES} are read")
    _refuse_noise(text)
    text = _without_controls(text)
    if not text.strip():
        raise PermanentError(RejectReason.EMPTY, "the body is empty")
    return text


def _without_controls(text: str) -> str:
    """Return the text without control characters, byte order marks and lone surrogates, lines ended by one line feed.

    By way of UTF-8, whose bytes can be filtered fifty times faster than characters.
    """
    content = text.encode("utf-8", "replace").translate(None, _CONTROLS + b"\x1b")
    for mark in (b"\xef\xbb\xbf", b"\xef\xbf\xbf"):
        content = content.replace(mark, b"")
    return content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").decode("utf-8")


def _from_base64(body: str) -> bytes:
    if len(body) > MAX_BYTES * 4 // 3 + 4:
        raise PermanentError(RejectReason.TOO_LARGE, f"about {len(body) * 3 // 4} bytes, at most {MAX_BYTES} are read")
    try:
        return base64.b64decode(body, validate=False)
    except (binascii.Error, ValueError) as error:
        raise PermanentError(RejectReason.UNREADABLE, f"the body is not base64: {error}") from error


def _decode(content: bytes, told: str | None) -> str:
    """Decode by byte order mark, server, page, UTF-8, detector, in this order."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    _refuse_binary(content)
    declared = _META_CHARSET.search(content[:4096])
    for label in (told, declared.group(1).decode("ascii") if declared else None, "utf-8"):
        text = _try(content, label)
        if text is not None:
            return text
    best = charset_normalizer.from_bytes(content[:65_536], steps=5, chunk_size=512).best()
    text = _try(content, best.encoding if best else None, errors="replace")
    if text is None:
        raise PermanentError(RejectReason.ENCODING, f"charset {told or 'untold'}: no known encoding reads the body")
    return text


def _refuse_binary(content: bytes) -> None:
    sample = content[:65_536]
    if any(sample.startswith(magic) for magic in _MAGIC):
        raise PermanentError(RejectReason.BINARY, "the body is a binary file, not a page")
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls * 10 > len(sample):  # more than one in ten: never seen on a page of text
        raise PermanentError(RejectReason.BINARY, f"{controls} control bytes in the first {len(sample)}")


def _refuse_noise(text: str) -> None:
    """Refuse text that was binary before somebody decoded it."""
    sample = text[:65_536]
    content = sample.encode("utf-8", "replace")
    noise = len(content) - len(content.translate(None, _CONTROLS)) + sample.count("\ufffd")
    if noise * 10 > len(sample):
        raise PermanentError(
            RejectReason.BINARY, f"{noise} control or undecodable characters in the first {len(sample)}"
        )


def _try(content: bytes, label: str | None, errors: str = "strict") -> str | None:
    name = (label or "").strip().lower()
    name = _ALIASES.get(name, name)
    if not _PAGE_CHARSET.match(name):
        return None
    try:
        return content.decode(name, errors=errors)
    except (LookupError, UnicodeDecodeError, ValueError):
        return None
