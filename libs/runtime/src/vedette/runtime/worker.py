"""The faust worker behind every agent. Only this file knows how faust moves offsets.

Faust acknowledges an event when the loop body is left, error or not; here its acknowledgements are switched off
and an event is acknowledged only when its lane has finished it: all sends acknowledged, all tables written.
"""

import asyncio
import contextlib
import time
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faust
from faust.streams import _current_event
from faust.types import TP

from vedette.runtime.batches import BatchLane
from vedette.runtime.changelog import Changelog, Entry, write_local
from vedette.runtime.codec import headers_as_text
from vedette.runtime.errors import ConfigError
from vedette.runtime.finishing import Finisher
from vedette.runtime.gaps import GapGuard, on_broker
from vedette.runtime.handling import BatchStep, Handled, Step, Taken, utc_of
from vedette.runtime.lane import Lane
from vedette.runtime.logs import get_log
from vedette.runtime.marks import Marks
from vedette.runtime.messages import Outcome, Put
from vedette.runtime.metrics import Metrics
from vedette.runtime.rejects import Original
from vedette.runtime.restoring import tables_read_in_bulk
from vedette.runtime.settings import ServiceSettings
from vedette.runtime.tables import Table
from vedette.runtime.transport import Transport
from vedette.schemas.topics import Topic

Position = tuple[str, int]
"""Topic name on the broker and partition."""


AnyLane = Lane[Taken, Handled] | BatchLane[Taken, Handled]


@dataclass(frozen=True, slots=True)
class AgentSpec:
    """One declared agent."""

    name: str
    source: Topic
    step: Step
    width: int
    turn: str | None = None
    marks: Marks | None = None
    """Of an agent that takes batches; `width` is then the most messages of one."""


