"""Polling: every source on its own clock, and none in the way of another."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from vedette.ingest.failures import about_source, as_bug
from vedette.ingest.intake import BrokerAwayError
from vedette.ingest.schedule import first_poll_s, next_poll_s
from vedette.ingest.sources import Source
from vedette.ingest.steps import Desk, Listing, poll_source
from vedette.runtime.errors import PermanentError, TransientError, VedetteError
from vedette.runtime.logs import get_log

BROKER_PAUSE_S = 5.0
"""Pause after the broker took nothing; the pages wait where they are."""


@dataclass(frozen=True)
class Polled:
    """How a poll went: `ok`, `failed` or `broker_away`, and what the server asked for."""

    outcome: str
    listing: Listing
    retry_after_s: float | None = None
    error: str | None = None


class Poller:
    """Polls sources until cancelled, at most `at_once` of them at the same time."""

    def __init__(
        self,
        desk: Desk,
        *,
        at_once: int,
        rng: random.Random,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        on_polled: Callable[[Source, Polled], None] = lambda _source, _polled: None,
    ) -> None:
        self._desk = desk
        self._slots = asyncio.Semaphore(at_once)
        self._rng = rng
        self._sleep = sleep
        self._on_polled = on_polled
        self._log = get_log()

    async def run(self, sources: Sequence[Source]) -> None:
        """Poll all enabled sources for ever."""
        async with asyncio.TaskGroup() as group:
            for source in sources:
                if source.enabled:
                    group.create_task(self._follow(source))

    async def _follow(self, source: Source) -> None:
        await self._sleep(first_poll_s(source.every, self._rng))
        listing, failures = Listing(), 0
        while True:
            async with self._slots:
                polled = await self.poll_once(source, listing)
            failures = self._report(source, polled, failures)
            listing = polled.listing
            if polled.outcome == "broker_away":
                await self._sleep(BROKER_PAUSE_S)
            else:
                await self._sleep(next_poll_s(source.every, failures, polled.retry_after_s, self._rng))

    async def poll_once(self, source: Source, listing: Listing) -> Polled:
        """Poll a source; whatever goes wrong with it becomes an outcome."""
        subject, desk = about_source(source), self._desk
        try:
            polled = Polled("ok", await poll_source(source, listing, desk))
            desk.failures.passed(subject)
        except BrokerAwayError as error:
            polled = Polled("broker_away", listing, error=error.detail)
        except TransientError as error:
            await desk.failures.count(subject, error, desk.clock())
            polled = Polled("failed", listing, error.retry_after_s, error.detail)
        except PermanentError as error:
            await desk.failures.tell_once(subject, error, desk.clock())
            polled = Polled("failed", listing, error=str(error))
        except VedetteError:
            raise  # the service itself must stop
        except Exception as error:  # noqa: BLE001  a source that finds a bug of ours must not stop the others
            await desk.failures.tell_once(subject, as_bug(error), desk.clock())
            polled = Polled("failed", listing, error=repr(error))
        self._on_polled(source, polled)
        return polled

    def _report(self, source: Source, polled: Polled, failures: int) -> int:
        """Log the first failure and the recovery, and return the failures in a row."""
        if polled.outcome == "failed" and failures == 0:
            self._log.warning("source fails", source=source.id, error=polled.error)
        if polled.outcome == "ok" and failures > 0:
            self._log.info("source works again", source=source.id, failures=failures)
        return {"ok": 0, "failed": failures + 1, "broker_away": failures}[polled.outcome]
