"""The loop that makes attempts: takes what is due, tries it, reports the outcome. Knows no channel and no broker."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from vedette.alert.delivery.queue import DueQueue
from vedette.alert.delivery.schedule import Attempt, Verdict, park, settle
from vedette.runtime.logs import get_log
from vedette.schemas import DeliveryState, Due

LONGEST_NAP_S = 1.0
"""Clocks step; nobody should sleep through that."""
REPORT_PAUSE_S = 0.5
"""Pause before an outcome is reported again when the broker did not take it."""
KEPT_FOR_FIRST = 10
"""A tenth of the slots is for first attempts, so that retries of many never keep a fresh notice waiting."""


class Deliverer:
    """Makes attempts side by side, a few per endpoint, so that one that hangs keeps nobody waiting."""

    def __init__(
        self,
        queue: DueQueue,
        *,
        attempt: Callable[[Due], Awaitable[Attempt]],
        report: Callable[[Due], Awaitable[None]],
        clock: Callable[[], datetime],
        rng: random.Random,
        steps_s: Sequence[float],
        at_once: int,
        grace_s: float = 3.0,
    ) -> None:
        self.queue = queue
        self._attempt = attempt
        self._report = report
        self._clock = clock
        self._rng = rng
        self._steps_s = steps_s
        self._at_once = at_once
        self._for_all = at_once - at_once // KEPT_FOR_FIRST
        self._grace_s = grace_s
        self._wake = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._log = get_log()

    def wake(self) -> None:
        """Look again at once: something may be due."""
        self._wake.set()

    async def run(self) -> None:
        """Deliver until cancelled; then let attempts under way end, for a moment."""
        try:
            while True:
                self._wake.clear()
                self._start_due()
                await self._nap()
        finally:
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=self._grace_s)
            for task in self._tasks:
                task.cancel()

    def _start_due(self) -> None:
        while len(self._tasks) < self._at_once:
            due = self.queue.take(self._clock(), first_only=len(self._tasks) >= self._for_all)
            if due is None:
                return
            task = asyncio.create_task(self._deliver(due))
            self._tasks.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._wake.set()

    async def _nap(self) -> None:
        soon = self.queue.next_at()
        wait_s = LONGEST_NAP_S if soon is None else (soon - self._clock()).total_seconds()
        try:
            async with asyncio.timeout(min(max(wait_s, 0.001), LONGEST_NAP_S)):
                await self._wake.wait()
        except TimeoutError:
            pass

    async def _deliver(self, due: Due) -> None:
        try:
            attempt = await self._attempt(due)
        except Exception as error:  # noqa: BLE001  a fault of ours is retried like the receiver's, and stops nobody else
            self._log.exception("attempt failed, this is a bug", delivery_id=due.delivery_id, error=repr(error))
            attempt = Attempt(Verdict.FAILED, "the attempt failed inside Vedette")
        self.queue.note(due, attempt, self._clock())
        if attempt.verdict is Verdict.PARKED:
            self.queue.settled(park(due, self._clock()))
            return
        after = settle(due, attempt, now=self._clock(), steps_s=self._steps_s, rng=self._rng)
        self.queue.settled(after)
        await self._report_until_taken(after)
        if after.state is DeliveryState.DELIVERED:
            self._log.info("notice delivered", delivery_id=due.delivery_id, channel=due.channel, attempts=after.attempt)
        if after.state is DeliveryState.DEAD:
            self._log.warning(
                "delivery given up", delivery_id=due.delivery_id, attempts=after.attempt, detail=after.detail
            )

    async def _report_until_taken(self, after: Due) -> None:
        """Report the outcome; while the broker is away, hold on to it: forgetting means telling twice."""
        told = False
        while True:
            try:
                await self._report(after)
            except Exception as error:  # noqa: BLE001  whatever the broker's client raises, the outcome is kept
                if not told:
                    self._log.warning("outcome not reported yet", delivery_id=after.delivery_id, error=repr(error))
                told = True
                await asyncio.sleep(REPORT_PAUSE_S)
            else:
                return
