"""The web as a polite reader sees it: robots.txt, a pause between two requests to a host, checked addresses."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from vedette.ingest import robots
from vedette.ingest.fetch import FEEDS, PAGES, Fetched, Fetcher, Known
from vedette.ingest.sources import Source
from vedette.runtime.addresses import AddressPolicy

Sleep = Callable[[float], Awaitable[None]]
Clock = Callable[[], datetime]


class Web:
    """Fetches for sources. `policy` is what all may reach; `allow_private` of a source widens it for that source."""

    def __init__(
        self,
        fetcher: Fetcher,
        policy: AddressPolicy,
        user_agent: str,
        *,
        host_pause_s: float,
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._fetcher = fetcher
        self._policy = policy
        self._robots = robots.Robots(user_agent)
        self._host_pause_s = host_pause_s
        self._clock = clock
        self._sleep = sleep
        self._free_at: dict[str, float] = {}

    async def feed(self, source: Source, known: Known) -> Fetched:
        """Fetch the feed of a source. Raises: as `Fetcher.get`."""
        return await self._fetcher.get(source.url, self._policy_of(source), known=known, accept=FEEDS)

    async def page(self, source: Source, url: str, known: Known) -> Fetched:
        """Fetch a page of a source, as its host wishes. Raises: as `Fetcher.get`, and for pages robots.txt forbids."""
        policy = self._policy_of(source)
        asked_s = await self._robots_delay(url, policy) if source.respect_robots else 0.0
        await self._wait_for_turn(urlsplit(url).netloc, max(asked_s, self._host_pause_s))
        return await self._fetcher.get(url, policy, known=known, accept=PAGES)

    async def pushed(self, url: str) -> Fetched:
        """Fetch a page a person asked for by name: robots.txt is for robots. Raises: as `Fetcher.get`."""
        return await self._fetcher.get(url, self._policy, accept=PAGES)

    async def _robots_delay(self, url: str, policy: AddressPolicy) -> float:
        async def read(address: str) -> bytes | None:
            return (await self._fetcher.get(address, policy, accept="text/plain", max_bytes=robots.MAX_BYTES)).body

        return await self._robots.ask(url, read, self._clock())

    async def _wait_for_turn(self, host: str, pause_s: float) -> None:
        now = asyncio.get_running_loop().time()
        turn = max(now, self._free_at.get(host, 0.0))
        self._free_at[host] = turn + pause_s
        if len(self._free_at) > robots.MAX_HOSTS:
            self._free_at = {name: free for name, free in self._free_at.items() if free > now}
        if turn > now:
            await self._sleep(turn - now)

    def _policy_of(self, source: Source) -> AddressPolicy:
        return replace(self._policy, allow_private=True) if source.allow_private else self._policy
