"""Table entries on their way: what follows from one message, or one batch, is written whole or not at all.

Entries that belong together travel as one record batch, which a broker appends as a whole: half of them, after a kill,
would be a state nobody ever was in. The local copy is written after the changelog has acknowledged, so that it never
holds what another machine would not find.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import rocksdict

from vedette.runtime.producer import client_of
from vedette.runtime.settings import ServiceSettings

__all__ = ["Changelog", "Entry", "write_local"]

Entry = tuple[bytes, bytes | None]
"""Key and value; a null value deletes."""

ENTRY_BYTES = 100
"""More than a record takes beside key and value. Source: Kafka protocol, record format 2."""
SHARE = 0.9
"""Of the largest message, what entries may fill before they are compressed; a record batch counts as one."""


class Changelog:
    """Writes entries to the changelogs of tables."""

    def __init__(self, settings: ServiceSettings, *, client_id: str) -> None:
        self._settings, self._client_id = settings, client_id
        self._limit = int(settings.max_message_bytes * SHARE)
        self._client: Any = None  # aiokafka has no types

    async def start(self) -> None:
        """Connect. Raises: `aiokafka.errors.KafkaError` if no broker answers."""
        self._client = await client_of(self._settings, self._client_id, max_batch_size=self._limit)

    async def stop(self) -> None:
        """Flush and disconnect."""
        client, self._client = self._client, None
        if client is not None:
            await client.stop()

    def fits(self, entries: Iterable[Entry]) -> bool:
        """Return True if entries of one table can be written whole or not at all."""
        return sum(len(key) + len(value or b"") + ENTRY_BYTES for key, value in entries) <= self._limit

    async def write(self, topic: str, partition: int, entries: Sequence[Entry]) -> int:
        """Write entries of one table and wait for the acknowledgement; return the offset of the last.

        What does not fit goes in several parts. Raises: `aiokafka.errors.KafkaError` if the broker does not take them.
        """
        left, offset = list(entries), -1
        while left:
            batch, count = self._client.create_batch(), 0
            while count < len(left) and batch.append(key=left[count][0], value=left[count][1], timestamp=None):
                count += 1
            batch.close()
            sent = await self._client.send_batch(batch, topic, partition=partition)
            offset = (await sent).offset + count - 1
            left = left[count:]
        return offset


def write_local(store: Any, partition: int, entries: Iterable[Entry], offset: int, *, logged: bool) -> None:
    """Write entries, and the offset of the last in the changelog, to the local copy of a table, all at once.

    Without a log a crash loses the entries and their offset alike; they are read again from the changelog.
    """
    batch = rocksdict.WriteBatch(raw_mode=True)
    for key, value in entries:
        if value is None:
            batch.delete(key)
        else:
            batch.put(key, value)
    batch.put(store.offset_key, str(offset).encode())
    options: Any = rocksdict.WriteOptions()  # its types take the setters for methods
    options.disable_wal = not logged
    store._db_for_partition(partition).write(batch, options)  # noqa: SLF001  faust offers this for its own events alone
