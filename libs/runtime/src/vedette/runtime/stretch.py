"""What one key was sent since a moment: one partition of a topic read up to now, without a consumer group."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.partitioner import DefaultPartitioner

from vedette.runtime.settings import ServiceSettings
from vedette.schemas.topics import Topic

POLL_MS = 200


async def values_of(key: str, topic: Topic, settings: ServiceSettings, *, since: datetime) -> AsyncIterator[bytes]:
    """Yield the values of a key that stand on the topic since a moment, oldest first: all that stands there now.

    Looking changes nothing for the service. Raises: `aiokafka.errors.KafkaError`.
    """
    client: Any = AIOKafkaConsumer(  # aiokafka has no types
        bootstrap_servers=settings.broker,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=settings.fetch_wait_ms,
        max_partition_fetch_bytes=settings.max_message_bytes,
    )
    await client.start()
    try:
        partition = _partition_of(key, topic, settings)
        client.assign([partition])
        end = (await client.end_offsets([partition]))[partition]
        await _stand(client, partition, since)
        while await client.position(partition) < end:
            for record in (await client.getmany(partition, timeout_ms=POLL_MS)).get(partition, []):
                # none is left out for its offset: of a last batch of several the embedded broker tells the first's end
                if record.key == key.encode() and record.value is not None:
                    yield record.value
    finally:
        await client.stop()


def _partition_of(key: str, topic: Topic, settings: ServiceSettings) -> Any:  # as above
    numbers = list(range(topic.partitions))
    return TopicPartition(settings.wire_name(topic.name), DefaultPartitioner()(key.encode(), numbers, numbers))


async def _stand(client: Any, partition: Any, since: datetime) -> None:  # as above
    found = (await client.offsets_for_times({partition: int(since.timestamp() * 1000)})).get(partition)
    if found is None:
        await client.seek_to_end(partition)
    else:
        client.seek(partition, found.offset)
