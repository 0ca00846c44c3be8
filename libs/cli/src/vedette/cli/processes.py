"""Child processes that never outlive their parent."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Child", "Children"]

PR_SET_PDEATHSIG = 1
"""Source: prctl(2)."""


@dataclass(frozen=True)
class Child:
    """A process we started, by the name we call it."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path | None

    def tail(self, lines: int = 5) -> str:
        """Return the last lines of its log."""
        if self.log is None or not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


class Children:
    """Starts processes, each in its own group, and stops every one of them at the end.

    Use as a context manager. In groups of their own, children do not see Ctrl-C on the terminal: we decide the order.
    """

    def __init__(self) -> None:
        self.all: list[Child] = []

    def __enter__(self) -> "Children":
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def start(
        self, name: str, argv: Sequence[str], *, env: Mapping[str, str] | None = None, log: Path | None = None
    ) -> Child:
        """Start one process; its output goes to `log`, or to our own output where there is none."""
        with contextlib.ExitStack() as stack:
            sink = stack.enter_context(log.open("ab")) if log else None
            process = subprocess.Popen(
                list(argv),
                env={**os.environ, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT if sink else None,
                start_new_session=True,
                preexec_fn=_die_with_parent(),  # noqa: PLW1509  no threads run in us before the first start
            )
        child = Child(name, process, log)
        self.all.append(child)
        return child

    def ended(self) -> list[Child]:
        """Return the children that have ended, in the order they were started."""
        return [child for child in self.all if child.process.poll() is not None]

    def signal(self, number: int) -> None:
        """Pass a signal on to every live child."""
        for child in self.all:
            if child.process.poll() is None:
                child.process.send_signal(number)

    def stop(self, *, patience_s: float = 12.0) -> None:
        """Ask every child to stop (SIGTERM), last started first; kill whole groups after `patience_s`."""
        for child in reversed(self.all):
            if child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + patience_s
        for child in reversed(self.all):
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.0, deadline - time.monotonic()))
            # grandchildren (pool workers) share the group; on a clean stop there is nobody left to kill
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()


def _die_with_parent() -> Callable[[], None] | None:
    """Return a hook that has Linux end the child when we die without a word (kill -9); None elsewhere."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)

    def hook() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

    return hook
