"""Batches on a broker: each message ends as it would alone, each trace is carried on, in one pass and in order."""

import base64

import pytest
from processes import Wire, environment, relay
from relay import NAME, NOON

from vedette.schemas import RawArticle
from vedette.schemas.topics import CLEAN, RAW, REJECTIONS

pytestmark = pytest.mark.broker

MOST = 20


def article(name, body, revision=1):
    return RawArticle(
        article_id=name, revision=revision, source_id="push", fetched_at=NOON, content_type="text/plain", body=body
    )


def started(broker, topic_prefix, folder, **more):
    env = environment(broker, topic_prefix, folder / "data", max_message_bytes="400000")
    return relay({**env, "RELAY_TOGETHER": str(MOST), **more}, folder).wait_ready()


async def test_in_a_batch_only_what_fails_is_set_aside(broker, topic_prefix, tmp_path):
    bodies = ["report", "raise", "report", "refuse", "flicker 2", "report", "huge", "report"]
    async with Wire(broker, topic_prefix) as wire:
        # one key, so one partition; the first is slow, the others gather behind it
        stories = [article("a0", "slow 0.5"), *(article(f"a{n}", body) for n, body in enumerate(bodies, 1))]
        with started(broker, topic_prefix, tmp_path) as service:
            await wire.send(RAW, [("one-key", story) for story in stories])
            topic = wire.settings.wire_name(RAW.name)
            await wire.producer.settle([await wire.producer.begin_raw(topic, b"one-key", b"not json", [])])
            await wire.send(RAW, [("one-key", article(f"b{n}", "report", n + 1)) for n in range(6)])
            clean = await wire.read(CLEAN, lambda found: len(found) >= 12, seconds=20)
            aside = await wire.read(REJECTIONS, lambda found: len(found) >= 4, seconds=20)
            await wire.wait_committed(NAME, RAW, 16, seconds=10)
            metrics = service.health("/metrics")[1]
    assert [c.article_id for c in clean] == ["a0", "a1", "a3", "a5", "a6", "a8", *(f"b{n}" for n in range(6))]
    reasons = {r.source_offset: str(r.reason) for r in aside}
    assert reasons == {2: "bug", 4: "unreadable", 7: "too_large", 9: "bad_contract"}
    assert base64.b64decode(next(r for r in aside if r.source_offset == 9).value_base64) == b"not json"
    assert clean[-1].text.endswith("before 5")
    assert 'vedette_messages_received_total{topic="vedette.articles.raw.v1"} 16.0' in metrics


async def test_a_batch_is_one_and_each_message_keeps_its_trace(broker, topic_prefix, tmp_path):
    traces = {f"a{n}": f"{n:032x}" for n in range(1, 9)}
    async with Wire(broker, topic_prefix) as wire:
        with started(broker, topic_prefix, tmp_path, RELAY_TELLS_COMPANY="1"):
            topic, acks = wire.settings.wire_name(RAW.name), []
            for name, trace in traces.items():
                body = "slow 0.5" if name == "a1" else "report"
                headers = [("traceparent", f"00-{trace}-{'b' * 16}-01".encode())]
                value = article(name, body).write()
                acks.append(await wire.producer.begin_raw(topic, b"one-key", value, headers))
            await wire.producer.settle(acks)
            found = {}
            async with wire._from_beginning(CLEAN.name, CLEAN.partitions) as client:
                while len(found) < len(traces):
                    for records in (await client.getmany(timeout_ms=100)).values():
                        found |= {r.value: dict(r.headers)["traceparent"].decode().split("-")[1] for r in records}
    told = [(CLEAN.adapter.validate_json(value), trace) for value, trace in found.items()]
    assert {clean.article_id: trace for clean, trace in told} == traces
    assert any(clean.text.endswith("offsets 1 to 7") for clean, _ in told)
