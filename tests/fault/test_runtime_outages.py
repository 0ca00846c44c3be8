"""Things that stop a worker: it must be seen, said and left within its time, so that a restart can help."""

import time
from pathlib import Path

import pytest
from brokers import Broker, running_broker, wait_until
from processes import Wire, environment, relay
from relay import NOON

from vedette.schemas import RawArticle
from vedette.schemas.topics import CLEAN, RAW

pytestmark = [pytest.mark.broker, pytest.mark.fault]


def article(name: str, body: str) -> tuple[str, RawArticle]:
    return name, RawArticle(article_id=name, source_id="push", fetched_at=NOON, content_type="text/plain", body=body)


async def test_a_worker_without_progress_is_not_live_and_exits(
    broker: Broker, topic_prefix: str, tmp_path: Path
) -> None:
    env = environment(broker, topic_prefix, tmp_path, watchdog_s="8")
    with (
        relay(env, tmp_path) as hanging,
        relay(environment(broker, f"{topic_prefix}b-", tmp_path / "b", watchdog_s="8"), tmp_path) as blocked,
    ):
        hanging.wait_ready()
        blocked.wait_ready()
        async with Wire(broker, topic_prefix) as wire, Wire(broker, f"{topic_prefix}b-") as other:
            await wire.send(RAW, [article("stuck", "hang"), article("waiting", "report")])
            await other.send(RAW, [article("stuck", "block 60")])
        assert hanging.process.wait(40) == 1
        assert "no progress" in str(hanging.said("service stops"))
        assert blocked.process.wait(40) == 70
        assert "stood still" in str(blocked.said("hard exit"))


async def test_a_message_that_does_not_end_does_not_hold_up_a_stop_and_is_read_again(
    broker: Broker, topic_prefix: str, tmp_path: Path
) -> None:
    env = environment(broker, topic_prefix, tmp_path)
    async with Wire(broker, topic_prefix) as wire:
        with relay(env, tmp_path, batch=4) as first:
            first.wait_ready()
            await wire.send(RAW, [article("quick", "report"), article("endless", "slow 300")])
            await wire.read(CLEAN, lambda seen: len(seen) >= 1, seconds=20)
            code, seconds = first.terminate()
            assert (code, seconds < 10) == (0, True)
        with relay({**env, "RELAY_HURRY": "1"}, tmp_path, batch=4):
            found = await wire.read(CLEAN, lambda seen: len({c.article_id for c in seen}) >= 2, seconds=40)
    assert sorted(clean.article_id for clean in found) == ["endless", "quick"]


def test_a_broker_that_stays_away_at_the_start_is_named_with_a_remedy(tmp_path: Path) -> None:
    away = Broker("127.0.0.1:9", embedded=True)
    with relay(environment(away, "", tmp_path, start_patience_s="1.5"), tmp_path) as service:
        assert service.process.wait(20) == 1
        assert service.said("broker does not answer, trying again")
        error = service.said("service stops")["error"]
    assert "no broker at 127.0.0.1:9" in error
    assert "make kafka-up" in error


async def test_a_broker_lost_on_the_way_never_holds_up_a_stop(topic_prefix: str, tmp_path: Path) -> None:
    with running_broker("embedded", tmp_path) as broker:
        patient = relay(environment(broker, topic_prefix, tmp_path / "a"), tmp_path)
        watched = relay(environment(broker, f"{topic_prefix}b-", tmp_path / "b", watchdog_s="4"), tmp_path)
        patient.wait_ready()
        watched.wait_ready()
    with patient, watched:
        began = time.monotonic()
        code, seconds = patient.terminate()
        assert seconds <= 11
        assert code in {0, 1, 70}
        # nobody told this one to stop: it finds out by itself and leaves for its restart policy
        assert watched.process.wait(30) in {1, 70}
        assert time.monotonic() - began < 30


@pytest.mark.skipif(
    "os.environ.get('VEDETTE_TEST_BROKER') != 'kafka'", reason="the embedded broker forgets everything when it stops"
)
async def test_a_broker_that_crashes_and_returns_loses_nothing(tmp_path: Path, topic_prefix: str) -> None:
    names = [f"article-{number:03}" for number in range(300)]
    with running_broker("kafka", tmp_path) as broker:
        async with Wire(broker, topic_prefix) as wire:
            with relay(environment(broker, topic_prefix, tmp_path / "a"), tmp_path, batch=4) as service:
                service.wait_ready()
                await wire.send(RAW, [article(name, "slow 0.02") for name in names])
                await wire.read(CLEAN, lambda seen: len(seen) >= 50, seconds=20)
                broker.kill()
                broker.start_again()
                if service.process.poll() is not None:
                    service = relay(environment(broker, topic_prefix, tmp_path / "a"), tmp_path)  # noqa: PLW2901
                found = await wire.read(CLEAN, lambda seen: len({c.article_id for c in seen}) >= 300, seconds=60)
                wait_until(lambda: service.health("/livez")[0] == 200, seconds=5, what="alive after the crash")
    assert {clean.article_id for clean in found} == set(names)
