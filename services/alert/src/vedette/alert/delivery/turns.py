"""Whose turn it is: endpoints with something due, round and round, so that none holds up another.

An endpoint is passed over while it has enough under way, while its breaker is open, while it was told too much in the
last moment, and while all endpoints of its domain together have enough under way.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush

from vedette.alert.delivery.breaker import Breakers, EndpointKey
from vedette.alert.delivery.pace import Paces
from vedette.alert.delivery.schedule import Attempt, Verdict
from vedette.schemas import Due

PER_DOMAIN = 50
"""Attempts under way at most for endpoints of one domain: it may have thousands, and one server behind them all."""


@dataclass
class _Lane:
    """What one endpoint is owed now: first made first, what was asked for again last."""

    ready: list[tuple[bool, datetime, int, Due]] = field(default_factory=list)
    busy: int = 0
    listed: bool = False


@dataclass
class _Domain:
    busy: int = 0
    waiting: deque[EndpointKey] = field(default_factory=deque)


class Turns:
    """Lines up deliveries by endpoint; `take` gives out the next."""

    def __init__(
        self, *, per_endpoint: int, per_domain: int, paces: Paces | None,
        domain_of: Callable[[EndpointKey], str | None], is_open: Callable[[Due], bool],
    ) -> None:  # fmt: skip
        self.breakers = Breakers()
        self._paces = paces
        self._per_endpoint = per_endpoint
        self._per_domain = per_domain
        self._domain_of = domain_of
        self._is_open = is_open
        self._lanes: dict[EndpointKey, _Lane] = {}
        self._round: deque[EndpointKey] = deque()
        self._aside: list[tuple[datetime, int, EndpointKey]] = []
        self._domains: dict[str, _Domain] = {}
        self._domain_at_work: dict[str, str] = {}
        self._serial = 0

    def line_up(self, due: Due) -> None:
        """Add a delivery that may be tried now."""
        key = key_of(due)
        lane = self._lanes.setdefault(key, _Lane())
        self._serial += 1
        heappush(lane.ready, (due.redelivery is not None, due.made_at, self._serial, due))
        self._list(key, lane)

    def take(self, now: datetime, *, first_only: bool) -> Due | None:
        """Return the delivery whose turn it is, and count its endpoint and domain as busy.

        With `first_only`, retries are passed over: the last free slots are for what was never tried.
        """
        while self._aside and self._aside[0][0] <= now:
            self._round.append(heappop(self._aside)[2])
        passed: list[EndpointKey] = []
        found = None
        while self._round and found is None:
            key = self._round.popleft()
            if self._set_aside(key, now):
                continue
            lane = self._lanes[key]
            if first_only and (due := self._head(lane)) is not None and due.attempt:
                passed.append(key)
                continue
            found = self._start(key, lane, now)
        self._round.extend(passed)
        return found

    def release(self, due: Due) -> None:
        """Note that an attempt has ended."""
        key = key_of(due)
        name = self._domain_at_work.pop(due.delivery_id, None)
        if name is not None:
            self._domains[name].busy -= 1
            self._let_next(name)
        lane = self._lanes.get(key)
        if lane is not None:
            lane.busy -= 1
            self._list(key, lane)

    def note(self, due: Due, attempt: Attempt, now: datetime) -> None:
        """Take the outcome of an attempt, for breaker and pace."""
        self.breakers.note(due, attempt.verdict, now)
        if self._paces is not None:
            self._paces.note(key_of(due), status=attempt.status, taken=attempt.verdict is Verdict.TAKEN)

    def next_at(self) -> datetime | None:
        """Return when the next endpoint that was set aside has its turn again."""
        return self._aside[0][0] if self._aside else None

    def _set_aside(self, key: EndpointKey, now: datetime) -> bool:
        """Set a lane aside until its breaker and its pace allow, or until somebody of its domain is done."""
        until = self.breakers.shut_until(key) or now
        if self._paces is not None:
            until = max(until, self._paces.ready_at(key, now))
        if until > now:
            self._serial += 1
            heappush(self._aside, (until, self._serial, key))
            return True
        name = self._domain_of(key)
        domain = self._domains.get(name) if name else None
        if domain is not None and domain.busy >= self._per_domain:
            domain.waiting.append(key)
            return True
        return False

    def _start(self, key: EndpointKey, lane: _Lane, now: datetime) -> Due | None:
        lane.listed = False
        due = self._head(lane) if lane.busy < self._width(key) else None
        name = self._domain_of(key)
        if due is None:
            self._forget_idle(key, lane)
            self._let_next(name)
            return None
        heappop(lane.ready)
        lane.busy += 1
        if self._paces is not None:
            self._paces.spend(key, now)
        if name:
            self._domains.setdefault(name, _Domain()).busy += 1
            self._domain_at_work[due.delivery_id] = name
        self._list(key, lane)
        return due

    def _let_next(self, name: str | None) -> None:
        """Give the next endpoint of a domain its turn: another of them has ended, or had nothing to do."""
        domain = self._domains.get(name) if name else None
        if domain is None or name is None:
            return
        if domain.waiting:
            self._round.append(domain.waiting.popleft())
        elif not domain.busy:
            del self._domains[name]

    def _width(self, key: EndpointKey) -> int:
        """Return how many attempts an endpoint may have under way: one, a probe, once its breaker may close."""
        return self._per_endpoint if self.breakers.shut_until(key) is None else 1

    def _head(self, lane: _Lane) -> Due | None:
        """Return what is first in a lane; what is no longer open is dropped."""
        while lane.ready:
            due = lane.ready[0][3]
            if self._is_open(due):
                return due
            heappop(lane.ready)
        return None

    def _list(self, key: EndpointKey, lane: _Lane) -> None:
        if lane.ready and not lane.listed and lane.busy < self._per_endpoint:
            lane.listed = True
            self._round.append(key)
        else:
            self._forget_idle(key, lane)

    def _forget_idle(self, key: EndpointKey, lane: _Lane) -> None:
        if not lane.ready and not lane.busy and not lane.listed:
            self._lanes.pop(key, None)


def key_of(due: Due) -> EndpointKey:
    """Return whose delivery it is."""
    return due.subscriber_id, due.endpoint_id
