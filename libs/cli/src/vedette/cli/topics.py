"""`vedette topics`: the catalogue and the broker."""

import asyncio
import json

from vedette.cli.options import AsJson, Broker
from vedette.cli.records import settings_for
from vedette.runtime.topics import ensure_topics, spec_of
from vedette.schemas.topics import CATALOGUE, Topic


def create(broker: Broker = "localhost:9092") -> None:
    """Create the topics that are missing; those that stand are left alone."""
    settings = settings_for(broker)
    made = asyncio.run(ensure_topics([spec_of(topic, settings) for topic in CATALOGUE], settings))
    for topic in CATALOGUE:
        name = settings.wire_name(topic.name)
        print(f"{'created' if name in made else 'there already'}  {name}")


def list_(as_json: AsJson = False) -> None:
    """List the topics of the pipeline, what stands on them and who writes them."""
    if as_json:
        print(json.dumps([_row(topic) for topic in CATALOGUE], indent=2))
        return
    for topic in CATALOGUE:
        kept = "latest per key" if topic.retention_ms is None else f"{topic.retention_ms // 86_400_000} days"
        print(f"{topic.name:28} {topic.partitions} partitions, {kept}; key {topic.key}; written by {topic.written_by}")
        print(f"{'':28} {topic.summary}")


def _row(topic: Topic) -> dict[str, str | int | None]:
    return {
        "name": topic.name,
        "key": topic.key,
        "partitions": topic.partitions,
        "retention_ms": topic.retention_ms,
        "written_by": topic.written_by,
        "models": ", ".join(model.__name__ for model in topic.models),
        "summary": topic.summary,
    }


commands = {"create": create, "list": list_}
