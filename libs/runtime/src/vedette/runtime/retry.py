"""Back-off: how long to wait before the next try, and when to stop trying."""

import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from vedette.runtime.errors import TransientError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses that double from `base_s` up to `cap_s`, each drawn from its upper half.

    Source: "equal jitter", AWS Architecture Blog, Exponential Backoff And Jitter, 2015.
    """

    base_s: float = 0.2
    cap_s: float = 5.0
    tries: int = 5

    def pauses(self, rng: random.Random) -> Iterator[float]:
        """Yield one pause in seconds for each retry."""
        for turn in range(self.tries):
            full = min(self.cap_s, self.base_s * 2**turn)
            yield full / 2 + rng.random() * full / 2


async def with_retries(
    attempt: Callable[[], Awaitable[T]],
    backoff: Backoff,
    *,
    rng: random.Random,
    sleep: Callable[[float], Awaitable[object]],
    on_failure: Callable[[TransientError, int], None] = lambda _error, _tries: None,
    deadline_s: float = 30.0,
) -> T:
    """Return what `attempt` returns, trying again after each TransientError.

    A `retry_after_s` longer than the pause is kept to. `on_failure` is told the error and the number of tries so far.
    Raises: the last `TransientError` when the retries or `deadline_s` seconds of pauses are used up.
    """
    waited_s = 0.0
    pauses = backoff.pauses(rng)
    tries = 0
    while True:
        try:
            return await attempt()
        except TransientError as error:
            tries += 1
            on_failure(error, tries)
            pause = max(next(pauses, -1.0), 0.0 if error.retry_after_s is None else error.retry_after_s)
            if tries > backoff.tries or waited_s + pause > deadline_s:
                raise
            waited_s += pause
        await sleep(pause)
