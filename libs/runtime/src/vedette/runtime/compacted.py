"""Compacted topics read whole: every worker knows the latest value of every key, within moments of a change."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from vedette.runtime.codec import decode
from vedette.runtime.errors import PermanentError
from vedette.runtime.logs import get_log
from vedette.runtime.settings import ServiceSettings
from vedette.schemas.topics import Topic

T = TypeVar("T")

RECONNECT_S = 1.0
"""Pause before a new connection after the broker failed."""


class CompactedReader(Generic[T]):
    """Keeps `latest`, the newest value of each key of a topic. No consumer group: every reader sees everything.

    Run it as a background task: `service.background(reader.run)`. A tombstone removes its key.
    With `keep=False` only `on_change` sees the values: for a reader with a better place for a million of them.
    A message that keeps no contract is logged and skipped; whoever wrote it is told by its own writer's checks.
    """

    def __init__(
        self,
        topic: Topic,
        settings: ServiceSettings,
        *,
        on_change: Callable[[str, T | None], None] | None = None,
        keep: bool = True,
    ) -> None:
        self.latest: dict[str, T] = {}
        self._keep = keep
        self._topic = topic
        self._settings = settings
        self._on_change = on_change
        self._ready = asyncio.Event()
        self._log = get_log()
        self._next: dict[Any, int] = {}  # aiokafka's TopicPartition -> offset to read next

    @property
    def is_ready(self) -> bool:
        """Return True once everything that stood in the topic at the start has been read."""
        return self._ready.is_set()

    async def ready(self) -> None:
        """Wait until everything that stood in the topic at the start has been read."""
        await self._ready.wait()

    async def run(self) -> None:
        """Read until cancelled; reconnect when the broker fails."""
        while True:
            try:
                await self._read()
            except (KafkaError, OSError) as error:
                self._log.warning("compacted topic interrupted", topic=self._topic.name, error=repr(error))
                await asyncio.sleep(RECONNECT_S)

    async def _read(self) -> None:
        client: Any = AIOKafkaConsumer(  # aiokafka has no types
            bootstrap_servers=self._settings.broker,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=self._settings.fetch_wait_ms,
            max_partition_fetch_bytes=self._settings.max_message_bytes,
        )
        try:
            await client.start()
            name = self._settings.wire_name(self._topic.name)
            partitions = [TopicPartition(name, number) for number in range(self._topic.partitions)]
            client.assign(partitions)
            for tp in partitions:
                if tp in self._next:
                    client.seek(tp, self._next[tp])
                else:
                    await client.seek_to_beginning(tp)
            ends = await client.end_offsets(partitions)
            while True:
                await self._note_if_ready(client, ends)
                for records in (await client.getmany(timeout_ms=self._settings.fetch_wait_ms)).values():
                    for record in records:
                        self._take(record)
        finally:
            with contextlib.suppress(KafkaError, OSError):
                await client.stop()

    async def _note_if_ready(self, client: Any, ends: Any) -> None:  # as above
        if not self._ready.is_set():
            positions = [await client.position(tp) >= end for tp, end in ends.items()]
            if all(positions):
                self._ready.set()

    def _take(self, record: Any) -> None:  # as above
        self._next[TopicPartition(record.topic, record.partition)] = record.offset + 1
        key = (record.key or b"").decode("utf-8", "backslashreplace")
        if record.value is None:
            self.latest.pop(key, None)
            self._tell(key, None)
            return
        try:
            value: T = decode(self._topic, record.value)
        except PermanentError as error:
            self._log.warning("message skipped", topic=self._topic.name, offset=record.offset, detail=error.detail)
            return
        if self._keep:
            self.latest[key] = value
        self._tell(key, value)

    def _tell(self, key: str, value: T | None) -> None:
        if self._on_change is not None:
            self._on_change(key, value)
