"""`vedette tail`: follow a topic."""

import asyncio
import contextlib
import json
import sys
from typing import Annotated

import typer

from vedette.cli.options import AsJson, Broker
from vedette.cli.records import Record, follow, settings_for, topic_named
from vedette.cli.wording import one_line
from vedette.schemas.topics import Topic


def command(
    topic: Annotated[str, typer.Argument(help="Name or short name: events, claims, articles.raw, rejections …")],
    broker: Broker = "localhost:9092",
    from_start: Annotated[bool, typer.Option("--from-start", help="Begin with the oldest record.")] = False,
    count: Annotated[int, typer.Option("--count", "-n", min=0, help="Stop after this many records; 0 goes on.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Print records as they arrive: one line for a person, or one JSON object a line."""
    wanted = topic_named(topic)
    asyncio.run(_tail(wanted, broker=broker, from_start=from_start, count=count, as_json=as_json))


async def _tail(topic: Topic, *, broker: str, from_start: bool, count: int, as_json: bool) -> None:
    seen = 0
    async with contextlib.aclosing(follow(settings_for(broker), topic, from_start=from_start)) as records:
        async for record in records:
            print(as_object(record) if as_json else as_line(topic, record))
            sys.stdout.flush()
            seen += 1
            if seen == count:
                return


def as_object(record: Record) -> str:
    """Return a record as one line of JSON: where it stands, its key and its value."""
    value = None if record.value is None else json.loads(record.value)
    row = {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "at": record.at.isoformat(),
        "key": record.key,
        "headers": dict(record.headers),
        "value": value,
    }
    return json.dumps(row, ensure_ascii=False)


def as_line(topic: Topic, record: Record) -> str:
    """Return a record as a line a person reads."""
    head = f"{record.at:%H:%M:%S} {record.partition}/{record.offset} {record.key[:12]:12}"
    if record.value is None:
        return f"{head} deleted"
    return f"{head} {one_line(topic.adapter.validate_json(record.value, extra='ignore'))}"
