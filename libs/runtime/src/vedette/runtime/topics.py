"""Topics on the broker: what is missing is created, from the catalogue, before anybody reads or writes."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError

from vedette.runtime.errors import ConfigError, StoppedError
from vedette.runtime.logs import get_log
from vedette.runtime.retry import Backoff
from vedette.runtime.settings import ServiceSettings
from vedette.schemas.topics import Topic

ALREADY_EXISTS = 36
"""Source: Kafka protocol, error code TOPIC_ALREADY_EXISTS."""

CHANGELOG_SEGMENT_BYTES = 67_108_864
"""Only closed segments are compacted. Source: Kafka's own default is 1 GB, a third of the state of a million claims."""

LOOK_AGAIN_S = 0.2
"""Pause between two looks at a topic that was just created and is not yet known to the broker."""


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """A topic as it should stand on the broker."""

    name: str
    partitions: int
    config: Mapping[str, str]


def spec_of(topic: Topic, settings: ServiceSettings) -> TopicSpec:
    """Return how a topic of the catalogue stands on the broker."""
    keep = (
        {"cleanup.policy": "compact"}
        if topic.retention_ms is None
        else {"cleanup.policy": "delete", "retention.ms": str(topic.retention_ms)}
    )
    return TopicSpec(
        settings.wire_name(topic.name), topic.partitions, {**keep, "max.message.bytes": str(settings.max_bytes(topic))}
    )


def changelog_spec(group: str, table: str, partitions: int, settings: ServiceSettings) -> TopicSpec:
    """Return the changelog topic of a table; faust derives the same name."""
    config = {
        "cleanup.policy": "compact",
        "max.message.bytes": str(settings.max_message_bytes),
        # an entry is written again with every change, and what is not yet compacted is read back on a new machine
        "segment.bytes": str(CHANGELOG_SEGMENT_BYTES),
        "min.cleanable.dirty.ratio": "0.2",
    }
    return TopicSpec(f"{group}-{table}-changelog", partitions, config)


async def ensure_topics(specs: Iterable[TopicSpec], settings: ServiceSettings) -> list[str]:
    """Create what is missing, wait until every topic is known to the broker, and return the names created.

    Raises: `ConfigError` if a topic stands with fewer partitions than it should; `KafkaError` if the broker fails.
    """
    wanted = {spec.name: spec for spec in specs}
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.broker, request_timeout_ms=10_000)
    await admin.start()
    try:
        there = set(await admin.list_topics())
        missing = [spec for name, spec in wanted.items() if name not in there]
        if missing:
            await _create(admin, missing, settings)
        await _wait_until_known(admin, wanted)
    finally:
        await admin.close()
    return sorted(spec.name for spec in missing)


async def connect(settings: ServiceSettings, specs: Iterable[TopicSpec]) -> list[str]:
    """Do `ensure_topics`, waiting for a broker that is away.

    Raises: `StoppedError` when no broker has answered for `start_patience_s`.
    """
    wanted = list(specs)
    log = get_log()
    backoff = Backoff(settings.retry_base_s, settings.retry_cap_s)
    deadline = asyncio.get_running_loop().time() + settings.start_patience_s
    tries = 0
    while True:
        try:
            return await ensure_topics(wanted, settings)
        except (KafkaError, OSError) as error:
            tries += 1
            pause = min(backoff.cap_s, backoff.base_s * 2 ** min(tries, 10))
            if asyncio.get_running_loop().time() + pause > deadline:
                msg = (
                    f"no broker at {settings.broker} after {settings.start_patience_s:.0f} s ({error}); "
                    "start one (`make kafka-up`, or `docker compose up broker`) or set VEDETTE_BROKER"
                )
                raise StoppedError(msg) from error
            log.warning("broker does not answer, trying again", broker=settings.broker, tries=tries, error=str(error))
            await asyncio.sleep(pause)


async def _create(admin: Any, missing: list[TopicSpec], settings: ServiceSettings) -> None:  # aiokafka has no types
    topics = [NewTopic(s.name, s.partitions, settings.replication, topic_configs=dict(s.config)) for s in missing]
    answer = await admin.create_topics(topics)
    for name, code, *message in answer.topic_errors:
        if code not in {0, ALREADY_EXISTS}:
            msg = f"the broker does not create topic {name}: error {code} {' '.join(str(m) for m in message)}"
            raise ConfigError(msg)


async def _wait_until_known(admin: Any, wanted: Mapping[str, TopicSpec]) -> None:  # as above
    while True:
        found = {t["topic"]: len(t["partitions"]) for t in await admin.describe_topics(list(wanted))}
        waiting = [name for name in wanted if not found.get(name)]
        if not waiting:
            break
        get_log().info("waiting for topics", topics=waiting)
        await asyncio.sleep(LOOK_AGAIN_S)
    for name, spec in wanted.items():
        if found[name] < spec.partitions:
            msg = (
                f"topic {name} has {found[name]} partitions and should have {spec.partitions}; "
                "add partitions or delete the topic"
            )
            raise ConfigError(msg)
