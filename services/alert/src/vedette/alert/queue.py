"""The notices a worker owes, in memory: which may be tried now, fairly, without one endpoint holding up another.

Built from the table of owed notices and rebuilt from it whenever partitions move; losing it loses nothing.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush

from vedette.alert.breaker import Breakers, EndpointKey
from vedette.schemas import Due

ThreadKey = tuple[str, str, str, str]
"""Subscriber, endpoint, rule and event: notices of one thread go strictly one after another."""


@dataclass
class _Lane:
    """What one endpoint is owed now, first made first."""

    ready: list[tuple[datetime, int, str]] = field(default_factory=list)
    busy: int = 0
    listed: bool = False


class DueQueue:
    """Holds every open delivery of this worker; `take` gives out what may be tried now."""

    def __init__(self, *, per_endpoint: int = 2) -> None:
        self._per_endpoint = per_endpoint
        self._dues: dict[str, Due] = {}
        self._busy: set[str] = set()
        self._done: set[str] = set()
        self._booked: set[str] = set()
        self._fresh: set[str] = set()
        self._waiting: list[tuple[datetime, int, str]] = []
        self._threads: dict[ThreadKey, deque[str]] = {}
        self._lanes: dict[EndpointKey, _Lane] = {}
        self._round: deque[EndpointKey] = deque()
        self._serial = 0
        self.breakers = Breakers()
        self._shut: list[tuple[datetime, int, EndpointKey]] = []

    def __len__(self) -> int:
        return len(self._dues)

    @property
    def busy(self) -> int:
        """Return how many attempts are under way."""
        return len(self._busy)

    def put(self, due: Due) -> None:
        """Add a delivery, unless it is here already or its end was reported."""
        if due.delivery_id in self._dues or due.delivery_id in self._done or due.next_at is None:
            return
        self._dues[due.delivery_id] = due
        self._fresh.add(due.delivery_id)
        thread = self._threads.setdefault(_thread_of(due), deque())
        thread.append(due.delivery_id)
        if thread[0] == due.delivery_id:
            self._wait(due)

    def take(self, now: datetime) -> Due | None:
        """Return a delivery to try now and count its endpoint as busy; None if nothing may be tried."""
        self._ripen(now)
        for _ in range(len(self._round)):
            key = self._round.popleft()
            lane = self._lanes[key]
            if self._is_shut(key, now):
                continue
            lane.listed = False
            due = self._first(lane) if lane.busy < self._width(key) else None
            if due is not None:
                lane.busy += 1
                self._busy.add(due.delivery_id)
                self._list(key, lane)
                return due
        return None

    def settled(self, due: Due) -> None:
        """Note the outcome of an attempt that `take` gave out: due again, or over."""
        self._release(due)
        if due.next_at is not None:
            self._dues[due.delivery_id] = due
            self._wait(due)
        else:
            self._done.add(due.delivery_id)
            self._remove(due)

    def booked(self, delivery_id: str) -> None:
        """Note that the end of a delivery is being booked. Its id is kept until the table has it no more."""
        self._done.add(delivery_id)
        self._booked.add(delivery_id)
        due = self._dues.get(delivery_id)
        if due is not None and delivery_id not in self._busy:
            self._remove(due)

    def agree(self, owed: Mapping[str, bytes]) -> None:
        """Take up what the table has and drop what it no longer has: its partition has moved to another worker.

        What was put since the last call is spared once: the table may be about to be written.
        """
        over = self._booked - owed.keys()
        self._done -= over
        self._booked -= over
        kept = self._busy | self._fresh | owed.keys()
        for delivery_id in [i for i in self._dues if i not in kept]:
            self._remove(self._dues[delivery_id])
        unknown = [Due.read(value) for i, value in owed.items() if i not in self._dues and i not in self._done]
        for due in sorted(unknown, key=lambda d: (d.made_at, d.revision)):
            self.put(due)
        self._fresh.clear()

    def next_at(self) -> datetime | None:
        """Return when the next waiting delivery becomes due."""
        while self._waiting and not self._is_current(self._waiting[0]):
            heappop(self._waiting)
        times = [heap[0][0] for heap in (self._waiting, self._shut) if heap]
        return min(times) if times else None

    def _is_shut(self, key: EndpointKey, now: datetime) -> bool:
        """Set a lane aside while its breaker is open."""
        until = self.breakers.shut_until(key)
        if until is None or now >= until:
            return False
        self._serial += 1
        heappush(self._shut, (until, self._serial, key))
        return True

    def _width(self, key: EndpointKey) -> int:
        """Return how many attempts an endpoint may have under way: one, a probe, once its breaker may close."""
        return self._per_endpoint if self.breakers.shut_until(key) is None else 1

    def _wait(self, due: Due) -> None:
        assert due.next_at is not None
        self._serial += 1
        heappush(self._waiting, (due.next_at, self._serial, due.delivery_id))

    def _is_current(self, entry: tuple[datetime, int, str]) -> bool:
        due = self._dues.get(entry[2])
        return due is not None and due.next_at == entry[0] and entry[2] not in self._busy

    def _ripen(self, now: datetime) -> None:
        while self._shut and self._shut[0][0] <= now:
            self._round.append(heappop(self._shut)[2])
        while self._waiting and self._waiting[0][0] <= now:
            entry = heappop(self._waiting)
            if not self._is_current(entry):
                continue
            due = self._dues[entry[2]]
            key = (due.subscriber_id, due.endpoint_id)
            lane = self._lanes.setdefault(key, _Lane())
            heappush(lane.ready, (due.made_at, entry[1], due.delivery_id))
            self._list(key, lane)

    def _first(self, lane: _Lane) -> Due | None:
        while lane.ready:
            due = self._dues.get(heappop(lane.ready)[2])
            if due is not None and due.delivery_id not in self._busy:
                return due
        return None

    def _list(self, key: EndpointKey, lane: _Lane) -> None:
        if lane.ready and not lane.listed and lane.busy < self._per_endpoint:
            lane.listed = True
            self._round.append(key)
        elif not lane.ready and not lane.busy and not lane.listed:
            self._lanes.pop(key, None)

    def _release(self, due: Due) -> None:
        self._busy.discard(due.delivery_id)
        key = (due.subscriber_id, due.endpoint_id)
        lane = self._lanes.get(key)
        if lane is not None:
            lane.busy -= 1
            self._list(key, lane)

    def _remove(self, due: Due) -> None:
        self._dues.pop(due.delivery_id, None)
        key = _thread_of(due)
        thread = self._threads.get(key)
        if thread is None or due.delivery_id not in thread:
            return
        first = thread[0] == due.delivery_id
        thread.remove(due.delivery_id)
        if not thread:
            del self._threads[key]
        elif first:
            self._wait(self._dues[thread[0]])


def _thread_of(due: Due) -> ThreadKey:
    return due.subscriber_id, due.endpoint_id, due.rule_id, due.event_id