class Worker:
    """Builds and runs one faust app from the agents and tables a service declared."""

    def __init__(
        self,
        group: str,
        settings: ServiceSettings,
        agents: Sequence[AgentSpec],
        tables: Sequence[Table],
        *,
        finisher: Finisher,
        metrics: Metrics,
    ) -> None:
        self._settings = settings
        self._agents = agents
        self._changelog = Changelog(settings, client_id=f"{group}-tables")
        self._finisher = finisher
        self._metrics = metrics
        self._lanes: list[AnyLane] = []
        self._turns = {agent.turn: asyncio.Lock() for agent in agents if agent.turn}
        self._log = get_log()
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.app = _build_app(group, settings)
        self._gaps = GapGuard(self._committed, on_broker(settings))
        for agent in agents:
            self._declare(agent)
        self._tables = {table.name: self._new_table(table) for table in tables}

    async def start(self) -> None:
        """Join the group, restore tables and begin to read."""
        if self._tables:
            await self._changelog.start()
        await self.app.start()

    async def stop(self, grace_s: float) -> None:
        """Stop reading, finish what is under way, commit and leave.

        What is not finished after `grace_s` is dropped unacknowledged: whoever gets the partition reads it again.
        """
        dropping = asyncio.get_running_loop().call_later(grace_s, self._abandon)
        try:
            await self.app.stop()
        finally:
            dropping.cancel()
            with contextlib.suppress(OSError):
                await self._changelog.stop()

    @property
    def crashed(self) -> str | None:
        """Return why faust gave up, null while it runs."""
        if not self.app.crashed:
            return None
        return repr(self.app.crash_reason)

    @property
    def restoring(self) -> bool:
        """Return True while tables are read back from their changelogs; nothing else is read meanwhile."""
        return bool(self.app.in_recovery)

    def assigned(self) -> set[Position]:
        """Return the source partitions this worker reads."""
        try:
            held = self.app.consumer.assignment()
        except Exception:  # noqa: BLE001  faust raises several kinds before the group is joined
            return set()
        sources = {self._settings.wire_name(agent.source.name) for agent in self._agents}
        return {(tp.topic, tp.partition) for tp in held if tp.topic in sources}

    async def _committed(self, tp: TP) -> int:
        offset: int = await self.app.consumer._thread.committed_offset(tp)  # noqa: SLF001  faust has no other way
        return offset

    def _declare(self, spec: AgentSpec) -> None:
        topic = self.app.topic(
            self._settings.wire_name(spec.source.name),
            partitions=spec.source.partitions,
            key_serializer="raw",
            value_serializer="raw",
        )

        async def read(stream: Any) -> None:  # a faust stream
            try:
                await self._read(stream, spec)
            except Exception as error:  # noqa: BLE001  whatever it is, the service ends by it, see `failed`
                if not self.failed.done():
                    self.failed.set_exception(error)
            # never left: faust would begin anew behind the messages that are not finished, and commit past them
            await asyncio.Event().wait()

        self.app.agent(topic, name=spec.name, concurrency=1)(read)

    async def _read(self, stream: Any, spec: AgentSpec) -> None:  # as above
        stream.enable_acks = False
        lane = self._lane(stream, spec)
        self._lanes.append(lane)
        finishing = asyncio.create_task(lane.run())
        reading = asyncio.create_task(self._fill(stream, spec, lane))
        try:
            await asyncio.wait({finishing, reading}, return_when=asyncio.FIRST_COMPLETED)
            for task in (finishing, reading):
                if task.done():
                    task.result()
        finally:
            finishing.cancel()
            reading.cancel()
            self._drop(lane.abandon())
            self._lanes.remove(lane)

    def _lane(self, stream: Any, spec: AgentSpec) -> AnyLane:  # as above
        turn = self._turns[spec.turn] if spec.turn else None
        marks, step = spec.marks, spec.step
        if marks is None or not isinstance(step, BatchStep):
            return Lane(spec.width, step.handle, lambda done: self._finish(stream, spec, done), turn)

        async def work(batch: Sequence[Taken]) -> Handled | None:
            return await (step.handle(batch[0]) if len(batch) == 1 else step.together(batch))

        def cut(waiting: Sequence[Taken]) -> int:
            _current_event.set(weakref.ref(waiting[0].event))  # the table is looked up in its partition
            return marks.cut(waiting, self.app.consumer_generation_id)

        return BatchLane(
            spec.width, cut, work, lambda batch, done: self._finish_batch(stream, spec, marks, batch, done), turn
        )

    async def _fill(self, stream: Any, spec: AgentSpec, lane: AnyLane) -> None:  # as above
        events = aiter(stream.events())
        while True:
            await lane.room()
            try:
                event = await anext(events)
            except StopAsyncIteration:
                return  # the worker is stopping
            await self._gaps.pass_by(event.message.generation_id, event.message.tp, event.message.offset)
            # handlers look up tables in the partition of this event; a task keeps the context it was made in
            _current_event.set(weakref.ref(event))
            taken = _taken(event)
            where = taken.original.partition
            lane.start(taken, key=(where, taken.original.key), order=where)
            self._metrics.in_flight.labels(spec.source.name).inc()

    async def _finish(self, stream: Any, spec: AgentSpec, done: Sequence[tuple[Taken, Handled]]) -> None:  # as above
        batch = [taken for taken, _ in done]
        with self._dropping(batch):
            outcomes = await self._finisher.send(spec.step, done)
            await self._write([(t, put) for t, outcome in zip(batch, outcomes, strict=True) for put in outcome.puts])
        await self._acknowledge_all(stream, spec, batch)

    async def _finish_batch(
        self,
        stream: Any,
        spec: AgentSpec,
        marks: Marks,
        batch: Sequence[Taken],
        handled: Handled,  # as above
    ) -> bool:
        """Finish messages that were handled as one; return False if they must be handled one by one."""
        with self._dropping(batch):
            if len(batch) > 1:
                if not self._changelog.fits(map(_entry, handled.outcome.puts)):
                    return False
                await self._write([(batch[0], put) for put in marks.begun(batch)])
                if not await self._finisher.send_together(handled):
                    return False
                outcome: Outcome = handled.outcome
            else:
                (outcome,) = await self._finisher.send(spec.step, [(batch[0], handled)])
            marked = marks.done(batch, self.app.consumer_generation_id)
            await self._write([(batch[0], put) for put in (*outcome.puts, *marked)])
        await self._acknowledge_all(stream, spec, batch)
        return True

    @contextlib.contextmanager
    def _dropping(self, batch: Sequence[Taken]) -> Iterator[None]:
        """Drop messages that an error keeps from being finished."""
        try:
            yield
        except BaseException:
            self._drop(batch)
            raise

    async def _write(self, puts: Sequence[tuple[Taken, Put]]) -> None:
        """Write changelog, then local store; both before any offset moves, and what follows from a message at once."""
        parts: dict[tuple[str, int], list[Entry]] = {}
        for taken, put in puts:
            if put.table not in self._tables:
                msg = f"no table {put.table!r}; declare it with Service.table before run()"
                raise ConfigError(msg)
            parts.setdefault((put.table, taken.original.partition), []).append(_entry(put))
        names = {name: self._tables[name].changelog_topic_name for name, _ in parts}
        offsets = await asyncio.gather(
            *(self._changelog.write(names[name], partition, entries) for (name, partition), entries in parts.items())
        )
        for ((name, partition), entries), offset in zip(parts.items(), offsets, strict=True):
            write_local(self._tables[name].data, partition, entries, offset, logged=True)

    async def _acknowledge_all(self, stream: Any, spec: AgentSpec, batch: Sequence[Taken]) -> None:  # as above
        for taken in batch:
            await self._acknowledge(stream, taken)
            self._metrics.in_flight.labels(spec.source.name).dec()
            self._metrics.seconds.labels(spec.source.name).observe(time.monotonic() - taken.began)

    async def _acknowledge(self, stream: Any, taken: Taken) -> None:  # as above
        message = taken.event.message
        if message.generation_id == self.app.consumer_generation_id:
            await stream.ack(taken.event)
        else:
            # read under an assignment that is gone; its new reader starts from the committed offset,
            # and an old acknowledgement would let faust skip what lies between
            self.app.consumer.unacked.discard(message)

    def _new_table(self, table: Table) -> Any:  # a faust table
        partitions = table.partitions or max(agent.source.partitions for agent in self._agents)
        # bytes as types make faust take keys and values as they are
        made = self.app.Table(table.name, partitions=partitions, key_type=bytes, value_type=bytes)
        table.open(made, _partition_now)
        return made

    def _abandon(self) -> None:
        for lane in self._lanes:
            self._drop(lane.abandon())

    def _drop(self, items: Sequence[Taken]) -> None:
        """Leave messages unacknowledged, so that they are read again, and let faust not wait for them."""
        for taken in items:
            self.app.consumer.unacked.discard(taken.event.message)
            self._log.warning(
                "message dropped unfinished, it will be read again",
                topic=taken.original.topic, partition=taken.original.partition, offset=taken.original.offset,
            )  # fmt: skip


