"""Restoring tables: their changelogs are read in bulk, before faust looks at them.

Faust hands every changelog record through its queues as an event of its own, which takes most of a minute for 100,000
of them. Read in bulk and written in batches it is some seconds, and what faust then finds to do is nothing.
A local copy that is ahead of its changelog was made on a broker that has lost its log since: faust ends on it
(ConsistencyError), here it is thrown away. Kafka alone is the truth. Source: decision record 0076, with figures.
"""

import asyncio
import contextlib
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from faust.tables.manager import TableManager
from faust.tables.recovery import Recovery
from faust.types import TP

from vedette.runtime.changelog import write_local
from vedette.runtime.logs import get_log
from vedette.runtime.settings import ServiceSettings

__all__ = ["tables_read_in_bulk"]

BATCH_RECORDS = 5_000
"""Records written at once; the loop serves health and heartbeats between two batches."""
BULK = {
    "disable_auto_compactions": "true", "level0_slowdown_writes_trigger": "1000000",
    "level0_stop_writes_trigger": "1000000", "soft_pending_compaction_bytes_limit": "0",
    "hard_pending_compaction_bytes_limit": "0",
}  # fmt: skip
"""RocksDB sorts its files after the bulk, not during it. Source: measured, 1.4 million rows in 12.6 s instead of 28."""
USUAL = {
    "disable_auto_compactions": "false", "level0_slowdown_writes_trigger": "20", "level0_stop_writes_trigger": "36",
    "soft_pending_compaction_bytes_limit": str(64 << 30), "hard_pending_compaction_bytes_limit": str(256 << 30),
}  # fmt: skip
"""RocksDB's own defaults."""
FETCH_BYTES = 33_554_432
"""Bytes of a partition asked for at once: one may hold nearly everything."""
SILENCE_S = 5.0
"""The embedded broker may tell an end it never reaches; after this long without a record faust has the rest."""


def tables_read_in_bulk(settings: ServiceSettings) -> type[TableManager]:
    """Return a table manager for a faust app whose tables are restored in bulk."""

    class Manager(TableManager):
        @property
        def recovery(self) -> Recovery:
            if self._recovery is None:
                self._recovery = _Recovery(self.app, self, beacon=self.beacon, loop=self.loop)
                self._recovery.settings = settings
            return self._recovery

        async def on_start(self) -> None:
            # faust waits a second here for agents that are still to declare tables; all of ours are declared
            await self._update_channels()
            await self.recovery.start()

    return Manager


class _Recovery(Recovery):
    """Faust's recovery with the bulk put before its own reading."""

    settings: ServiceSettings

    async def _wait(self, coro: Any, timeout: Any = None) -> None:  # noqa: ASYNC109  faust's own, typed by mode
        # faust allows a request 90 s and then goes on as if it were answered; `restore_patience_s` bounds us instead
        del timeout
        await super()._wait(coro)

    async def _build_offsets(self, consumer: Any, tps: set[TP], destination: Any, title: str) -> None:
        if title == "active":
            tables: Mapping[TP, Any] = self.tp_to_table  # its type does not tell that tables have stores
            stores = {tp: tables[tp].data for tp in tps}
            await _restore(stores, self.settings)
            for tp, store in stores.items():
                destination[tp] = store.persisted_offset(tp)
        await super()._build_offsets(consumer, tps, destination, title)


async def _restore(stores: Mapping[TP, Any], settings: ServiceSettings) -> None:  # faust's stores
    client: Any = AIOKafkaConsumer(  # aiokafka has no types
        bootstrap_servers=settings.broker,
        enable_auto_commit=False,
        auto_offset_reset="earliest",  # what was cut off meanwhile is behind us, not ahead
        check_crcs=False,
        fetch_max_wait_ms=settings.fetch_wait_ms,
        max_partition_fetch_bytes=max(FETCH_BYTES, settings.max_message_bytes),
    )
    try:
        await client.start()
        partitions = {TopicPartition(tp.topic, tp.partition): tp for tp in stores}
        client.assign(list(partitions))
        ends = await client.end_offsets(list(partitions))
        first = await client.beginning_offsets(list(partitions))
        ranges = {}
        for part, tp in partitions.items():
            ranges[part] = (_beginning(stores[tp], tp, first[part], ends[part]), ends[part])
        unread = {part: (begin, end) for part, (begin, end) in ranges.items() if begin < end}
        if unread:  # a database told of the bulk writes its options to the disk, 10 to 25 ms each
            there = {part: stores[partitions[part]] for part in unread}
            with _in_bulk([store._db_for_partition(part.partition) for part, store in there.items()]):  # noqa: SLF001  as above
                await _read(client, there, unread)
    except (KafkaError, OSError) as error:
        get_log().warning("tables are restored one record at a time", error=repr(error))
    finally:
        await client.stop()


def _beginning(store: Any, tp: TP, first: int, end: int) -> int:  # as above
    """Return the offset to read from; a copy ahead of its changelog is thrown away."""
    persisted = store.persisted_offset(tp)
    if persisted is not None and persisted >= end:
        get_log().warning(
            "local table is ahead of its changelog and is thrown away; has the broker lost its log?",
            topic=tp.topic, partition=tp.partition, persisted=persisted, end=end,
        )  # fmt: skip
        store._dbs.pop(tp.partition).close()  # noqa: SLF001  faust closes no table
        shutil.rmtree(store.partition_path(tp.partition))
        persisted = None
    return max(first, 0 if persisted is None else persisted + 1)


@contextlib.contextmanager
def _in_bulk(databases: Sequence[Any]) -> Iterator[None]:  # as above
    for database in databases:
        database.set_options(BULK)
    try:
        yield
    finally:
        for database in databases:
            database.set_options(USUAL)


async def _read(client: Any, stores: Mapping[Any, Any], ranges: Mapping[Any, tuple[int, int]]) -> None:  # as above
    open_parts = list(ranges)
    began = heard = time.monotonic()
    count = 0
    client.assign(open_parts)
    for part in open_parts:
        client.seek(part, ranges[part][0])
    while open_parts and time.monotonic() - heard < SILENCE_S:
        batches = await client.getmany(timeout_ms=200, max_records=BATCH_RECORDS)
        for part, records in batches.items():
            entries = [(record.key, record.value) for record in records]
            write_local(stores[part], part.partition, entries, records[-1].offset, logged=False)
            count += len(records)
            heard = time.monotonic()
        await asyncio.sleep(0)
        for part in list(open_parts):
            if await client.position(part) >= ranges[part][1]:
                # the last records of a compacted log may be gone; their offsets are still behind us
                stores[part].set_persisted_offset(TP(part.topic, part.partition), ranges[part][1] - 1)
                open_parts.remove(part)
    log = get_log().warning if open_parts else get_log().info
    log("tables restored", records=count, seconds=round(time.monotonic() - began, 2), unfinished=len(open_parts))
