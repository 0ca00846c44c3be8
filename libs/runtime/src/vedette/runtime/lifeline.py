"""The lifeline: a thread that ends the process when the event loop cannot.

Source: measured; with the broker gone, a faust worker did not leave within four minutes of SIGTERM.
"""

import asyncio
import os
import sys
import threading
import time

from vedette.runtime.settings import ServiceSettings

BEAT_S = 1.0
"""Seconds between two signs of life of the event loop."""

HARD_EXIT = 70
"""Exit code of a process that had to be ended. Source: sysexits.h, EX_SOFTWARE."""

JOIN_S = 1.0
"""Time for a thread to end after everything it served has."""


class Lifeline:
    """Exits hard when the loop has not beaten for `watchdog_s`, or a stop takes longer than its deadline."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._silence_s = settings.watchdog_s
        self._beat = time.monotonic()
        self._deadline: float | None = None
        self._released = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="lifeline", daemon=True)

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin; from now on the loop must beat."""
        self._keep_beating(loop)
        self._thread.start()

    def stop_by(self, seconds: float) -> None:
        """Set the time by which the process must have stopped; the first call counts."""
        if self._deadline is None:
            self._deadline = time.monotonic() + seconds

    def release(self) -> None:
        """End the watch; the process is about to leave by itself."""
        self._released.set()

    def _keep_beating(self, loop: asyncio.AbstractEventLoop) -> None:
        self._beat = time.monotonic()
        loop.call_later(BEAT_S, self._keep_beating, loop)

    def _watch(self) -> None:
        while not self._released.wait(0.1):
            now = time.monotonic()
            if self._deadline is not None and now > self._deadline:
                self._leave("stop took too long")
            if now - self._beat > self._silence_s:
                self._leave(f"the event loop stood still for {self._silence_s:.0f} s")

    def _leave(self, why: str) -> None:
        print(f'{{"level": "error", "event": "hard exit", "why": "{why}"}}', file=sys.stderr, flush=True)  # noqa: T201
        os._exit(HARD_EXIT)


def leave_no_thread(code: int, before: set[threading.Thread]) -> None:
    """Exit at once if a thread begun since `before` would keep the process from ending.

    A client library's thread that waits for a broker that is gone is such a one.
    """
    begun = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in begun:
        thread.join(JOIN_S)
    if any(thread.is_alive() for thread in begun):
        sys.stderr.flush()
        os._exit(code)
