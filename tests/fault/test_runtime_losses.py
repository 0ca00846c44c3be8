"""Ways a stream worker loses messages, each shown to lose none here.

The cases are those measured on plain faust 0.15.3: a kill while a slow message is under way and later ones are done,
an agent that raises, a send that raises. Dead workers are dead: SIGKILL, then a new process.
"""

import asyncio
import base64
from pathlib import Path

import pytest
from brokers import Broker
from processes import ServiceProcess, Wire, environment, relay
from relay import NAME, NOON

from vedette.schemas import RawArticle
from vedette.schemas.topics import CLEAN, RAW, REJECTIONS

pytestmark = [pytest.mark.broker, pytest.mark.fault]


def article(name: str, body: str, revision: int = 1) -> tuple[str, RawArticle]:
    return name, RawArticle(
        article_id=name, revision=revision, source_id="push", fetched_at=NOON, content_type="text/plain", body=body
    )


async def names_forwarded(wire: Wire, count: int, *, seconds: float = 30) -> dict[str, str]:
    found = await wire.read(CLEAN, lambda seen: len({c.article_id for c in seen}) >= count, seconds=seconds)
    return {clean.article_id: clean.text for clean in found}


def started(env: dict[str, str], folder: Path, *, batch: int = 1) -> ServiceProcess:
    return relay(env, folder, batch=batch).wait_ready()


async def test_a_slow_message_and_a_kill_lose_nothing(broker: Broker, topic_prefix: str, tmp_path: Path) -> None:
    names = [f"article-{number:02}" for number in range(40)]
    async with Wire(broker, topic_prefix) as wire:
        with started(environment(broker, topic_prefix, tmp_path / "one"), tmp_path, batch=8) as first:
            bodies = dict.fromkeys(names, "report from the front") | {"article-10": "slow 120"}
            await wire.send(RAW, [article(name, body) for name, body in bodies.items()])
            done = await names_forwarded(wire, 30)
            assert "article-10" not in done
            # longer than the commit interval: what may be committed, is
            await asyncio.sleep(1.5)
            first.kill()
        # the slow page answers quickly the next time it is read
        with started({**environment(broker, topic_prefix, tmp_path / "one"), "RELAY_HURRY": "1"}, tmp_path, batch=8):
            assert set(await names_forwarded(wire, 40)) == set(names)


async def test_a_handler_that_raises_and_a_kill_lose_nothing(broker: Broker, topic_prefix: str, tmp_path: Path) -> None:
    bodies = {f"article-{number}": "report" for number in range(12)} | {"article-5": "raise", "article-7": "huge"}
    async with Wire(broker, topic_prefix) as wire:
        env = environment(broker, topic_prefix, tmp_path / "one", max_message_bytes="400000")
        with started(env, tmp_path) as first:
            await wire.send(RAW, [article(name, body) for name, body in bodies.items()])
            await names_forwarded(wire, 5)
            first.kill()
        with started(env, tmp_path):
            forwarded = await names_forwarded(wire, 10)
            aside = await wire.read(REJECTIONS, lambda seen: len({r.key_base64 for r in seen}) >= 2, seconds=20)
    reasons = {base64.b64decode(r.key_base64 or "").decode(): str(r.reason) for r in aside}
    assert reasons == {"article-5": "bug", "article-7": "too_large"}
    assert set(forwarded) | set(reasons) == set(bodies)


async def test_a_service_that_sets_too_much_aside_stops_and_loses_nothing_by_it(
    broker: Broker, topic_prefix: str, tmp_path: Path
) -> None:
    bodies = ["raise", "raise again", "report one", "report two", "report three"]
    env = environment(broker, topic_prefix, tmp_path / "one", rejections_in_a_row="2")
    # one key, so one partition: what follows the failures must not be committed past them
    stories = [("one-key", article(f"article-{n}", body)[1]) for n, body in enumerate(bodies)]
    async with Wire(broker, topic_prefix) as wire:
        with started(env, tmp_path, batch=4) as first:
            await wire.send(RAW, stories)
            assert first.process.wait(20) == 1
            assert "2 messages set aside in a row" in first.said("service stops")["error"]
        with started(env, tmp_path, batch=4):
            aside = await wire.read(REJECTIONS, lambda seen: len({r.source_offset for r in seen}) >= 2, seconds=20)
            forwarded = await names_forwarded(wire, 3)
    assert {r.source_offset for r in aside} == {0, 1}
    assert set(forwarded) == {"article-2", "article-3", "article-4"}


async def test_a_table_is_restored_after_a_kill_and_on_a_new_machine(
    broker: Broker, topic_prefix: str, tmp_path: Path
) -> None:
    async with Wire(broker, topic_prefix) as wire:
        with started(environment(broker, topic_prefix, tmp_path / "one"), tmp_path) as first:
            await wire.send(RAW, [article(f"article-{n}", "first sight", revision=7) for n in range(10)])
            await names_forwarded(wire, 10)
            await wire.wait_committed(NAME, RAW, 10, seconds=10)
            first.kill()
        # another data folder: everything must come back from the changelog
        with started(environment(broker, topic_prefix, tmp_path / "two"), tmp_path) as second:
            await wire.send(RAW, [article(f"article-{n}", "second sight", revision=8) for n in range(10)])
            found = await wire.read(CLEAN, lambda seen: sum("second" in c.text for c in seen) >= 10, seconds=20)
            code, seconds = second.terminate()
    assert {c.text for c in found if "second" in c.text} == {"second sight | revision 8 | before 7"}
    assert code == 0
    assert seconds < 10


@pytest.mark.parametrize(("together", "slow"), [("0", "slow 0.05"), ("16", "slow 0.01")], ids=["alone", "in batches"])
async def test_workers_that_come_and_die_under_load_lose_nothing(
    broker: Broker, topic_prefix: str, tmp_path: Path, together: str, slow: str
) -> None:
    names = [f"article-{number:03}" for number in range(400)]
    envs = [
        {**environment(broker, topic_prefix, tmp_path / machine), "RELAY_TOGETHER": together}
        for machine in ("one", "two")
    ]
    async with Wire(broker, topic_prefix) as wire:
        first = started(envs[0], tmp_path, batch=4)
        with first:
            await wire.send(RAW, [article(name, slow) for name in names])
            await names_forwarded(wire, 40)
            with started(envs[1], tmp_path, batch=4):
                first.kill()
                assert set(await names_forwarded(wire, 400, seconds=60)) == set(names)
