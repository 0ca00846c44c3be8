"""Kill the alert service again and again while it delivers, and count at the receivers."""

import asyncio
import os
import random
from collections import Counter

import pytest
from alert_builders import ALICE_RULE, BOB_RULE, alice, bob, post_event, toll_event
from alert_process import AlertProcess, open_topics
from receivers import MailSink, WebhookReceiver

pytestmark = [pytest.mark.broker, pytest.mark.fault]

ROUNDS = int(os.environ.get("VEDETTE_TEST_KILL_ROUNDS", "3"))
EVENTS_A_ROUND = 10
PAUSES_S = (0.0, 0.6)
"""A kill comes within this time of the events: before, in and after their delivery."""


async def test_no_notice_is_lost_over_kills_and_a_repeat_has_the_id_of_the_first(broker, topic_prefix, tmp_path):
    rng = random.Random(11)
    wanted: set[str] = set()
    async with WebhookReceiver() as hooks, MailSink() as mails, open_topics(broker, topic_prefix) as topics:
        settings = {"alert_smtp_host": mails.host, "alert_smtp_port": mails.port}
        process = AlertProcess(broker, topic_prefix, tmp_path, **settings)
        await process.start()
        await topics.tell(alice(hooks.url("/alice"), secret_ref="env:SOME_SECRET"), bob(), ALICE_RULE, BOB_RULE)
        await topics.tell(post_event(event_id="e:first"))
        await hooks.wait_for(1, timeout_s=30)
        hooks.received.clear()
        hooks.manners["/alice"] = ["ok", "fail", "ok", "later", "ok"]
        for turn in range(ROUNDS):
            for number in range(EVENTS_A_ROUND):
                event_id = f"e:{turn}-{number}"
                wanted.add(event_id)
                make = post_event if number % 2 else toll_event
                await topics.tell(make(event_id=event_id))
            await asyncio.sleep(rng.uniform(*PAUSES_S))
            await process.kill()
            await process.start()
        posts = {e for e in wanted if int(e.rpartition("-")[2]) % 2}
        told = await _told(hooks, mails, len(posts), len(wanted - posts))
        await process.kill()
    by_event: dict[str, set[str]] = {}
    for received in hooks.received:
        by_event.setdefault(received.notice["data"]["event_id"], set()).add(received.delivery_id)
    assert set(by_event) == posts, "nothing is lost"
    assert all(len(ids) == 1 for ids in by_event.values()), "a repeat has the id of the first"
    assert told == len(wanted - posts), "no mail is lost; a repeat has its Message-ID"
    repeats = len(hooks.received) - len(posts) + len(mails.mails) - told
    print(f"{ROUNDS} kills, {len(wanted)} notices, 0 lost, {repeats} repeated or refused at first")


async def _told(hooks: WebhookReceiver, mails: MailSink, posts: int, tolls: int) -> int:
    """Wait until everything arrived, or a minute; return how many different mails came."""
    for _ in range(600):
        ids = Counter(mail["Message-ID"] for mail in mails.mails)
        if len(ids) >= tolls and len({r.delivery_id for r in hooks.received}) >= posts:
            break
        await asyncio.sleep(0.1)
    return len(ids)
