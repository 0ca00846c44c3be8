"""Put rejected messages back where they came from, bytes untouched."""

import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from vedette.runtime.codec import Headers, decode
from vedette.runtime.errors import PermanentError
from vedette.runtime.logs import get_log
from vedette.runtime.producer import Producer
from vedette.runtime.settings import ServiceSettings
from vedette.schemas import Rejection
from vedette.schemas.topics import REJECTIONS


@dataclass(frozen=True, slots=True)
class StoredRejection:
    """A rejection and its offset in the rejections topic, by which a person names it."""

    offset: int
    rejection: Rejection


async def read_rejections(settings: ServiceSettings) -> AsyncIterator[StoredRejection]:
    """Yield every rejection that stands in the topic now, oldest first."""
    client: Any = AIOKafkaConsumer(bootstrap_servers=settings.broker, auto_offset_reset="earliest")  # no types
    await client.start()
    try:
        tp = TopicPartition(settings.wire_name(REJECTIONS.name), 0)
        client.assign([tp])
        end = (await client.end_offsets([tp]))[tp]
        await client.seek_to_beginning(tp)
        while await client.position(tp) < end:
            for record in (await client.getmany(timeout_ms=500)).get(tp, []):
                try:
                    yield StoredRejection(record.offset, decode(REJECTIONS, record.value))
                except PermanentError as error:
                    get_log().warning("rejection cannot be read", offset=record.offset, detail=error.detail)
    finally:
        await client.stop()


async def put_back(rejection: Rejection, producer: Producer) -> bool:
    """Send the original message to its source topic again and wait for the acknowledgement.

    Return False, sending nothing, where there is nothing to put back: it never stood on a topic, or its value was
    too large to keep.
    """
    if rejection.source_partition < 0 or rejection.value_base64 is None:
        return False
    headers: Headers = [(name, text.encode()) for name, text in rejection.headers.items()]
    key = None if rejection.key_base64 is None else base64.b64decode(rejection.key_base64)
    value = base64.b64decode(rejection.value_base64)
    await producer.settle([await producer.begin_raw(rejection.source_topic, key, value, headers)])
    return True
