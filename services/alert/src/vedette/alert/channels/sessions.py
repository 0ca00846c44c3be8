"""The HTTP client of webhooks, replaced every few minutes, so that no connection is used for longer.

A name may mean another machine by now, and the rules on addresses may have changed: both are judged at a connect alone.
Source: alert design, 4.6.
"""

import asyncio
import time
from collections.abc import Callable

import aiohttp

LIFE_S = 300.0
"""How long connections are used again."""


class Sessions:
    """Gives out one session after the other; an old one is closed when its last calls have ended."""

    def __init__(
        self, opened: Callable[[], aiohttp.ClientSession], *, call_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._opened = opened
        self._call_s = call_s
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None
        self._since = 0.0
        self._ending: set[asyncio.Task[None]] = set()

    def current(self) -> aiohttp.ClientSession:
        """Return the session for a call that begins now; use it at once."""
        if self._session is not None and self._clock() - self._since >= LIFE_S:
            ending = asyncio.create_task(self._end(self._session))
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)
            self._session = None
        if self._session is None:
            self._session, self._since = self._opened(), self._clock()
        return self._session

    async def close(self) -> None:
        """Close all connections."""
        for ending in [*self._ending]:
            ending.cancel()
        await asyncio.gather(*self._ending, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _end(self, session: aiohttp.ClientSession) -> None:
        try:
            await asyncio.sleep(self._call_s)
        finally:
            await session.close()
