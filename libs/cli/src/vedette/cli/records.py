"""Records of a topic, read without a consumer group: looking changes nothing for the services."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from vedette.runtime.codec import headers_as_text
from vedette.runtime.errors import ConfigError
from vedette.runtime.settings import ServiceSettings
from vedette.schemas.topics import Topic, topic_of

__all__ = ["Record", "follow", "latest", "read_all", "settings_for", "topic_named"]

POLL_MS = 200


@dataclass(frozen=True)
class Record:
    """One record as it stands on the broker."""

    topic: str
    partition: int
    offset: int
    at: datetime
    key: str
    value: bytes | None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Return topic, partition and offset as one word, the way `vedette replay` and `rejections` take it."""
        return f"{self.topic}/{self.partition}/{self.offset}"


def settings_for(broker: str) -> ServiceSettings:
    """Return the settings of a command that speaks to this broker."""
    return ServiceSettings.load(broker=broker)


def topic_named(name: str) -> Topic:
    """Return the topic with this name or short name. Raises: `ConfigError` with the known names."""
    try:
        return topic_of(name)
    except KeyError as error:
        raise ConfigError(str(error.args[0])) from error


async def read_all(settings: ServiceSettings, topic: Topic, *, since: datetime | None = None) -> AsyncIterator[Record]:
    """Yield what stands on the topic now, partition by partition as it arrives, then stop."""
    async with _Reading(settings, topic, since=since, from_start=True) as reading:
        async for record in reading.up_to_now():
            yield record


async def follow(settings: ServiceSettings, topic: Topic, *, from_start: bool) -> AsyncGenerator[Record, None]:
    """Yield records as they arrive, for ever; with `from_start` the stored ones first."""
    async with _Reading(settings, topic, since=None, from_start=from_start) as reading:
        while True:
            for record in await reading.some():
                yield record


async def latest(settings: ServiceSettings, topic: Topic) -> dict[str, Record]:
    """Return the last record of each key, deleted keys left out."""
    found: dict[str, Record] = {}
    async for record in read_all(settings, topic):
        found[record.key] = record
    return {key: record for key, record in found.items() if record.value is not None}


class _Reading:
    """A consumer without a group, standing at the wished offsets of every partition."""

    def __init__(self, settings: ServiceSettings, topic: Topic, *, since: datetime | None, from_start: bool) -> None:
        self._name = settings.wire_name(topic.name)
        self._broker = settings.broker
        self._since = since
        self._from_start = from_start
        self._consumer: Any = AIOKafkaConsumer(  # aiokafka has no types
            bootstrap_servers=settings.broker,
            enable_auto_commit=False,
            # an assignment resets itself beside us, and now and then after our seek
            auto_offset_reset="earliest" if from_start else "latest",
            max_partition_fetch_bytes=8_388_608,
        )
        self._parts: list[Any] = []  # as above

    async def __aenter__(self) -> "_Reading":
        try:
            await self._consumer.start()
            await self._stand()
        except BaseException:
            await self._consumer.stop()
            raise
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._consumer.stop()

    async def _stand(self) -> None:
        self._parts = [TopicPartition(self._name, number) for number in await self._numbers()]
        self._consumer.assign(self._parts)
        if self._since is not None:
            await self._stand_at(self._since)
        elif self._from_start:
            await self._consumer.seek_to_beginning(*self._parts)
        else:
            await self._consumer.seek_to_end(*self._parts)

    async def _numbers(self) -> list[int]:
        """Return the topic's partitions, asked of the broker: a consumer without a group knows of none by itself."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self._broker)
        await admin.start()
        try:
            (found,) = await admin.describe_topics([self._name])
        finally:
            await admin.close()
        if found["error_code"]:
            msg = f"the broker has no topic {self._name}; `vedette topics create` makes it"
            raise ConfigError(msg)
        return [part["partition"] for part in found["partitions"]]

    async def _stand_at(self, moment: datetime) -> None:
        found = await self._consumer.offsets_for_times({p: int(moment.timestamp() * 1000) for p in self._parts})
        for part in self._parts:
            if found.get(part) is None:
                await self._consumer.seek_to_end(part)
            else:
                self._consumer.seek(part, found[part].offset)

    async def some(self) -> list[Record]:
        """Return what has arrived, oldest first; may be empty."""
        batches = await self._consumer.getmany(timeout_ms=POLL_MS)
        return sorted(
            (_record(raw) for raws in batches.values() for raw in raws), key=lambda r: (r.at, r.partition, r.offset)
        )

    async def up_to_now(self) -> AsyncIterator[Record]:
        ends = await self._consumer.end_offsets(self._parts)
        while not await self._reached(ends):
            for record in await self.some():
                # also what came meanwhile: the embedded broker tells the end of the last batch's first record
                yield record

    async def _reached(self, ends: Mapping[Any, int]) -> bool:  # keys are aiokafka's
        for part in self._parts:
            if await self._consumer.position(part) < ends[part]:
                return False
        return True


def _record(raw: Any) -> Record:  # aiokafka has no types
    return Record(
        topic=raw.topic,
        partition=raw.partition,
        offset=raw.offset,
        at=datetime.fromtimestamp(raw.timestamp / 1000, UTC),
        key=(raw.key or b"").decode("utf-8", "replace"),
        value=raw.value,
        headers=headers_as_text(raw.headers),
    )
