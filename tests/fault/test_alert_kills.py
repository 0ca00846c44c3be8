"""Kill the alert service, or its broker, again and again while it delivers, and count at the receivers."""

import asyncio
import os
import random
from collections import Counter

import pytest
from alert_builders import ALICE_RULE, BOB_RULE, alice, bob, post_event, toll_event
from alert_process import AlertProcess, open_topics
from brokers import running_broker
from receivers import MailSink, WebhookReceiver

pytestmark = [pytest.mark.broker, pytest.mark.fault]

ROUNDS = int(os.environ.get("VEDETTE_TEST_KILL_ROUNDS", "3"))
LIMIT_S = 120 + 30 * ROUNDS
"""Seconds a run may take; each round starts a service anew."""
EVENTS_A_ROUND = 10
PAUSES_S = (0.0, 0.6)
"""A kill comes within this time of the events: before, in and after their delivery."""


class World:
    """Alice's webhook, Bob's mailbox, and what they are owed."""

    def __init__(self, hooks, mails, topics):
        self.hooks, self.mails, self.topics = hooks, mails, topics
        self.posts: set[str] = set()
        self.tolls: set[str] = set()

    async def begin(self):
        """Tell who wants what, see the first notice arrive, then let the webhook fail now and then."""
        await self.topics.tell(
            alice(self.hooks.url("/alice"), secret_ref="env:SOME_SECRET"), bob(), ALICE_RULE, BOB_RULE
        )
        await self.topics.tell(post_event(event_id="e:first"))
        await self.hooks.wait_for(1, timeout_s=30)
        self.hooks.received.clear()
        self.hooks.manners["/alice"] = ["ok", "fail", "ok", "later", "ok"]

    async def publish(self, turn):
        for number in range(EVENTS_A_ROUND):
            event_id = f"e:{turn}-{number}"
            (self.posts if number % 2 else self.tolls).add(event_id)
            await self.topics.tell((post_event if number % 2 else toll_event)(event_id=event_id))

    async def count(self):
        """Wait until everything arrived, or two minutes; check that nothing is lost and repeats are recognisable."""
        for _ in range(1200):
            mails = Counter(mail["Message-ID"] for mail in self.mails.mails)
            if len(mails) >= len(self.tolls) and len({r.delivery_id for r in self.hooks.received}) >= len(self.posts):
                break
            await asyncio.sleep(0.1)
        by_event: dict[str, set[str]] = {}
        for received in self.hooks.received:
            by_event.setdefault(received.notice["data"]["event_id"], set()).add(received.delivery_id)
        assert set(by_event) == self.posts, "nothing is lost"
        assert all(len(ids) == 1 for ids in by_event.values()), "a repeat has the id of the first"
        assert len(mails) == len(self.tolls), "no mail is lost; a repeat has its Message-ID"
        repeats = len(self.hooks.received) - len(self.posts) + len(self.mails.mails) - len(mails)
        owed = len(self.posts) + len(self.tolls)
        print(f"{ROUNDS} kills, {owed} notices, 0 lost, {repeats} repeated or refused at first")


@pytest.mark.timeout(LIMIT_S)
async def test_no_notice_is_lost_over_kills_and_a_repeat_has_the_id_of_the_first(broker, topic_prefix, tmp_path):
    rng = random.Random(11)
    async with WebhookReceiver() as hooks, MailSink() as mails, open_topics(broker, topic_prefix) as topics:
        world = World(hooks, mails, topics)
        process = AlertProcess(broker, topic_prefix, tmp_path, alert_smtp_host=mails.host, alert_smtp_port=mails.port)
        await process.start()
        await world.begin()
        for turn in range(ROUNDS):
            await world.publish(turn)
            await asyncio.sleep(rng.uniform(*PAUSES_S))
            await process.kill()
            await process.start()
        await world.count()
        await process.kill()


@pytest.mark.timeout(LIMIT_S)
@pytest.mark.skipif(
    "os.environ.get('VEDETTE_TEST_BROKER') != 'kafka'", reason="the embedded broker forgets everything when it stops"
)
async def test_no_notice_is_lost_over_kills_of_the_broker(topic_prefix, tmp_path):
    rng = random.Random(12)
    with running_broker("kafka", tmp_path) as broker:
        async with WebhookReceiver() as hooks, MailSink() as mails, open_topics(broker, topic_prefix) as topics:
            world = World(hooks, mails, topics)
            process = AlertProcess(
                broker, topic_prefix, tmp_path, alert_smtp_host=mails.host, alert_smtp_port=mails.port
            )
            await process.start()
            await world.begin()
            for turn in range(ROUNDS):
                await world.publish(turn)
                await asyncio.sleep(rng.uniform(*PAUSES_S))
                await asyncio.to_thread(broker.kill)
                if turn % 3 == 2:
                    await process.kill()
                await asyncio.to_thread(broker.start_again)
                if not process.is_running:
                    await process.start(seconds=60)  # as a restart policy does
            await world.count()
            await process.kill()
