"""A pool of processes for CPU-heavy work, each task with a time and a memory limit.

A hostile page costs only itself: its process is killed at the limit and replaced, the others and the heartbeats go on.
"""

import asyncio
import contextlib
import math
import multiprocessing
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from vedette.runtime.errors import PermanentError, VedetteError
from vedette.schemas import RejectReason

P = ParamSpec("P")
R = TypeVar("R")

START_LIMIT_S = 60.0
"""Time for a process to start and load its models; generous, as nothing else depends on it."""

MIB = 1024 * 1024


class WorkerPool:
    """Runs top-level functions in child processes.

    Children are started fresh (`forkserver`), inherit no sockets or event loops, run `initializer` once and are
    replaced after `max_tasks` tasks. `memory_limit_mb` is what one task may add to what the child held before it.
    """

    def __init__(
        self,
        *,
        size: int,
        time_limit_s: float,
        memory_limit_mb: int,
        initializer: Callable[[], object] | None = None,
        max_tasks: int = 2000,
    ) -> None:
        self._time_limit_s = time_limit_s
        self._memory_limit = memory_limit_mb * MIB
        self._initializer = initializer
        self._max_tasks = max_tasks
        self._size = size
        self._context = multiprocessing.get_context("forkserver")
        # imported once by the server that forks the children, instead of by each of them; they share its memory
        self._context.set_forkserver_preload([__name__, *([initializer.__module__] if initializer else [])])
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="pool")
        self._idle: asyncio.Queue[_Child] | None = None
        self._all: set[_Child] = set()
        self._closed = False

    async def warm_up(self) -> None:
        """Start all processes and wait until each has loaded what it needs."""
        loop = asyncio.get_running_loop()
        idle = self._children()
        taken = [await idle.get() for _ in range(self._size)]
        try:
            await asyncio.gather(*(loop.run_in_executor(self._threads, child.ensure_started) for child in taken))
        finally:
            for child in taken:
                idle.put_nowait(child)

    async def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Return `function(*args)` as computed in a child; `function` must be importable by name.

        Raises: `PermanentError(TIMEOUT)` or `PermanentError(OUT_OF_MEMORY)` at a limit, `PermanentError(BUG)` if the
        process died otherwise; what the function raises, travels through.
        """
        if self._closed:
            msg = "the pool is closed"
            raise RuntimeError(msg)
        idle = self._children()
        child = await idle.get()
        loop = asyncio.get_running_loop()
        running = loop.run_in_executor(self._threads, child.exchange, (function, args, kwargs))
        try:
            result: R = await asyncio.shield(running)
            return result
        except asyncio.CancelledError:
            child.kill()
            raise
        finally:
            # the thread may still be busy with a cancelled task; the child is free when it is done
            running.add_done_callback(lambda done: self._give_back(child, done))

    def _give_back(self, child: "_Child", done: "asyncio.Future[Any]") -> None:  # any result
        if not done.cancelled():
            done.exception()  # seen, even if nobody waits any more
        self._children().put_nowait(child)

    def close(self) -> None:
        """End all children."""
        self._closed = True
        for child in self._all:
            child.kill()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _children(self) -> "asyncio.Queue[_Child]":
        if self._idle is None:
            self._idle = asyncio.Queue()
            for _ in range(self._size):
                child = _Child(
                    self._context, self._initializer, self._time_limit_s, self._memory_limit, self._max_tasks
                )
                self._all.add(child)
                self._idle.put_nowait(child)
        return self._idle


class _Child:
    """One process and the pipe to it; used by one thread at a time."""

    def __init__(
        self,
        context: Any,  # multiprocessing's contexts have no common public type
        initializer: Callable[[], object] | None,
        time_limit_s: float,
        memory_limit: int,
        max_tasks: int,
    ) -> None:
        self._context = context
        self._initializer = initializer
        self._time_limit_s = time_limit_s
        self._memory_limit = memory_limit
        self._max_tasks = max_tasks
        self._process: Any = None  # as above
        self._pipe: Connection | None = None
        self._tasks = 0

    def ensure_started(self) -> Connection:
        """Return the pipe to a living process that has run its initializer."""
        if self._pipe is not None and self._process.is_alive():
            return self._pipe
        self.kill()
        ours, theirs = self._context.Pipe()
        self._process = self._context.Process(
            target=_serve, args=(theirs, self._initializer, self._memory_limit, self._time_limit_s), daemon=True
        )
        self._process.start()
        theirs.close()
        self._tasks = 0
        self._pipe = ours
        kind, detail = self._receive(START_LIMIT_S)
        if kind != "ready":
            self.kill()
            msg = f"a pool process does not start: {detail}"
            raise RuntimeError(msg)
        return self._pipe_of()

    def exchange(self, task: tuple[Any, ...]) -> Any:  # whatever the function returns
        """Run one task and return its result."""
        pipe = self.ensure_started()
        try:
            pipe.send(task)
            kind, value = self._receive(self._time_limit_s)
        except OSError:
            kind, value = "died", self._how_it_died()
        self._tasks += 1
        if kind in {"timeout", "memory", "died"} or self._tasks >= self._max_tasks:
            self.kill()
        if kind == "result":
            return value
        if kind == "error":
            raise value
        raise self._lost(kind, value)

    def kill(self) -> None:
        """End the process at once."""
        process, self._process = self._process, None
        pipe, self._pipe = self._pipe, None
        if process is not None and process.pid is not None:  # it may be about to start
            process.kill()
            process.join(5)
        if pipe is not None:
            pipe.close()

    def _receive(self, limit_s: float) -> tuple[str, Any]:  # as above
        pipe = self._pipe_of()
        if not pipe.poll(limit_s):
            return "timeout", None
        try:
            answer: tuple[str, Any] = pipe.recv()
        except (EOFError, ConnectionError):
            return "died", self._how_it_died()
        return answer

    def _pipe_of(self) -> Connection:
        if self._pipe is None:
            msg = "the pool process was ended"
            raise OSError(msg)
        return self._pipe

    def _how_it_died(self) -> int | None:
        process = self._process
        if process is None:
            return None
        process.join(5)
        code: int | None = process.exitcode
        return code

    def _lost(self, kind: str, value: Any) -> PermanentError:  # as above
        if kind == "timeout":
            return PermanentError(RejectReason.TIMEOUT, f"not done in {self._time_limit_s:g} s")
        if kind == "memory" or value in {-9, -6}:  # the kernel kills, and Rust aborts, where memory is out
            return PermanentError(RejectReason.OUT_OF_MEMORY, f"needs more than {self._memory_limit // MIB} MiB")
        return PermanentError(RejectReason.BUG, f"the process of the task died, exit code {value}")


def _serve(pipe: Connection, initializer: Callable[[], object] | None, memory_limit: int, time_limit_s: float) -> None:
    """Run in the child: tasks in, results out, until the pipe closes."""
    # signals meant for the service reach the whole group; a task that dies of one would be set aside for nothing
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    try:
        if initializer is not None:
            initializer()
    except BaseException:  # noqa: BLE001  the parent reports it
        pipe.send(("failed", traceback.format_exc(limit=-3)))
        return
    pipe.send(("ready", None))
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            task = pipe.recv_bytes()
            _limit_memory(memory_limit)
            _limit_time(time_limit_s)
            _answer(pipe, _run(task))


def _run(task: bytes) -> tuple[str, Any]:  # any result
    try:
        # the other end of this pipe is our own parent process
        function, args, kwargs = ForkingPickler.loads(task)
        return "result", function(*args, **kwargs)
    except MemoryError:
        return "memory", None
    except Exception as error:  # noqa: BLE001  it travels to the parent and is raised there
        if not isinstance(error, VedetteError):
            error.add_note(traceback.format_exc(limit=-5))
        return "error", error
    except BaseException as error:  # noqa: BLE001  a panic in native code is no Exception
        return "error", PermanentError(RejectReason.BUG, f"{type(error).__name__}: {error}"[:500])


def _answer(pipe: Connection, answer: tuple[str, Any]) -> None:
    try:
        pipe.send(answer)
    except (ConnectionError, EOFError):
        raise
    except Exception as error:  # noqa: BLE001  a result or error that cannot be pickled
        pipe.send(("error", RuntimeError(f"the answer of the task cannot be sent: {error!r}; it was {answer[0]}")))


def _limit_memory(extra: int) -> None:
    """Let this process take `extra` bytes more than it holds now.

    Private data is limited, not address space, which allocators and native libraries reserve without using.
    """
    held = _private_bytes()
    if held is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (held + extra, hard))


def _limit_time(seconds: float) -> None:
    """Let this process end by itself when it computes for long after nobody is left to end it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used.ru_utime + used.ru_stime + 2 * seconds) + 1, hard))


def _private_bytes() -> int | None:
    """Return what counts against RLIMIT_DATA, null where the system does not tell. Source: proc(5), statm."""
    if sys.platform != "linux":
        return None
    data_pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
    return data_pages * resource.getpagesize()
