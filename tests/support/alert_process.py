"""The alert service as a process of its own, and a hand on its topics."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

import aiohttp
from aiokafka import AIOKafkaConsumer, TopicPartition
from alert_builders import SECRET
from brokers import Broker
from processes import Wire

from vedette.cli.broker import free_ports
from vedette.runtime.app import Outgoing
from vedette.runtime.producer import Producer
from vedette.runtime.settings import ServiceSettings
from vedette.schemas import Subscriber, WatchRule
from vedette.schemas.topics import EVENTS, OUTBOX, RULES, SUBSCRIBERS, Topic

TOKEN = "operators-token"


class AlertProcess:
    """Starts, kills and starts again; its tables are on disk, its truth is on the broker."""

    def __init__(self, broker: Broker, prefix: str, folder: Path, **variables: Any) -> None:
        self.health_port, self.api_port = free_ports(2)
        self.log = folder / f"alert-{self.health_port}.log"
        self.environment = {
            **os.environ,
            **broker.environment(),
            "VEDETTE_TOPIC_PREFIX": prefix,
            "VEDETTE_DATA_DIR": str(folder / f"data-{self.health_port}"),
            "VEDETTE_HEALTH_PORT": str(self.health_port),
            "VEDETTE_ALERT_API_PORT": str(self.api_port),
            "VEDETTE_ALERT_API_TOKEN": TOKEN,
            "VEDETTE_ALERT_ALLOW_PRIVATE": "true",
            "VEDETTE_ALERT_RETRY_S": "0,0.3,0.6,1,2,4,4,4,4,4",
            "VEDETTE_ALERT_WEBHOOK_TOTAL_S": "20",  # a busy machine must not look like a receiver that hangs
            "VEDETTE_ALERT_SMTP_TLS": "never",
            "VEDETTE_ALERT_MAIL_FROM": "alerts@vedette.example",
            "SOME_SECRET": SECRET,
            **{f"VEDETTE_{name.upper()}": str(value) for name, value in variables.items()},
        }
        self.process: subprocess.Popen[bytes] | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop(signal.SIGTERM)

    @property
    def is_running(self) -> bool:
        """Return False once it has ended, by itself or not."""
        return self.process is not None and self.process.poll() is None

    async def start(self, *, seconds: float = 90) -> None:
        self._spawn()
        async with aiohttp.ClientSession() as session:
            for _ in range(int(seconds / 0.05)):
                if self.process.poll() is not None:
                    break
                try:
                    async with session.get(f"http://127.0.0.1:{self.health_port}/readyz") as answer:
                        if answer.status == 200:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.05)
        msg = f"alert is not ready:\n{self.log.read_text()[-4000:]}"
        raise AssertionError(msg)

    def _spawn(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([sys.executable, "-m", "vedette.alert"], env=self.environment, stderr=log)

    async def stop(self, number: signal.Signals) -> int:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return await asyncio.to_thread(self.process.wait, 60)

    async def kill(self) -> None:
        await self.stop(signal.SIGKILL)

    def lines(self, words: str) -> list[dict[str, Any]]:
        """Return the log lines with these words as their event."""
        found = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [line for line in found if line.get("event") == words]


class Topics:
    """Writes rules, subscribers and events, and reads any topic whole."""

    def __init__(self, broker: Broker, prefix: str, producer: Producer) -> None:
        self._broker, self._prefix, self._producer = broker, prefix, producer

    async def tell(self, *things: Any) -> None:
        for thing in things:
            if isinstance(thing, WatchRule):
                await self._producer.send(Outgoing(RULES, thing.rule_id, thing))
            elif isinstance(thing, Subscriber):
                await self._producer.send(Outgoing(SUBSCRIBERS, thing.subscriber_id, thing))
            else:
                await self._producer.send(Outgoing(EVENTS, thing.event_id, thing))

    async def delete(self, topic: Topic, key: str) -> None:
        await self._producer.send(Outgoing(topic, key, None))

    async def everything(self, topic: Topic) -> list[Any]:
        """Return all values of a topic, in the order of each partition."""
        client = AIOKafkaConsumer(bootstrap_servers=self._broker.address, auto_offset_reset="earliest")
        await client.start()
        try:
            partitions = [TopicPartition(f"{self._prefix}{topic.name}", n) for n in range(topic.partitions)]
            client.assign(partitions)
            ends = await client.end_offsets(partitions)
            values = []
            for tp, end in ends.items():
                await client.seek_to_beginning(tp)
                while await client.position(tp) < end:
                    records = (await client.getmany(tp, timeout_ms=200)).get(tp, [])
                    values += [topic.adapter.validate_json(r.value) if r.value else None for r in records]
            return values
        finally:
            await client.stop()

    async def until(self, topic: Topic, enough, *, seconds: float = 60.0) -> list[Any]:
        """Return all values of a topic as soon as they are enough."""
        for _ in range(int(seconds / 0.2)):
            values = await self.everything(topic)
            if enough(values):
                return values
            await asyncio.sleep(0.2)
        msg = f"not within {seconds:g} s; {topic.name} has {values}"
        raise AssertionError(msg)

    async def written_down(self) -> None:
        """Wait until the service is done with all that stands in its outbox; else a kill makes it tell that again."""
        count = len(await self.everything(OUTBOX))
        await Wire(self._broker, self._prefix).wait_committed("alert", OUTBOX, count, seconds=60)


@asynccontextmanager
async def open_topics(broker: Broker, prefix: str) -> AsyncIterator[Topics]:
    settings = ServiceSettings(broker=broker.address, embedded_broker=broker.embedded, topic_prefix=prefix)
    producer = Producer(settings, source="test")
    await producer.start()
    try:
        yield Topics(broker, prefix, producer)
    finally:
        await producer.stop()
