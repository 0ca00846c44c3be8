"""Tables come back from their changelogs: on a new machine, and where the local copy speaks of a log that is gone."""

import hashlib
from pathlib import Path

import pytest
from brokers import Broker
from processes import ServiceProcess, Wire, environment, relay
from relay import NAME, NOON

from vedette.cli.broker import EmbeddedBroker, free_port
from vedette.schemas import RawArticle
from vedette.schemas.topics import CLEAN, RAW

pytestmark = pytest.mark.broker
NUMBERS = range(40)


def article(number: int, revision: int) -> RawArticle:
    body = f"report {number}"
    name = hashlib.sha256(body.encode()).hexdigest()[:32]
    return RawArticle(
        article_id=name, revision=revision, source_id="push", fetched_at=NOON, content_type="text/plain", body=body
    )


async def tell(wire: Wire, revision: int, *, before: int) -> list[str]:
    """Publish a revision of every article; return the reports of it that knew another revision before."""
    await wire.send(RAW, [(article(n, revision).article_id, article(n, revision)) for n in NUMBERS])
    found = await wire.read(CLEAN, lambda all_: sum(c.revision == revision for c in all_) >= len(NUMBERS), seconds=20)
    told = [clean.text for clean in found if clean.revision == revision]
    assert len(told) >= len(NUMBERS)
    return [text for text in told if not text.endswith(f"before {before}")]


def restored(service: ServiceProcess) -> int:
    line = service.said("tables restored")
    return line["records"] if line else 0


async def test_a_new_machine_gets_its_tables_back(broker: Broker, topic_prefix: str, tmp_path: Path) -> None:
    async with Wire(broker, topic_prefix) as wire:
        with relay(environment(broker, topic_prefix, tmp_path / "one"), tmp_path).wait_ready() as first:
            assert await tell(wire, 1, before=0) == []
            assert restored(first) == 0
            # an output is seen before its table entry is written; what is committed has both
            await wire.wait_committed(NAME, RAW, len(NUMBERS), seconds=10)
            first.kill()
        with relay(environment(broker, topic_prefix, tmp_path / "two"), tmp_path).wait_ready() as second:
            assert await tell(wire, 2, before=1) == []
            assert restored(second) == len(NUMBERS)


async def test_a_worker_killed_at_any_moment_has_committed_nothing_its_table_lacks(
    broker: Broker, topic_prefix: str, tmp_path: Path
) -> None:
    async with Wire(broker, topic_prefix) as wire:
        with relay(environment(broker, topic_prefix, tmp_path / "one", commit_interval_s="0.02"), tmp_path) as first:
            first.wait_ready()
            assert await tell(wire, 1, before=0) == []
            first.kill()
        committed = await wire.committed(NAME, RAW)
        # one entry a message: as many records as were committed, or more
        written = await wire.count(f"vedette-{NAME}-seen-changelog", committed, seconds=5)
    assert sum(committed) > 0
    assert [c <= w for c, w in zip(committed, written, strict=True)] == [True] * RAW.partitions


async def test_a_restart_reads_only_what_the_local_copy_lacks(
    broker: Broker, topic_prefix: str, tmp_path: Path
) -> None:
    env = environment(broker, topic_prefix, tmp_path / "one")
    async with Wire(broker, topic_prefix) as wire:
        with relay(env, tmp_path).wait_ready() as first:
            assert await tell(wire, 1, before=0) == []
            first.kill()
        with relay(env, tmp_path).wait_ready() as second:
            assert await tell(wire, 2, before=1) == []
            assert restored(second) < len(NUMBERS)
            assert (
                second.said("local table is ahead of its changelog and is thrown away; has the broker lost its log?")
                is None
            )


async def test_a_copy_of_a_lost_log_is_thrown_away(tmp_path: Path) -> None:
    port = free_port()
    with EmbeddedBroker(port=port) as first_life:
        broker = Broker(first_life.address, embedded=True)
        env = environment(broker, "life-", tmp_path / "data")
        async with Wire(broker, "life-") as wire:
            with relay(env, tmp_path).wait_ready() as service:
                assert await tell(wire, 1, before=0) == []
                service.kill()
    with EmbeddedBroker(port=port):
        async with Wire(broker, "life-") as wire:
            with relay(env, tmp_path).wait_ready() as service:
                assert await tell(wire, 2, before=0) == []
                warned = service.said(
                    "local table is ahead of its changelog and is thrown away; has the broker lost its log?"
                )
                assert warned is not None
                assert warned["end"] == 0
