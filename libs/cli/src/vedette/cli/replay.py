"""`vedette replay`: stored raw articles through the pipeline again."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer

from vedette.cli.documents import read_moment
from vedette.cli.options import Broker
from vedette.cli.records import Record, read_all, settings_for
from vedette.runtime.producer import Producer
from vedette.schemas import RawArticle
from vedette.schemas.topics import RAW, Topic

__all__ = ["command"]


def command(
    broker: Broker = "localhost:9092",
    article: Annotated[list[str] | None, typer.Option(help="Article id, or the beginning of one.")] = None,
    url: Annotated[str | None, typer.Option(help="Only addresses that contain this.")] = None,
    since: Annotated[str | None, typer.Option(help="Only what was stored since this day or time, UTC.")] = None,
    until: Annotated[str | None, typer.Option(help="Only what was stored before this day or time, UTC.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Send; without it, only tell what would be sent.")] = False,
) -> None:
    """Send stored raw articles again, for example after a new version of clean or extract.

    Ids are functions of content: subscribers hear only of what is now read differently.
    """
    span = (read_moment(since) if since else None, read_moment(until) if until else None)
    found = asyncio.run(_find(broker, _Wanted(article, url, *span)))
    for record in found:
        print(f"{'sent' if yes else 'would send'}  {record.place}  {record.key}")
    if yes:
        asyncio.run(_send(broker, RAW, found))
    elif found:
        print(f"{len(found)} article(s); --yes sends them")


class _Wanted:
    """Which articles are replayed."""

    def __init__(
        self, articles: list[str] | None, url: str | None, since: datetime | None, until: datetime | None
    ) -> None:
        self.articles = tuple(articles or ())
        self.url = url
        self.since = since
        self.until = until

    def __call__(self, record: Record) -> bool:
        if self.until is not None and record.at >= self.until:
            return False
        if self.articles and not record.key.startswith(self.articles):
            return False
        return self.url is None or self._has_url(record)

    def _has_url(self, record: Record) -> bool:
        return record.value is not None and (self.url or "") in (RawArticle.read(record.value).url or "")


async def _find(broker: str, wanted: _Wanted) -> list[Record]:
    found = [r async for r in read_all(settings_for(broker), RAW, since=wanted.since) if wanted(r)]
    return sorted(found, key=lambda r: (r.at, r.partition, r.offset))


async def _send(broker: str, topic: Topic, records: Sequence[Record]) -> None:
    settings = settings_for(broker)
    producer = Producer(settings, source="cli")
    await producer.start()
    try:
        for record in records:
            headers = [(name, text.encode()) for name, text in record.headers.items()]
            # the same partition, so that revisions of one article keep their order
            sent = await producer.begin_raw(
                settings.wire_name(topic.name), record.key.encode(), record.value, headers, record.partition
            )
            await producer.settle([sent])
    finally:
        await producer.stop()
