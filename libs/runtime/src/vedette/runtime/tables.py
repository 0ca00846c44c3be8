"""Tables: keyed bytes that follow their partitions from worker to worker."""

from collections.abc import Iterator
from typing import Any

from vedette.runtime.errors import ConfigError


class Table:
    """Reads of one table. Writes go through `Outcome.puts` alone, so that they follow the sends they belong to.

    Inside a handler a key is looked up in the partition of its message; elsewhere in all partitions of this worker.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._faust: Any = None  # faust's table, set when the worker is built

    def get(self, key: str) -> bytes | None:
        """Return the value of a key, null if it has none here."""
        value: bytes | None = self._opened().get(key.encode())
        return value

    def items(self) -> Iterator[tuple[str, bytes]]:
        """Yield all entries of the partitions assigned to this worker."""
        for key, value in self._opened().items():
            yield key.decode(), value

    def open(self, faust_table: Any) -> None:  # as above
        """Give the table its storage; the worker does this once."""
        self._faust = faust_table

    def _opened(self) -> Any:  # as above
        if self._faust is None:
            msg = f"table {self.name!r} is read before the service runs"
            raise ConfigError(msg)
        return self._faust.data
