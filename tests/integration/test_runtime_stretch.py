"""What one key was sent since a moment: nothing that stands on the topic is left out."""

from datetime import UTC, datetime, timedelta

import pytest
from brokers import Broker
from processes import Wire

from vedette.runtime.stretch import values_of
from vedette.schemas.topics import OUTBOX

pytestmark = [pytest.mark.broker, pytest.mark.asyncio]


async def test_all_records_of_the_last_batch_are_read(broker: Broker) -> None:
    async with Wire(broker, "stretch-") as wire:
        since = datetime.now(UTC) - timedelta(minutes=1)
        name, sent = wire.settings.wire_name(OUTBOX.name), [b"1", b"2", b"3"]
        for _ in range(2):
            begun = [await wire.producer.begin_raw(name, b"desk", value, []) for value in sent]
            await wire.producer.settle(begun)
        assert [value async for value in values_of("desk", OUTBOX, wire.settings, since=since)] == sent * 2
