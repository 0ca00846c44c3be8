"""The progress watchdog: messages wait and nothing moves means not live, whatever the consumer says of itself.

It asks the broker, not the consumer: committed offsets and ends of all source topics of the group. A partition is
ours to answer for if this worker holds it, or if nobody does (a topic the worker never noticed looks just so).
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from vedette.runtime.errors import StoppedError
from vedette.runtime.logs import get_log
from vedette.runtime.metrics import Metrics
from vedette.runtime.settings import ServiceSettings
from vedette.schemas.topics import Topic

Position = tuple[str, int]
"""Topic name on the broker and partition."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a partition stands: the next offset to read, and the next to be written."""

    committed: int
    end: int

    @property
    def lag(self) -> int:
        """Return how many messages wait."""
        return max(0, self.end - self.committed)


class Progress:
    """Remembers since when each partition has stood still with messages waiting."""

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._still: dict[Position, tuple[int, float]] = {}

    def observe(self, standings: Mapping[Position, Standing], now: float) -> None:
        """Take note of where partitions stand at `now` seconds."""
        for position, standing in standings.items():
            before = self._still.get(position)
            if standing.lag == 0:
                self._still.pop(position, None)
            elif before is None or before[0] != standing.committed:
                self._still[position] = (standing.committed, now)

    def forget(self) -> None:
        """Begin anew: whatever stood still had its reason."""
        self._still.clear()

    def stalled(self, now: float) -> list[Position]:
        """Return the partitions that have stood still for too long."""
        return [p for p, (_, since) in self._still.items() if now - since > self._patience_s]


class Holder(Protocol):
    """Whatever reads partitions."""

    @property
    def restoring(self) -> bool:
        """Return True while tables are restored and messages must wait."""
        ...

    def assigned(self) -> set[Position]:
        """Return the source partitions held here."""
        ...


class Watchdog:
    """Watches a consumer group and ends the service when its partitions stand still."""

    def __init__(
        self, group: str, settings: ServiceSettings, sources: Sequence[Topic], holder: Holder, metrics: Metrics
    ) -> None:
        self._group = group
        self._settings = settings
        self._sources = {settings.wire_name(topic.name): topic for topic in sources}
        self._holder = holder
        self._metrics = metrics
        self._progress = Progress(settings.watchdog_s)
        self._problems: list[str] = []
        self._restoring_since: float | None = None
        self._log = get_log()

    def problems(self) -> list[str]:
        """Return what keeps the service from being live."""
        return self._problems

    async def run(self) -> None:
        """Look again and again. Raises: `StoppedError` when partitions stall, or the broker stays away."""
        last_seen = time.monotonic()
        while True:
            await asyncio.sleep(self._settings.watchdog_s / 12)
            try:
                standings = await asyncio.wait_for(self._look(), self._settings.watchdog_s / 2)
            except (KafkaError, OSError, TimeoutError) as error:
                away_s = time.monotonic() - last_seen
                self._log.warning("broker cannot be asked about progress", error=repr(error), seconds=round(away_s))
                if away_s > self._settings.watchdog_s:
                    self._problems = [f"no broker for {away_s:.0f} s"]
                    raise StoppedError(self._problems[0]) from error
                continue
            last_seen = time.monotonic()
            self.judge(standings, last_seen)

    def judge(self, standings: Mapping[Position, Standing], now: float) -> None:
        """Take note of where partitions stand. Raises: `StoppedError` if one of ours, or nobody's, has stalled."""
        if self._is_restoring(now):
            self._progress.forget()
        held = self._holder.assigned()
        self._progress.observe(standings, now)
        stalled = self._progress.stalled(now)
        self._measure(standings, held, stalled)
        mine = [position for position in stalled if position in held]
        # partitions of other workers are theirs to answer for; if the stalled ones are nobody's, all workers stop
        orphans = [p for p in stalled if p not in held] if not any(p[0] == q[0] for p in stalled for q in held) else []
        if mine or orphans:
            named = ", ".join(f"{topic}[{partition}]" for topic, partition in sorted(mine or orphans))
            why = "no progress" if mine else "not assigned to this worker and not read"
            self._problems = [f"{why} for {self._settings.watchdog_s:.0f} s while messages wait: {named}"]
            raise StoppedError(self._problems[0])

    def _is_restoring(self, now: float) -> bool:
        """Tell whether tables are being restored. Raises: `StoppedError` if that takes too long."""
        if not self._holder.restoring:
            self._restoring_since = None
            return False
        self._restoring_since = now if self._restoring_since is None else self._restoring_since
        if now - self._restoring_since > self._settings.restore_patience_s:
            self._problems = [f"tables not restored in {self._settings.restore_patience_s:.0f} s"]
            raise StoppedError(self._problems[0])
        return True

    def _measure(self, standings: Mapping[Position, Standing], held: set[Position], stalled: list[Position]) -> None:
        self._metrics.stalled.set(len(stalled))
        self._metrics.lag.clear()
        for name, topic in self._sources.items():
            self._metrics.assigned.labels(topic.name).set(sum(p[0] == name for p in held))
        for (name, partition), standing in standings.items():
            if (name, partition) in held:
                self._metrics.lag.labels(self._sources[name].name, str(partition)).set(standing.lag)

    async def _look(self) -> dict[Position, Standing]:
        client: Any = AIOKafkaConsumer(  # aiokafka has no types
            bootstrap_servers=self._settings.broker, group_id=self._group, enable_auto_commit=False
        )
        await client.start()
        try:
            partitions = [TopicPartition(n, p) for n, t in self._sources.items() for p in range(t.partitions)]
            client.assign(partitions)
            ends = await client.end_offsets(partitions)
            begins = await client.beginning_offsets(partitions)
            standings = {}
            for tp in partitions:
                committed = await client.committed(tp)
                at = begins[tp] if committed is None else max(committed, begins[tp])
                standings[tp.topic, tp.partition] = Standing(at, ends[tp])
        finally:
            await client.stop()
        return standings
