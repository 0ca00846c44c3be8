"""Stops a worker before it commits past messages it never saw.

Faust can drop what it fetched while tables were restored or partitions moved, go on behind it and commit (its issue
596). Offsets may also jump for good reasons: retention, compaction, the markers of a transaction. So a jump is looked
into on the broker before it counts as one.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from vedette.runtime.errors import StoppedError
from vedette.runtime.settings import ServiceSettings

LOOK_S = 20.0
"""Time for the look at the broker; a jump that cannot be looked into counts as a gap."""

Partition = Any
"""Faust's TP: topic name on the broker and partition number."""


class GapGuard:
    """Follows the offsets of each partition, from one assignment to the next.

    `committed` tells what the group has committed of a partition, 0 for nothing; `first_from` the offset of the first
    message that stands in it at an offset or behind.
    """

    def __init__(
        self,
        committed: Callable[[Partition], Awaitable[int]],
        first_from: Callable[[Partition, int], Awaitable[int]],
    ) -> None:
        self._committed = committed
        self._first_from = first_from
        self._next: dict[tuple[int, Partition], int] = {}  # generation and partition -> offset that follows

    async def pass_by(self, generation: int, tp: Partition, offset: int) -> None:
        """Note a message that is about to be taken up.

        Raises: `StoppedError` if messages before it were skipped; a restart reads them.
        """
        expected = self._next.get((generation, tp))
        if expected is None:
            # asked of the broker: another worker may have committed after faust last looked
            expected = await self._committed(tp)
        if offset > expected and await self._first_there(tp, expected) < offset:
            msg = f"the consumer skipped messages of {tp.topic}[{tp.partition}] between {expected} and {offset}"
            raise StoppedError(f"{msg}; they are read after a restart")
        self._next[generation, tp] = offset + 1

    async def _first_there(self, tp: Partition, offset: int) -> int:
        try:
            async with asyncio.timeout(LOOK_S):
                return await self._first_from(tp, offset)
        except TimeoutError:
            return offset


def on_broker(settings: ServiceSettings) -> Callable[[Partition, int], Awaitable[int]]:
    """Return a look at the broker: the offset of the first message at an offset of a partition or behind it.

    It waits where there is none.
    """

    async def first_from(tp: Partition, offset: int) -> int:
        client: Any = AIOKafkaConsumer(  # aiokafka has no types
            bootstrap_servers=settings.broker,
            auto_offset_reset="earliest",  # where retention has taken the offset away
            fetch_max_wait_ms=settings.fetch_wait_ms,
            max_partition_fetch_bytes=settings.max_message_bytes,
        )
        try:
            await client.start()
            partition = TopicPartition(tp.topic, tp.partition)
            client.assign([partition])
            client.seek(partition, offset)
            found: int = (await client.getone(partition)).offset
            return found
        finally:
            await client.stop()

    return first_from
