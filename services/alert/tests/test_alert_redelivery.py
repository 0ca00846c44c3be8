"""Notices sent again: which ones, under which id, through the tables, the queue and the API."""

from datetime import timedelta

import pytest
from alert_builders import NOON, alice, bob
from alert_dues import due, tried
from fastapi.testclient import TestClient

from vedette.alert.api.app import create_api
from vedette.alert.api.store import RecentDeliveries, Store
from vedette.alert.audit import Chain
from vedette.alert.delivery.outbox import book
from vedette.alert.delivery.queue import DueQueue
from vedette.alert.delivery.redelivery import TooManyError, Wanted, again, choose
from vedette.alert.delivery.schedule import Attempt, Verdict
from vedette.alert.matching.index import RuleIndex
from vedette.schemas import Delivery, DeliveryState, Due, EndpointState
from vedette.schemas.topics import AUDIT, OUTBOX, SUBSCRIBERS

TAKEN, FAILED = Attempt(Verdict.TAKEN, status=200, answer="thanks"), Attempt(Verdict.FAILED, "500", 500)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def dead(one: Due) -> Due:
    return tried(one, FAILED, steps=(0.0,))


async def stored(*dues: Due):
    for each in dues:
        yield each


# what is chosen


async def test_a_span_is_sent_again_as_it_was_first_sent_and_what_was_only_held_is_not():
    early, late, held = due(1), due(2, NOON + HOUR), due(3, NOON + HOUR)
    outbox = [early, tried(early, TAKEN), late, tried(late, FAILED), tried(tried(late, FAILED), TAKEN), held]
    chosen = await choose(stored(*outbox), Wanted("alice", NOON, NOON + DAY))
    assert [d.delivery_id for d in chosen] == [early.delivery_id, late.delivery_id]
    assert all(d.notice and d.attempt == 0 for d in chosen)
    only_late = await choose(stored(*outbox), Wanted("alice", NOON + HOUR, NOON + DAY))
    assert only_late == chosen[1:]


async def test_only_what_was_never_taken_may_be_asked_for():
    good, bad = due(1), due(2)
    outbox = [good, bad, tried(good, TAKEN), dead(bad)]
    chosen = await choose(stored(*outbox), Wanted("alice", NOON, NOON + DAY, undelivered=True))
    assert [d.delivery_id for d in chosen] == [bad.delivery_id]
    recovered = [*outbox, again(bad, NOON + HOUR), tried(again(bad, NOON + HOUR), TAKEN)]
    assert await choose(stored(*recovered), Wanted("alice", NOON, NOON + DAY, undelivered=True)) == []


async def test_nobody_gets_what_was_for_somebody_else_under_the_same_endpoint_id():
    assert await choose(stored(due(1), tried(due(1), TAKEN)), Wanted("bob", NOON, NOON + DAY)) == []


async def test_too_long_a_span_is_refused_and_not_cut(monkeypatch):
    monkeypatch.setattr("vedette.alert.delivery.redelivery.MOST", 2)
    with pytest.raises(TooManyError):
        await choose(stored(due(1), due(2), due(3)), Wanted("alice", NOON, NOON + DAY))


# tables and queue


def test_what_is_over_is_owed_again_once_for_each_asking_with_all_attempts():
    one = due()
    over = book(tried(one, TAKEN), owed=one.write(), settled=None, now=NOON).settled
    asked = again(one, NOON + HOUR)
    owed = book(asked, owed=None, settled=over, now=NOON).owed
    assert Due.read(owed) == asked
    assert book(one, owed=owed, settled=over, now=NOON).ignored, "the first sending, read again"
    assert book(asked, owed=owed, settled=over, now=NOON).ignored
    assert book(tried(one, TAKEN), owed=owed, settled=over, now=NOON).ignored, "a late word of the first sending"
    done = book(tried(asked, TAKEN), owed=owed, settled=over, now=NOON)
    assert (done.outcome.redelivery, done.outcome.answer) == (NOON + HOUR, "thanks")
    assert book(asked, owed=None, settled=done.settled, now=NOON).ignored, "the same asking, read again"
    assert book(again(one, NOON + DAY), owed=None, settled=done.settled, now=NOON).owed


def test_what_still_waits_for_a_retry_is_only_tried_sooner():
    waiting = tried(tried(due(), FAILED), FAILED)
    asked = again(due(), NOON + timedelta(seconds=9))
    booked = Due.read(book(asked, owed=waiting.write(), settled=None, now=NOON).owed)
    assert (booked.attempt, booked.next_at, booked.redelivery) == (2, asked.next_at, None)
    assert book(asked, owed=booked.write(), settled=None, now=NOON).ignored


def test_the_queue_takes_up_what_was_over_a_moment_ago_and_fresh_notices_go_first():
    queue, old = DueQueue(per_endpoint=1), due(1, NOON - DAY)
    queue.put(old)
    queue.settled(tried(queue.take(NOON), TAKEN))
    queue.booked(old.delivery_id)
    asked = again(old, NOON)
    queue.again(asked)
    queue.put(fresh := due(2))
    queue.agree({each.delivery_id: each.write() for each in (asked, fresh)})
    first = queue.take(NOON)
    assert first.delivery_id == fresh.delivery_id
    queue.settled(tried(first, TAKEN))
    assert queue.take(NOON) == asked
    assert queue.take(NOON) is None


