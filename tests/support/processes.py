"""Services as real child processes, and the topics they meet on, for tests."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from brokers import Broker, wait_until

from vedette.runtime.codec import decode
from vedette.runtime.messages import Outgoing
from vedette.runtime.producer import Producer
from vedette.runtime.settings import ServiceSettings
from vedette.runtime.topics import connect, spec_of
from vedette.schemas.topics import CATALOGUE, Topic

SUPPORT = Path(__file__).resolve().parent
START_S = 40


class ServiceProcess:
    """One service run by its own Python; its log lines are kept."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self._log = log
        self._out = log.open("ab")
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, *command], env={**os.environ, "VEDETTE_HEALTH_PORT": "0", **environment},
            stdout=self._out, stderr=self._out,
        )  # fmt: skip

    def lines(self) -> list[dict]:
        """Return the log lines so far."""
        found = []
        for line in self._log.read_text(encoding="utf-8").splitlines():
            try:
                found.append(json.loads(line))
            except ValueError:
                found.append({"event": line})
        return found

    def said(self, event: str) -> dict | None:
        """Return the last log line with this event."""
        return next((line for line in reversed(self.lines()) if line.get("event") == event), None)

    def wait_ready(self) -> "ServiceProcess":
        """Wait until it reads its topics."""
        wait_until(lambda: self.said("service ready") or self._failed(), seconds=START_S, what="service ready")
        return self

    def health(self, path: str) -> tuple[int, str]:
        """Return status and body of a health page; status 0 if nobody answers."""
        listening = self.said("health server listens")
        if listening is None:
            return 0, ""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{listening['port']}{path}", timeout=2) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.wait(10)

    def terminate(self, *, seconds: float = 15) -> tuple[int, float]:
        """Ask it to stop; return exit code and seconds it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds), time.monotonic() - began

    def close(self) -> None:
        """Leave nothing behind."""
        if self.process.poll() is None:
            self.kill()
        self._out.close()

    def __enter__(self) -> "ServiceProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _failed(self) -> bool:
        if self.process.poll() is not None:
            msg = f"service ended with {self.process.returncode}: {self.lines()[-3:]}"
            raise AssertionError(msg)
        return False


class Wire:
    """The topics of one pipeline on a broker: sends, reads what stands there."""

    def __init__(self, broker: Broker, topic_prefix: str) -> None:
        self.settings = ServiceSettings.load(
            broker=broker.address, embedded_broker=broker.embedded, topic_prefix=topic_prefix
        )
        self.producer = Producer(self.settings, source="test")

    async def __aenter__(self) -> "Wire":
        await connect(self.settings, [spec_of(topic, self.settings) for topic in CATALOGUE])
        await self.producer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.producer.stop()

    async def send(self, topic: Topic, values) -> None:
        """Send contracts by key and await the acknowledgements."""
        await self.producer.send_all([Outgoing(topic, key, value) for key, value in values])

    async def read(self, topic: Topic, enough, *, seconds: float) -> list:
        """Return the decoded messages of a topic once `enough(messages)` is true, or when the time is over."""
        found: list = []
        async with self._from_beginning(topic.name, topic.partitions) as client:
            deadline = time.monotonic() + seconds
            while not enough(found) and time.monotonic() < deadline:
                for records in (await client.getmany(timeout_ms=100)).values():
                    found += [decode(topic, record.value) for record in records if record.value is not None]
        return found

    async def count(self, topic: str, at_least: list[int], *, seconds: float) -> list[int]:
        """Return how many records stand in each partition of a topic, once they are enough or the time is over.

        They are read: the embedded broker does not tell the end of a topic truly.
        """
        found = [0] * len(at_least)
        async with self._from_beginning(topic, len(at_least)) as client:
            deadline = time.monotonic() + seconds
            while any(f < a for f, a in zip(found, at_least, strict=True)) and time.monotonic() < deadline:
                for tp, records in (await client.getmany(timeout_ms=100)).items():
                    found[tp.partition] += len(records)
        return found

    @contextlib.asynccontextmanager
    async def _from_beginning(self, topic: str, partitions: int) -> AsyncIterator[AIOKafkaConsumer]:
        client = AIOKafkaConsumer(
            bootstrap_servers=self.settings.broker, auto_offset_reset="earliest",
            fetch_max_wait_ms=self.settings.fetch_wait_ms, max_partition_fetch_bytes=16_000_000,
        )  # fmt: skip
        await client.start()
        try:
            name = self.settings.wire_name(topic)
            client.assign([TopicPartition(name, number) for number in range(partitions)])
            await client.seek_to_beginning()
            yield client
        finally:
            await client.stop()

    async def committed(self, service: str, topic: Topic) -> list[int]:
        """Return what a service has committed of each partition of a topic."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self.settings.broker)
        await admin.start()
        try:
            wanted = [TopicPartition(self.settings.wire_name(topic.name), number) for number in range(topic.partitions)]
            found = await admin.list_consumer_group_offsets(self.settings.group(service), partitions=wanted)
        finally:
            await admin.close()
        return [max(0, found[partition].offset) for partition in wanted]

    async def wait_committed(self, service: str, topic: Topic, count: int, *, seconds: float) -> None:
        """Wait until a service has committed so many messages of a topic; what is not is read again after a kill."""
        async with asyncio.timeout(seconds):
            while sum(await self.committed(service, topic)) < count:  # noqa: ASYNC110  no broker tells of commits
                await asyncio.sleep(0.1)


def environment(broker: Broker, topic_prefix: str, data_dir: Path, **more: str) -> dict[str, str]:
    """Return the environment of a service in a test; `more` are fields of its settings."""
    return {
        **broker.environment(),
        "VEDETTE_TOPIC_PREFIX": topic_prefix,
        "VEDETTE_DATA_DIR": str(data_dir),
        "VEDETTE_RETRY_BASE_S": "0.01",
        "VEDETTE_RETRY_CAP_S": "0.1",
        **{f"VEDETTE_{name.upper()}": value for name, value in more.items()},
    }


def relay(env: dict[str, str], folder: Path, *, batch: int = 1) -> ServiceProcess:
    """Start the relay service."""
    log = folder / f"relay-{time.monotonic_ns()}.log"
    return ServiceProcess([str(SUPPORT / "relay.py")], {**env, "RELAY_BATCH": str(batch)}, log)
