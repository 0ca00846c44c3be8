"""A service that is killed in the middle of a batch loses nothing and sends nothing else the second time."""

import asyncio

import pytest
from processes import ServiceProcess, Wire, environment, relay
from relay import NAME, NOON

from vedette.schemas import RawArticle
from vedette.schemas.topics import CLEAN, RAW

pytestmark = [pytest.mark.broker, pytest.mark.fault]

MOST = 10


def article(number: int, body: str) -> RawArticle:
    return RawArticle(
        article_id=f"a{number:03}", revision=number + 1, source_id="push", fetched_at=NOON,
        content_type="text/plain", body=body,
    )  # fmt: skip


def started(broker, topic_prefix, folder, machine="one", **more) -> ServiceProcess:
    env = environment(broker, topic_prefix, folder / machine)
    more = {"RELAY_TOGETHER": str(MOST), "RELAY_TELLS_COMPANY": "1"} | more
    return relay({**env, **more}, folder).wait_ready()


async def texts(wire: Wire, count: int) -> dict[str, set[str]]:
    """Return what was sent of each article; every text tells in which company it was handled."""
    found = await wire.read(CLEAN, lambda seen: len({c.article_id for c in seen}) >= count, seconds=40)
    told: dict[str, set[str]] = {}
    for clean in found:
        told.setdefault(clean.article_id, set()).add(clean.text)
    return told


@pytest.mark.parametrize("machine", ["one", "two"], ids=["the same machine", "another machine"])
async def test_what_was_handled_together_is_handled_together_again(broker, topic_prefix, tmp_path, machine):
    """It dies when the batch is sent and before its table entries are written; then more messages wait."""
    async with Wire(broker, topic_prefix) as wire:
        with started(broker, topic_prefix, tmp_path, RELAY_DIES_WRITING="5") as first:
            await wire.send(RAW, [("one-key", article(0, "slow 0.5"))])
            await wire.send(RAW, [("one-key", article(n, "report")) for n in range(1, 6)])
            assert await asyncio.to_thread(first.process.wait, 30) == -9
            before = await texts(wire, 6)
        await wire.send(RAW, [("one-key", article(n, "report")) for n in range(6, 30)])
        with started(broker, topic_prefix, tmp_path, machine):
            after = await texts(wire, 30)
            await wire.wait_committed(NAME, RAW, 30, seconds=15)
    batch = {f"a{n:03}" for n in range(1, 6)}
    assert {name for name, told in before.items() if any("offsets 1 to 5" in text for text in told)} == batch
    # the first was finished but not committed; it is handled again by itself
    assert {name: after[name] for name in batch} == {name: before[name] for name in batch}
    assert set(after) == {f"a{n:03}" for n in range(30)}


async def test_kills_at_any_moment_lose_no_message(broker, topic_prefix, tmp_path):
    async with Wire(broker, topic_prefix) as wire:
        await wire.send(RAW, [("one-key", article(n, "slow 0.002")) for n in range(300)])
        for wanted in (40, 120):
            with started(broker, topic_prefix, tmp_path) as service:
                await texts(wire, wanted)
                service.kill()
        with started(broker, topic_prefix, tmp_path, "two"):
            told = await texts(wire, 300)
    assert set(told) == {f"a{n:03}" for n in range(300)}
