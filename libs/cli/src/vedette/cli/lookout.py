"""Watches the topics of a running pipeline, so that the demo and the tests know when something has been handled."""

import asyncio
import contextlib
from typing import Self

from vedette.cli.records import Record, follow
from vedette.cli.wording import one_line
from vedette.runtime.settings import ServiceSettings
from vedette.schemas import CleanArticle, Rejection
from vedette.schemas.topics import CLAIMS, CLEAN, EVENTS, OUTBOX, REJECTIONS, Topic, topic_of

__all__ = ["Lookout"]


class Lookout:
    """Use as an async context manager."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self._tasks: list[asyncio.Task[None]] = []
        self._cleaned: dict[str, int] = {}
        self._stirred = asyncio.Event()
        self._counts: dict[str, int] = {}
        self.rejections: list[str] = []

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(self._watch(topic)) for topic in (CLEAN, CLAIMS, EVENTS, OUTBOX, REJECTIONS)]
        return self

    async def __aexit__(self, *exc: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def count(self, topic: str) -> int:
        """Return how many records of a topic have been seen."""
        return self._counts.get(topic_of(topic).name, 0)

    async def cleaned(self, url: str, revision: int) -> None:
        """Wait until this revision of the page at this address has been cleaned."""
        while self._cleaned.get(url, 0) < revision:
            await self.anything()

    async def anything(self) -> None:
        """Wait until something happens on a topic, a tenth of a second at most."""
        self._stirred.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stirred.wait(), 0.1)

    async def quiet(self, seconds: float) -> None:
        """Wait until nothing has happened on any topic for so long."""
        while True:
            self._stirred.clear()
            try:
                await asyncio.wait_for(self._stirred.wait(), seconds)
            except TimeoutError:
                return

    async def _watch(self, topic: Topic) -> None:
        async for record in follow(self._settings, topic, from_start=True):
            self._note(topic, record)
            self._stirred.set()

    def _note(self, topic: Topic, record: Record) -> None:
        self._counts[topic.name] = self._counts.get(topic.name, 0) + 1
        if record.value is None:
            return
        if topic is CLEAN:
            article = CleanArticle.read(record.value)
            if article.url is not None:
                self._cleaned[article.url] = max(article.revision, self._cleaned.get(article.url, 0))
        elif topic is REJECTIONS:
            self.rejections.append(one_line(Rejection.read(record.value)))
