"""From claims to notices on a broker: an event that goes on under another id is told once."""

import time

import pytest
from alert_builders import alice, rule
from alert_process import AlertProcess, open_topics
from claims import ISTRA, at, casualty, site
from processes import ServiceProcess, Wire, environment
from receivers import WebhookReceiver

from vedette.extract.merge.keys import MERGE_KEY
from vedette.extract.merge.record import event_id_of
from vedette.schemas import Correction, CorrectionAct, MsgType
from vedette.schemas.topics import CLAIMS, CORRECTIONS, EVENTS

pytestmark = pytest.mark.broker

TOLLS = rule("tolls", {"kind": ["casualty"]}, subscriber_id="alice")


def told(hooks):
    return [(r.notice["data"]["msg_type"], r.notice["data"]["event_id"]) for r in hooks.received]


async def test_a_late_older_article_and_a_merge_by_hand_tell_nobody_what_they_know(broker, topic_prefix, tmp_path):
    news = casualty(4, hour=12)
    older = casualty(4, hour=9, publisher="Ridge Wire")
    grown = casualty(30, hour=15, publisher="Valley Post")
    far = casualty(7, hour=14, publisher="Coast Herald", places=[site(ISTRA)])
    news_id, older_id, far_id = (event_id_of(c.claim_id) for c in (news, older, far))
    one = Correction(
        correction_id="one", act=CorrectionAct.MERGE, events=[older_id, far_id], by="Ilse Marren",
        why="One blast, two villages.", at=at(20),
    )  # fmt: skip
    log = tmp_path / f"extract-{time.monotonic_ns()}.log"
    async with (
        WebhookReceiver() as hooks,
        Wire(broker, topic_prefix) as wire,
        open_topics(broker, topic_prefix) as topics,
    ):
        # the service is ready when it has read the rules that stand on the topic
        await topics.tell(alice(hooks.url("/alice"), secret_ref="env:SOME_SECRET"), TOLLS)
        extract = ServiceProcess(
            ["-m", "vedette.extract"], environment(broker, topic_prefix, tmp_path / "extract"), log
        )
        async with AlertProcess(broker, topic_prefix, tmp_path):
            extract.wait_ready()
            await wire.send(CLAIMS, [(MERGE_KEY, news)])
            await hooks.wait_for(1)
            await wire.send(CLAIMS, [(MERGE_KEY, older), (MERGE_KEY, grown)])
            first, update = await hooks.wait_for(2, timeout_s=15)
            await wire.send(CLAIMS, [(MERGE_KEY, far)])
            await hooks.wait_for(3)
            await wire.send(CORRECTIONS, [(MERGE_KEY, one)])
            await hooks.wait_for(4)
            events = await wire.read(EVENTS, lambda all_: len(all_) >= 6, seconds=10)
        extract.close()
    assert told(hooks)[:2] == [(MsgType.ALERT, news_id), (MsgType.UPDATE, older_id)]
    assert update.notice["data"]["references"] == [first.notice["data"]["delivery_id"]]
    assert told(hooks)[2] == (MsgType.ALERT, far_id)
    assert (MsgType.CANCEL, far_id) in told(hooks)[3:]
    assert {e.event_id for e in events} == {news_id, older_id, far_id}
