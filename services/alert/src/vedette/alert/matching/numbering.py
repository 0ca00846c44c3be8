"""Numbers for the rows of columns that grow together."""

from array import array
from collections.abc import Sequence
from typing import Any

LEAST_ROOM = 64
SHARE_OF_ROOM = 8
"""Columns grow by an eighth: few copies, little left empty."""


class Numbering:
    """Hands out row numbers, and makes room for them in every column. A freed number is handed out again."""

    def __init__(self, columns: Sequence["array[Any]"], lists: Sequence[list[Any]] = (), *, first: int = 0) -> None:
        # Any: columns of numbers of every type; lists of whatever their owner puts there, None at first
        self._columns = columns
        self._lists = lists
        self._free: list[int] = []
        self._used = first
        self._room = 0

    def take(self) -> int:
        """Return a number that is free, and none below the first."""
        if self._free:
            return self._free.pop()
        if self._used >= self._room:
            self._make_room(max(LEAST_ROOM, self._room // SHARE_OF_ROOM))
        self._used += 1
        return self._used - 1

    def free(self, number: int) -> None:
        """Take a number back."""
        self._free.append(number)

    def _make_room(self, more: int) -> None:
        for column in self._columns:
            column.frombytes(bytes(column.itemsize * more))
        for values in self._lists:
            values.extend([None] * more)
        self._room += more