def test_a_notice_asked_for_while_it_waits_is_tried_once():
    queue = DueQueue(per_endpoint=5)
    queue.put(due())
    queue.settled(waiting := tried(queue.take(NOON), FAILED))
    sooner = waiting.model_copy(update={"next_at": NOON + timedelta(seconds=1)})
    queue.again(sooner)
    queue.again(sooner)
    assert queue.take(NOON + timedelta(seconds=2)) == sooner
    assert queue.take(NOON + DAY) is None


# API


class World:
    def __init__(self):
        self.subscribers = {"alice": alice(), "bob": bob()}
        self.sent, self.audit, self.outbox, self.now = [], [], [], NOON + HOUR
        self.recent = RecentDeliveries()
        store = Store(
            RuleIndex(), self.subscribers, self.recent, send=self.send, clock=lambda: self.now, chain=Chain("run", {})
        )
        self.api = create_api(store, token="let-me-in", clock=lambda: self.now, archive=self.archive)
        self.http = TestClient(self.api, headers={"Authorization": "Bearer let-me-in"})

    async def send(self, message):
        if message.topic is SUBSCRIBERS:
            self.subscribers[message.key] = message.value
        else:
            (self.audit if message.topic is AUDIT else self.sent).append(message)

    async def archive(self, endpoint_id, *, since):
        for each in self.outbox:
            if each.endpoint_id == endpoint_id and each.made_at >= since:
                yield each

    def told(self, number, attempt=TAKEN, at=NOON):
        one = due(number, at)
        self.outbox += [one, tried(one, attempt)]
        return one

    def ask(self, whose="alice", endpoint="alice-hook", **wanted):
        return self.http.post(f"/subscribers/{whose}/endpoints/{endpoint}/redeliveries", json=wanted)


@pytest.fixture
def world():
    return World()


def test_one_notice_is_sent_again_with_its_id_and_it_is_written_down_who_asked(world):
    one = world.told(1)
    answer = world.ask(delivery_id=one.delivery_id)
    assert (answer.status_code, answer.json()["delivery_ids"]) == (202, [one.delivery_id])
    (message,) = world.sent
    assert (message.topic, message.key) == (OUTBOX, "alice-hook")
    assert message.value == again(one, world.now)
    entry = world.audit[-1].value
    assert (entry.action, entry.target, entry.actor) == ("notices.sent_again", "endpoint:alice/alice-hook", "operator")
    assert one.delivery_id in entry.after


def test_a_span_is_sent_again_oldest_first_and_what_was_taken_may_be_left_out(world):
    ids = [world.told(n, TAKEN if n % 2 else FAILED, NOON + n * timedelta(minutes=1)).delivery_id for n in range(6)]
    assert world.ask(since=NOON.isoformat()).json()["delivery_ids"] == ids
    assert world.ask(since=NOON.isoformat(), which="undelivered").json()["delivery_ids"] == ids[::2]
    until = (NOON + timedelta(minutes=2)).isoformat()
    assert world.ask(since=NOON.isoformat(), until=until).json()["notices"] == 2


def test_what_cannot_be_asked_for_is_refused(world):
    one = world.told(1)
    assert world.ask().status_code == 422
    assert world.ask(delivery_id=one.delivery_id, since=NOON.isoformat()).status_code == 422
    assert world.ask(since=(NOON - 15 * DAY).isoformat()).status_code == 422
    assert world.ask(since=NOON.isoformat(), until=(NOON - DAY).isoformat()).status_code == 422
    assert world.ask(delivery_id="msg_unknown").status_code == 404
    assert world.ask(endpoint="no-such", delivery_id=one.delivery_id).status_code == 404
    gone = world.subscribers["alice"].endpoints[0].model_copy(update={"state": EndpointState.GONE})
    world.subscribers["alice"] = world.subscribers["alice"].model_copy(update={"endpoints": [gone]})
    assert world.ask(delivery_id=one.delivery_id).status_code == 422
    assert world.sent == []


def test_owners_send_their_own_notices_again_and_nobody_elses(world):
    one = world.told(1)
    made = [world.http.post(f"/subscribers/{name}/tokens", json={"use": "api"}) for name in ("bob", "alice")]
    for token, status in zip([m.json()["token"] for m in made], (404, 202), strict=True):
        world.http.headers["Authorization"] = f"Bearer {token}"
        assert world.ask(delivery_id=one.delivery_id).status_code == status


def test_six_redeliveries_a_minute_are_enough(world):
    world.told(1)
    assert [world.ask(since=NOON.isoformat()).status_code for _ in range(7)] == [202] * 6 + [429]


def test_every_attempt_of_a_notice_is_shown_with_what_the_receiver_said(world):
    for attempt, state in enumerate((DeliveryState.RETRY_WAIT, DeliveryState.DELIVERED), start=1):
        world.recent.take(
            "alice-hook",
            Delivery(
                delivery_id="msg_1", endpoint_id="alice-hook", subscriber_id="alice", rule_id="r1", event_id="e:1",
                revision=1, channel="webhook", state=state, attempt=attempt, at=NOON, answer=f"answer {attempt}",
            ),
        )  # fmt: skip
    shown = world.http.get("/deliveries/msg_1").json()
    assert [(d["attempt"], d["answer"]) for d in shown] == [(2, "answer 2"), (1, "answer 1")]
    assert world.http.get("/deliveries/msg_2").status_code == 404
