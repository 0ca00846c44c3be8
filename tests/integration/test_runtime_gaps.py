"""How the gap guard looks at a broker: jumps of offsets that are none, and jumps that are."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaProducer
from brokers import Broker
from faust.types import TP
from processes import Wire

from vedette.runtime.errors import StoppedError
from vedette.runtime.gaps import GapGuard, on_broker
from vedette.schemas.topics import CLAIMS, RAW

pytestmark = [pytest.mark.broker, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def wire(broker: Broker) -> AsyncIterator[Wire]:
    async with Wire(broker, "gaps-") as wire:
        yield wire


def guard_of(wire: Wire) -> GapGuard:
    async def committed(tp: TP) -> int:
        return 0

    return GapGuard(committed, on_broker(wire.settings))


async def test_a_skipped_message_that_stands_on_the_broker_is_a_gap(wire: Wire) -> None:
    name = wire.settings.wire_name(RAW.name)
    await wire.producer.settle([await wire.producer.begin_raw(name, b"key", b"{}", [], 0) for _ in range(5)])
    guard = guard_of(wire)
    await guard.pass_by(1, TP(name, 0), 0)
    with pytest.raises(StoppedError, match="between 1 and 3"):
        await guard.pass_by(1, TP(name, 0), 3)


async def test_markers_of_transactions_are_no_gap(broker: Broker, wire: Wire) -> None:
    if not broker.control:
        pytest.skip("needs a broker with transactions: the node of deploy/kafka")
    name = wire.settings.wire_name(CLAIMS.name)
    async with AIOKafkaProducer(bootstrap_servers=broker.address, transactional_id="gaps") as producer:
        for _ in range(2):
            async with producer.transaction():
                await producer.send_and_wait(name, b"{}", key=b"key", partition=0)
    guard = guard_of(wire)
    await guard.pass_by(1, TP(name, 0), 0)
    await guard.pass_by(1, TP(name, 0), 2)  # 1 is the marker
