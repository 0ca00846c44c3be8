"""State as it is stored: packed, because every byte of it is read back when a worker moves to a new machine."""

import zlib
from typing import Protocol

__all__ = ["PackedTable", "pack", "unpack"]

WORTH_BYTES = 120
"""Shorter values do not shrink. Source: measured on stored claims (1.9 kB to 0.9) and events (3.0 kB to 1.1)."""
LEVEL = 1
"""Higher levels cost three times the CPU for a twentieth of the size. Source: as above; 18 µs a value."""
MARK = b"\x01"
"""First byte of a packed value; none that is stored as it is begins with it."""


def pack(value: bytes | None) -> bytes | None:
    """Return the stored form of a value."""
    if value is None or len(value) < WORTH_BYTES:
        return value
    return MARK + zlib.compress(value, LEVEL)


def unpack(value: bytes | None) -> bytes | None:
    """Return a value from its stored form."""
    return value if value is None or not value.startswith(MARK) else zlib.decompress(value[1:])


class _Values(Protocol):
    def get(self, key: str) -> bytes | None:
        """Return the stored value."""
        ...

    def after(self, key: str, count: int) -> list[tuple[str, bytes]]:
        """Return the stored entries that follow a key."""
        ...


class PackedTable:
    """Reads of a table whose values are packed."""

    def __init__(self, table: _Values) -> None:
        self._table = table

    def get(self, key: str) -> bytes | None:
        """Return the value of a key, null if it has none."""
        return unpack(self._table.get(key))

    def after(self, key: str, count: int) -> list[tuple[str, bytes]]:
        """Return up to so many entries that follow a key, still packed."""
        return self._table.after(key, count)
