"""A lane of batches: what waits is worked on together, and while it is, the next batch gathers.

For handlers to which many messages at once cost less than each by itself. Nothing waits for company: a message that
comes alone is worked on at once.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar

__all__ = ["BatchLane"]

T = TypeVar("T")
R = TypeVar("R")

PATIENCE_S = 10.0
"""Longest wait for items that must be worked on with those that are there: they were read once, so they stand on the
topic, unless it was made anew since."""


class BatchLane(Generic[T, R]):
    """Runs `work` and `finish` for up to `most` items of one order at a time, one batch after another.

    `cut` tells how many of the waiting items go into the next batch, 0 if more must come first. Where `work` gives null
    or `finish` False, the items of the batch are worked on and finished one by one. `turn` is as in `Lane`.
    """

    def __init__(
        self,
        most: int,
        cut: Callable[[Sequence[T]], int],
        work: Callable[[Sequence[T]], Awaitable[R | None]],
        finish: Callable[[Sequence[T], R], Awaitable[bool]],
        turn: asyncio.Lock | None = None,
    ) -> None:
        self._most, self._cut, self._work, self._finish = most, cut, work, finish
        self._turn = turn or contextlib.nullcontext()
        self._free = asyncio.Semaphore(most)
        self._waiting: deque[tuple[Hashable, T]] = deque()
        self._under_way: list[T] = []
        self._task: asyncio.Future[R | None] | None = None
        self._come = asyncio.Event()
        self._late = False
        self._abandoned = False

    async def room(self) -> None:
        """Wait until one more item may wait here."""
        await self._free.acquire()

    def start(self, item: T, *, key: Hashable, order: Hashable) -> None:
        """Put an item behind those of its order; `room` must have been awaited for it."""
        del key  # items of one order never stand side by side
        self._waiting.append((order, item))
        self._come.set()

    async def run(self) -> None:
        """Work on batches until cancelled or abandoned. Raises: what `work`, `finish` or `cut` raises."""
        while not self._abandoned:
            async with self._turn:
                batch = self._take()
                await self._all(batch)
            if not batch:
                await self._more()

    def abandon(self) -> list[T]:
        """Cancel the work under way and return all items that are not finished; none of them will be."""
        self._abandoned = True
        if self._task is not None:
            self._task.cancel()
        left = [*self._under_way, *(item for _, item in self._waiting)]
        self._under_way = []
        self._waiting.clear()
        self._come.set()
        return left

    def _take(self) -> list[T]:
        if not self._waiting:
            return []
        order = self._waiting[0][0]
        there = [item for of, item in self._waiting if of == order][: self._most]
        count = self._cut(there) or len(there) * self._late
        self._late = False
        batch = there[:count]
        for item in batch:
            self._waiting.remove((order, item))
            self._free.release()
        return batch

    async def _more(self) -> None:
        """Wait for an item; only for so long if some wait already."""
        self._come.clear()
        try:
            async with asyncio.timeout(PATIENCE_S if self._waiting else None):
                await self._come.wait()
        except TimeoutError:
            self._late = True

    async def _all(self, batch: Sequence[T]) -> None:
        self._under_way = list(batch)
        if len(batch) > 1 and await self._done(batch):
            return
        for item in batch:
            if self._abandoned or not await self._done([item]):
                return

    async def _done(self, batch: Sequence[T]) -> bool:
        """Work on some items and finish them; return False if that cannot be done for these together."""
        self._task = asyncio.ensure_future(self._work(batch))
        await asyncio.wait({self._task})
        if self._abandoned:
            return True
        result = self._task.result()
        if result is None:
            return False
        here, self._under_way = self._under_way, self._under_way[len(batch) :]
        finished = await self._finish(batch, result)
        if not finished:
            self._under_way = here
        return finished
