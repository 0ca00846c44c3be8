"""The notices a worker owes, in memory: which may be tried now, fairly, without one endpoint holding up another.

Built from the table of owed notices and rebuilt from it whenever partitions move; losing it loses nothing.
"""

from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from heapq import heappop, heappush

from vedette.alert.delivery.breaker import Breakers, EndpointKey
from vedette.alert.delivery.pace import Paces
from vedette.alert.delivery.schedule import Attempt
from vedette.alert.delivery.turns import PER_DOMAIN, Turns
from vedette.schemas import Due

ThreadKey = tuple[str, str, str, str]
"""Subscriber, endpoint, rule and event: notices of one thread go strictly one after another."""


class DueQueue:
    """Holds every open delivery of this worker; `take` gives out what may be tried now."""

    def __init__(
        self, *, per_endpoint: int = 2, per_domain: int = PER_DOMAIN, paces: Paces | None = None,
        domain_of: Callable[[EndpointKey], str | None] = lambda _: None,
    ) -> None:  # fmt: skip
        self._dues: dict[str, Due] = {}
        self._busy: set[str] = set()
        self._done: set[str] = set()
        self._booked: set[str] = set()
        self._fresh: set[str] = set()
        self._waiting: list[tuple[datetime, int, str]] = []
        self._threads: dict[ThreadKey, deque[str]] = {}
        self._serial = 0
        self._turns = Turns(
            per_endpoint=per_endpoint, per_domain=per_domain, paces=paces, domain_of=domain_of, is_open=self._is_open
        )

    @property
    def breakers(self) -> Breakers:
        """Return the breakers of the endpoints."""
        return self._turns.breakers

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

    def again(self, due: Due) -> None:
        """Take up a delivery somebody asked to send again: anew if it was over, sooner if it still waits."""
        known = self._dues.get(due.delivery_id)
        if known is None:
            self._done.discard(due.delivery_id)
            self._booked.discard(due.delivery_id)
            self.put(due)
        elif due.delivery_id not in self._busy and _sooner(due, known):
            self._dues[due.delivery_id] = due
            if self._threads[_thread_of(due)][0] == due.delivery_id:
                self._wait(due)

    def take(self, now: datetime, *, first_only: bool = False) -> Due | None:
        """Return a delivery to try now and count its endpoint as busy; None if nothing may be tried."""
        self._ripen(now)
        due = self._turns.take(now, first_only=first_only)
        if due is not None:
            self._busy.add(due.delivery_id)
        return due

    def note(self, due: Due, attempt: Attempt, now: datetime) -> None:
        """Take the outcome of an attempt, for the breaker and the pace of its endpoint."""
        self._turns.note(due, attempt, now)

    def settled(self, due: Due) -> None:
        """Note the outcome of an attempt that `take` gave out: due again, or over."""
        self._busy.discard(due.delivery_id)
        self._turns.release(due)
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
        times = [self._waiting[0][0] if self._waiting else None, self._turns.next_at()]
        return min((time for time in times if time is not None), default=None)

    def _wait(self, due: Due) -> None:
        assert due.next_at is not None
        self._serial += 1
        heappush(self._waiting, (due.next_at, self._serial, due.delivery_id))

    def _is_current(self, entry: tuple[datetime, int, str]) -> bool:
        due = self._dues.get(entry[2])
        return due is not None and due.next_at == entry[0] and entry[2] not in self._busy

    def _is_open(self, due: Due) -> bool:
        return self._dues.get(due.delivery_id) is due and due.delivery_id not in self._busy

    def _ripen(self, now: datetime) -> None:
        while self._waiting and self._waiting[0][0] <= now:
            entry = heappop(self._waiting)
            if self._is_current(entry):
                self._turns.line_up(self._dues[entry[2]])

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


def _sooner(due: Due, known: Due) -> bool:
    return due.next_at is not None and known.next_at is not None and due.next_at < known.next_at


def _thread_of(due: Due) -> ThreadKey:
    return due.subscriber_id, due.endpoint_id, due.rule_id, due.event_id
