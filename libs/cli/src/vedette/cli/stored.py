"""What stands in compacted topics: rules, subscribers, events. Read the latest of each, write."""

from collections.abc import Mapping
from typing import Any

from vedette.cli.records import latest
from vedette.runtime.messages import Outgoing
from vedette.runtime.producer import Producer
from vedette.runtime.settings import ServiceSettings
from vedette.schemas import Contract
from vedette.schemas.topics import Topic

__all__ = ["stored", "write_all"]


async def stored(settings: ServiceSettings, topic: Topic) -> list[Any]:  # the topic's contract
    """Return the latest value of each key, ordered by key."""
    records = await latest(settings, topic)
    return [topic.adapter.validate_json(records[key].value or b"", extra="ignore") for key in sorted(records)]


async def write_all(settings: ServiceSettings, topic: Topic, values: Mapping[str, Contract | None]) -> None:
    """Write values by key and wait until the broker has them; None deletes."""
    producer = Producer(settings, source="cli")
    await producer.start()
    try:
        await producer.send_all([Outgoing(topic, key, value) for key, value in values.items()])
    finally:
        await producer.stop()
