"""Tables: keyed bytes that follow their partitions from worker to worker."""

from collections.abc import Callable, Iterator
from typing import Any

from vedette.runtime.errors import ConfigError

RESERVED = "~"
"""First character of keys that are the runtime's own; no walk shows them."""
_RESERVED = RESERVED.encode()


class Table:
    """Reads of one table. Writes go through `Outcome.puts` alone, so that they follow the sends they belong to.

    Inside a handler a key is looked up in the partition of its message; elsewhere in all partitions of this worker.
    """

    def __init__(self, name: str, partitions: int | None = None) -> None:
        self.name, self.partitions = name, partitions
        self._faust: Any = None  # faust's table, set when the worker is built
        self._partition: Callable[[], int] = _no_message

    def get(self, key: str) -> bytes | None:
        """Return the value of a key, null if it has none here."""
        value: bytes | None = self._opened().get(key.encode())
        return value

    def reserved(self, key: str) -> bytes | None:
        """Return the value of a key of the runtime's own, in the partition of the message at hand."""
        value: bytes | None = self._opened()._db_for_partition(self._partition()).get(key.encode())  # noqa: SLF001  as in `after`
        return value

    def after(self, key: str, count: int) -> list[tuple[str, bytes]]:
        """Return up to so many entries that follow a key, in the order of keys; only inside a handler.

        For work that goes through a table little by little: give the last key again to go on.
        """
        store = self._opened()
        found: list[tuple[str, bytes]] = []
        walk = store._db_for_partition(self._partition()).iter()  # noqa: SLF001  faust walks whole tables only
        walk.seek(key.encode() + b"\0")
        while walk.valid() and len(found) < count:
            if walk.key() != store.offset_key and not walk.key().startswith(_RESERVED):
                found.append((walk.key().decode(), walk.value()))
            walk.next()
        return found

    def items(self) -> Iterator[tuple[str, bytes]]:
        """Yield all entries of the partitions assigned to this worker."""
        for key, value in self._opened().items():
            if not key.startswith(_RESERVED):
                yield key.decode(), value

    def open(self, faust_table: Any, partition: Callable[[], int]) -> None:  # as above
        """Give the table its storage, and what tells the partition of the message at hand; the worker does it once."""
        self._faust, self._partition = faust_table, partition

    def _opened(self) -> Any:  # as above
        if self._faust is None:
            msg = f"table {self.name!r} is read before the service runs"
            raise ConfigError(msg)
        return self._faust.data


def _no_message() -> int:
    msg = "a table is walked outside a handler"
    raise ConfigError(msg)
