"""How fast one endpoint is told: a bucket of attempts, filled evenly, and more slowly while a receiver is busy.

In memory, by worker: after a restart every endpoint starts with a full bucket. Source: alert design, 4.3.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from vedette.alert.delivery.breaker import EndpointKey

PER_S, BURST = 10.0, 20
BUSY = frozenset({429, 502, 503, 504})
"""Answers of a receiver that is there and has too much to do."""
SLOWEST = 1 / 64
"""Least share of its rate an endpoint keeps."""
RECOVERY = 1.1
"""What the share of a slowed endpoint is multiplied by when it takes a notice."""
MOST_KEPT = 10_000


@dataclass(slots=True)
class _Bucket:
    left: float
    at: datetime
    share: float = 1.0


class Paces:
    """One bucket for each endpoint that was told something lately."""

    def __init__(self, *, per_s: float = PER_S, burst: int = BURST) -> None:
        self._per_s = per_s
        self._burst = float(burst)
        self._buckets: dict[EndpointKey, _Bucket] = {}

    def __len__(self) -> int:
        return len(self._buckets)

    def ready_at(self, key: EndpointKey, now: datetime) -> datetime:
        """Return when the next attempt may be made; not after `now` if it may be made at once."""
        bucket = self._buckets.get(key)
        if bucket is None:
            return now
        self._fill(bucket, now)
        missing = 1.0 - bucket.left
        return now if missing <= 0 else now + timedelta(seconds=missing / (self._per_s * bucket.share) + 1e-6)

    def spend(self, key: EndpointKey, now: datetime) -> None:
        """Count an attempt that is being made."""
        bucket = self._buckets.get(key)
        if bucket is None:
            self._forget_full(now)
            bucket = self._buckets[key] = _Bucket(self._burst, now)
        self._fill(bucket, now)
        bucket.left -= 1.0

    def note(self, key: EndpointKey, *, status: int | None, taken: bool) -> None:
        """Halve the rate of a receiver that is busy; give it back little by little while it takes notices."""
        bucket = self._buckets.get(key)
        if bucket is None:
            return
        if status in BUSY:
            bucket.share = max(SLOWEST, bucket.share / 2)
            bucket.left = min(bucket.left, 1.0)
        elif taken:
            bucket.share = min(1.0, bucket.share * RECOVERY)

    def _fill(self, bucket: _Bucket, now: datetime) -> None:
        passed_s = max(0.0, (now - bucket.at).total_seconds())  # clocks step back
        bucket.left = min(self._burst, bucket.left + passed_s * self._per_s * bucket.share)
        bucket.at = now

    def _forget_full(self, now: datetime) -> None:
        """Drop buckets that say nothing more, now and then."""
        if len(self._buckets) < MOST_KEPT or len(self._buckets) % 1000:
            return
        for key, bucket in list(self._buckets.items()):
            self._fill(bucket, now)
            if bucket.left >= self._burst and bucket.share == 1.0:
                del self._buckets[key]
