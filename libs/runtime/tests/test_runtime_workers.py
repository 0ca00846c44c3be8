"""Promises of the process pool: a task costs at most itself."""

import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from pool_tasks import (
    crash,
    devour,
    double,
    flicker,
    interrupted,
    load_models,
    loaded,
    panic,
    pid,
    refuse,
    spin,
    stumble,
    unpicklable,
)

from vedette.runtime.errors import PermanentError, TransientError
from vedette.runtime.workers import WorkerPool
from vedette.schemas import RejectReason


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[WorkerPool]:
    pool = WorkerPool(size=1, time_limit_s=0.5, memory_limit_mb=200, initializer=load_models)
    await pool.warm_up()
    yield pool
    pool.close()


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_result_comes_back_from_another_process(pool: WorkerPool) -> None:
    assert await pool.call(double, 21) == 42
    assert await pool.call(pid) != os.getpid()


async def test_models_are_loaded_once_per_process(pool: WorkerPool) -> None:
    await pool.call(double, 1)
    assert await pool.call(loaded) == ["gazetteer"]


async def test_a_task_over_its_time_is_ended_and_the_next_one_runs(pool: WorkerPool) -> None:
    with pytest.raises(PermanentError) as caught:
        await pool.call(spin)
    assert caught.value.reason is RejectReason.TIMEOUT
    assert await pool.call(double, 2) == 4


async def test_a_task_over_its_memory_is_ended_and_the_next_one_runs(pool: WorkerPool) -> None:
    with pytest.raises(PermanentError) as caught:
        await pool.call(devour)
    assert caught.value.reason is RejectReason.OUT_OF_MEMORY
    assert await pool.call(double, 3) == 6


async def test_a_crash_in_native_code_costs_its_task_only(pool: WorkerPool) -> None:
    with pytest.raises(PermanentError, match="-11") as caught:
        await pool.call(crash)
    assert caught.value.reason is RejectReason.BUG
    assert await pool.call(double, 4) == 8


@pytest.mark.parametrize(
    ("task", "kind", "detail"),
    [(refuse, PermanentError, "no text"), (flicker, TransientError, "later"), (stumble, KeyError, "title")],
)
async def test_errors_of_a_task_travel_through(pool: WorkerPool, task, kind, detail) -> None:
    with pytest.raises(kind, match=detail):
        await pool.call(task)


async def test_a_transient_error_keeps_its_waiting_time(pool: WorkerPool) -> None:
    with pytest.raises(TransientError) as caught:
        await pool.call(flicker)
    assert caught.value.retry_after_s == 7.0


async def test_a_panic_in_native_code_becomes_a_permanent_error(pool: WorkerPool) -> None:
    with pytest.raises(PermanentError, match="index out of bounds") as caught:
        await pool.call(panic)
    assert caught.value.reason is RejectReason.BUG


async def test_an_answer_that_cannot_travel_is_an_error_not_a_hang(pool: WorkerPool) -> None:
    with pytest.raises(RuntimeError, match="cannot be sent"):
        await pool.call(unpicklable)


async def test_a_process_is_replaced_after_its_share_of_tasks() -> None:
    pool = WorkerPool(size=1, time_limit_s=5, memory_limit_mb=200, max_tasks=2)
    try:
        pids = [await pool.call(pid) for _ in range(4)]
    finally:
        pool.close()
    assert pids[0] == pids[1] != pids[2] == pids[3]


async def test_signals_for_the_service_do_not_end_its_tasks(pool: WorkerPool) -> None:
    assert await pool.call(interrupted) == "went on"
