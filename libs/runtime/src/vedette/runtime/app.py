"""A service: declare agents, tables and background tasks, then `run()`.

This is the only way to declare an agent. Guarantees, whatever a handler does: every message is forwarded, set aside
as a Rejection or read again; an offset moves only after everything its message caused is acknowledged by the broker.
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from vedette.runtime.collecting import collect_no_more, collect_seldom, set_aside
from vedette.runtime.errors import ConfigError, StoppedError
from vedette.runtime.finishing import Finisher
from vedette.runtime.handling import BatchStep, Step
from vedette.runtime.health import HealthServer
from vedette.runtime.lifeline import Lifeline, leave
from vedette.runtime.logs import get_log, set_up_logs
from vedette.runtime.marks import Marks
from vedette.runtime.messages import Message, Outcome, Outgoing, Put
from vedette.runtime.metrics import Metrics
from vedette.runtime.producer import Producer
from vedette.runtime.retry import Backoff
from vedette.runtime.settings import ServiceSettings
from vedette.runtime.tables import Table
from vedette.runtime.topics import changelog_spec, connect, spec_of
from vedette.runtime.tracing import current_traceparent
from vedette.runtime.watchdog import Watchdog
from vedette.schemas import Rejection
from vedette.schemas.topics import CATALOGUE, Topic

if TYPE_CHECKING:
    from vedette.runtime.worker import AgentSpec, Worker

__all__ = ["Message", "Outcome", "Outgoing", "Put", "Service"]

T = TypeVar("T")
Background = Callable[[], Coroutine[Any, Any, None]]
"""A coroutine function without arguments; what it yields and is sent is asyncio's business."""


