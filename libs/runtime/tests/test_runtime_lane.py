"""Promises of the lane: side by side between keys, in order within a partition, nothing finished twice or early."""

import asyncio
import contextlib

from vedette.runtime.lane import Lane


class Recorder:
    """Work that ends when told to, and a record of what was finished."""

    def __init__(self, width: int) -> None:
        self.gates: dict[str, asyncio.Event] = {}
        self.begun: list[str] = []
        self.batches: list[list[str]] = []
        self.lane: Lane[str, str] = Lane(width, self.work, self.finish)

    async def work(self, item: str) -> str:
        self.begun.append(item)
        await self.gates.setdefault(item, asyncio.Event()).wait()
        return item.upper()

    async def finish(self, done) -> None:
        self.batches.append([item for item, _ in done])

    def open(self, *items: str) -> None:
        for item in items:
            self.gates.setdefault(item, asyncio.Event()).set()

    @property
    def finished(self) -> list[str]:
        return [item for batch in self.batches for item in batch]

    @contextlib.asynccontextmanager
    async def running(self):
        task = asyncio.create_task(self.lane.run())
        yield task
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_items_of_a_partition_are_finished_in_order() -> None:
    run = Recorder(4)
    async with run.running():
        for item in ("first", "second", "third"):
            await run.lane.room()
            run.lane.start(item, key=item, order=0)
        run.open("third", "second")
        await settle()
        assert run.finished == []
        run.open("first")
        await settle()
        assert run.batches == [["first", "second", "third"]]


async def test_a_slow_item_does_not_hold_up_other_partitions() -> None:
    run = Recorder(4)
    async with run.running():
        for item, partition in (("slow", 0), ("quick", 1), ("behind", 0)):
            await run.lane.room()
            run.lane.start(item, key=item, order=partition)
        run.open("quick", "behind")
        await settle()
        assert run.finished == ["quick"]


async def test_items_of_one_key_are_worked_on_one_after_the_other() -> None:
    run = Recorder(4)
    async with run.running():
        for item in ("revision 1", "revision 2"):
            await run.lane.room()
            run.lane.start(item, key="one article", order=0)
        await settle()
        assert run.begun == ["revision 1"]
        run.open("revision 1")
        await settle()
        assert run.begun == ["revision 1", "revision 2"]


async def test_no_more_items_are_taken_up_than_the_lane_is_wide() -> None:
    run = Recorder(2)
    async with run.running():
        for item in ("one", "two"):
            await run.lane.room()
            run.lane.start(item, key=item, order=0)
        waiting = asyncio.create_task(run.lane.room())
        await settle()
        assert not waiting.done()
        run.open("one")
        await settle()
        assert waiting.done()


async def test_abandoned_items_are_never_finished() -> None:
    run = Recorder(2)
    async with run.running() as task:
        await run.lane.room()
        run.lane.start("half done", key="half done", order=0)
        await settle()
        assert run.lane.abandon() == ["half done"]
        await settle()
        assert task.done()
        assert run.finished == []


async def test_lanes_that_take_turns_never_have_two_items_under_way() -> None:
    turn = asyncio.Lock()
    one, other = Recorder(1), Recorder(1)
    one.lane, other.lane = (Lane(1, r.work, r.finish, turn) for r in (one, other))
    async with one.running(), other.running():
        one.lane.start("claim", key="k", order=0)
        other.lane.start("correction", key="k", order=0)
        await settle()
        assert (one.begun, other.begun) == (["claim"], [])
        one.open("claim")
        await settle()
        assert (one.finished, other.begun) == (["claim"], ["correction"])


async def test_an_abandoned_lane_passes_its_turn_on() -> None:
    turn = asyncio.Lock()
    one, other = Recorder(1), Recorder(1)
    one.lane, other.lane = (Lane(1, r.work, r.finish, turn) for r in (one, other))
    async with one.running(), other.running():
        one.lane.start("claim", key="k", order=0)
        await settle()
        other.lane.start("correction", key="k", order=0)
        one.lane.abandon()
        await settle()
        assert other.begun == ["correction"]
