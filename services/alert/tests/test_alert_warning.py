"""What owners are told of endpoints that take nothing: once each, by another way."""

import asyncio
from datetime import timedelta

import pytest
from alert_builders import NOON, VOUCHED, alice
from alert_dues import due
from tables import MemoryTable

from vedette.alert.app_endpoints import EndpointCare
from vedette.alert.consent import answered, with_endpoint
from vedette.alert.delivery.outbox import book
from vedette.alert.delivery.warning import warning_words
from vedette.schemas import DeliveryState, Due, EmailEndpoint, EndpointState, EndpointWarning, WebhookEndpoint
from vedette.schemas.topics import OUTBOX, SUBSCRIBERS

BOX = EmailEndpoint(endpoint_id="box", address="alice@mail.example", consent=VOUCHED)
SPARE = WebhookEndpoint(endpoint_id="spare", url="https://x.example/", secret_ref="env:X", consent=VOUCHED)
HOUR = timedelta(hours=1)


class World:
    """The table of failures, in memory, and what was sent."""

    def __init__(self, *more):
        owner = alice()
        for endpoint in (BOX, *more):
            owner = with_endpoint(owner, endpoint)
        self.table, self.subscribers, self.told, self.now = MemoryTable("health"), {"alice": owner}, [], NOON
        self.care = EndpointCare(self.table, self.subscribers, send=self.send)

    async def send(self, message):
        await asyncio.sleep(0)  # a broker takes its time, and meanwhile others run
        if message.topic is SUBSCRIBERS:
            self.subscribers[message.key] = message.value
        else:
            self.told.append(message.value)

    async def gone(self, attempt, endpoint_id="alice-hook"):
        answered = due().model_copy(update={"attempt": attempt, "endpoint_id": endpoint_id})
        await self.care.stop(answered, EndpointState.GONE, "the receiver answered 410: gone", self.now)

    def states(self):
        return {e.endpoint_id: e.state for e in self.subscribers["alice"].endpoints}

    async def failed(self, attempt, number=1, state=DeliveryState.RETRY_WAIT):
        change = {"attempt": attempt, "state": state, "detail": "the receiver answered 500"}
        messages, puts = await self.care.note(due(number).model_copy(update=change), self.now)
        self.table.write(puts)
        self.told += [message.value for message in messages]
        assert all(message.topic is OUTBOX and message.key == "box" for message in messages)


async def test_an_owner_is_told_at_the_second_and_the_sixth_attempt_however_many_notices_fail():
    world = World()
    for attempt in range(1, 8):
        for number in range(50):
            await world.failed(attempt, number)
    assert [(d.warning.attempts, d.warning.state) for d in world.told] == [
        (2, EndpointState.ACTIVE), (6, EndpointState.ACTIVE)
    ]  # fmt: skip
    assert len({d.delivery_id for d in world.told}) == 2
    assert world.told[0].warning.since == NOON


async def test_an_endpoint_that_fails_and_works_by_turns_makes_one_mail_a_day():
    world = World()
    for _ in range(20):
        await world.failed(2)
        await world.failed(3, state=DeliveryState.DELIVERED)
    assert len({d.delivery_id for d in world.told}) == 1, "the same id is sent once"
    world.now += 24 * HOUR
    await world.failed(2)
    assert len({d.delivery_id for d in world.told}) == 2


async def test_an_owner_is_told_when_an_endpoint_is_suspended_or_gone():
    world = World()
    for number in range(12):
        await world.failed(1, number)
        world.now += 11 * HOUR
    assert world.states()["alice-hook"] is EndpointState.SUSPENDED
    assert [d.warning.state for d in world.told] == [EndpointState.SUSPENDED]
    world = World()
    await world.gone(1)
    assert [d.warning.state for d in world.told] == [EndpointState.GONE]


async def test_two_notices_answered_gone_side_by_side_make_one_mail_and_one_change():
    world = World()
    await asyncio.gather(world.gone(1), world.gone(2), world.gone(6))
    assert [d.warning.state for d in world.told] == [EndpointState.GONE]
    assert world.states()["alice-hook"] is EndpointState.GONE


