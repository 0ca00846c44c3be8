"""When to look again: at a source, and at an article we have already."""

import random
from datetime import datetime, timedelta

LONGEST_BACKOFF_S = 6 * 3600.0
"""A source that fails is still looked at four times a day."""

LONGEST_RETRY_AFTER_S = 86400.0
"""A server may ask for a day of silence, not for more."""

LONGEST_RECHECK_S = 86400.0
RECHECK_SHARE = 0.5
"""An article is looked at again when its age has grown by half: corrections come early, and few requests are needed."""


def first_poll_s(every_s: float, rng: random.Random) -> float:
    """Return the seconds before the first poll: soon, and not all sources at once."""
    return rng.random() * min(every_s * 0.1, 10.0)


def next_poll_s(every_s: float, failures: int, retry_after_s: float | None, rng: random.Random) -> float:
    """Return the seconds until the next poll.

    The interval has 10 % jitter; it doubles with each failure in a row. A Retry-After that is longer is kept to.
    """
    if failures:
        every_s = min(every_s * 2 ** min(failures, 20), max(every_s, LONGEST_BACKOFF_S))
    asked_s = min(retry_after_s or 0.0, LONGEST_RETRY_AFTER_S)
    return max(every_s * (0.9 + 0.2 * rng.random()), asked_s)


def recheck_due(*, first_seen: datetime, checked: datetime, now: datetime, least_s: float) -> bool:
    """Return True if a published article is due for another look. `least_s` is the shortest pause between two looks."""
    age_s = (checked - first_seen).total_seconds()
    pause_s = min(max(least_s, age_s * RECHECK_SHARE), max(least_s, LONGEST_RECHECK_S))
    return now - checked >= timedelta(seconds=pause_s)
