"""The schedule, the queue, the outbox and the delivery loop."""

import asyncio
import random
from datetime import timedelta

import pytest
from alert_builders import ALICE_RULE, NOON, everyone, post_event, revised
from hypothesis import given
from hypothesis import strategies as st

from vedette.alert.delivery.loop import Deliverer
from vedette.alert.delivery.outbox import book
from vedette.alert.delivery.queue import DueQueue
from vedette.alert.delivery.schedule import STEPS_S, Attempt, Verdict, next_pause_s, settle
from vedette.alert.ledger import EventLedger
from vedette.alert.matching.index import RuleIndex
from vedette.alert.steps import notify
from vedette.schemas import DeliveryState, Due, PostAction

TAKEN, FAILED = Attempt(Verdict.TAKEN, status=200), Attempt(Verdict.FAILED, "the receiver answered 500", 500)


def due(number: int = 1, *, endpoint: str = "alice-hook", event: str | None = None, revision: int = 1, at=NOON) -> Due:
    owed = notify(
        post_event(event_id=event or f"e:{number}"),
        index=RuleIndex([ALICE_RULE]), subscribers=everyone(), ledger=EventLedger(), now=at,
    )  # fmt: skip
    made = owed.dues[0]
    changed = {
        "delivery_id": f"msg_{number}",
        "endpoint_id": endpoint,
        "revision": revision,
        "made_at": at,
        "next_at": at,
    }
    return made.model_copy(update=changed)


def tried(one: Due, attempt: Attempt, *, now=NOON, steps=STEPS_S, seed: int = 1) -> Due:
    return settle(one, attempt, now=now, steps_s=steps, rng=random.Random(seed))


TWELVE = [due(n, endpoint=f"end-{n % 3}", event=f"e:{n % 4}", revision=n + 1) for n in range(12)]

# schedule


def test_ten_attempts_over_three_days_then_dead():
    one, now = due(), NOON
    pauses = []
    while one.next_at is not None:
        now = max(now, one.next_at)
        one = tried(one, FAILED, now=now, seed=len(pauses))
        if one.next_at:
            pauses.append((one.next_at - now).total_seconds())
    assert (one.state, one.attempt) == (DeliveryState.DEAD, 10)
    assert len(pauses) == 9
    for pause, step in zip(pauses, STEPS_S[1:], strict=True):
        assert 0.8 * step <= pause <= 1.2 * step


def test_a_delivered_notice_is_over_and_forgets_its_body():
    over = tried(due(), TAKEN)
    assert (over.state, over.next_at, over.notice, over.status) == (DeliveryState.DELIVERED, None, None, 200)


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        (Verdict.GONE, DeliveryState.DEAD),
        (Verdict.REFUSED, DeliveryState.DEAD),
        (Verdict.NOT_WANTED, DeliveryState.CANCELLED),
    ],
)
def test_what_cannot_get_better_is_not_tried_again(verdict, state):
    over = tried(due(), Attempt(verdict))
    assert (over.state, over.next_at) == (state, None)


def test_a_receiver_may_ask_for_a_pause_up_to_twice_the_step():
    rng = random.Random(3)
    assert next_pause_s(2, steps_s=STEPS_S, retry_after_s=450, rng=rng) == 450
    assert next_pause_s(2, steps_s=STEPS_S, retry_after_s=86_400, rng=rng) == 600
    assert next_pause_s(2, steps_s=STEPS_S, retry_after_s=1, rng=rng) >= 240


# queue


def test_one_endpoint_has_two_attempts_under_way_at_most():
    queue = DueQueue(per_endpoint=2)
    for number in range(5):
        queue.put(due(number))
    first, second = queue.take(NOON), queue.take(NOON)
    assert (first.delivery_id, second.delivery_id) == ("msg_0", "msg_1")
    assert queue.take(NOON) is None
    queue.settled(tried(first, TAKEN))
    assert queue.take(NOON).delivery_id == "msg_2"


