"""A lane: messages taken up side by side, finished in the order they came within their partition.

This is where faust's ways to lose a message are closed: an offset may move only for a message that is finished,
and no message is finished before the one that came before it in its partition.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True, eq=False)
class _Slot(Generic[T, R]):
    """An item under way."""

    item: T
    key: Hashable
    order: Hashable
    task: asyncio.Task[R]
    finished: asyncio.Event


class Lane(Generic[T, R]):
    """Runs `work` for up to `width` items at a time and `finish` for done items.

    Items of one key are worked on one after another, each begun only when the one before is finished. Items of one
    `order` are finished in the order they were started. `finish` gets all items that may be finished now, so that
    their acknowledgements are awaited together; nothing waits for company. Lanes of width 1 that share a `turn` never
    have an item under way at the same time.
    """

    def __init__(
        self,
        width: int,
        work: Callable[[T], Awaitable[R]],
        finish: Callable[[Sequence[tuple[T, R]]], Awaitable[None]],
        turn: asyncio.Lock | None = None,
    ) -> None:
        self._work = work
        self._finish = finish
        self._turn = turn
        self._has_turn = False
        self._free = asyncio.Semaphore(width)
        self._slots: list[_Slot[T, R]] = []
        self._moved = asyncio.Event()
        self._abandoned = False
        self._last_of_key: dict[Hashable, asyncio.Event] = {}

    async def room(self) -> None:
        """Wait until one more item may be started."""
        await self._free.acquire()

    def start(self, item: T, *, key: Hashable, order: Hashable) -> None:
        """Begin work on an item; `room` must have been awaited for it."""
        before = self._last_of_key.get(key)
        finished = self._last_of_key[key] = asyncio.Event()
        task = asyncio.create_task(self._after(before, item))
        task.add_done_callback(lambda _: self._moved.set())
        self._slots.append(_Slot(item, key, order, task, finished))

    async def run(self) -> None:
        """Finish items until cancelled, or until the lane is abandoned. Raises: what `work` or `finish` raises."""
        while not self._abandoned:
            await self._moved.wait()
            self._moved.clear()
            while ready := self._take_ready():
                await self._finish([(slot.item, slot.task.result()) for slot in ready])
                for slot in ready:
                    self._close(slot)

    def abandon(self) -> list[T]:
        """Cancel all work under way and return its items; none of them will be finished."""
        self._abandoned = True
        left, self._slots = self._slots, []
        for slot in left:
            slot.task.cancel()
        self._pass_turn()
        self._moved.set()
        return [slot.item for slot in left]

    def __len__(self) -> int:
        return len(self._slots)

    async def _after(self, before: asyncio.Event | None, item: T) -> R:
        if before is not None:
            await before.wait()
        if self._turn is not None:
            await self._turn.acquire()
            self._has_turn = True
        return await self._work(item)

    def _take_ready(self) -> list[_Slot[T, R]]:
        """Take the slots that are done and have no slot under way before them in their order."""
        ready, waiting, held = [], [], set()
        for slot in self._slots:
            if slot.task.done() and slot.order not in held:
                ready.append(slot)
            else:
                held.add(slot.order)
                waiting.append(slot)
        self._slots = waiting
        return ready

    def _close(self, slot: _Slot[T, R]) -> None:
        slot.finished.set()
        self._pass_turn()
        if self._last_of_key.get(slot.key) is slot.finished:
            del self._last_of_key[slot.key]
        self._free.release()

    def _pass_turn(self) -> None:
        if self._turn is not None and self._has_turn:
            self._has_turn = False
            self._turn.release()
