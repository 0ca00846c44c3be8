"""Promises of batches: what waits goes together, nothing waits for company, and a kill changes nobody's company."""

import asyncio
import contextlib
import time
from datetime import UTC, datetime

import pytest

from vedette.runtime import batches
from vedette.runtime.batches import BatchLane
from vedette.runtime.errors import PermanentError
from vedette.runtime.handling import BatchStep, Taken
from vedette.runtime.marks import Marks
from vedette.runtime.messages import Outcome
from vedette.runtime.metrics import Metrics
from vedette.runtime.rejects import Original
from vedette.runtime.retry import Backoff
from vedette.schemas import RawArticle, RejectReason
from vedette.schemas.topics import RAW

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
ARTICLE = RawArticle(
    article_id="a1", source_id="push", fetched_at=NOON, content_type="text/plain", body="Shelling was heard at dusk."
)


class Recorder:
    """A lane whose work ends when told to, and a record of what was begun and finished together."""

    def __init__(self, most=4, turn=None):
        self.begun, self.finished, self.refused, self.unsent = [], [], set(), set()
        self.gate = asyncio.Event()
        self.lane = BatchLane(most, self.cut, self.work, self.finish, turn)
        self.cut_at = None

    def cut(self, waiting):
        return len(waiting) if self.cut_at is None else self.cut_at(waiting)

    async def work(self, batch):
        self.begun.append([*batch])
        await self.gate.wait()
        return None if len(batch) > 1 and self.refused & {*batch} else len(batch)

    async def finish(self, batch, result):
        if len(batch) > 1 and self.unsent & {*batch}:
            return False
        assert result == len(batch)
        self.finished.append([*batch])
        return True

    async def put(self, *items, order=0):
        for item in items:
            await self.lane.room()
            self.lane.start(item, key=item, order=order)

    @contextlib.asynccontextmanager
    async def running(self):
        task = asyncio.create_task(self.lane.run())
        await settle()
        yield task
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def settle():
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_message_that_comes_alone_waits_for_no_company():
    run = Recorder()
    async with run.running():
        await run.put("first")
        await settle()
        assert run.begun == [["first"]]


async def test_what_came_meanwhile_goes_together_in_order_and_at_most_so_many():
    run = Recorder(most=3)
    async with run.running():
        await run.put("one")
        await settle()
        await run.put("two", "three", "four")
        waiting = asyncio.create_task(run.lane.room())
        await settle()
        assert not waiting.done()
        run.gate.set()
        await settle()
        assert run.finished == [["one"], ["two", "three", "four"]]
        assert waiting.done()


async def test_messages_of_two_partitions_never_share_a_batch():
    run = Recorder()
    run.gate.set()
    await run.put("a", "b")
    await run.put("x", order=1)
    await run.put("c")
    async with run.running():
        await settle()
        assert run.finished == [["a", "b", "c"], ["x"]]


@pytest.mark.parametrize("fault", ["refused", "unsent"])
async def test_a_batch_that_fails_is_done_one_by_one_in_order(fault):
    run = Recorder()
    getattr(run, fault).add("bad")
    run.gate.set()
    await run.put("good", "bad", "better")
    async with run.running():
        await settle()
        assert run.finished == [["good"], ["bad"], ["better"]]


async def test_an_abandoned_batch_is_given_back_whole_with_all_that_waits():
    run = Recorder(most=2)
    async with run.running() as task:
        await run.put("one", "two")
        await settle()
        await run.put("three")
        assert run.lane.abandon() == ["one", "two", "three"]
        await settle()
        assert task.done()
        assert run.finished == []
        assert run.lane.abandon() == []


async def test_lanes_of_batches_that_share_a_turn_have_one_batch_under_way():
    turn = asyncio.Lock()
    one, other = Recorder(turn=turn), Recorder(turn=turn)
    async with one.running(), other.running():
        await one.put("claim", "claim two")
        await settle()
        await other.put("correction")
        await settle()
        assert other.begun == []
        one.gate.set()
        await settle()
        assert other.begun == [["correction"]]


async def test_an_abandoned_batch_passes_its_turn_on():
    turn = asyncio.Lock()
    one, other = Recorder(turn=turn), Recorder(turn=turn)
    async with one.running(), other.running():
        await one.put("claim")
        await settle()
        await other.put("correction")
        one.lane.abandon()
        await settle()
        assert other.begun == [["correction"]]


