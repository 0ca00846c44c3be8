"""Reading a topic on from where one stopped, without a consumer group: looking changes nothing for the services."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from vedette.runtime.settings import ServiceSettings
from vedette.schemas.topics import Topic

__all__ = ["Row", "TopicReader", "open_topic"]

POLL_MS = 200
BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Row:
    """One record as bytes."""

    partition: int
    offset: int
    key: str
    value: bytes | None


class TopicReader:
    """Reads the partitions of one topic from given offsets up to where they end now."""

    def __init__(self, client: Any, parts: list[Any], ends: Mapping[Any, int]) -> None:  # aiokafka has no types
        self._client = client
        self._parts = parts
        self.ends = {part.partition: end for part, end in ends.items()}
        """Offset that follows the last record of each partition."""

    async def read(self, positions: Mapping[int, int]) -> AsyncIterator[list[Row]]:
        """Yield records in batches, those of a partition in order. What has no position is read from the start."""
        await self._client.seek_to_beginning(*self._parts)
        for part in self._parts:
            if part.partition in positions:
                self._client.seek(part, positions[part.partition])
        while not await self._at_end():
            batches = await self._client.getmany(timeout_ms=POLL_MS, max_records=BATCH)
            rows = [
                Row(raw.partition, raw.offset, (raw.key or b"").decode("utf-8", "replace"), raw.value)
                for batch in batches.values()
                for raw in batch
            ]
            if rows:
                yield rows

    async def _at_end(self) -> bool:
        for part in self._parts:
            if await self._client.position(part) < self.ends[part.partition]:
                return False
        return True


@asynccontextmanager
async def open_topic(settings: ServiceSettings, topic: Topic) -> AsyncIterator[TopicReader]:
    """Open a topic for reading. Raises: `aiokafka.errors.KafkaError` if no broker answers."""
    client: Any = AIOKafkaConsumer(  # as above
        bootstrap_servers=settings.broker,
        enable_auto_commit=False,
        # an assignment without a position resets itself beside us; with "latest" it now and then came after our seek
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=settings.max_message_bytes,
    )
    try:
        await client.start()
        parts = [TopicPartition(settings.wire_name(topic.name), number) for number in range(topic.partitions)]
        client.assign(parts)
        yield TopicReader(client, parts, await client.end_offsets(parts))
    finally:
        await client.stop()
