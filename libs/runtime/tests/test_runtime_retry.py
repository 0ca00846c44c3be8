"""Promises of the retries: bounded, spread, and polite to a server that names its own time."""

import random

import pytest

from vedette.runtime.errors import PermanentError, TransientError
from vedette.runtime.retry import Backoff, with_retries
from vedette.schemas import RejectReason


class Clock:
    """Remembers how long was slept, without sleeping."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


class Flaky:
    """Fails a number of times, then answers."""

    def __init__(self, failures: int, error: Exception | None = None) -> None:
        self.calls = 0
        self._failures = failures
        self._error = error or TransientError("busy")

    async def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self._failures:
            raise self._error
        return "done"


def test_pauses_double_up_to_the_cap_and_stay_in_their_upper_half() -> None:
    pauses = list(Backoff(base_s=1.0, cap_s=8.0, tries=6).pauses(random.Random(7)))
    for pause, full in zip(pauses, [1, 2, 4, 8, 8, 8], strict=True):
        assert full / 2 <= pause <= full


async def test_a_passing_failure_is_tried_again_until_it_succeeds() -> None:
    clock, flaky = Clock(), Flaky(2)
    assert await with_retries(flaky, Backoff(), rng=random.Random(1), sleep=clock.sleep) == "done"
    assert len(clock.slept) == 2


async def test_retries_end() -> None:
    clock, flaky = Clock(), Flaky(99)
    with pytest.raises(TransientError):
        await with_retries(flaky, Backoff(tries=3), rng=random.Random(1), sleep=clock.sleep)
    assert (flaky.calls, len(clock.slept)) == (4, 3)


async def test_a_server_that_names_its_time_is_waited_for() -> None:
    clock = Clock()
    await with_retries(
        Flaky(1, TransientError("429", retry_after_s=9.0)), Backoff(), rng=random.Random(1), sleep=clock.sleep
    )
    assert clock.slept == [9.0]


async def test_no_pause_goes_past_the_deadline() -> None:
    clock = Clock()
    patient = Flaky(99, TransientError("429", retry_after_s=3600.0))
    with pytest.raises(TransientError):
        await with_retries(patient, Backoff(), rng=random.Random(1), sleep=clock.sleep, deadline_s=30.0)
    assert clock.slept == []


async def test_a_permanent_failure_is_never_tried_again() -> None:
    hopeless = Flaky(99, PermanentError(RejectReason.EMPTY, "no text"))
    with pytest.raises(PermanentError):
        await with_retries(hopeless, Backoff(), rng=random.Random(1), sleep=Clock().sleep)
    assert hopeless.calls == 1
