"""Which messages were handled together: after a kill the same ones are again, and come to the same.

A batch is whatever waits, and after a restart other messages wait. Folded with others, the messages that were under way
would be sent on as other revisions than those that were sent already. So a row of the handler's table tells how far a
partition is handled, written together with what follows from the messages, and before a batch of several is sent on,
how far that goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from vedette.runtime.handling import Taken
from vedette.runtime.messages import Put
from vedette.runtime.tables import RESERVED, Table

__all__ = ["Marks"]

KEY = f"{RESERVED}batch"


@dataclass(frozen=True, slots=True)
class _Mark:
    done: int
    """Offset of the last message whose consequences are all written, -1 if none is."""
    until: int | None = None
    """Offset of the last message of the batch under way behind it."""

    def write(self) -> bytes:
        return f"{self.done} {'' if self.until is None else self.until}".encode()

    @classmethod
    def read(cls, value: bytes) -> Self:
        done, until = value.decode().split(" ")
        return cls(int(done), int(until) if until else None)


class Marks:
    """The marks of one agent, partition by partition. All reads are of the partition of the message at hand."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._own: dict[int, tuple[int, _Mark]] = {}

    def cut(self, waiting: Sequence[Taken], reign: int) -> int:
        """Return how many of the messages that wait in a partition are handled together, 0 if more must come first.

        `reign` is the assignment they are read under. Under a new one the messages that were under way when the last
        one ended go alone, as they did then.
        """
        stored = self._stored()
        if self._own.get(waiting[0].original.partition) == (reign, stored):
            return len(waiting)
        known = _up_to(stored.done, waiting)
        if known or stored.until is None:
            return known or 1
        under_way = _up_to(stored.until, waiting)
        whole = under_way < len(waiting) or waiting[-1].original.offset == stored.until
        return max(under_way, 1) if whole else 0

    def begun(self, batch: Sequence[Taken]) -> list[Put]:
        """Return what to write before anything of a batch is sent on."""
        stored, last = self._stored(), batch[-1].original.offset
        if last <= stored.done:
            return []
        return [self._put(_Mark(stored.done, last))]

    def done(self, batch: Sequence[Taken], reign: int) -> list[Put]:
        """Return what to write with all that follows from some messages."""
        partition, last = batch[-1].original.partition, batch[-1].original.offset
        if last <= self._stored().done:
            return []  # read again after a restart; those that come behind are marked already
        mark = _Mark(last)
        self._own[partition] = (reign, mark)
        return [self._put(mark)]

    def _stored(self) -> _Mark:
        value = self._table.reserved(KEY)
        return _Mark(-1) if value is None else _Mark.read(value)

    def _put(self, mark: _Mark) -> Put:
        return Put(self._table.name, KEY, mark.write())


def _up_to(offset: int, waiting: Sequence[Taken]) -> int:
    return sum(taken.original.offset <= offset for taken in waiting)
