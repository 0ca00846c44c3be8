"""Undo Content-Encoding piece by piece, never holding more than the cap: a small answer may unpack to gigabytes."""

import zlib

from vedette.runtime.errors import PermanentError
from vedette.schemas import RejectReason

ACCEPTED = "gzip"
"""What we ask for: zlib is the one decoder of the standard library that stops at a given size, and `deflate` means two
different things to servers."""


class Inflater:
    """Collects a body. Feed it what the wire gives; it refuses what grows past `max_bytes`."""

    def __init__(self, encoding: str, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._body = bytearray()
        self._decoder = _decoder(encoding)

    def add(self, piece: bytes) -> None:
        """Take the next piece of the body. Raises: `PermanentError` with TOO_LARGE or UNREADABLE."""
        if self._decoder is not None and self._decoder.eof:
            return  # trailing bytes are nobody's
        try:
            room = self._max_bytes - len(self._body) + 1
            self._body += piece if self._decoder is None else self._decoder.decompress(piece, room)
        except zlib.error as error:
            raise PermanentError(RejectReason.UNREADABLE, f"the compressed body is broken: {error}") from error
        if len(self._body) > self._max_bytes:
            raise PermanentError(RejectReason.TOO_LARGE, f"the body is larger than {self._max_bytes} bytes")

    def body(self) -> bytes:
        """Return all that was collected. Raises: `PermanentError(UNREADABLE)` if the compressed body is cut short."""
        if self._decoder is not None and self._body and not self._decoder.eof:
            raise PermanentError(RejectReason.UNREADABLE, "the compressed body is cut short")
        return bytes(self._body)


def _decoder(encoding: str) -> "zlib._Decompress | None":
    """Return a decoder for one Content-Encoding; 47 lets zlib tell gzip from zlib by the first bytes."""
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return None
    if name in {"gzip", "x-gzip", "deflate"}:
        return zlib.decompressobj(47)
    raise PermanentError(RejectReason.UNREADABLE, f"the server sends the encoding {name[:40]}, which was not asked for")