def _entry(put: Put) -> Entry:
    return put.key.encode(), put.value


def _taken(event: Any) -> Taken:  # a faust event
    message = event.message
    original = Original(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        key=message.key,
        value=message.value,
        headers=headers_as_text(message.headers),
    )
    return Taken(original, utc_of(message.timestamp), event, time.monotonic())


def _partition_now() -> int:
    at_hand = _current_event.get()
    event: Any = at_hand() if at_hand is not None else None
    if event is None:
        msg = "a table is walked outside a handler"
        raise ConfigError(msg)
    partition: int = event.message.partition
    return partition


class _App(faust.App):
    """A faust app whose queues are not emptied when flow resumes.

    After restoring tables faust seeks to the committed offsets, resumes, and then empties its queues: what was fetched
    between is lost to this worker. Kept, it is at worst handled twice; what an old assignment left is skipped anyway.
    """

    def FlowControlQueue(self, maxsize: int | None = None, *, clear_on_resume: bool = False) -> Any:  # noqa: N802
        del clear_on_resume
        return super().FlowControlQueue(maxsize, clear_on_resume=False)


def _build_app(group: str, settings: ServiceSettings) -> Any:  # a faust app
    session_s, heartbeat_s = settings.session_s
    data_dir = Path(settings.data_dir).absolute() / group
    data_dir.mkdir(parents=True, exist_ok=True)  # faust makes only the last folder
    app = _App(
        group,
        broker=[f"aiokafka://{server.strip()}" for server in settings.broker.split(",")],
        datadir=data_dir,
        store="rocksdb://?driver=rocksdict",
        TableManager=tables_read_in_bulk(settings),
        autodiscover=False,
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        topic_replication_factor=settings.replication,
        table_standby_replicas=0,
        # at-least-once with ids that are functions of content; faust's exactly-once does not hold (decision 0001)
        processing_guarantee="at_least_once",
        broker_commit_interval=settings.commit_interval_s,
        broker_commit_every=100,
        broker_session_timeout=session_s,
        broker_heartbeat_interval=heartbeat_s,
        stream_buffer_maxsize=settings.buffer_messages,
        stream_wait_empty=True,
        stream_recovery_delay=0.0,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=settings.max_message_bytes,
        producer_acks=-1,
        producer_linger=settings.linger_ms / 1000,
        producer_max_request_size=settings.max_message_bytes,
        worker_redirect_stdouts=False,
    )
    app.finalize()
    app.transport = Transport(app.conf.broker_consumer, app)
    app.transport.fetch_wait_ms = settings.fetch_wait_ms
    return app
