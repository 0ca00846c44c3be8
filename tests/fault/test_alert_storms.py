"""One event that very many want to hear of, and very many events for one: counted at the receivers."""

import asyncio
import os
import time
from collections import Counter

import aiohttp
import pytest
from alert_builders import VOUCHED, post_event, rule
from alert_process import TOKEN, AlertProcess, open_topics
from receivers import WebhookReceiver

from vedette.schemas import DeliveryState, Subscriber, WebhookEndpoint
from vedette.schemas.topics import DELIVERIES

pytestmark = [pytest.mark.broker, pytest.mark.fault]

SHARE = float(os.environ.get("VEDETTE_TEST_STORM", "0.1"))
"""How much of a storm; 1 is 13,000 rules and 5,000 events."""
RULES, EVENTS = int(13_000 * SHARE), int(5000 * SHARE)
RULES_EACH = 20
POSTS = {"all": [{"kind": ["post"]}, {"place": {"admin": "SY/Idlib"}}]}


def owner(number: int, url: str) -> Subscriber:
    hook = WebhookEndpoint(endpoint_id=f"hook-{number}", url=url, secret_ref="env:SOME_SECRET", consent=VOUCHED)
    return Subscriber(subscriber_id=f"owner-{number}", name=f"Owner {number}", endpoints=[hook])


async def known(process: AlertProcess, rule_id: str) -> None:
    address = f"http://127.0.0.1:{process.api_port}/rules/{rule_id}"
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {TOKEN}"}) as session:
        for _ in range(600):
            async with session.get(address) as answer:
                if answer.status == 200:
                    return
            await asyncio.sleep(0.1)
    raise AssertionError(rule_id)


async def test_an_event_that_thousands_of_rules_match_reaches_each_of_them_once(broker, topic_prefix, tmp_path):
    owners = RULES // RULES_EACH
    async with (
        WebhookReceiver() as hooks,
        open_topics(broker, topic_prefix) as topics,
        AlertProcess(broker, topic_prefix, tmp_path, alert_per_domain=500) as process,
    ):
        await topics.tell(*(owner(n, hooks.url(f"/{n}")) for n in range(owners)))
        for number in range(owners * RULES_EACH):
            await topics.tell(rule(f"r{number}", POSTS, subscriber_id=f"owner-{number % owners}"))
        await known(process, f"r{owners * RULES_EACH - 1}")
        began = time.monotonic()
        await topics.tell(post_event())
        got = await hooks.wait_for(owners * RULES_EACH, timeout_s=150)
        seconds = time.monotonic() - began
        await asyncio.sleep(1)
    told = Counter(r.notice["data"]["rule_id"] for r in hooks.received)
    assert len(told) == owners * RULES_EACH
    assert set(told.values()) == {1}
    print(f"{len(got)} notices of one event in {seconds:.1f} s")


async def test_thousands_of_events_in_a_minute_become_one_digest_that_counts_each(broker, topic_prefix, tmp_path):
    async with (
        WebhookReceiver() as hooks,
        open_topics(broker, topic_prefix) as topics,
        AlertProcess(broker, topic_prefix, tmp_path) as process,
    ):
        gathered = rule("r1", POSTS, subscriber_id="owner-1", group={"by": ["kind"], "wait_s": 60})
        await topics.tell(owner(1, hooks.url("/1")), gathered)
        await known(process, "r1")
        began = time.monotonic()
        for number in range(EVENTS):
            await topics.tell(post_event(event_id=f"e:{number}"))
        published_s = time.monotonic() - began
        (digest,) = await hooks.wait_for(1, timeout_s=150)
        outcomes = await topics.until(
            DELIVERIES, lambda found: sum(d.state is DeliveryState.GATHERED for d in found) >= EVENTS, seconds=60
        )
        await asyncio.sleep(2)
    assert published_s < 60, "the storm is over before the window closes"
    assert digest.notice["data"]["total"] == EVENTS
    assert len({r.delivery_id for r in hooks.received}) == 1
    assert len({d.delivery_id for d in outcomes if d.state is DeliveryState.GATHERED}) == EVENTS
    assert len(digest.body) <= 20_000
    print(f"{EVENTS} events in {published_s:.1f} s, one digest, {len(digest.notice['data']['items'])} of them shown")
