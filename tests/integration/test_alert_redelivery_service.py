"""Redelivery, replay and warnings on a broker: asked of the API, counted at the receivers."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from alert_builders import ALICE_RULE, SECRET, VOUCHED, alice, post_event
from alert_process import TOKEN, AlertProcess, open_topics
from receivers import MailSink, WebhookReceiver
from standardwebhooks import Webhook as PublishedVerifier

from vedette.alert.consent import with_endpoint
from vedette.schemas import DeliveryState, EmailEndpoint, WebhookEndpoint
from vedette.schemas.topics import AUDIT, DELIVERIES, OUTBOX

pytestmark = pytest.mark.broker

PATIENCE_S = 40
"""Seconds anything may take on a machine with other work."""
BOX = EmailEndpoint(endpoint_id="alice-box", address="alice@mail.example", consent=VOUCHED)


async def ask(process, path, *, body=None):
    """Ask the API until it answers otherwise than that it knows of nothing yet."""
    address = f"http://127.0.0.1:{process.api_port}{path}"
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {TOKEN}"}) as session:
        for _ in range(600):
            async with session.request("POST" if body else "GET", address, json=body) as answer:
                if answer.status != 404:
                    return answer.status, await answer.json()
            await asyncio.sleep(0.05)
    raise AssertionError(path)


async def command(process, *words) -> str:
    """Run `vedette deliveries …` against the API and return what it prints."""
    environment = {
        **os.environ, "VEDETTE_ALERT_URL": f"http://127.0.0.1:{process.api_port}", "VEDETTE_ALERT_TOKEN": TOKEN
    }  # fmt: skip
    line = [sys.executable, "-m", "vedette.cli", "deliveries", *words]
    done = await asyncio.to_thread(subprocess.run, line, env=environment, capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr


async def test_notices_of_before_a_restart_are_sent_again_with_their_ids_and_marked(broker, topic_prefix, tmp_path):
    async with WebhookReceiver() as hooks, open_topics(broker, topic_prefix) as topics:
        process = AlertProcess(broker, topic_prefix, tmp_path)
        await process.start()
        began = datetime.now(UTC) - timedelta(seconds=1)
        await topics.tell(alice(hooks.url("/alice"), secret_ref="env:SOME_SECRET"), ALICE_RULE)
        await ask(process, "/rules/idlib-posts")
        await topics.tell(*(post_event(event_id=f"e:{number}") for number in range(3)))
        first = await hooks.wait_for(3)
        await topics.until(DELIVERIES, lambda found: _ended(found, "alice-hook") == 3)
        await topics.written_down()
        await process.kill()
        await process.start()

        path = "/subscribers/alice/endpoints/alice-hook/redeliveries"
        status, asked = await ask(process, path, body={"since": began.isoformat()})
        assert (status, sorted(asked["delivery_ids"])) == (202, sorted(r.delivery_id for r in first))
        again = (await hooks.wait_for(6))[3:]
        assert {(r.delivery_id, r.body) for r in again} == {(r.delivery_id, r.body) for r in first}
        assert all("vedette-redelivery" in r.headers for r in again)
        assert not any("vedette-redelivery" in r.headers for r in first)
        PublishedVerifier(SECRET).verify(again[0].body, dict(again[0].headers))

        one = {"delivery_id": first[1].delivery_id}
        assert (await ask(process, path, body=one))[1]["notices"] == 1
        assert (await hooks.wait_for(7))[6].delivery_id == first[1].delivery_id
        for _ in range(600):
            shown = (await ask(process, f"/deliveries/{first[1].delivery_id}"))[1]
            if len(shown) == 3:
                break
            await asyncio.sleep(0.05)
        assert [(d["state"], d["answer"], bool(d["redelivery"])) for d in shown] == [
            ("delivered", "taken", True), ("delivered", "taken", True), ("delivered", "taken", False)
        ]  # fmt: skip
        where = ("--subscriber", "alice", "--endpoint", "alice-hook")
        told = await command(process, "replay", *where, "--since", began.isoformat())
        assert f"sent again  {first[0].delivery_id}\n" in told
        assert len(await hooks.wait_for(10)) == 10
        assert f"{first[2].delivery_id}  alice/alice-hook" in await command(process, "list", "--state", "delivered")
        assert "it said: taken" in await command(process, "show", first[0].delivery_id)
        assert "there is no notice 'msg_none'" in await command(process, "send", "msg_none", *where)
        entries = await topics.everything(AUDIT)
        assert [e.target for e in entries if e.action == "notices.sent_again"] == ["endpoint:alice/alice-hook"] * 3
        await process.kill()


async def test_an_owner_is_told_by_mail_that_a_webhook_takes_nothing_once_for_all_notices(
    broker, topic_prefix, tmp_path
):
    async with WebhookReceiver() as hooks, MailSink() as mails, open_topics(broker, topic_prefix) as topics:

        async def fail_three_then_both_notices_at_once(_):
            if len(hooks.received) > 3:
                await mails.wait_for(1, timeout_s=PATIENCE_S)
                await hooks.wait_for(5, timeout_s=PATIENCE_S)

        hooks.on_receive = fail_three_then_both_notices_at_once
        hooks.manners["/alice"] = ["fail", "fail", "fail", "gone"]
        settings = {
            "alert_smtp_host": mails.host, "alert_smtp_port": mails.port, "alert_retry_s": "0,0.1,0.1,0.1,0.1,0.1,9,9",
            "alert_webhook_total_s": PATIENCE_S,
        }  # fmt: skip
        async with AlertProcess(broker, topic_prefix, tmp_path, **settings) as process:
            rule = ALICE_RULE.model_copy(update={"channels": ["alice-hook"]})
            other = WebhookEndpoint(endpoint_id="spare", url=hooks.url("/spare"), secret_ref="env:X")
            owner = with_endpoint(alice(hooks.url("/alice"), secret_ref="env:SOME_SECRET"), BOX)
            await topics.tell(with_endpoint(owner, other), rule)
            await ask(process, "/rules/idlib-posts")
            await topics.tell(post_event(event_id="e:1"), post_event(event_id="e:2"))
            await topics.until(DELIVERIES, lambda found: _ended(found, "alice-hook") == 2, seconds=PATIENCE_S)
            owed = {due.delivery_id for due in await topics.everything(OUTBOX) if due.warning}
            await topics.until(
                DELIVERIES, lambda found: _ended(found, BOX.endpoint_id) >= len(owed), seconds=PATIENCE_S
            )
    told = {mail["Subject"]: mail for mail in mails.mails}
    assert list(told) == ["Your webhook alice-hook takes no notices", "Your webhook alice-hook is gone"]
    body = told["Your webhook alice-hook takes no notices"].get_body(("plain",)).get_content()
    assert "the receiver answered 500" in body
    assert len(mails.mails) == 2


def _ended(found, endpoint_id) -> int:
    over = {DeliveryState.DELIVERED, DeliveryState.DEAD}
    return len({d.delivery_id for d in found if d.endpoint_id == endpoint_id and d.state in over})
