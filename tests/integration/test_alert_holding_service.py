"""What is held survives a kill, and what the API does is written down, on a real broker."""

import asyncio

import aiohttp
import pytest
from alert_builders import alice, post_event, rule
from alert_process import TOKEN, AlertProcess, open_topics
from receivers import WebhookReceiver

from vedette.alert.audit import verify
from vedette.schemas import DeliveryState
from vedette.schemas.topics import AUDIT, DELIVERIES

pytestmark = pytest.mark.broker
REF = "env:SOME_SECRET"


async def ask(process, method, path, *, token=TOKEN, **more):
    async with (
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as session,
        session.request(method, f"http://127.0.0.1:{process.api_port}{path}", **more) as answer,
    ):
        return answer.status, await answer.json() if "json" in answer.content_type else await answer.text()


async def known(process, path):
    for _ in range(1200):
        if (await ask(process, "GET", path))[0] == 200:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(path, await ask(process, "GET", path))


async def test_notices_held_when_the_service_is_killed_go_out_as_one(broker, topic_prefix, tmp_path):
    async with WebhookReceiver() as hooks, open_topics(broker, topic_prefix) as topics:
        process = AlertProcess(broker, topic_prefix, tmp_path)
        async with process:
            grouped = rule("r1", {"kind": ["post"]}, group={"wait_s": 10, "interval_s": 60})
            await topics.tell(alice(hooks.url("/alice"), secret_ref=REF), grouped)
            await known(process, "/rules/r1")
            await topics.tell(*(post_event(event_id=f"e:{i}") for i in range(3)))
            held = await topics.until(DELIVERIES, lambda found: len(found) == 3)
            assert {d.state for d in held} == {DeliveryState.HELD}
            await process.kill()
            await process.start()
            (digest,) = await hooks.wait_for(1)
            assert digest.notice["type"] == "digest.ready"
            assert digest.notice["data"]["total"] == 3
            outcomes = await topics.until(
                DELIVERIES, lambda found: any(d.state is DeliveryState.DELIVERED for d in found)
            )
            assert sum(d.state is DeliveryState.GATHERED for d in outcomes) >= 3
            await asyncio.sleep(1)
            assert len({r.delivery_id for r in hooks.received}) == 1


async def test_an_owner_saves_a_rule_reads_their_feed_and_the_log_holds(broker, topic_prefix, tmp_path):
    async with (
        AlertProcess(broker, topic_prefix, tmp_path) as process,
        open_topics(broker, topic_prefix) as topics,
    ):
        await topics.tell(alice("https://alice.example/hook", secret_ref=REF), post_event())
        await known(process, "/subscribers/alice")
        _, made = await ask(process, "POST", "/subscribers/alice/tokens", json={"use": "api"})
        body = rule("any", {"kind": ["post"]}).model_dump(mode="json")
        for _ in range(600):
            status, saved = await ask(process, "POST", "/rules", token=made["token"], json=body)
            if status != 401:
                break
            await asyncio.sleep(0.05)
        assert status == 201
        await known(process, f"/rules/{saved['rule_id']}")
        await known(process, f"/rules/{saved['rule_id']}/why/e:post-1")
        status, why = await ask(process, "GET", f"/rules/{saved['rule_id']}/why/e:post-1", token=made["token"])
        assert (status, why["matches"]) == (200, True)
        status, feed = await ask(process, "GET", "/feeds/alice/events.atom?days=30", token=made["token"])
        assert status == 200
        assert "<feed" in feed
        entries = await topics.until(AUDIT, lambda found: len(found) == 3)
        assert [e.action for e in entries] == ["chain.began", "subscriber.saved", "rule.saved"]
        assert verify(entries) == []
