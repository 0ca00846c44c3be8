"""Leave an endpoint alone that does not answer: open after failures, one probe at a time until it answers.

In memory, by worker: after a restart it is learnt again within a few attempts. Source: alert design, 4.3.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from vedette.alert.delivery.schedule import Verdict
from vedette.schemas import Due

IN_A_ROW = 5
WINDOW = timedelta(minutes=5)
LEAST_IN_WINDOW = 10
FAILED_SHARE = 0.7
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=30)

EndpointKey = tuple[str, str]
"""Subscriber and endpoint."""


@dataclass
class _Breaker:
    """What is known of one endpoint since its first failure."""

    in_a_row: int = 0
    recent: deque[tuple[datetime, bool]] = field(default_factory=deque)
    pause: timedelta = FIRST_PAUSE
    shut_until: datetime | None = None

    def must_open(self, now: datetime) -> bool:
        """Return True after five failures in a row, or 70 % of ten and more in five minutes."""
        while self.recent and now - self.recent[0][0] > WINDOW:
            self.recent.popleft()
        failed = sum(not good for _, good in self.recent)
        many = len(self.recent) >= LEAST_IN_WINDOW and failed >= FAILED_SHARE * len(self.recent)
        return self.in_a_row >= IN_A_ROW or many


class Breakers:
    """One breaker for each webhook that failed lately."""

    def __init__(self) -> None:
        self._breakers: dict[EndpointKey, _Breaker] = {}

    def __len__(self) -> int:
        """Return how many are open."""
        return sum(b.shut_until is not None for b in self._breakers.values())

    def shut_until(self, key: EndpointKey) -> datetime | None:
        """Return until when an endpoint is left alone; None if its breaker is closed."""
        breaker = self._breakers.get(key)
        return breaker.shut_until if breaker else None

    def note(self, due: Due, verdict: Verdict, now: datetime) -> None:
        """Take the outcome of an attempt. Mail has no breakers: one server stands behind all mailboxes."""
        key = due.subscriber_id, due.endpoint_id
        if due.channel != "webhook" or verdict not in {Verdict.TAKEN, Verdict.FAILED}:
            return
        if verdict is Verdict.TAKEN and key not in self._breakers:
            return
        breaker = self._breakers.setdefault(key, _Breaker())
        breaker.recent.append((now, verdict is Verdict.TAKEN))
        if verdict is Verdict.TAKEN:
            self._answered(key, breaker)
            return
        breaker.in_a_row += 1
        if breaker.shut_until is not None:
            if now >= breaker.shut_until:  # the probe failed; what was under way when it opened does not count
                breaker.pause = min(breaker.pause * 2, LONGEST_PAUSE)
                breaker.shut_until = now + breaker.pause
        elif breaker.must_open(now):
            breaker.shut_until = now + breaker.pause

    def _answered(self, key: EndpointKey, breaker: _Breaker) -> None:
        breaker.in_a_row = 0
        if breaker.shut_until is not None or all(good for _, good in breaker.recent):
            del self._breakers[key]
