"""The faust worker behind every agent. Only this file knows how faust moves offsets.

Faust acknowledges an event when the loop body is left, error or not; here its acknowledgements are switched off
and an event is acknowledged only when its lane has finished it: all sends acknowledged, all tables written.
"""

import asyncio
import time
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faust
from faust.streams import _current_event
from faust.types import TP

from vedette.runtime.codec import headers_as_text
from vedette.runtime.errors import ConfigError
from vedette.runtime.finishing import Finisher
from vedette.runtime.gaps import GapGuard, on_broker
from vedette.runtime.handling import Handled, Step, Taken, utc_of
from vedette.runtime.lane import Lane
from vedette.runtime.logs import get_log
from vedette.runtime.messages import Put
from vedette.runtime.metrics import Metrics
from vedette.runtime.producer import Producer
from vedette.runtime.rejects import Original
from vedette.runtime.restoring import tables_read_in_bulk
from vedette.runtime.settings import ServiceSettings
from vedette.runtime.tables import Table
from vedette.runtime.transport import Transport
from vedette.schemas.topics import Topic

Position = tuple[str, int]
"""Topic name on the broker and partition."""


@dataclass(frozen=True, slots=True)
class AgentSpec:
    """One declared agent."""

    name: str
    source: Topic
    step: Step
    width: int
    turn: str | None = None


class Worker:
    """Builds and runs one faust app from the agents and tables a service declared."""

    def __init__(
        self,
        group: str,
        settings: ServiceSettings,
        agents: Sequence[AgentSpec],
        tables: Sequence[Table],
        *,
        producer: Producer,
        finisher: Finisher,
        metrics: Metrics,
    ) -> None:
        self._settings = settings
        self._agents = agents
        self._producer = producer
        self._finisher = finisher
        self._metrics = metrics
        self._lanes: list[Lane[Taken, Handled]] = []
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
        lane: Lane[Taken, Handled] = Lane(
            spec.width, spec.step.handle, lambda done: self._finish(stream, spec, done),
            turn=self._turns[spec.turn] if spec.turn else None,
        )  # fmt: skip
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

    async def _fill(self, stream: Any, spec: AgentSpec, lane: Lane[Taken, Handled]) -> None:  # as above
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
        try:
            outcomes = await self._finisher.send(spec.step, done)
            puts = [(taken, put) for (taken, _), outcome in zip(done, outcomes, strict=True) for put in outcome.puts]
            if puts:
                await self._write(puts)
        except BaseException:
            self._drop([taken for taken, _ in done])
            raise
        for taken, _ in done:
            await self._acknowledge(stream, taken)
            self._metrics.in_flight.labels(spec.source.name).dec()
            self._metrics.seconds.labels(spec.source.name).observe(time.monotonic() - taken.began)

    async def _write(self, puts: Sequence[tuple[Taken, Put]]) -> None:
        """Write changelog and local store; the changelog is acknowledged before any offset moves."""
        acks = []
        for taken, put in puts:
            table = self._tables.get(put.table)
            if table is None:
                msg = f"no table {put.table!r}; declare it with Service.table before run()"
                raise ConfigError(msg)
            _current_event.set(weakref.ref(taken.event))
            key = put.key.encode()
            if put.value is None:
                table.data.pop(key, None)
            else:
                table.data[key] = put.value
            partition = taken.original.partition
            name = table.changelog_topic_name
            acks.append(await self._producer.begin_raw(name, key, put.value, [], partition))
        for (_, put), record in zip(puts, await self._producer.settle(acks), strict=True):
            table = self._tables[put.table]
            table.data.set_persisted_offset(TP(record.topic, record.partition), record.offset)

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