def test_endpoints_take_turns():
    queue = DueQueue(per_endpoint=10)
    for number in range(6):
        queue.put(due(number, endpoint="busy"))
    queue.put(due(99, endpoint="quiet"))
    order = [queue.take(NOON).endpoint_id for _ in range(3)]
    assert "quiet" in order


def test_notices_of_one_event_go_one_after_another():
    queue = DueQueue(per_endpoint=10)
    queue.put(due(1, event="e:x", revision=1))
    queue.put(due(2, event="e:x", revision=2))
    first = queue.take(NOON)
    assert first.delivery_id == "msg_1"
    assert queue.take(NOON) is None
    queue.settled(again := tried(first, FAILED))
    assert queue.take(NOON) is None, "the update waits for the alert it updates"
    assert queue.take(again.next_at).delivery_id == "msg_1"
    queue.settled(tried(again, TAKEN, now=again.next_at))
    assert queue.take(again.next_at).delivery_id == "msg_2"


def test_nothing_is_taken_before_its_time():
    queue = DueQueue()
    queue.put(due(1, at=NOON + timedelta(seconds=5)))
    assert queue.take(NOON) is None
    assert queue.next_at() == NOON + timedelta(seconds=5)
    assert queue.take(NOON + timedelta(seconds=5)) is not None


def test_a_delivery_put_twice_is_tried_once():
    queue = DueQueue()
    queue.put(due(1))
    queue.put(due(1))
    queue.settled(tried(queue.take(NOON), TAKEN))
    queue.put(due(1))
    assert queue.take(NOON) is None
    assert len(queue) == 0


def test_the_queue_follows_the_table_when_partitions_move():
    queue = DueQueue()
    table = {one.delivery_id: one.write() for one in (due(1), due(2))}
    queue.agree(table)
    assert len(queue) == 2
    queue.agree({"msg_2": table["msg_2"]})
    assert [queue.take(NOON).delivery_id, queue.take(NOON)] == ["msg_2", None]
    queue.put(due(3))
    queue.agree({})
    assert len(queue) == 2, "one is under way, one was put a moment ago"
    queue.agree({})
    assert len(queue) == 1


def test_a_delivery_whose_end_is_being_booked_is_not_taken_up_again():
    queue = DueQueue()
    queue.put(due(1))
    one = queue.take(NOON)
    queue.settled(tried(one, TAKEN))
    queue.booked("msg_1")
    queue.agree({"msg_1": one.write()})  # the table is written a moment after the outcome is acknowledged
    assert queue.take(NOON) is None
    queue.agree({})
    assert len(queue) == 0


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 2), st.booleans()), max_size=60), st.integers(1, 3))
def test_every_delivery_is_settled_once_and_never_two_at_a_time_in_a_thread(steps, width):
    queue, now, busy, over = DueQueue(per_endpoint=width), NOON, [], []
    dues = TWELVE
    for number, _, good in steps:
        queue.put(dues[number])
        if (one := queue.take(now)) is not None:
            busy.append(one)
        if good and busy:
            done = tried(busy.pop(0), TAKEN, now=now)
            over.append(done.delivery_id)
            queue.settled(done)
        keys = [(d.endpoint_id, d.event_id) for d in busy]
        assert len(keys) == len(set(keys))
        assert all(sum(d.endpoint_id == e for d in busy) <= width for e in {d.endpoint_id for d in busy})
    while busy or (one := queue.take(now)) is not None:
        done = tried(busy.pop(0) if busy else one, TAKEN, now=now)
        over.append(done.delivery_id)
        queue.settled(done)
    assert sorted(over) == sorted({dues[number].delivery_id for number, _, _ in steps})
    assert len(queue) == 0


# outbox


def test_a_replayed_notice_changes_nothing():
    one = due()
    assert book(one, owed=None, settled=None, now=NOON).owed == one.write()
    assert book(one, owed=one.write(), settled=None, now=NOON).ignored
    done = book(tried(one, TAKEN), owed=one.write(), settled=None, now=NOON)
    assert done.settled
    assert done.outcome.state is DeliveryState.DELIVERED
    assert book(one, owed=None, settled=done.settled, now=NOON).ignored


