"""Promises of the compacted reader: every worker has all rules, and a change within a second."""

import asyncio
import time

import pytest
from brokers import Broker
from processes import Wire

from vedette.runtime.compacted import CompactedReader
from vedette.runtime.messages import Outgoing
from vedette.schemas import Subscriber
from vedette.schemas.topics import SUBSCRIBERS

pytestmark = pytest.mark.broker


def subscriber(name: str) -> Subscriber:
    return Subscriber(subscriber_id=name.lower(), name=name)


async def test_a_reader_knows_the_latest_of_each_key_and_hears_of_changes(broker: Broker, topic_prefix: str) -> None:
    changes: list[tuple[str, str | None]] = []
    told = asyncio.Event()

    def note(key: str, value: Subscriber | None) -> None:
        changes.append((key, value.name if value else None))
        told.set()

    async with Wire(broker, topic_prefix) as wire:
        await wire.send(SUBSCRIBERS, [("alice", subscriber("Alice")), ("bob", subscriber("Bob"))])
        await wire.send(SUBSCRIBERS, [("alice", subscriber("Alice")), ("bob", None)])
        name = wire.settings.wire_name(SUBSCRIBERS.name)
        await wire.producer.settle([await wire.producer.begin_raw(name, b"odd", b"not a subscriber", [])])
        readers = [CompactedReader[Subscriber](SUBSCRIBERS, wire.settings, on_change=note) for _ in range(2)]
        tasks = [asyncio.create_task(reader.run()) for reader in readers]
        try:
            await asyncio.wait_for(asyncio.gather(*(reader.ready() for reader in readers)), 15)
            assert [list(reader.latest) for reader in readers] == [["alice"], ["alice"]]
            told.clear()
            began = time.monotonic()
            await wire.producer.send(Outgoing(SUBSCRIBERS, "carol", subscriber("Carol")))
            while not all("carol" in reader.latest for reader in readers):
                await asyncio.wait_for(told.wait(), 5)
                told.clear()
            assert time.monotonic() - began < 1.0
            assert changes[-1] == ("carol", "Carol")
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def test_an_empty_topic_is_ready_at_once(broker: Broker, topic_prefix: str) -> None:
    async with Wire(broker, topic_prefix) as wire:
        reader = CompactedReader[Subscriber](SUBSCRIBERS, wire.settings)
        task = asyncio.create_task(reader.run())
        await asyncio.wait_for(reader.ready(), 10)
        task.cancel()
        assert reader.latest == {}
