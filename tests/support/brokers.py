"""Brokers for tests: the embedded one, Apache Kafka without Docker, or Apache Kafka in a container.

`VEDETTE_TEST_BROKER=embedded|kafka|docker` chooses; embedded is the default. A broker that does not start fails the
tests that need it; nothing is skipped.
"""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from vedette.cli.broker import EmbeddedBroker, free_port

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "deploy" / "kafka" / "kafka"
IMAGE = os.environ.get("VEDETTE_KAFKA_IMAGE", "apache/kafka:4.1.1")


@dataclass(frozen=True)
class Broker:
    """A running broker."""

    address: str
    embedded: bool
    control: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """Return the variables that point a service at this broker."""
        return {"VEDETTE_BROKER": self.address, "VEDETTE_EMBEDDED_BROKER": str(self.embedded).lower()}

    @property
    def can_restart(self) -> bool:
        """Return True if its data survives a restart."""
        return bool(self.control)

    def kill(self) -> None:
        """End it as a crash would. Only real Kafka without Docker can."""
        _script("kill", self.control)

    def start_again(self) -> None:
        """Bring it back with its data."""
        _script("up", self.control)


@contextlib.contextmanager
def running_broker(kind: str, folder: Path) -> Iterator[Broker]:
    """Run a broker of a kind for as long as the block lasts; what it keeps goes into `folder`."""
    brokers = {"embedded": _embedded, "kafka": _kafka, "docker": _docker}
    if kind not in brokers:
        msg = f"VEDETTE_TEST_BROKER={kind!r}; known: {', '.join(brokers)}"
        raise ValueError(msg)
    with brokers[kind](folder) as broker:
        yield broker


@contextlib.contextmanager
def _embedded(folder: Path) -> Iterator[Broker]:
    with EmbeddedBroker(log=folder / "broker.log") as broker:
        yield Broker(broker.address, embedded=True)


@contextlib.contextmanager
def _kafka(folder: Path) -> Iterator[Broker]:
    # jars stay in the repository's cache; a port and data of its own keep the developer's broker out of the tests
    port = free_port(neighbours=1)  # its controller listens on the next one
    control = {"VEDETTE_KAFKA_PORT": str(port)}
    try:
        _script("up", control)
        yield Broker(f"127.0.0.1:{port}", embedded=False, control=control)
    finally:
        _script("down", control, "--wipe")


@contextlib.contextmanager
def _docker(folder: Path) -> Iterator[Broker]:
    # the block removes its container; the reaper's own image is one more thing to have at hand
    os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")
    from testcontainers.core.container import DockerContainer  # noqa: PLC0415  only this kind needs it
    from testcontainers.core.wait_strategies import LogMessageWaitStrategy  # noqa: PLC0415

    port = free_port()
    container = (
        DockerContainer(IMAGE)
        .with_bind_ports(9092, port)
        .with_env("KAFKA_NODE_ID", "1")
        .with_env("KAFKA_PROCESS_ROLES", "broker,controller")
        .with_env("KAFKA_LISTENERS", "PLAINTEXT://:9092,CONTROLLER://:9093")
        .with_env("KAFKA_ADVERTISED_LISTENERS", f"PLAINTEXT://127.0.0.1:{port}")
        .with_env("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
        .with_env("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT")
        .with_env("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093")
        .with_env("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1")
        .with_env("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
        .with_env("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
        .with_env("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
    )
    ready = LogMessageWaitStrategy("Kafka Server started").with_startup_timeout(60)
    with container.waiting_for(ready):
        yield Broker(f"127.0.0.1:{port}", embedded=False)


def _script(command: str, control: dict[str, str], *more: str) -> None:
    done = subprocess.run(
        [str(SCRIPT), command, *more],
        env={**os.environ, **control}, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        msg = f"{SCRIPT} {command}: {done.stderr.strip()}"
        raise RuntimeError(msg)


def wait_until(check, *, seconds: float, what: str) -> None:
    """Wait for a condition of the outside world, looking often; fail saying what did not come."""
    deadline = time.monotonic() + seconds
    while not check():
        if time.monotonic() > deadline:
            msg = f"not within {seconds:g} s: {what}"
            raise AssertionError(msg)
        time.sleep(0.02)