class Service:
    """One service of the pipeline. Building it opens nothing; `run()` does."""

    def __init__(self, name: str, settings: ServiceSettings) -> None:
        self.name = name
        self.settings = settings
        self.metrics = Metrics(name)
        self.log = get_log()
        self._agents: list[AgentSpec] = []
        self._tables: dict[str, Table] = {}
        self._preparations: list[Background] = []
        self._background: list[Background] = []
        self._checks: dict[str, Callable[[], bool]] = {}
        self._closers: list[Callable[[], Awaitable[None] | None]] = []
        self._producer = Producer(settings, source=name)
        self._finisher = Finisher(self._producer, settings, self.metrics)
        self._ready = False
        self._stopping = False
        self._watchdog: Watchdog | None = None

    def agent(
        self,
        source: Topic,
        handle: Callable[[Message[Any]], Awaitable[Outcome]],  # the contract depends on the topic
        *,
        name: str | None = None,
        batch: int = 1,
        turn: str | None = None,
    ) -> None:
        """Read a topic: decode, handle, send and await all acknowledgements, write tables, then the offset moves.

        With `batch` above 1 that many messages are handled side by side (none waits for another), those of one key
        still one after the other; leave it at 1 where a handler reads what an earlier message of another key wrote.
        Agents that name one `turn` take turns, message by message: for agents that change the same table entries.
        """
        from vedette.runtime.worker import AgentSpec  # noqa: PLC0415  a service without agents loads no faust

        step = Step(source, handle, service=self.name, backoff=self._backoff(), metrics=self.metrics)
        self._agents.append(AgentSpec(name or f"{self.name}-{source.name}", source, step, 1 if turn else batch, turn))

    def batches(
        self,
        source: Topic,
        handle: Callable[[Sequence[Message[Any]]], Awaitable[Outcome]],  # as above
        *,
        table: Table,
        most: int,
        name: str | None = None,
        turn: str | None = None,
    ) -> None:
        """Read a topic as `agent` does, and hand over the messages of a partition that wait, up to `most`, as one list.

        None waits for company. All offsets of a batch move when everything it caused is acknowledged; after a kill the
        same messages are handled together again (`marks.py`). If the handler raises, each is handled by itself: so a
        list of one decides what is set aside or tried again. The handler's table entries go to `table`, which is cut
        into partitions as the topic is.
        """
        from vedette.runtime.worker import AgentSpec  # noqa: PLC0415  as above

        step = BatchStep(source, handle, service=self.name, backoff=self._backoff(), metrics=self.metrics)
        self._agents.append(AgentSpec(name or f"{self.name}-{source.name}", source, step, most, turn, Marks(table)))

    def _backoff(self) -> Backoff:
        return Backoff(self.settings.retry_base_s, self.settings.retry_cap_s, self.settings.retries)

    def table(self, name: str, *, beside: Topic | None = None) -> Table:
        """Return the table of this name, cut into partitions as the topic is whose messages write it.

        Without `beside` that is the topic with most partitions among those the agents read.
        """
        return self._tables.setdefault(name, Table(name, beside.partitions if beside else None))

    def background(self, coroutine_function: Background) -> None:
        """Run a task from the moment the service is ready until it stops. If it fails, the service stops."""
        self._background.append(coroutine_function)

    def prepare(self, coroutine_function: Background) -> None:
        """Run this once while the service starts, beside joining its group; it is ready when this is done too.

        For what takes seconds and needs no broker, such as `WorkerPool.warm_up`.
        """
        self._preparations.append(coroutine_function)

    def ready_when(self, name: str, check: Callable[[], bool]) -> None:
        """Add a condition to /readyz; `name` says what is missing while it is false."""
        self._checks[name] = check

    def on_stop(self, close: Callable[[], Awaitable[None] | None]) -> None:
        """Call this after the last message is finished, before the process ends."""
        self._closers.append(close)

    async def send(self, message: Outgoing) -> None:
        """Send one message and wait for its acknowledgement.

        Raises: `PermanentError(TOO_LARGE)`; `aiokafka.errors.KafkaError` if the broker does not take it.
        """
        await self._producer.send(message)
        self.metrics.forwarded.labels(message.topic.name).inc()

    async def reject(self, rejection: Rejection) -> None:
        """Set something aside and wait for the acknowledgement."""
        await self._finisher.reject(rejection, current_traceparent())

    def run(self) -> NoReturn:
        """Run until SIGTERM or SIGINT and end the process: 0 stopped cleanly, 1 failed, 2 wrong settings."""
        set_up_logs(self.name, level=self.settings.log_level, form=self.settings.log_format)
        set_aside()
        lifeline = Lifeline(self.settings)
        try:
            with asyncio.Runner(loop_factory=_new_loop) as runner:
                code = runner.run(self._main(lifeline))
        except ConfigError as error:
            self.log.error("service cannot start", error=str(error))
            code = 2
        except StoppedError as error:
            self.log.error("service stops", error=str(error))
            code = 1
        except Exception as error:
            self.log.exception("service failed", error=repr(error))
            code = 1
        finally:
            lifeline.release()
        leave(code)

    async def _main(self, lifeline: Lifeline) -> int:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._begin_stop, stop, lifeline)
        lifeline.watch(loop)
        health = HealthServer(live=self._live_problems, ready=self._ready_problems, metrics=self.metrics.page)
        port = await health.start(self.settings.health_host, self.settings.health_port)
        self.log.info("health server listens", host=self.settings.health_host, port=port, pid=os.getpid())
        try:
            return await self._until(stop, lifeline)
        finally:
            await health.stop()

    async def _until(self, stop: asyncio.Event, lifeline: Lifeline) -> int:
        starting = asyncio.create_task(self._start_prepared())
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({starting, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
            await self._close([])
            return 0
        try:
            worker = starting.result()
        except BaseException:
            await self._close([])
            raise
        tasks = [asyncio.create_task(run()) for run in self._background]
        if self._watchdog is not None:
            tasks.append(asyncio.create_task(self._watchdog.run()))
        collect_seldom()
        self._ready = True
        self.log.info("service ready", agents=[agent.name for agent in self._agents])
        code = await self._serve(stopped, tasks, worker)
        lifeline.stop_by(self.settings.stop_deadline_s)
        await self._stop(tasks, worker)
        self.log.info("service stopped", code=code)
        return code

    async def _start_prepared(self) -> "Worker | None":
        preparing = [asyncio.create_task(run()) for run in self._preparations]
        try:
            worker = await self._start()
            await asyncio.gather(*preparing)
        finally:
            for task in preparing:
                task.cancel()
        return worker

    async def _start(self) -> "Worker | None":
        group = self.settings.group(self.name)
        partitions = max((agent.source.partitions for agent in self._agents), default=1)
        changelogs = [
            changelog_spec(group, table.name, table.partitions or partitions, self.settings)
            for table in self._tables.values()
        ]
        created = await connect(self.settings, [*(spec_of(topic, self.settings) for topic in CATALOGUE), *changelogs])
        if created:
            self.log.info("topics created", topics=created)
        await self._producer.start()
        if not self._agents:
            return None
        from vedette.runtime.worker import Worker  # noqa: PLC0415  as in `agent`

        worker = Worker(
            group, self.settings, self._agents, list(self._tables.values()),
            finisher=self._finisher, metrics=self.metrics,
        )  # fmt: skip
        try:
            await asyncio.wait_for(worker.start(), self.settings.restore_patience_s)
        except TimeoutError as error:
            msg = f"group not joined and tables not restored in {self.settings.restore_patience_s:.0f} s"
            raise StoppedError(msg) from error
        self._watchdog = Watchdog(group, self.settings, [a.source for a in self._agents], worker, self.metrics)
        return worker

    async def _serve(self, stopped: asyncio.Task[Any], tasks: list[asyncio.Task[None]], worker: "Worker | None") -> int:
        """Wait for a signal or the first failure. Background tasks may end by themselves; they may not fail."""
        waiting: set[asyncio.Future[Any]] = {stopped, *tasks}
        if worker is not None:
            waiting.add(worker.failed)
        while not stopped.done():
            done, waiting = await asyncio.wait(waiting, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
            errors = [error for future in done if not future.cancelled() and (error := future.exception())]
            if errors:
                self._report(errors[0])
                return 1
            if worker is not None and worker.crashed:
                self.log.error("worker failed", error=worker.crashed)
                return 1
        return 0

    def _report(self, error: BaseException) -> None:
        if isinstance(error, StoppedError | ConfigError):
            self.log.error("service stops", error=str(error))
        else:
            self.log.error("service stops", error=repr(error), exc_info=error)

    async def _stop(self, tasks: list[asyncio.Task[None]], worker: "Worker | None") -> None:
        self._ready = False
        collect_no_more()
        try:
            if worker is not None:
                await worker.stop(self.settings.stop_deadline_s / 2)
        finally:
            await self._close(tasks)

    async def _close(self, tasks: list[asyncio.Task[None]]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for close in self._closers:
            closing = close()
            if closing is not None:
                await closing
        with contextlib.suppress(OSError):
            await self._producer.stop()

    def _begin_stop(self, stop: asyncio.Event, lifeline: Lifeline) -> None:
        if not stop.is_set():
            self.log.info("stopping", deadline_s=self.settings.stop_deadline_s)
        self._stopping = True
        lifeline.stop_by(self.settings.stop_deadline_s)
        stop.set()

    def _live_problems(self) -> list[str]:
        return self._watchdog.problems() if self._watchdog is not None else []

    def _ready_problems(self) -> list[str]:
        if self._stopping:
            return ["stopping"]
        if not self._ready:
            return [f"waiting for the broker at {self.settings.broker}, topics and tables"]
        return self._live_problems() + [name for name, check in self._checks.items() if not check()]


def _new_loop() -> asyncio.AbstractEventLoop:
    """Return the event loop of a service: uvloop where it exists (decision 0003)."""
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    import uvloop  # noqa: PLC0415  only where it can be installed

    return uvloop.new_event_loop()
