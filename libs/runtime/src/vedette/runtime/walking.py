"""Going through a table little by little: some entries with each message, round and round.

So what is past its time is found without an index of ages, and the cost is even.
"""

from typing import Protocol

__all__ = ["AT_ONCE", "Walk", "Walked"]

AT_ONCE = 2
"""Entries looked at with each message: a round is done before half as many messages have come as there are entries."""


class Walked(Protocol):
    """A table whose entries of the message's partition can be read in the order of their keys."""

    def after(self, key: str, count: int) -> list[tuple[str, bytes]]:
        """Return up to so many entries that follow a key."""
        ...


class Walk:
    """Where the rounds through a table stand, partition by partition."""

    def __init__(self, table: Walked) -> None:
        self._table = table
        self._at: dict[int, str] = {}

    def some(self, partition: int) -> list[tuple[str, bytes]]:
        """Return the next few entries of a partition; behind the last one a new round begins."""
        found = self._table.after(self._at.get(partition, ""), AT_ONCE)
        self._at[partition] = found[-1][0] if len(found) == AT_ONCE else ""
        return found
