"""The guard that keeps a worker from committing past messages it never saw."""

import asyncio
from collections.abc import Sequence

import pytest
from faust.types import TP

from vedette.runtime.errors import StoppedError
from vedette.runtime.gaps import GapGuard

PLACE = TP("articles", 3)
OTHER = TP("articles", 4)


class Log:
    """A partition in memory: the offsets that hold a message, and what the group has committed."""

    def __init__(self, offsets: Sequence[int], committed: int = 0) -> None:
        self.offsets = offsets
        self.committed_at = committed
        self.looks = 0

    async def committed(self, tp: TP) -> int:
        return self.committed_at

    async def first_from(self, tp: TP, offset: int) -> int:
        self.looks += 1
        return next(there for there in self.offsets if there >= offset)


def walk(log: Log, offsets: Sequence[int], *, generation: int = 1, guard: GapGuard | None = None) -> GapGuard:
    guard = guard or GapGuard(log.committed, log.first_from)

    async def go() -> None:
        for offset in offsets:
            await guard.pass_by(generation, PLACE, offset)

    asyncio.run(go())
    return guard


def test_messages_in_order_pass_without_a_look_at_the_broker() -> None:
    log = Log(range(10), committed=2)
    walk(log, [2, 3, 4, 5])
    assert log.looks == 0


def test_a_worker_stops_before_it_takes_up_what_follows_a_skipped_message() -> None:
    with pytest.raises(StoppedError, match=r"articles\[3\] between 2 and 3"):
        walk(Log(range(10)), [0, 1, 3])


def test_what_is_skipped_between_the_commit_and_the_first_message_is_noticed() -> None:
    with pytest.raises(StoppedError):
        walk(Log(range(10), committed=4), [6])


def test_offsets_that_hold_no_message_are_no_gap() -> None:
    log = Log([0, 1, 5, 6])  # three markers of transactions, or what compaction took
    walk(log, [0, 1, 5, 6])
    assert log.looks == 1


def test_what_retention_took_away_is_no_gap() -> None:
    walk(Log(range(100, 110), committed=7), [100, 101])


def test_messages_read_again_pass() -> None:
    walk(Log(range(10), committed=5), [3, 4, 5])


def test_a_new_assignment_begins_at_what_is_committed_then() -> None:
    log = Log(range(20))
    guard = walk(log, [0, 1, 2])
    log.committed_at = 9  # another worker had the partition meanwhile
    walk(log, [9, 10], generation=2, guard=guard)
    with pytest.raises(StoppedError):
        walk(log, [12], generation=2, guard=guard)


def test_partitions_are_followed_apart() -> None:
    log = Log(range(10))
    guard = walk(log, [0, 1])
    asyncio.run(guard.pass_by(1, OTHER, 0))
    walk(log, [2], guard=guard)
