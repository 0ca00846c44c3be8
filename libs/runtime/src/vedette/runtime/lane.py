"""A lane: messages taken up side by side, finished strictly in the order they came.

This is where faust's ways to lose a message are closed: an offset may move only for a message that is finished,
and no message is finished before the one that came before it.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

I = TypeVar("I")  # noqa: E741  an item
R = TypeVar("R")


class Lane(Generic[I, R]):
    """Runs `work` for up to `width` items at a time and `finish` for done items, in order.

    Items of one key are worked on one after another, each begun only when the one before is finished.
    `finish` gets all items at the head of the lane that are done, so that their acknowledgements are awaited together;
    nothing waits for company.
    """

    def __init__(
        self,
        width: int,
        work: Callable[[I], Awaitable[R]],
        finish: Callable[[Sequence[tuple[I, R]]], Awaitable[None]],
    ) -> None:
        self._width = width
        self._work = work
        self._finish = finish
        self._free = asyncio.Semaphore(width)
        self._queue: deque[tuple[I, str, asyncio.Task[R], asyncio.Event]] = deque()
        self._filled = asyncio.Event()
        self._last_of_key: dict[str, asyncio.Event] = {}

    async def room(self) -> None:
        """Wait until one more item may be started."""
        await self._free.acquire()

    def start(self, item: I, key: str) -> None:
        """Begin work on an item; `room` must have been awaited for it."""
        before = self._last_of_key.get(key)
        finished = self._last_of_key[key] = asyncio.Event()
        task = asyncio.create_task(self._after(before, item))
        self._queue.append((item, key, task, finished))
        self._filled.set()

    async def run(self) -> None:
        """Finish items until cancelled, or until the lane is abandoned. Raises: what `work` or `finish` raises."""
        while True:
            await self._filled.wait()
            await asyncio.wait([self._queue[0][2]])
            done = self._done_at_head()
            if any(task.cancelled() for _, _, task, _ in done):
                return  # abandoned: unfinished items are read again by whoever gets the partition
            await self._finish([(item, task.result()) for item, _, task, _ in done])
            for _, key, _, finished in done:
                self._close(key, finished)

    def abandon(self) -> list[I]:
        """Cancel all work under way and return its items; none of them will be finished."""
        items = [item for item, _, _, _ in self._queue]
        for _, _, task, _ in self._queue:
            task.cancel()
        return items

    def __len__(self) -> int:
        return len(self._queue)

    async def _after(self, before: asyncio.Event | None, item: I) -> R:
        if before is not None:
            await before.wait()
        return await self._work(item)

    def _done_at_head(self) -> list[tuple[I, str, asyncio.Task[R], asyncio.Event]]:
        done = []
        while self._queue and self._queue[0][2].done():
            done.append(self._queue.popleft())
        if not self._queue:
            self._filled.clear()
        return done

    def _close(self, key: str, finished: asyncio.Event) -> None:
        finished.set()
        if self._last_of_key.get(key) is finished:
            del self._last_of_key[key]
        self._free.release()