def test_a_late_word_of_a_worker_that_lost_the_endpoint_is_ignored():
    one = due()
    first = tried(one, FAILED)
    second = tried(first, FAILED)
    assert book(first, owed=second.write(), settled=None, now=NOON).ignored
    over = book(tried(second, TAKEN), owed=second.write(), settled=None, now=NOON)
    assert book(tried(second, FAILED), owed=None, settled=over.settled, now=NOON).ignored


def test_an_outcome_is_published_without_the_notice_and_its_time_of_retry_with_it():
    again = tried(due(), FAILED)
    booked = book(again, owed=due().write(), settled=None, now=NOON)
    assert Due.read(booked.owed).notice is not None
    assert (booked.outcome.state, booked.outcome.next_at) == (DeliveryState.RETRY_WAIT, again.next_at)


# loop


class World:
    """A clock, receivers with manners, and a broker that may be away; all in memory."""

    def __init__(self, **manners):
        self.manners, self.told, self.reported, self.away = manners, [], [], 0
        self.now = NOON

    def clock(self):
        return self.now

    async def attempt(self, one: Due) -> Attempt:
        self.told.append(one.delivery_id)
        manner = self.manners.get(one.endpoint_id, TAKEN)
        if manner == "hang":
            await asyncio.Event().wait()
        if manner == "bug":
            raise KeyError("no such thing")
        return manner

    async def report(self, one: Due) -> None:
        if self.away > 0:
            self.away -= 1
            raise OSError("the broker is away")
        self.reported.append(one)

    def deliverer(self, queue, **over) -> Deliverer:
        fields = {"rng": random.Random(1), "steps_s": STEPS_S, "at_once": 10, "grace_s": 0.0} | over
        return Deliverer(queue, attempt=self.attempt, report=self.report, clock=self.clock, **fields)

    async def run(self, queue, enough, **over):
        task = asyncio.create_task(self.deliverer(queue, **over).run())
        try:
            async with asyncio.timeout(5):
                while not enough():  # noqa: ASYNC110  the loop under test is what runs meanwhile
                    await asyncio.sleep(0)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_an_endpoint_that_hangs_keeps_nobody_waiting():
    world, queue = World(stuck="hang"), DueQueue()
    for number in range(20):
        queue.put(due(number, endpoint="stuck"))
        queue.put(due(100 + number, endpoint="fine"))
    await world.run(queue, lambda: len(world.reported) == 20)
    assert {one.endpoint_id for one in world.reported} == {"fine"}
    assert sum(one.startswith("msg_") and int(one[4:]) < 100 for one in world.told) == 2


async def test_a_bug_in_a_channel_is_retried_and_stops_nobody():
    world, queue = World(odd="bug"), DueQueue()
    queue.put(due(1, endpoint="odd"))
    queue.put(due(2))
    await world.run(queue, lambda: len(world.reported) == 2)
    states = {one.endpoint_id: one.state for one in world.reported}
    assert states == {"odd": DeliveryState.RETRY_WAIT, "alice-hook": DeliveryState.DELIVERED}


async def test_an_outcome_is_kept_until_the_broker_takes_it(monkeypatch):
    monkeypatch.setattr("vedette.alert.delivery.loop.REPORT_PAUSE_S", 0.0)
    world, queue = World(), DueQueue()
    world.away = 3
    queue.put(due(1))
    await world.run(queue, lambda: len(world.reported) == 1)
    assert world.told == ["msg_1"]


def test_an_update_is_owed_after_the_alert_it_updates():
    owed = notify(post_event(), index=RuleIndex([ALICE_RULE]), subscribers=everyone(), ledger=EventLedger(), now=NOON)
    later = revised(post_event(), state=PostAction.WITHDRAWN)
    again = notify(later, index=RuleIndex([ALICE_RULE]), subscribers=everyone(), ledger=owed.ledger, now=NOON)
    queue = DueQueue()
    for one in (*owed.dues, *again.dues):
        queue.put(one)
    assert queue.take(NOON) == owed.dues[0]
    assert queue.take(NOON) is None