async def test_two_webhooks_of_one_owner_that_are_gone_at_once_are_both_gone():
    world = World(SPARE)
    await asyncio.gather(world.gone(1), world.gone(1, "spare"))
    assert world.states() == {
        "alice-hook": EndpointState.GONE, "box": EndpointState.ACTIVE, "spare": EndpointState.GONE
    }  # fmt: skip
    assert sorted(d.warning.endpoint_id for d in world.told) == ["alice-hook", "spare"]


async def test_a_crash_before_an_endpoint_is_marked_leaves_its_warning_owed_once():
    world = World()
    send = world.send

    async def crash(message):
        if message.topic is SUBSCRIBERS:
            raise ConnectionError
        await send(message)

    world.care = EndpointCare(world.table, world.subscribers, send=crash)
    with pytest.raises(ConnectionError):
        await world.gone(1)
    world.care = EndpointCare(world.table, world.subscribers, send=send)
    await world.gone(2)
    assert [d.warning.state for d in world.told] == [EndpointState.GONE] * 2, "the owner is not left untold"
    assert len({d.delivery_id for d in world.told}) == 1, "the same id is sent once"


async def test_nobody_is_told_that_notices_wait_for_an_endpoint_that_is_gone():
    world = World()
    await world.gone(1)
    await world.failed(2)
    assert [d.warning.state for d in world.told] == [EndpointState.GONE]


async def test_an_endpoint_that_is_gone_is_never_called_suspended():
    world = World()
    await world.gone(1)
    for number in range(12):
        await world.failed(1, number)
        world.now += 11 * HOUR
    assert world.states()["alice-hook"] is EndpointState.GONE


async def test_a_webhook_that_proved_itself_anew_is_not_suspended_for_what_was_before():
    world = World()
    for number in range(12):
        await world.failed(1, number)
        world.now += 11 * HOUR
    hook = world.subscribers["alice"].endpoints[0]
    world.subscribers["alice"] = with_endpoint(world.subscribers["alice"], answered(hook, world.now))
    world.now += HOUR
    await world.failed(1)
    assert world.subscribers["alice"].endpoints[0].state is EndpointState.ACTIVE


async def test_only_mailboxes_that_want_mails_are_told_and_never_the_one_that_failed():
    no = BOX.model_copy(update={"endpoint_id": "unsure", "consent": None})
    world = World(no, SPARE)
    await world.failed(2)
    assert [d.endpoint_id for d in world.told] == ["box"]
    await world.gone(1, "box")
    assert len(world.told) == 1


async def test_a_mail_server_that_is_away_for_a_week_suspends_no_mailbox():
    world = World()
    change = {"endpoint_id": "box", "channel": "email", "state": DeliveryState.RETRY_WAIT}
    for attempt in range(1, 30):
        world.now += 12 * HOUR
        failed = due().model_copy(update={**change, "attempt": attempt})
        assert await world.care.note(failed, world.now) == ([], [])


async def test_a_warning_is_owed_like_a_notice():
    world = World()
    await world.failed(2)
    (warning,) = world.told
    owed = book(warning, owed=None, settled=None, now=NOON).owed
    assert Due.read(owed) == warning
    assert book(warning, owed=owed, settled=None, now=NOON).ignored


def test_a_warning_says_what_which_since_when_and_what_to_do():
    title, lines = warning_words(
        EndpointWarning(
            endpoint_id="desk\r\nBcc: x", channel="webhook", state=EndpointState.ACTIVE, attempts=2,
            note="the receiver answered 500", since=NOON,
        )
    )  # fmt: skip
    assert title == "Your webhook desk Bcc: x takes no notices"
    assert lines[0] == "2 attempts to deliver a notice have failed. The last one: the receiver answered 500."
    assert "2025-03-04 12:00 UTC" in lines[1]