async def test_messages_that_belong_with_others_wait_for_them_but_not_for_ever(monkeypatch):
    run = Recorder()
    run.gate.set()
    run.cut_at = lambda waiting: 2 if len(waiting) == 2 else 0
    async with run.running():
        await run.put("one")
        await settle()
        assert run.begun == []
        await run.put("two")
        await settle()
        assert run.finished == [["one", "two"]]
        monkeypatch.setattr(batches, "PATIENCE_S", 0.01)
        await run.put("three")
        await asyncio.sleep(0.05)
        assert run.finished[1:] == [["three"]]


def taken(offset, value=b""):
    return Taken(Original(RAW.name, 3, offset, b"a1", value, {}), NOON, None, time.monotonic())


def some(first, last):
    return [taken(n) for n in range(first, last + 1)]


class Rows:
    """A table as marks see it."""

    name = "events"

    def __init__(self):
        self.rows = {}

    def reserved(self, key):
        return self.rows.get(key)

    def write(self, puts):
        self.rows |= {put.key: put.value for put in puts}


def after_a_kill(*, done, under_way=None):
    rows = Rows()
    marks = Marks(rows)
    rows.write(marks.done(some(0, done), 1))
    if under_way:
        rows.write(marks.begun(some(done + 1, under_way)))
    return rows, Marks(rows)


def test_once_under_way_whatever_waits_goes_together():
    rows = Rows()
    marks = Marks(rows)
    assert marks.cut(some(0, 9), 1) == 1, "it may have gone alone before a kill"
    rows.write(marks.done(some(0, 0), 1))
    assert marks.cut(some(1, 9), 1) == 9


def test_after_a_kill_a_batch_that_was_begun_is_the_same_again():
    _, marks = after_a_kill(done=3, under_way=7)
    assert marks.cut(some(4, 6), 2) == 0, "the rest has to come first"
    assert marks.cut(some(4, 7), 2) == 4
    assert marks.cut(some(4, 12), 2) == 4


def test_after_a_kill_what_was_handled_goes_before_and_by_itself():
    rows, marks = after_a_kill(done=3, under_way=7)
    assert marks.cut(some(1, 12), 2) == 3
    assert marks.begun(some(1, 3)) == marks.done(some(1, 3), 2) == []
    assert marks.cut(some(4, 12), 2) == 4
    rows.write(marks.done(some(4, 7), 2))
    assert marks.cut(some(8, 12), 2) == 5


def test_after_a_kill_without_a_batch_under_way_the_next_message_goes_alone():
    rows, marks = after_a_kill(done=3)
    assert marks.cut(some(4, 12), 2) == 1
    rows.write(marks.done(some(4, 4), 2))
    assert marks.cut(some(5, 12), 2) == 8
    assert marks.cut(some(5, 12), 3) == 1, "under a new assignment another worker may have had the partition"


def test_a_batch_whose_end_is_gone_from_the_topic_goes_as_it_is():
    _, marks = after_a_kill(done=3, under_way=7)
    assert marks.cut([taken(4), taken(5), taken(9)], 2) == 2
    assert marks.cut([taken(9), taken(10)], 2) == 1


def step(handler):
    metrics = Metrics("clean")
    return BatchStep(RAW, handler, service="clean", backoff=Backoff(0.001, 0.001, 2), metrics=metrics), metrics


async def test_a_batch_is_handled_in_one_call_and_every_message_is_counted():
    calls = []

    async def note(messages):
        calls.append([m.offset for m in messages])
        return Outcome()

    steps, metrics = step(note)
    handled = await steps.together([taken(n, ARTICLE.write()) for n in (4, 5, 6)])
    assert handled is not None
    assert calls == [[4, 5, 6]]
    assert b'vedette_messages_received_total{topic="vedette.articles.raw.v1"} 3.0' in metrics.page()


@pytest.mark.parametrize("error", [ValueError("oops"), PermanentError(RejectReason.UNREADABLE, "no"), MemoryError()])
async def test_a_batch_that_raises_sets_nothing_aside_but_its_messages_do_alone(error):
    async def fail(_messages):
        raise error

    steps, metrics = step(fail)
    assert await steps.together([taken(4, ARTICLE.write()), taken(5, ARTICLE.write())]) is None
    assert b"vedette_messages_received_total{" not in metrics.page()
    handled = await steps.handle(taken(4, ARTICLE.write()))
    assert handled.rejection is not None


async def test_one_message_that_does_not_decode_keeps_a_batch_from_its_handler():
    async def refuse(_messages):
        raise AssertionError

    steps, _ = step(refuse)
    assert await steps.together([taken(4, ARTICLE.write()), taken(5, b"not json")]) is None
