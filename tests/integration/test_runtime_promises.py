"""What the runtime promises of every message, on a broker: forwarded, set aside or read again. One service, one run."""

import base64
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from aiokafka.admin import AIOKafkaAdminClient
from brokers import Broker
from processes import Wire, environment, relay
from relay import NOON

from vedette.runtime.replay import put_back, read_rejections
from vedette.schemas import RawArticle, Rejection
from vedette.schemas.topics import CLEAN, RAW, REJECTIONS

pytestmark = [pytest.mark.broker, pytest.mark.asyncio(loop_scope="module")]

NOT_JSON = b'{"article_id": "half a mess'
STORIES = [
    "report one",
    "report two",
    "refuse",
    "report three",
    "raise",
    "flicker 2",
    "flicker 99",
    "huge",
    "report four",
]


def article(number: int, body: str) -> RawArticle:
    name = hashlib.sha256(body.encode()).hexdigest()[:32]
    return RawArticle(
        article_id=name, revision=number + 1, source_id="push", fetched_at=NOON, content_type="text/plain", body=body
    )


@dataclass(frozen=True)
class Run:
    """What came of one run of the relay."""

    forwarded: dict[str, list[str]]
    rejected: list[Rejection]
    topics: list[str]
    ready: tuple[int, str]
    metrics: str
    log: list[dict]
    exit_code: int
    stop_s: float
    replayed: int
    after_replay: int

    def rejection_of(self, body: str) -> Rejection:
        wanted = article(0, body).article_id
        (found,) = [r for r in self.rejected if r.key_base64 and base64.b64decode(r.key_base64).decode() == wanted]
        return found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def run(broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Run]:
    folder: Path = tmp_path_factory.mktemp("promises")
    prefix = "promises-"
    env = environment(broker, prefix, folder / "data", retries="4", max_message_bytes="400000")
    # the service starts before any topic exists, as in a new installation
    with relay(env, folder, batch=4) as service:
        service.wait_ready()
        async with Wire(broker, prefix) as wire:
            admin = AIOKafkaAdminClient(bootstrap_servers=broker.address)
            await admin.start()
            topics = [name for name in await admin.list_topics() if name.startswith(prefix)]
            await admin.close()
            await wire.send(RAW, [(article(n, body).article_id, article(n, body)) for n, body in enumerate(STORIES)])
            name = wire.settings.wire_name(RAW.name)
            headers = [("traceparent", b"00-" + b"a" * 32 + b"-" + b"b" * 16 + b"-01"), ("x-odd", b"\xff")]
            await wire.producer.settle([await wire.producer.begin_raw(name, b"mess", NOT_JSON, headers)])
            cleaned = await wire.read(CLEAN, lambda found: len({c.article_id for c in found}) >= 5, seconds=20)
            rejected = await wire.read(REJECTIONS, lambda found: len(found) >= 5, seconds=20)
            replayed = [await put_back(s.rejection, wire.producer) async for s in read_rejections(wire.settings)]
            again = await wire.read(REJECTIONS, lambda found: len(found) >= 10, seconds=20)
        ready, metrics = service.health("/readyz"), service.health("/metrics")[1]
        exit_code, stop_s = service.terminate()
        forwarded: dict[str, list[str]] = {}
        for clean in cleaned:
            forwarded.setdefault(clean.article_id, []).append(clean.text)
        yield Run(
            forwarded, rejected, topics, ready, metrics, service.lines(), exit_code, stop_s,
            sum(replayed), len(again),
        )  # fmt: skip


async def test_every_message_is_forwarded_or_set_aside_none_is_lost(run: Run) -> None:
    aside = {base64.b64decode(r.key_base64 or "").decode() for r in run.rejected}
    assert aside | set(run.forwarded) == {article(0, body).article_id for body in STORIES} | {"mess"}
    assert not aside & set(run.forwarded)


async def test_a_handler_with_a_bug_costs_its_message_only(run: Run) -> None:
    rejection = run.rejection_of("raise")
    assert rejection.reason == "bug"
    assert "RuntimeError: the handler has a bug" in rejection.detail
    assert any("Traceback" in str(line.get("exception")) for line in run.log)


async def test_a_permanent_failure_is_set_aside_at_once(run: Run) -> None:
    rejection = run.rejection_of("refuse")
    assert (rejection.reason, rejection.attempts) == ("unreadable", 1)


async def test_a_transient_failure_is_retried_until_it_succeeds(run: Run) -> None:
    assert article(0, "flicker 2").article_id in run.forwarded


async def test_retries_end_in_a_rejection(run: Run) -> None:
    rejection = run.rejection_of("flicker 99")
    assert (rejection.reason, rejection.attempts) == ("retries_exhausted", 5)


async def test_an_outcome_too_large_to_send_sets_its_message_aside(run: Run) -> None:
    assert run.rejection_of("huge").reason == "too_large"


async def test_undecodable_bytes_are_kept_as_they_came(run: Run) -> None:
    (rejection,) = [r for r in run.rejected if r.reason == "bad_contract"]
    assert base64.b64decode(rejection.value_base64 or "") == NOT_JSON
    assert base64.b64decode(rejection.key_base64 or "") == b"mess"
    assert rejection.headers["traceparent"].startswith("00-aaaa")
    assert rejection.source_offset >= 0


async def test_a_trace_is_followed_into_the_log(run: Run) -> None:
    aside = [line for line in run.log if line["event"] == "message set aside" and line["reason"] == "bad_contract"]
    assert aside[0]["trace_id"] == "a" * 32
    assert aside[0]["service"] == "relay"
    assert {"topic", "partition", "offset"} <= set(aside[0])


async def test_topics_missing_at_the_start_are_created_with_the_changelog(run: Run) -> None:
    assert "promises-vedette.articles.raw.v1" in run.topics
    assert "promises-vedette-relay-seen-changelog" in run.topics


async def test_rejections_are_put_back_and_judged_again(run: Run) -> None:
    assert run.replayed == len(run.rejected) == 5
    assert run.after_replay == 10


async def test_health_and_metrics_tell_of_the_run(run: Run) -> None:
    assert run.ready == (200, "ok\n")
    assert 'vedette_rejections_total{reason="too_large"}' in run.metrics
    assert 'vedette_messages_sent_total{topic="vedette.articles.clean.v1"}' in run.metrics


async def test_sigterm_ends_the_service_cleanly_within_ten_seconds(run: Run) -> None:
    assert run.exit_code == 0
    assert run.stop_s < 10
